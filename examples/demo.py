"""Tell three stories: what a regular expression makes of them, and what the gate decides and why."""

import subprocess
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    import io

    from examples.regex_gate import Verdict
    from review_gate.decision import Decision

HERE: Final = Path(__file__).resolve().parent
TOLD: Final = ("prose-drift", "re-roll", "quoted-critical")
WIDTH: Final = 100
COLOURS: Final = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "magenta": "35"}
BY_CONCLUSION: Final = {"pass": "green", "fail": "red", "error": "magenta", "pending": "yellow"}


def main() -> None:
    """Tell the stories, then list all of them."""
    sys.path.insert(0, str(HERE.parent))  # run as a script, as make does
    cast("io.TextIOWrapper", sys.stdout).reconfigure(encoding="utf-8")
    for index, name in enumerate(TOLD, start=1):
        tell(f"{index} of {len(TOLD)}", name)
    compare(sorted(path.parent.name for path in HERE.glob("*/recorded.json")))


def tell(place: str, name: str) -> None:
    """Print one story, what the regex gate says, and what the command prints."""
    title, paragraph = story(name)
    verdict, decision = both(name)
    print(coloured("bold", f"━━ {place}: {title} ".ljust(WIDTH, "━")))
    print(f"\n{textwrap.fill(paragraph, WIDTH)}\n")
    print(f"The regex gate says: {verdict.state} — {verdict.description}  {mark(verdict, decision)}")
    print(f"\n$ review-contract gate --from examples/{name}", flush=True)
    # A process of its own, so that it prints to a terminal what it prints to a terminal.
    command = [sys.executable, "-m", "review_gate", "gate", "--from", str(HERE / name)]
    code = subprocess.run(command, check=False).returncode
    print(f"{coloured('dim', f'exit code {code}')}\n")


def compare(names: list[str]) -> None:
    """Print one line for every story, and how often the regex gate is wrong."""
    print(coloured("bold", "━━ All stories ".ljust(WIDTH, "━")))
    print(f"\n{'examples/':<28}{'the regex gate':<28}review-contract")
    wrong = 0
    for name in names:
        verdict, decision = both(name)
        wrong += not agrees(verdict, decision)
        concluded = coloured(BY_CONCLUSION[decision.conclusion], f"{decision.conclusion:<9}")
        said = f"{verdict.state:<9}{mark(verdict, decision)}"
        print(
            f"  {name:<26}{said}{' ' * (19 - len(plain_mark(verdict, decision)))}{concluded}{decision.reason}"
        )
    print(f"\nThe regex gate is wrong about {wrong} of these {len(names)}, in both directions.")
    print(
        "Each folder tells its story in story.md; try one:\n"
        "    .venv/bin/review-contract gate --from examples/forged-block"
    )


def story(name: str) -> tuple[str, str]:
    """Return a story's title and its first paragraph."""
    title, paragraph = (HERE / name / "story.md").read_text("utf-8").split("\n\n")[:2]
    return title.removeprefix("# "), paragraph.replace("\n", " ")


def both(name: str) -> "tuple[Verdict, Decision]":
    """Return what both gates say about a recorded conversation."""
    from examples.regex_gate import regex_gate
    from review_gate.decision import decide
    from review_gate.evidence import parse_evidence
    from review_gate.policy_file import parse_policy

    evidence = parse_evidence((HERE / name / "recorded.json").read_bytes())
    policy = parse_policy((HERE / name / "policy.toml").read_text("utf-8"))
    return regex_gate(evidence), decide(policy, evidence)


def agrees(verdict: "Verdict", decision: "Decision") -> bool:
    """Tell whether both would let it be merged, or neither: a check that is not posted stays missing."""
    return (verdict.state == "success") == (decision.conclusion == "pass")


def mark(verdict: "Verdict", decision: "Decision") -> str:
    """Return whether the regex gate is right, in colour where there is a terminal."""
    return coloured("green" if agrees(verdict, decision) else "red", plain_mark(verdict, decision))


def plain_mark(verdict: "Verdict", decision: "Decision") -> str:
    """Return whether the regex gate is right."""
    return "✓ right" if agrees(verdict, decision) else "✗ wrong"


def coloured(name: str, text: str) -> str:
    """Return the text in a colour where standard output is a terminal."""
    return f"\x1b[{COLOURS[name]}m{text}\x1b[0m" if sys.stdout.isatty() else text


if __name__ == "__main__":
    main()
