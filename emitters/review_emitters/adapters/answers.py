"""From what a model left behind to a stage's draft: of its sources, the strongest that says anything counts.

A source that speaks, but not as a draft, is refused with its problems. It never gives way to a weaker one:
which of them counts must not depend on which of them can be read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from markdown_it import MarkdownIt

from review_contract.codes import Code
from review_contract.drafts import parse_draft_as
from review_contract.problems import ContractError, Problem
from review_contract.safe_text import for_log
from review_contract.v1.base import Model
from review_contract.v1.record_kinds import ExitReason
from review_emitters.adapters.execution_file import MAX_DETAIL, RunReport

M = TypeVar("M", bound=Model)

MAX_ANSWER: Final = 262_144
"""Longest answer in prose that is searched for a draft, in characters."""
MAX_LINES: Final = 5_000
"""The same in lines: each is looked at once for every list and quote that it may belong to."""
MAX_BLOCKS: Final = 50
"""Most code blocks of one answer that are tried as a draft."""
_BLANK: Final = " \t\r\n"
_NOTHING: Final = frozenset({"", "null"})


@dataclass(frozen=True, slots=True)
class Draft(Generic[M]):
    """What a model said, read as the draft of its stage."""

    value: M
    """The draft itself, valid by its model."""
    derived: bool = False
    """Whether it was found in an answer in prose; such a document can block, and never pass alone."""


@dataclass(frozen=True, slots=True)
class NoDraft:
    """Why there is no draft: an `outcome` has to say it, and a `failed` document."""

    exit_reason: ExitReason
    detail: str
    """One line for people, safe in any log."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with the output; empty if there was none."""


def draft_from_json(model: type[M], text: str | bytes) -> Draft[M]:
    """Return the draft that a JSON text holds.

    Raises:
        ContractError: with every problem found, at most 20.
    """
    return Draft(parse_draft_as(model, text))


def draft_from_text(model: type[M], text: str) -> Draft[M]:
    """Return the draft in an answer that is JSON as a whole, or holds one code block of it.

    Raises:
        ContractError: the answer holds no draft, or several that differ, or is too long to be searched.
    """
    _refuse_above(MAX_ANSWER, len(text), "characters")
    if text.lstrip(_BLANK).startswith("{"):
        return Draft(parse_draft_as(model, text), derived=True)
    _refuse_above(MAX_LINES, text.count("\n") + text.count("\r"), "lines")
    return Draft(_only_draft(model, [*_json_blocks(text)]), derived=True)


def choose_draft(
    model: type[M], *, structured_output: str | None, report: RunReport | None, text: str | None
) -> Draft[M] | NoDraft:
    """Return the draft of a run, or why there is none.

    The step's structured output counts before the one in the execution file, and both before a JSON block in
    an answer: `text`, or else the report's. Empty and `null` say nothing.
    """
    recorded, answer = (report.structured_output, report.answer) if report else (None, None)
    sources = (
        (_said(structured_output), draft_from_json),
        (_said(recorded), draft_from_json),
        (_said(text) or _said(answer), draft_from_text),
    )
    for said, read in sources:
        if said is not None:
            try:
                return read(model, said)
            except ContractError as error:
                return _no_draft(report, error.problems)
    return _no_draft(report, ())


def _said(text: str | None) -> str | None:
    return None if text is None or text.strip(_BLANK) in _NOTHING else text


def _refuse_above(limit: int, found: int, unit: str) -> None:
    if found > limit:
        message = (
            f"an answer of {found:,} {unit}; a draft is searched for in {limit:,}; answer with one draft"
        )
        raise ContractError(Problem(Code.JSON_SIZE, "", message))


def _json_blocks(text: str) -> Iterator[str]:
    """Return the code blocks that may hold a JSON object, wherever they stand."""
    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])
    for token in parser.parse(text):
        language = token.info.strip().partition(" ")[0].lower()
        if (
            token.type == "fence"
            and language in {"", "json"}
            and token.content.lstrip(_BLANK).startswith("{")
        ):
            yield token.content


def _only_draft(model: type[M], blocks: Sequence[str]) -> M:
    if len(blocks) > MAX_BLOCKS:
        message = f"{len(blocks):,} code blocks may hold the draft; {MAX_BLOCKS} are tried; answer with one"
        raise ContractError(Problem(Code.AMBIGUOUS, "", message))
    drafts, refusal = _first_two(model, blocks)
    if len(drafts) > 1:
        message = "code blocks hold drafts that differ; answer with one"
        raise ContractError(Problem(Code.AMBIGUOUS, "", message))
    if not drafts:
        raise refusal
    return drafts[0]


def _first_two(model: type[M], blocks: Sequence[str]) -> tuple[list[M], ContractError]:
    """Return the first drafts that differ, at most two, and why there is none where there is none."""
    drafts: list[M] = []
    refusal = ContractError(
        Problem(Code.JSON_SYNTAX, "", "the answer is no JSON object, and holds no code block with one")
    )
    for block in blocks:
        try:
            draft = parse_draft_as(model, block)
        except ContractError as error:
            refusal = error
            continue
        if draft not in drafts and len(drafts := [*drafts, draft]) > 1:
            break
    return drafts, refusal


def _no_draft(report: RunReport | None, problems: tuple[Problem, ...]) -> NoDraft:
    if report and not report.completed:
        return NoDraft(report.exit_reason, report.detail or "the run did not complete", problems)
    silence = "the run left neither structured output nor an answer"
    detail = f"the output is no draft: {problems[0]}" if problems else silence
    return NoDraft("invalid_output", for_log(detail)[:MAX_DETAIL], problems)
