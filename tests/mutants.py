"""Remove each guard, one at a time: every one must turn its named test red.

    python -m tests.mutants [NAME …]

A test that stays green while the guard it is named for is gone proves nothing. Each mutant runs in a copy
of the packages; the test must fail by an assertion, for a crash would say nothing about the guard.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from typing import Final

from tests.action.mutants import ACTION_MUTANTS
from tests.emitters.mutants import EMITTER_MUTANTS
from tests.gate.setup_mutants import SETUP_MUTANTS
from tests.live.mutants import LIVE_MUTANTS
from tests.mutant import Mutant

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGES: Final = ("contract", "emitters", "gate")
COPIED: Final = (*PACKAGES, "action", "requirements", "schemas", "tests", "pyproject.toml")

BLOCK: Final = "contract/review_contract/block.py"
STRICT_JSON: Final = "contract/review_contract/strict_json.py"
SELECTION: Final = "gate/review_gate/selection/__init__.py"
POSTS: Final = "gate/review_gate/selection/posts.py"
PRODUCERS: Final = "gate/review_gate/selection/producers.py"
RUNS: Final = "gate/review_gate/selection/runs.py"
JUDGEMENT: Final = "gate/review_gate/selection/judgement.py"
CHAIN: Final = "gate/review_gate/chain.py"
BLOCKING: Final = "gate/review_gate/blocking.py"
REFUSALS: Final = "gate/review_gate/refusals.py"
FINDINGS: Final = "gate/review_gate/findings.py"
STAGES: Final = "gate/review_gate/stages.py"
DECISION: Final = "gate/review_gate/decision.py"
REASONS: Final = "gate/review_gate/reasons.py"
CHANGE_RULES: Final = "gate/review_gate/change_rules.py"


def gate(test: str) -> str:
    """Return the node id of a test of the gate, from `module::test`."""
    module, _, name = test.partition("::")
    return f"tests/gate/test_{module}.py::{name}"


GATE_MUTANTS: Final = (
    # ------------------------------------------------------------------------------------------- the block
    Mutant(
        "offset-0",
        "only a block that begins the body counts",
        BLOCK,
        "    if not body.startswith(SENTINEL):\n        return _no_block(body)\n",
        "    body = body[max(0, body.find(SENTINEL)) :]\n"
        "    if not body.startswith(SENTINEL):\n        return _no_block(body)\n",
        gate("selection::test_f3_a_block_that_does_not_begin_the_body_never_passes"),
    ),
    Mutant(
        "digest",
        "the payload's bytes have the digest that line 1 says",
        BLOCK,
        'if (actual := sha256(text.encode("ascii"))) != header.digest:',
        "if (actual := header.digest) != header.digest:",
        gate("selection::test_a_digest_that_is_not_the_payload_s_is_an_error"),
    ),
    Mutant(
        "header-match",
        "every value of line 1 equals the payload's",
        BLOCK,
        "if difference := _mismatch(header, document):",
        'if difference := "":',
        gate("selection::test_a_header_that_is_not_the_payload_s_is_an_error"),
    ),
    Mutant(
        "one-sentinel",
        "a body holds one sentinel",
        BLOCK,
        "if body.find(SENTINEL, after) >= 0:",
        "if body.find(SENTINEL, after) >= len(body):",
        gate("selection::test_f4_two_blocks_in_one_body_never_pass"),
    ),
    Mutant(
        "closer",
        "line 3 is exactly the closer",
        BLOCK,
        'if end < 0 or not body.startswith(CLOSER, end + 1) or body[after : after + 1] not in {"", "\\n"}:',
        "if end < 0:",
        gate("selection::test_f9_a_block_that_is_not_closed_is_an_error"),
    ),
    Mutant(
        "escaping",
        "a payload holds no character that could end a comment",
        BLOCK,
        '_FORBIDDEN: Final = ("<", ">", "&", "--")',
        "_FORBIDDEN: Final[tuple[str, ...]] = ()",
        gate("selection::test_f5_an_unescaped_payload_is_refused_though_its_digest_agrees"),
    ),
    Mutant(
        "duplicate-keys",
        "a key stands once in an object",
        STRICT_JSON,
        "if len(built) != len(pairs):",
        "if len(built) > len(pairs):",
        gate("selection::test_a_key_that_stands_twice_is_refused_though_its_digest_agrees"),
    ),
    # --------------------------------------------------------------------------------------- who speaks
    Mutant(
        "producer-id",
        "a producer is known by its numeric id, never by its login",
        PRODUCERS,
        "if producer.user_id != author.id:",
        "if producer.name not in author.login:",
        gate("selection::test_f13_only_the_numeric_id_of_a_bot_account_identifies"),
    ),
    Mutant(
        "bot-type",
        "a producer's account is a bot's",
        PRODUCERS,
        'if author is None or author.type != "Bot" or author.id is None:',
        "if author is None or author.id is None:",
        gate("selection::test_f13_a_user_account_is_no_producer_though_its_id_is_the_bot_s"),
    ),
    Mutant(
        "app-id",
        "a comment was written through the producer's App",
        PRODUCERS,
        "    if post.app.id != producer.app_id:",
        "    if post.app.id == 0:",
        gate("selection::test_f13_another_app_under_a_producer_s_account_is_not_the_producer"),
    ),
    Mutant(
        "app-unread",
        "an App that was not read may block and not pass",
        PRODUCERS,
        'return Voice(producer, (Fault("doubt", GateCode.APP_UNVERIFIED, sentence),))',
        "return Voice(producer)",
        gate("selection::test_a_comment_whose_app_was_not_read_may_block_and_not_pass"),
    ),
    Mutant(
        "proven-digest",
        "a workflow's comment counts only with a digest that its run proves",
        PRODUCERS,
        "return unproven(producer) if voice is None or voice.producer != producer else voice",
        "return voice or Voice(producer)",
        gate("selection::test_f13_github_actions_of_another_workflow_is_not_the_producer"),
    ),
    Mutant(
        "copied-line-1",
        "what only copies line 1 of a proven block is a stranger's",
        POSTS,
        "return _stranger(scope, shell, post, unproven(voice.producer))",
        "return _unreadable_post(scope, shell, post, reading)",
        gate("selection::test_a_copy_of_line_1_proves_nothing"),
    ),
    Mutant(
        "trusted-event",
        "a run whose file the pull request wrote may block and not pass",
        PRODUCERS,
        "if run.event not in producer.events:",
        'if run.event == "":',
        gate("selection::test_a_run_whose_file_the_pull_request_wrote_never_passes"),
    ),
    Mutant(
        "default-branch",
        "a dispatched run took its file from the default branch",
        PRODUCERS,
        '_FROM_ANY_BRANCH: Final = frozenset({"workflow_dispatch"})',
        "_FROM_ANY_BRANCH: Final = frozenset({''})",
        gate("selection::test_a_dispatched_run_of_another_branch_never_passes"),
    ),
    Mutant(
        "run-repository",
        "a run belongs to this repository",
        PRODUCERS,
        "if run.repository_id != evidence.repository.id:",
        "if run.repository_id == 0:",
        gate("selection::test_a_run_of_another_repository_is_nobody_s"),
    ),
    Mutant(
        "run-named",
        "a document names the run that its artifact came from",
        RUNS,
        "if document.run is None or document.run.id != run_id:",
        "if run_id == 0:",
        gate("selection::test_a_document_that_names_another_run_is_doubtful"),
    ),
    Mutant(
        "artifact-digest",
        "an artifact's content has the digest of its name",
        RUNS,
        'if sha256(text.encode("utf-8", "surrogatepass")) != digest:',
        'if digest == "":',
        gate("selection::test_an_artifact_whose_content_is_not_what_its_name_says_is_an_error"),
    ),
    Mutant(
        "artifact-expired",
        "an artifact that is gone is an error unless a producer's post carries it",
        RUNS,
        "harmless = digest in carried or before_this_head(",
        "harmless = digest or before_this_head(",
        gate("selection::test_a_stranger_who_names_the_digest_does_not_replace_an_expired_artifact"),
    ),
    Mutant(
        "stage-allowed",
        "a producer speaks only for its stages",
        JUDGEMENT,
        "elif document.stage not in producer.stages:",
        "elif not producer.stages:",
        gate("selection::test_a_producer_may_speak_only_for_its_stages"),
    ),
    Mutant(
        "kind-allowed",
        "a stage speaks only its kinds",
        JUDGEMENT,
        "elif document.kind not in stage.speaks() | RECORD_KINDS:",
        "elif not document.kind:",
        gate("selection::test_a_stage_speaks_only_its_kinds"),
    ),
    # -------------------------------------------------------------------------------- what it is about
    Mutant(
        "repository",
        "a document is about this repository, by id",
        JUDGEMENT,
        "if said.repository.id != scope.evidence.repository.id:",
        "if said.repository.full_name != scope.evidence.repository.full_name:",
        gate("selection::test_another_repository_is_an_anomaly"),
    ),
    Mutant(
        "number",
        "a document is about this number, as a whole",
        JUDGEMENT,
        "elif said.number != actual.number:",
        "elif not str(said.number).startswith(str(actual.number)):",
        gate("decision::test_f22_number_12_never_matches_123"),
    ),
    Mutant(
        "head",
        "a document is about this head, in full",
        JUDGEMENT,
        "    elif said.head_sha != actual.head_sha:",
        "    elif not said.head_sha:",
        gate("selection::test_f12_another_head_is_stale"),
    ),
    Mutant(
        "base-ref",
        "a document was written for this base branch",
        JUDGEMENT,
        "if said.base_ref != actual.base_ref:",
        "if not said.base_ref:",
        gate("selection::test_another_base_never_passes_and_still_blocks"),
    ),
    Mutant(
        "merge-base",
        "a document was written for this merge base",
        JUDGEMENT,
        "elif said.merge_base_sha != actual.merge_base_sha:",
        "elif not said.merge_base_sha:",
        gate("selection::test_a_moved_or_unknown_merge_base_never_passes"),
    ),
    Mutant(
        "review-commit",
        "a review's own commit is there and agrees",
        POSTS,
        "if review.commit_id != document.subject.head_sha:",
        "if review.commit_id and review.commit_id != document.subject.head_sha:",
        gate("selection::test_f12_a_review_s_own_commit_must_be_there_and_agree"),
    ),
    Mutant(
        "pointer-outcome",
        "a pointer says of its document what the document says",
        JUDGEMENT,
        " or payload(pointer_to(document, text.encode())) != payload(pointer):",
        ":",
        gate("selection::test_a_pointer_s_outcome_must_be_its_document_s"),
    ),
    Mutant(
        "pointer-digest",
        "a pointer's document is the artifact with the digest that it names",
        JUDGEMENT,
        "text = scope.contents.get(pointer.artifact.digest)",
        "text = next(iter(scope.contents.values()), None)",
        gate("selection::test_a_pointer_to_another_digest_is_not_the_document"),
    ),
    # ----------------------------------------------------------------------------- what was done to it
    Mutant(
        "edited",
        "an approval that was edited by anyone does not count",
        POSTS,
        "        *_post_faults(post, reading.header),\n",
        '        *(f for f in _post_faults(post, reading.header) if "edited" not in f.code),\n',
        gate("selection::test_f14_an_edit_by_anyone_removes_an_approval"),
    ),
    Mutant(
        "edits-unread",
        "a history that was not read is an error",
        POSTS,
        "    if post.edits is None:\n",
        "    if post.edits is None and post.by_email:\n",
        gate("selection::test_f14_a_history_that_was_not_read_is_an_error"),
    ),
    Mutant(
        "edited-away",
        "a post that once was another block about this head is an error",
        POSTS,
        "        if _may_have_been_another(scope, edit, current):\n",
        "        if post.by_email and _may_have_been_another(scope, edit, current):\n",
        gate("selection::test_f14_a_block_that_was_edited_away_is_an_error"),
    ),
    Mutant(
        "revision-deleted",
        "a revision that was deleted may have been another block",
        POSTS,
        "    if edit.body is None:\n        return True\n",
        "    if edit.body is None:\n        return False\n",
        gate("selection::test_f14_a_deleted_revision_may_have_been_another_block"),
    ),
    Mutant(
        "earlier-text",
        "an edit takes no finding of an earlier head back",
        POSTS,
        "        if earlier and (earlier.history or",
        "        if earlier and (post.by_email or",
        gate("selection::test_an_edit_takes_no_finding_of_an_earlier_head_back"),
    ),
    Mutant(
        "edited-by-workflow",
        "a workflow's comment that was edited away is an error",
        POSTS,
        "    faults = (fault, *_once_proven(scope, post))\n",
        "    faults = (fault,)\n",
        gate("selection::test_a_workflow_s_comment_that_was_edited_away_is_an_error"),
    ),
    Mutant(
        "minimised",
        "a minimised approval does not count",
        POSTS,
        "    elif post.minimised:\n",
        "    elif post.minimised and post.by_email:\n",
        gate("selection::test_a_minimised_approval_does_not_count_and_a_minimised_refusal_does"),
    ),
    Mutant(
        "minimised-blocks",
        "a minimised refusal counts",
        POSTS,
        'yield Fault("doubt", GateCode.MINIMISED, "it is hidden")',
        'yield Fault("reject", GateCode.MINIMISED, "it is hidden")',
        gate("selection::test_a_minimised_approval_does_not_count_and_a_minimised_refusal_does"),
    ),
    Mutant(
        "minimised-unread",
        "whether it is minimised was read",
        POSTS,
        "    if post.minimised is None:\n",
        "    if post.minimised is None and post.by_email:\n",
        gate("selection::test_whether_it_is_minimised_must_have_been_read"),
    ),
    Mutant(
        "dismissed",
        "a dismissed approval does not count",
        POSTS,
        '    if review.state == "DISMISSED":\n',
        '    if review.state == "":\n',
        gate("selection::test_a_dismissed_approval_does_not_count_and_a_dismissed_refusal_does"),
    ),
    Mutant(
        "review-state",
        "a review's state does not contradict its document",
        POSTS,
        "    if document.subject.head_sha == head_sha and (review.state, verdict) in contradictory:\n",
        "    if head_sha is None and (review.state, verdict) in contradictory:\n",
        gate("decision::test_f19_a_review_state_that_contradicts_the_block_is_an_error"),
    ),
    Mutant(
        "deleted",
        "a producer's comment that was deleted since this head appeared is an error",
        POSTS,
        'if author is None or author.type != "Bot" or before_this_head(scope.evidence, deletion.at):',
        "if author or before_this_head(scope.evidence, deletion.at):",
        gate("selection::test_a_deleted_comment_of_a_producer_is_an_error_since_this_head_appeared"),
    ),
    Mutant(
        "unreadable",
        "a producer's block that can't be read is an error and not silence",
        POSTS,
        'return with_faults(shell, Fault("error", GateCode.UNREADABLE_BLOCK, sentence), *history)',
        'return with_faults(shell, Fault("reject", GateCode.UNREADABLE_BLOCK, sentence), *history)',
        gate("selection::test_f9_a_block_that_was_cut_is_an_error"),
    ),
    Mutant(
        "unreadable-findings",
        "an unreadable review of an earlier head is not merely stale",
        POSTS,
        " and header.kind not in _HOLDING_FINDINGS:",
        ":",
        gate(
            "selection::test_an_unreadable_review_of_an_earlier_head_is_an_error_for_what_it_found_is_unknown"
        ),
    ),
    Mutant(
        "earlier-heads",
        "a stranger's review does not make a commit an earlier head",
        SELECTION,
        "        if review.commit_id and not isinstance(voice_of_post(policy, review, proven), Fault)\n",
        "        if review.commit_id\n",
        gate("selection::test_a_stranger_s_review_does_not_make_a_commit_an_earlier_head"),
    ),
    # ----------------------------------------------------------------------------- the chain of a stage
    Mutant(
        "ambiguous",
        "of two documents that nothing links none speaks",
        CHAIN,
        "    if len(tips) > 1:\n",
        "    if len(tips) > 99:\n",
        gate("chain::test_f4_two_documents_that_nothing_links_are_ambiguous_whatever_their_order"),
    ),
    Mutant(
        "one-id",
        "an id names one document",
        CHAIN,
        "    if len(set(ids)) != len(ids):\n",
        "    if len(set(ids)) > len(ids):\n",
        gate("chain::test_two_different_documents_under_one_id_are_ambiguous"),
    ),
    Mutant(
        "gap",
        "rounds run from 1 without a gap",
        CHAIN,
        "    if rounds != [*range(1, len(rounds) + 1)]:\n",
        "    if 0 in rounds:\n",
        gate("chain::test_f22_a_missing_round_is_a_gap"),
    ),
    Mutant(
        "broken-link",
        "what a document supersedes is there",
        CHAIN,
        "            if id_ not in rounds and id_ not in earlier:\n",
        '            if id_ == "":\n',
        gate("chain::test_a_link_to_a_document_that_is_not_there_is_broken"),
    ),
    Mutant(
        "later-round",
        "a document supersedes no later round",
        CHAIN,
        "            elif rounds.get(id_, 0) > link.document.round:\n",
        "            elif rounds.get(id_, 0) > 99:\n",
        gate("chain::test_a_document_cannot_supersede_a_later_round"),
    ),
    Mutant(
        "copies",
        "what is wrong with one copy is wrong with the document",
        CHAIN,
        "    faults = tuple(dict.fromkeys(fault for candidate in counted for fault in candidate.faults))\n",
        "    faults = min((candidate.faults for candidate in counted), key=len)\n",
        gate("chain::test_what_is_wrong_with_one_copy_is_wrong_with_the_document"),
    ),
    Mutant(
        "pointer-speaks",
        "a pointer only claims to be the document whose digest it names",
        CHAIN,
        "key=lambda one: (not one.vouched, isinstance(one.document, Pointer))",
        "key=lambda one: 0",
        gate("attacks::test_a_forged_pointer_does_not_put_its_words_into_the_mouth_of_the_document"),
    ),
    Mutant(
        "fork-mends-link",
        "what a fork says of an earlier head mends no link",
        CHAIN,
        "if one.history and one.vouched and one.document}",
        "if one.history and one.document}",
        gate("chain::test_what_a_fork_says_of_an_earlier_head_mends_no_broken_link"),
    ),
    # ----------------------------------------------------------------------------------------- findings
    Mutant(
        "own-stage",
        "a finding closes only by its own stage",
        FINDINGS,
        "                found.setdefault((closer.stage, answer.finding_id), []).append(closer)\n",
        '                for stage in (closer.stage, "review-a"):\n'
        "                    found.setdefault((stage, answer.finding_id), []).append(closer)\n",
        gate("findings::test_a_finding_closes_only_by_its_own_stage"),
    ),
    Mutant(
        "closing-answers",
        "its own stage closes a finding by withdrawing or conceding it, and by no other answer",
        FINDINGS,
        '_CLOSING: Final = frozenset({"withdrawn", "conceded"})',
        '_CLOSING: Final = frozenset({"withdrawn", "conceded", "fixed"})',
        gate("findings::test_its_own_stage_closes_it_with_no_other_answer"),
    ),
    Mutant(
        "answer-after-claim",
        "an answer before the claim closes nothing",
        FINDINGS,
        "        after = closer.document.round > claim.document.round\n",
        "        after = closer.document.round != claim.document.round\n",
        gate("findings::test_an_answer_before_the_claim_closes_nothing"),
    ),
    Mutant(
        "covers-file",
        "only a review that covers its file closes a finding by not naming it",
        FINDINGS,
        "    return paths is None or not paths.isdisjoint(review.coverage.reviewed)\n",
        "    return True\n",
        gate("findings::test_a_review_that_does_not_cover_its_file_does_not_close_it"),
    ),
    Mutant(
        "uncertain",
        "what may be the same finding is not resolved by rewording it",
        FINDINGS,
        "    if Match.UNCERTAIN in known or Match.SAME in known:\n",
        "    if Match.SAME in known:\n",
        gate("findings::test_f30_a_rewording_at_the_same_place_never_resolves_a_finding"),
    ),
    Mutant(
        "advisor-one-stage",
        "a ruling on an id that two stages use closes nothing",
        FINDINGS,
        " and len(stages.get(ruling.finding_id, set()) | unread) == 1\n",
        "\n",
        gate("findings::test_an_advisor_s_ruling_closes_a_finding_of_one_stage_only"),
    ),
    Mutant(
        "restated-in-doubt",
        "a doubtful document does not say a finding again as harmless",
        FINDINGS,
        "        here=_by_stage(claim for claim in here if claim.content in sound),\n",
        "        here=_by_stage(claim for claim in here if sound or claim),\n",
        gate("findings::test_a_doubtful_document_does_not_say_a_finding_again_as_harmless"),
    ),
    Mutant(
        "unread-pointer",
        "what was found on an earlier head and can't be read is awaited",
        DECISION,
        "        if may_hide_grave(policy, pointer):\n            head",
        "        if not pointer:\n            head",
        gate("findings::test_what_was_found_on_an_earlier_head_and_cannot_be_read_is_awaited"),
    ),
    Mutant(
        "waiver-expiry",
        "a waiver ends",
        FINDINGS,
        " if moment(waiver.expires_at) > now)",
        " if waiver.expires_at)",
        gate("findings::test_an_expired_waiver_waives_nothing"),
    ),
    Mutant(
        "unsaid",
        "what a finding does not say never excuses it",
        BLOCKING,
        "    if wanted and finding.category is not None and finding.category.casefold() not in wanted:\n",
        '    if wanted and (finding.category or "").casefold() not in wanted:\n',
        gate("findings::test_all_conditions_must_hold_and_what_is_not_said_never_excuses"),
    ),
    Mutant(
        "threshold-unknown",
        "a threshold that a scale lacks is an error",
        BLOCKING,
        "if not set(rule.severity) & set(scale)), None)",
        "if not scale), None)",
        gate("findings::test_a_threshold_that_a_scale_lacks_is_an_error_and_never_lowest"),
    ),
    # ------------------------------------------------------------------------------------------- stages
    Mutant(
        "re-roll",
        "approving again does not help where a finding is not answered",
        REFUSALS,
        "        answered = readable and bool(raised) and raised <= later\n",
        "        answered = True\n",
        gate("stages::test_approving_again_does_not_help_where_the_findings_were_below_the_threshold"),
    ),
    Mutant(
        "doubtful-answer",
        "a doubtful document answers nothing",
        REFUSALS,
        "        if link.content in sound:\n",
        "        if sound or link:\n",
        gate("stages::test_a_doubtful_answer_answers_nothing"),
    ),
    Mutant(
        "not-completed",
        "what did not complete never satisfies",
        STAGES,
        '    elif document.status != "completed":\n',
        '    elif document.status == "started":\n',
        gate("stages::test_what_did_not_complete_never_satisfies_though_its_findings_block"),
    ),
    Mutant(
        "doubtful",
        "a doubtful approval never satisfies",
        STAGES,
        "    if tip.faults:\n",
        "    if not tip:\n",
        gate("stages::test_a_doubtful_approval_never_satisfies"),
    ),
    Mutant(
        "verdict-checked",
        "the verdict is checked against the findings",
        STAGES,
        "if one.blocks and one.claim.stage == stage.name and one.claim.on_head\n",
        "if one.blocks and not one.claim.stage\n",
        gate("stages::test_the_verdict_is_checked_and_not_believed"),
    ),
    Mutant(
        "satisfied-by",
        "only the verdicts that the policy lists satisfy",
        STAGES,
        "document.verdict not in stage.satisfied_by:",
        "document.verdict is None:",
        gate("stages::test_only_an_approval_satisfies"),
    ),
    Mutant(
        "alignment",
        "only an aligned critic satisfies",
        STAGES,
        '    if isinstance(document, Critique) and document.alignment != "approve":\n',
        "    if isinstance(document, Critique) and document.alignment is None:\n",
        gate("stages::test_a_critic_s_changes_fail_and_a_critic_who_is_not_aligned_is_awaited"),
    ),
    Mutant(
        "coverage",
        "an approval saw every changed file",
        STAGES,
        "    missed = [file.path for file in evidence.files or () if file.path not in covered]\n",
        "    missed = [file.path for file in evidence.files or () if not covered]\n",
        gate("stages::test_an_approval_that_did_not_see_every_changed_file_never_passes"),
    ),
    Mutant(
        "may-exclude",
        "a reviewer leaves out only what the policy allows",
        STAGES,
        "    allowed = [file.path for file in coverage.excluded if matches(file.path, stage.may_exclude)]\n",
        "    allowed = [file.path for file in coverage.excluded]\n",
        gate("stages::test_a_file_that_the_reviewer_left_out_holds_it_up_unless_the_policy_allows_it"),
    ),
    Mutant(
        "truncated",
        "a diff that was cut was not seen",
        STAGES,
        "    if coverage.truncated:\n",
        "    if not coverage:\n",
        gate("stages::test_what_a_cut_diff_shows_is_not_seen"),
    ),
    Mutant(
        "needs-human",
        "a bot that asks for a person gets one",
        STAGES,
        'document.reason in {"needs_human", "cap_reached"}',
        'document.reason in {"needs_human"}',
        gate("stages::test_a_notice_asks_for_a_person_on_this_head_only"),
    ),
    Mutant(
        "optional-blocks",
        "what an optional stage found stands",
        STAGES,
        '    if reason.conclusion != "pending" or reason.code == GateCode.EVIDENCE_EXPIRED:\n',
        "    if not reason.conclusion:\n",
        gate("stages::test_an_optional_stage_may_be_unsure_but_what_it_found_stands"),
    ),
    Mutant(
        "timeout",
        "awaiting beyond the timeout is an error",
        STAGES,
        "    if moment(evidence.observed_at) - moment(since) <= timedelta(minutes=limit):\n",
        "    if limit >= timedelta(0).days:\n",
        gate("decision::test_awaiting_within_the_timeout_is_pending_and_beyond_it_an_error"),
    ),
    # --------------------------------------------------------------------------------------- the decision
    Mutant(
        "precedence",
        "fail wins over error over pending over pass",
        REASONS,
        '= ("fail", "error", "pending", "pass")',
        '= ("error", "fail", "pending", "pass")',
        gate("decision::test_fail_wins_over_error_over_pending_over_pass"),
    ),
    Mutant(
        "nothing-at-all",
        "no reason at all is an error",
        REASONS,
        '    return "error"\n',
        '    return "pass"\n',
        gate("decision::test_nothing_at_all_is_an_error"),
    ),
    Mutant(
        "incomplete",
        "what was not read in full is an error",
        DECISION,
        '    problems = [f"{problem.resource}: {problem.message}" for problem in evidence.problems]\n',
        "    problems: list[str] = []\n",
        gate("decision::test_f16_a_page_that_was_not_read_is_an_error_though_all_that_was_read_approves"),
    ),
    Mutant(
        "files-unread",
        "changed files that were not read are an error",
        DECISION,
        '    if evidence.subject.type == "pull_request" and evidence.files is None:\n',
        "    if not evidence.subject.type:\n",
        gate("decision::test_f17_changed_files_that_were_not_read_are_not_no_files"),
    ),
    Mutant(
        "empty-policy",
        "a policy that requires nothing decides nothing",
        DECISION,
        "    if not policy.producers or not any(stage.required for stage in stages):\n",
        "    if not policy.producers:\n",
        gate("decision::test_a_policy_whose_stages_are_all_optional_requires_nothing_and_is_an_error"),
    ),
    Mutant(
        "errors-of-candidates",
        "an error of a candidate is an error of the whole",
        DECISION,
        '        if fault.effect == "error"\n',
        "        if not fault.effect\n",
        gate("selection::test_a_deleted_comment_of_a_producer_is_an_error_since_this_head_appeared"),
    ),
    Mutant(
        "author-gone",
        "an author who is gone is whoever a change rule fears",
        CHANGE_RULES,
        '    author_is_bot = subject.author is None or subject.author.type == "Bot"\n',
        '    author_is_bot = subject.author is not None and subject.author.type == "Bot"\n',
        gate("change_rules::test_an_author_who_is_gone_is_whoever_the_rule_fears"),
    ),
)


MUTANTS: Final = (*GATE_MUTANTS, *EMITTER_MUTANTS, *SETUP_MUTANTS, *ACTION_MUTANTS, *LIVE_MUTANTS)


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant."""

    mutant: Mutant
    killed: bool
    why: str
    """Why it counts as alive; empty where it was killed."""


_CRASH: Final = re.compile(r"^E\s+(?!AssertionError)[A-Za-z_.]*(?:Error|Exception)\b", re.MULTILINE)
_FAILED: Final = re.compile(r"^FAILED ", re.MULTILINE)


def pytest_in(root: Path, *nodes: str) -> subprocess.CompletedProcess[str]:
    """Run tests on the packages in `root`, and on no others."""
    paths = os.pathsep.join(str(root / package) for package in PACKAGES)
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
    options = ("-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:xdist", "--no-header")
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, *nodes],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def judge(root: Path, mutant: Mutant) -> Verdict:
    """Say whether the mutant's test notices it."""
    path = root / mutant.file
    original = path.read_text(encoding="utf-8")
    try:
        mutant.apply(root)
        done = pytest_in(root, mutant.test)
    except LookupError as error:
        return Verdict(mutant, killed=False, why=str(error))
    finally:
        path.write_text(original, encoding="utf-8")
    if done.returncode == 0:
        return Verdict(mutant, killed=False, why=f"{mutant.test} stays green")
    if done.returncode != 1 or not _FAILED.search(done.stdout):
        last = (done.stdout.strip() or done.stderr.strip()).rsplit("\n", 1)[-1]
        return Verdict(mutant, killed=False, why=f"{mutant.test} could not run: {last}")
    if crash := _CRASH.search(done.stdout):
        return Verdict(mutant, killed=False, why=f"{mutant.test} crashed: {crash.group()}")
    return Verdict(mutant, killed=True, why="")


def run(mutants: Sequence[Mutant], jobs: int) -> Iterator[Verdict]:
    """Judge mutants in parallel, each job in a copy of its own; in the table's order."""
    with tempfile.TemporaryDirectory() as directory:
        copies: Queue[Path] = Queue()
        for number in range(jobs):
            copies.put(copy(Path(directory) / str(number)))

        def one(mutant: Mutant) -> Verdict:
            root = copies.get()
            try:
                return judge(root, mutant)
            finally:
                copies.put(root)

        with ThreadPoolExecutor(jobs) as pool:
            yield from pool.map(one, mutants)


def copy(root: Path) -> Path:
    """Copy what the tests need, without compiled files: a mutant must not run its original's bytecode."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, root / name)
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    return root


def baseline(mutants: Sequence[Mutant]) -> str:
    """Return why the tests are not green without any mutant; empty where they are."""
    with tempfile.TemporaryDirectory() as directory:
        done = pytest_in(
            copy(Path(directory) / "baseline"), *dict.fromkeys(mutant.test for mutant in mutants)
        )
    return "" if done.returncode == 0 else done.stdout[-3000:] + done.stderr[-1000:]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table of all mutants; 1 if one survives."""
    parser = argparse.ArgumentParser(description="Remove each guard, one at a time.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these mutants")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2)
    given = parser.parse_args(arguments)
    known = {mutant.name: mutant for mutant in MUTANTS}
    if unknown := set(given.names) - set(known):
        parser.error(f"no mutant is called {', '.join(sorted(unknown))}")
    chosen = [known[name] for name in given.names] or [*MUTANTS]
    began = time.monotonic()
    if problem := baseline(chosen):
        print(f"The tests are not green without a mutant:\n{problem}")
        return 1
    alive = 0
    for verdict in run(chosen, given.jobs):
        alive += not verdict.killed
        print(f"{'✓' if verdict.killed else '✗'} {verdict.mutant.name:20} {verdict.mutant.guard}", flush=True)
        if verdict.why:
            print(f"  {verdict.why}")
    print(f"{len(chosen) - alive} of {len(chosen)} mutants killed in {time.monotonic() - began:.0f} s")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
