"""The guards of the live gate: what is asked, what is compared, and when nothing is written."""

from typing import Final

from tests.mutant import Mutant

LIVE: Final = "gate/review_gate/live"
ASKING: Final = f"{LIVE}/asking.py"
CONVERSATION: Final = f"{LIVE}/conversation.py"
EVENTS: Final = f"{LIVE}/events.py"
JUDGING: Final = f"{LIVE}/judging.py"
MARKS: Final = f"{LIVE}/marks.py"
PROOFS: Final = f"{LIVE}/proofs.py"
PUBLISHING: Final = f"{LIVE}/publishing.py"
READING: Final = f"{LIVE}/reading.py"
SESSION: Final = f"{LIVE}/session.py"
TARGETS: Final = f"{LIVE}/targets.py"
COMBINING: Final = "gate/review_gate/combining.py"
POSTS: Final = "gate/review_gate/selection/posts.py"


def live(test: str) -> str:
    """Return the node id of a test of the live gate, from `module::test`."""
    module, _, name = test.partition("::")
    return f"tests/live/test_{module}.py::{name}"


FAULTS: Final = live("faults::test_a_request_that_fails_never_passes_and_is_named")

LIVE_MUTANTS: Final = (
    Mutant(
        "live-graphql-partial",
        "a part of GraphQL's answer is not taken for all of it",
        ASKING,
        """    if value_at(said, "errors"):
        message""",
        """    if False:
        message""",
        FAULTS,
    ),
    Mutant(
        "live-short-list",
        "a list shorter than GitHub's total is not whole",
        CONVERSATION,
        "if read.total < one.total",
        "if False and read.total < one.total",
        FAULTS,
    ),
    Mutant(
        "live-strangers",
        "what strangers wrote is not read as evidence of producers",
        READING,
        "return frozenset(one.user_id for one in policy.producers) if",
        "return frozenset() if True or",
        live("judging::test_an_approval_of_the_head_passes"),
    ),
    Mutant(
        "live-look-before",
        "nothing is written for a head that has moved",
        MARKS,
        'if subject.get("headRefOid") != marks.head_sha:',
        "if False:",
        live("races::test_a_head_that_moves_before_the_write_gets_nothing_of_the_old_decision"),
    ),
    Mutant(
        "live-look-after",
        "what moved while it was written is decided again",
        PUBLISHING,
        '    if after.move:\n        return Publication("moved", after.move.why)\n',
        "",
        live("races::test_an_approval_that_is_hidden_while_it_is_written_is_taken_back"),
    ),
    Mutant(
        "live-marks-posts",
        "a post that was edited or hidden meanwhile is noticed",
        MARKS,
        "if there.get(post.id) != post:",
        "if False:",
        live("races::test_an_approval_that_is_hidden_while_it_is_written_is_taken_back"),
    ),
    Mutant(
        "live-marks-base",
        "a pull request that was retargeted meanwhile is noticed",
        MARKS,
        'if subject.get("baseRefName") != marks.base_ref:',
        "if False:",
        live("races::test_a_pull_request_that_is_retargeted_while_it_is_decided_is_decided_again"),
    ),
    Mutant(
        "live-newer",
        "a decision from later evidence is not written over",
        PUBLISHING,
        """    if later:
        return""",
        """    if False:
        return""",
        live("races::test_a_gate_whose_evidence_is_older_than_what_stands_there_writes_nothing"),
    ),
    Mutant(
        "live-unwritten",
        "what does not stand on the commit is no pass",
        JUDGING,
        "if publication and publication.outcome in _UNWRITTEN:",
        "if False:",
        FAULTS,
    ),
    Mutant(
        "live-retract",
        "a pass that is not known to be true any more is taken back",
        JUDGING,
        'retract(source, live.marks.head_sha or "", _report(source, judged, live, options), mode)',
        "pass",
        live("races::test_a_pass_that_is_no_longer_known_to_be_true_is_taken_back"),
    ),
    Mutant(
        "live-siblings",
        "every open pull request with the head is decided",
        JUDGING,
        "        *_siblings(source, clock, options, live.siblings),\n",
        "",
        live("attacks::test_f26_a_sibling_with_the_same_head_gets_the_worst_of_both"),
    ),
    Mutant(
        "live-name-taken",
        "a check of the gate's name that it did not make is an error",
        JUDGING,
        "        *check_name_taken(source.about.check, live.published.foreign),\n",
        "",
        live("attacks::test_a_check_of_the_gate_s_name_that_it_did_not_make_is_an_error"),
    ),
    Mutant(
        "live-fork-artifact",
        "a fork's artifact does not end the search for the producer's own",
        PROOFS,
        "wanted in (None, run)",
        "wanted is None or True",
        live("attacks::test_f25_a_fork_s_artifact_of_the_same_name_does_not_hide_the_true_one"),
    ),
    Mutant(
        "live-event-refused",
        "a workflow that the pull request can edit is refused",
        EVENTS,
        "if event in _BY_PULL_REQUEST:",
        "if False:",
        live("targets::test_a_workflow_that_the_pull_request_can_edit_is_refused"),
    ),
    Mutant(
        "live-group-chain",
        "a merge group is everything that it is built on",
        TARGETS,
        'if one["position"] <= last[0]',
        'if one["position"] == last[0]',
        live("targets::test_a_merge_group_passes_only_if_each_of_its_members_does"),
    ),
    Mutant(
        "live-group-head",
        "a member whose head moved since it was queued is an error",
        JUDGING,
        "if judged.evidence.subject.head_sha != member.head_sha:",
        "if False:",
        live("targets::test_a_member_whose_head_moved_since_it_was_queued_is_an_error"),
    ),
    Mutant(
        "live-chosen",
        "an approval elsewhere than asked for is an error",
        COMBINING,
        "leaf.url and leaf.url.endswith(ends)",
        "leaf.url",
        live("attacks::test_an_approval_elsewhere_than_in_the_comment_that_was_asked_for_is_an_error"),
    ),
    Mutant(
        "live-post-not-again",
        "a check run whose answer was lost is not made twice",
        SESSION,
        'if answer.request.method == "POST" and answer.request.writes:',
        "if False:",
        live("faults::test_a_write_whose_answer_is_lost_is_found_and_not_made_twice"),
    ),
    Mutant(
        "live-decision-edit",
        "a request for changes that is edited into a decision is still an error",
        POSTS,
        'if header.kind == "decision" and _is_decision(read(edit.body)):',
        'if current is not None and current.kind == "decision":',
        live("attacks::test_a_request_for_changes_that_is_edited_into_a_decision_is_still_an_error"),
    ),
)
