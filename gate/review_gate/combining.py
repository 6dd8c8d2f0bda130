"""Combining: what a commit's one check says where more than one decision, or more than documents, matter.

Everything here can only make a decision worse.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from review_gate.decision import Decision, concluded
from review_gate.reasons import GateCode, Reason, leaves, numbered, worst


def with_reasons(decision: Decision, further: Iterable[Reason]) -> Decision:
    """Return the decision as it is with further reasons beside its own."""
    reasons = (*decision.reasons, *further)
    if len(reasons) == len(decision.reasons):
        return decision
    again = concluded(reasons)
    return replace(
        decision,
        conclusion=again.conclusion,
        reason=again.reason,
        summary=again.summary,
        reasons=again.reasons,
    )


def same_head(others: Iterable[tuple[int, Decision]]) -> Iterator[Reason]:
    """Yield a node for each other open pull request with the same head: a commit has one check for all."""
    for number, decision in others:
        sentence = f"#{number} has the same head, and a commit has one check: {decision.summary}"
        remedy = "" if decision.conclusion == "pass" else f"see what #{number} lacks, or close it"
        yield Reason(GateCode.SAME_HEAD, decision.conclusion, sentence, remedy)


def unread_sibling(number: int, why: str) -> Reason:
    """Return the node of a pull request with the same head that could not be read."""
    sentence = f"#{number} has the same head, and could not be read: {why}"
    return Reason(GateCode.SAME_HEAD, "error", sentence, "run the gate again")


def check_name_taken(name: str, places: Sequence[str]) -> Iterator[Reason]:
    """Yield a node for each check of the gate's name that the gate did not make."""
    for place in places:
        sentence = (
            f"something else made a check called {name} on this commit, which GitHub may take for this one"
        )
        remedy = "rename that job or check, then push: only the gate may use the name"
        yield Reason(GateCode.CHECK_NAME_TAKEN, "error", sentence, remedy, url=place)


def chosen_comment(decision: Decision, comment_id: int) -> Reason:
    """Return the node that asks for one comment or review: an approval has to rest on it."""
    ends = (f"#issuecomment-{comment_id}", f"#pullrequestreview-{comment_id}")
    satisfied = (
        leaf
        for reason in decision.reasons
        for leaf in leaves(reason)
        if leaf.code == GateCode.STAGE_SATISFIED and leaf.url and leaf.url.endswith(ends)
    )
    found = next(satisfied, None)
    if found is None:
        sentence = f"no stage's approval rests on comment {comment_id}, which was asked for"
        return Reason(
            GateCode.COMMENT_NOT_CHOSEN, "error", sentence, "leave --comment-id out, or name another"
        )
    sentence = f"an approval rests on comment {comment_id}, which was asked for"
    return Reason(GateCode.COMMENT_CHOSEN, "pass", sentence, url=found.url)


def group(members: Sequence[tuple[int, Decision]], problem: str = "") -> Decision:
    """Return the decision about a merge group: every member needs its own pass, and there must be one."""
    reasons = [
        Reason(
            GateCode.GROUP_MEMBER,
            "pass" if decision.conclusion == "pass" else "error",
            f"#{number} has {'its' if decision.conclusion == 'pass' else 'no'} pass: {decision.summary}",
            ""
            if decision.conclusion == "pass"
            else f"take #{number} out of the queue, and see what it lacks",
        )
        for number, decision in members
    ]
    if problem or not members:
        why = problem or "it has no member"
        remedy = "queue the pull requests again"
        reasons.append(
            Reason(GateCode.GROUP_UNKNOWN, "error", f"the merge group can't be read: {why}", remedy)
        )
    conclusion = worst(reason.conclusion for reason in reasons)
    passed = sum(decision.conclusion == "pass" for _, decision in members)
    sentence = f"{passed} of {numbered(len(members), 'member')} of the merge group may merge"
    return concluded((Reason(GateCode.GROUP, conclusion, sentence, reasons=tuple(reasons)),))
