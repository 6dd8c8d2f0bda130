"""The names of secrets, variables and labels: names only, GitHub hands out no secret's value to anybody."""

from collections.abc import Iterator, Sequence
from typing import Final

from review_gate.doctor.reading import Read, Unread, listed, quoted, table, tables, text
from review_gate.doctor.references import References
from review_gate.doctor.setup import Names
from review_gate.live.asking import Asking, Json

_SECRETS: Final = "Secrets: read"
_VARIABLES: Final = "Variables: read"
_ENVIRONMENTS: Final = "Environments: read"


def read_names(asking: Asking, path: str, named: References, *, of_organization: bool) -> Names:
    """Return the names that the concerned workflows find; what nobody refers to is not asked for."""
    secrets = (
        _stores(asking, path, "secrets", named, of_organization=of_organization) if named.secrets else ()
    )
    variables = (
        _stores(asking, path, "variables", named, of_organization=of_organization) if named.variables else ()
    )
    return Names(tuple(secrets), tuple(variables))


def read_labels(asking: Asking, path: str) -> Read[frozenset[str]]:
    """Return the repository's labels in lower case; GitHub's have no case."""
    found = listed(asking, "the labels", f"{path}/labels", "Issues: read", _labels)
    return found if isinstance(found, Unread) else frozenset(found)


def _stores(
    asking: Asking, path: str, kind: str, named: References, *, of_organization: bool
) -> Iterator[Read[frozenset[str]]]:
    permission = _SECRETS if kind == "secrets" else _VARIABLES
    places = [(f"the {kind} of the repository", f"{path}/actions/{kind}", permission)]
    if of_organization:
        places.append((f"the {kind} of the organization", f"{path}/actions/organization-{kind}", permission))
    for name in named.environments:
        where = f"{path}/environments/{quoted(name)}/{kind}"
        places.append((f"the {kind} of the environment {name}", where, _ENVIRONMENTS))
    for name, where, needed in places:
        found = listed(asking, name, where, needed, lambda said: _names(said, kind))
        yield found if isinstance(found, Unread) else frozenset(found)


def _names(said: Json, kind: str) -> Sequence[str]:
    return [text(one.get("name")).upper() for one in tables(table(said).get(kind))]


def _labels(said: Json) -> Sequence[str]:
    return [text(one.get("name")).lower() for one in tables(said)]
