"""Whether the gate's token may do what the gate does, and nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from review_gate.doctor.codes import DoctorCode
from review_gate.doctor.finding import Finding, broken, not_read, warning
from review_gate.doctor.reading import Unread
from review_gate.doctor.setup import Setup
from review_gate.doctor.sites import Link, Site
from review_gate.doctor.workflow_file import mapping
from review_gate.live.asking import Json

_LEVELS: Final = {"none": 0, "read": 1, "write": 2}
_READ: Final = ("contents", "pull-requests", "issues", "actions")
_WRITTEN: Final = ("checks", "statuses")
_COMMENTED: Final = frozenset({"issues", "pull-requests"})
_LINES: Final = (
    "permissions:",
    "  actions: read",
    "  checks: write",
    "  contents: read",
    "  issues: read",
    "  pull-requests: read",
)


@dataclass(frozen=True, slots=True)
class _Permissions:
    """What a job's token may do."""

    scopes: Mapping[str, str]
    others: str = "none"
    """What holds for all scopes that are not named."""

    def may(self, scope: str, level: str) -> bool:
        return _LEVELS.get(self.scopes.get(scope, self.others), 0) >= _LEVELS[level]


def permission_findings(setup: Setup, site: Site) -> Iterator[Finding]:
    """Yield what is to be said about the permissions of the jobs that lead to the gate."""
    for link in site.links:
        held = _held(setup, link)
        if isinstance(held, Unread):
            yield not_read(held)
            continue
        # A job that is called has at most what its caller has, so each of them needs all.
        lacking = _lacking(held) if site.publisher == "actions" else []
        if lacking:
            yield broken(
                DoctorCode.GATE_PERMISSIONS_SHORT,
                f"{link.where} lacks {', '.join(lacking)}: the gate can't read or publish",
                "give that job these permissions",
                *_LINES,
            )
    last = _held(setup, site.job)
    wide = [] if isinstance(last, Unread) else _wide(last, site)
    if wide:
        yield warning(
            DoctorCode.GATE_PERMISSIONS_WIDE,
            f"{site.job.where} may also write {', '.join(wide)}, which the gate never does",
            "give that job these permissions and no others",
            *_LINES,
        )


def _held(setup: Setup, link: Link) -> _Permissions | Unread:
    for said in (link.job, link.workflow.said):
        if "permissions" in said:
            return _declared(said["permissions"])
    if isinstance(setup.token, Unread):
        return setup.token
    return _Permissions({}, "write") if setup.token.writes else _Permissions({"contents": "read"})


def _declared(given: Json) -> _Permissions:
    if isinstance(given, str):
        return _Permissions({}, given.removesuffix("-all"))
    return _Permissions({name: value for name, value in mapping(given).items() if isinstance(value, str)})


def _lacking(held: _Permissions) -> list[str]:
    lacking = [f"{scope}: read" for scope in _READ if not held.may(scope, "read")]
    if not any(held.may(scope, "write") for scope in _WRITTEN):
        lacking.append("checks: write")
    return lacking


def _wide(held: _Permissions, site: Site) -> list[str]:
    if held.others == "write":
        return ["everything"]
    allowed = {*_WRITTEN, *(_COMMENTED if _comments(site) else ())}
    return [scope for scope, level in held.scopes.items() if level == "write" and scope not in allowed]


def _comments(site: Site) -> bool:
    run = site.step.get("run")
    said = mapping(site.step.get("with")).get("comment")
    return (isinstance(run, str) and "--comment" in run) or said in {True, "true"}
