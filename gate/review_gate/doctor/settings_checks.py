"""Whether the settings that the workflows rest on are there: secrets, variables, labels, token defaults."""

from collections.abc import Iterator, Mapping
from typing import Final

from review_gate.doctor.codes import DoctorCode
from review_gate.doctor.finding import Finding, broken, fine, not_read, warning
from review_gate.doctor.reading import Read, Unread
from review_gate.doctor.references import References, references
from review_gate.doctor.setup import Rules, Setup
from review_gate.doctor.sites import concerned, producers_of

_TOKEN: Final = "Settings > Actions > General > Workflow permissions"  # noqa: S105 - a place to click


def settings_findings(setup: Setup) -> Iterator[Finding]:
    """Yield what is to be said about the settings."""
    paths = [producer.path for producer in producers_of(setup)]
    named = references(concerned(setup.readable(), paths))
    found = [*_secrets(setup, named), *_variables(setup, named), *_labels(setup, named), *_token(setup)]
    yield from found
    if not found:
        said = [f"{len(one)} {what}" for one, what in _counted(named) if one]
        yield fine(
            DoctorCode.SETTINGS_IN_ORDER, f"what the workflows name is there: {', '.join(said) or 'nothing'}"
        )


def _counted(named: References) -> tuple[tuple[Mapping[str, str], str], ...]:
    return ((named.secrets, "secrets"), (named.variables, "variables"), (named.labels, "labels"))


def _secrets(setup: Setup, named: References) -> Iterator[Finding]:
    missing = _absent(named.secrets, setup.names.secrets)
    yield from _unread(missing, setup.names.secrets)
    for name in missing if _complete(setup.names.secrets) else ():
        sentence = (
            f"{named.secrets[name]} uses the secret {name}, which is not there: it is given an empty text"
        )
        remedy = f"`gh secret set {name}`, with --env for one that only an environment's jobs may have"
        make = warning if name in named.optional else broken
        yield make(DoctorCode.SECRET_MISSING, sentence, remedy)


def _variables(setup: Setup, named: References) -> Iterator[Finding]:
    missing = _absent(named.variables, setup.names.variables)
    yield from _unread(missing, setup.names.variables)
    for name in missing if _complete(setup.names.variables) else ():
        yield warning(
            DoctorCode.VARIABLE_MISSING,
            f"{named.variables[name]} asks for the variable {name}, which is not there: it reads as empty",
            f"`gh variable set {name}`",
        )


def _labels(setup: Setup, named: References) -> Iterator[Finding]:
    if isinstance(setup.labels, Unread):
        yield not_read(setup.labels)
        return
    for label, path in named.labels.items():
        if label.lower() not in setup.labels:
            yield warning(
                DoctorCode.LABEL_MISSING,
                f"{path} looks for the label {label}, which the repository does not have",
                "create it under Issues > Labels, spelt as the workflow spells it",
            )


def _token(setup: Setup) -> Iterator[Finding]:
    token = setup.token
    if isinstance(token, Unread):
        yield not_read(token)
        return
    if token.writes:
        yield warning(
            DoctorCode.TOKEN_WRITES,
            "a workflow that declares no permissions gets a token that may write",
            f"{_TOKEN}: choose 'Read repository contents and packages permissions'",
        )
    counted = [one.name for one in setup.branches if _approvals(one.rules) + _approvals(one.protection)]
    if token.approves and counted:
        yield warning(
            DoctorCode.ACTIONS_MAY_APPROVE,
            f"workflows may approve pull requests, and {', '.join(counted)} counts approvals",
            f"{_TOKEN}: untick 'Allow GitHub Actions to create and approve pull requests'",
        )


def _approvals(rules: Read[Rules]) -> int:
    return 0 if isinstance(rules, Unread) else rules.approvals


def _absent(named: Mapping[str, str], stores: tuple[Read[frozenset[str]], ...]) -> list[str]:
    there = {name for store in stores if not isinstance(store, Unread) for name in store}
    return [name for name in named if name not in there]


def _complete(stores: tuple[Read[frozenset[str]], ...]) -> bool:
    return not any(isinstance(store, Unread) for store in stores)


def _unread(missing: list[str], stores: tuple[Read[frozenset[str]], ...]) -> Iterator[Finding]:
    """Yield what could not be read, where something may lie there that was not found elsewhere."""
    if missing:
        yield from (not_read(store) for store in stores if isinstance(store, Unread))
