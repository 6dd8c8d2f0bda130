"""Finding ids and fingerprints: who a finding is, said by code from the code that it is about.

A finding that is surely one of this stage's earlier ones keeps its id; a new one is named after its rule, its
place and its words, so that the same claim made again is the same finding and never a new one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from review_contract.digest import sha256
from review_contract.identity import CONTEXT, RULE, TEXT, Match, fingerprints, match
from review_contract.v1.finding import Disposition, DispositionDraft, Finding, FindingDraft
from review_emitters.context import Context
from review_emitters.diff_lines import excerpt_of
from review_emitters.stages.stage import Stage

_DIGITS: Final = 12


def stamped_findings(
    stage: Stage, drafts: Sequence[FindingDraft], context: Context, *, letter: str = "f"
) -> tuple[Finding, ...]:
    """Return a draft's findings with their ids and fingerprints, in the draft's order."""
    prints = [_fingerprints(one, context) for one in drafts]
    names = _names(stage, drafts, prints)
    findings = [
        _finding(one, f"{letter}-{name}", found)
        for one, name, found in zip(drafts, names, prints, strict=True)
    ]
    remembered = _remembered(findings, context.earlier_findings)
    if stage.numbering == "loop":
        return tuple(_numbered(one, context, remembered) for one in enumerate(findings, 1))
    return tuple(one.model_copy(update={"id": remembered.get(one.id, one.id)}) for one in findings)


def stamped_dispositions(
    drafts: Iterable[DispositionDraft], commit_sha: str | None
) -> tuple[Disposition, ...]:
    """Return a draft's answers; `commit_sha` is the commit in which what is fixed is fixed."""
    return tuple(_answer(one, commit_sha) for one in drafts)


def _answer(draft: DispositionDraft, commit_sha: str | None) -> Disposition:
    said = draft.model_dump(exclude_defaults=True)
    if draft.action == "fixed" and commit_sha is not None:
        said["commit_sha"] = commit_sha
    elif draft.action == "fixed":
        said["action"] = "could_not_fix"
    return Disposition.model_validate(said)


def _fingerprints(draft: FindingDraft, context: Context) -> Mapping[str, str]:
    excerpt = excerpt_of(context.diff, draft.location)
    if excerpt is None:
        return fingerprints(draft, None)
    return fingerprints(draft.model_copy(update={"location": excerpt.location}), excerpt.lines)


def _finding(draft: FindingDraft, id_: str, prints: Mapping[str, str]) -> Finding:
    return Finding.model_validate({**dict(draft), "id": id_, "fingerprints": dict(prints)})


def _names(stage: Stage, drafts: Sequence[FindingDraft], prints: Sequence[Mapping[str, str]]) -> list[str]:
    """Name each finding after what it is about; those that would share a name, after their words too."""
    first = [_hash(stage.voice, _about(one, found)) for one, found in zip(drafts, prints, strict=True)]
    times = Counter(first)
    named = [
        name if times[name] == 1 else _hash(name, one.title, one.body, one.severity)
        for name, one in zip(first, drafts, strict=True)
    ]
    seen: Counter[str] = Counter()
    for index, name in enumerate(named):
        seen[name] += 1
        named[index] = name if seen[name] == 1 else f"{name}-{seen[name]}"
    return named


def _about(draft: FindingDraft, prints: Mapping[str, str]) -> str:
    if RULE in prints:
        return prints[RULE]
    place = draft.location.path if draft.location else ""
    return "\0".join((prints.get(CONTEXT, place), draft.rule_id or "", prints[TEXT]))


def _remembered(findings: Sequence[Finding], earlier: Sequence[Finding]) -> dict[str, str]:
    """Return, by their new ids, the ids under which findings were surely known before; each at most once."""
    known: dict[str, str] = {}
    free = {one.id: one for one in earlier}
    for finding in findings:
        same = next((id_ for id_, one in free.items() if match(finding, one) is Match.SAME), None)
        if same is not None:
            known[finding.id] = same
            del free[same]
    return known


def _numbered(numbered: tuple[int, Finding], context: Context, remembered: Mapping[str, str]) -> Finding:
    """Name a finding loop by loop; the head in it keeps the first loops of two heads apart."""
    number, finding = numbered
    head = (context.subject.head_sha or "")[:7]
    aliases = {"aliases": (remembered[finding.id],)} if finding.id in remembered else {}
    return finding.model_copy(update={"id": f"{head}-loop{context.round}-{number}", **aliases})


def _hash(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).removeprefix("sha256:")[:_DIGITS]
