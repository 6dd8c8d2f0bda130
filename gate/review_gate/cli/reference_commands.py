"""`review-contract schema` and `explain`: the published schemas, and every reason code in words."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from review_contract.safe_text import for_log, one_line
from review_gate.cli.shell import end, say


def schema(
    name: Annotated[
        str | None, typer.Argument(help="Which one, such as v1.0/review.json; without: list them.")
    ] = None,
    write: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write all of them below this folder.")
    ] = None,
) -> None:
    """Print or write the published JSON Schemas."""
    from review_gate.schemas import published_files

    files = published_files()
    if write is not None:
        for path, text in files.items():
            _write(write / path, text)
        say(for_log(f"wrote {len(files)} schemas below {write}"))
    elif name is None:
        say("\n".join(files))
    elif name in files:
        say(files[name])
    else:
        end(f"no schema {name!r}; without a name, all are listed", code=2)


def explain(
    code: Annotated[
        str | None, typer.Argument(help="A reason code, such as stale-head; without: list them.")
    ] = None,
) -> None:
    """Say what a reason code means, what causes it, and what to do."""
    pages = _pages()
    if code is None:
        say("\n".join(f"{name:24} {page['meaning']}" for name, page in pages.items()))
    elif code in pages:
        page = pages[code]
        say(f"{code}\n\nMeaning  {page['meaning']}\nCause    {page['cause']}\nRemedy   {page['remedy']}")
        if see := page.get("see"):
            say(f"See      {', '.join(see)}")
    else:
        end(f"no reason code {one_line(code)!r}; without a code, all are listed", code=2)


def _pages() -> Mapping[str, Mapping[str, str]]:
    import tomllib

    return tomllib.loads(Path(__file__).with_name("pages.toml").read_text("utf-8"))


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        end(f"can't write {path}: {error.strerror or error}")
