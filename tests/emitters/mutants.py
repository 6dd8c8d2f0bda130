"""The emitters' guards, and the code without each; `make mutants` removes them one at a time."""

from typing import Final

from tests.mutant import Mutant

_ROOM: Final = "emitters/review_emitters"


def emitters(test: str) -> str:
    """Return the node id of a test of the emitters, from `module::test`."""
    module, _, name = test.partition("::")
    folder, _, file = module.rpartition("/")
    return f"tests/emitters/{folder + '/' if folder else ''}test_{file}.py::{name}"


EMITTER_MUTANTS: Final = (
    # ------------------------------------------------------------------------------ what may be an approval
    Mutant(
        "untrusted-draft",
        "what a pull request's own run drafted never passes",
        f"{_ROOM}/emit.py",
        "    if not context.trusted:\n",
        "    if context.trusted and not context.trusted:\n",
        emitters("gate_agreement::test_no_draft_of_a_pull_request_s_own_run_ever_passes"),
    ),
    Mutant(
        "bad-ending",
        "a run that ended badly never passes",
        f"{_ROOM}/emit.py",
        '    if ending.exit_reason != "completed":\n        gaps.insert(',
        '    if ending.exit_reason == "never":\n        gaps.insert(',
        emitters("gate_agreement::test_no_draft_of_a_run_that_ended_badly_ever_passes"),
    ),
    Mutant(
        "derived-draft",
        "a draft found in prose never passes alone",
        f"{_ROOM}/emit.py",
        "    gaps = [*stamped.gaps, *ending.doubts]\n",
        "    gaps = [*stamped.gaps]\n",
        emitters("emit::test_a_draft_found_in_prose_never_passes_alone"),
    ),
    Mutant(
        "unanswered-check",
        "an unanswered check makes a review partial",
        f"{_ROOM}/stages/stamps.py",
        "    missing = [check.name for check in stage.checks if check.name not in answers]\n",
        "    missing = [check.name for check in stage.checks if check.name in ()]\n",
        emitters("emit::test_an_unanswered_check_makes_the_review_partial"),
    ),
    Mutant(
        "failing-check",
        "an approval beside a failing declared check is withheld",
        f"{_ROOM}/stages/stamps.py",
        '    if failed and draft.verdict == "approve":\n',
        '    if failed and draft.verdict == "abstain":\n',
        emitters("emit::test_an_approval_is_withheld_where_a_declared_check_fails"),
    ),
    Mutant(
        "followed-run",
        "what follows a pull request's own run speaks with its word, however many runs lie between",
        f"{_ROOM}/actions.py",
        'TRUSTED_EVENTS - {"workflow_run"}',
        "TRUSTED_EVENTS",
        emitters("actions::test_f25_what_follows_a_pull_request_s_own_run_speaks_with_its_word"),
    ),
    Mutant(
        "dispatched-branch",
        "a dispatch of another branch is not the default branch's word",
        f"{_ROOM}/actions.py",
        'if workflow.event == "workflow_dispatch" and workflow.ref != f"refs/heads/{default}":',
        'if workflow.event == "workflow_dispatch" and workflow.ref == f"refs/heads/{default}/":',
        emitters("actions::test_a_dispatch_is_the_default_branch_s_word_only_if_it_was_started_there"),
    ),
    Mutant(
        "apart-by-rule",
        "claims of different rules are not merged",
        f"{_ROOM}/merging.py",
        "if len(rules) > 1 else [group]",
        "if len(rules) > 99 else [group]",
        emitters("merging::test_claims_of_different_rules_stay_two_findings"),
    ),
    Mutant(
        "unshown-category",
        "a category with neither findings nor evidence makes an audit partial",
        f"{_ROOM}/stages/stamps.py",
        "    silent = [one for one in stage.categories if one not in found and one not in clean]\n",
        "    silent = [one for one in stage.categories if one not in stage.categories]\n",
        emitters("emit::test_an_audit_category_with_neither_findings_nor_evidence_makes_the_audit_partial"),
    ),
    Mutant(
        "flag-caps",
        "flags cap a research's confidence",
        f"{_ROOM}/stages/stamps.py",
        '    "material-disagreement": "low",\n',
        '    "material-disagreement": "high",\n',
        emitters("emit::test_flags_cap_the_confidence_of_a_research"),
    ),
    Mutant(
        "remote-head",
        "fixed is stamped only if the remote branch is at the commit",
        f"{_ROOM}/context.py",
        "return bool(self.commits) and self.remote_head == self.commits[-1] != before",
        "return bool(self.commits) and self.commits[-1] != before",
        emitters("emit::test_fixed_is_stamped_only_if_the_remote_branch_is_at_the_commit_else_stuck"),
    ),
    Mutant(
        "head-moved",
        "a commit that was there before was not pushed",
        f"{_ROOM}/context.py",
        "self.remote_head == self.commits[-1] != before",
        "self.remote_head == self.commits[-1]",
        emitters("emit::test_fixed_is_stamped_only_if_the_remote_branch_is_at_the_commit_else_stuck"),
    ),
    Mutant(
        "fork-approval",
        "a fork's pull request is never approved on GitHub",
        f"{_ROOM}/review_event.py",
        "    if facts.from_fork:\n",
        "    if facts.from_fork and own:\n",
        emitters("emit::test_f24_never_approves_a_fork_s_or_its_own_pull_request_and_says_why"),
    ),
    Mutant(
        "own-approval",
        "the bot's own pull request is never approved on GitHub",
        f"{_ROOM}/review_event.py",
        "    if own:\n",
        "    if own and facts.from_fork:\n",
        emitters("emit::test_f24_never_approves_a_fork_s_or_its_own_pull_request_and_says_why"),
    ),
    Mutant(
        "known-values",
        "a severity off the stage's scale is refused",
        f"{_ROOM}/stages/allowed.py",
        "        if value not in allowed\n",
        "        if value not in allowed and not value\n",
        emitters("prompts::test_a_value_that_the_stage_does_not_know_is_refused_where_it_stands"),
    ),
    # ----------------------------------------------------------------------------------- what a body may do
    Mutant(
        "mentions",
        "nobody is mentioned",
        f"{_ROOM}/rendering/prose.py",
        '{"@": f"@{_ZERO_WIDTH}", ',
        "{",
        emitters("hostile_drafts::test_each_hostile_token_only_shows"),
    ),
    Mutant(
        "references",
        "no issue is linked or closed",
        f"{_ROOM}/rendering/prose.py",
        '"#": f"#{_ZERO_WIDTH}", ',
        "",
        emitters("hostile_drafts::test_each_hostile_token_only_shows"),
    ),
    Mutant(
        "gh-references",
        "GH-1 links no issue either",
        f"{_ROOM}/rendering/prose.py",
        '_GH_REFERENCE.sub(rf"\\1{_ZERO_WIDTH}-", shown)',
        "shown",
        emitters("hostile_drafts::test_each_hostile_token_only_shows"),
    ),
    Mutant(
        "html",
        "a model writes no HTML",
        f"{_ROOM}/rendering/prose.py",
        '"<": "&lt;", ">": "&gt;"}',
        "}",
        emitters("hostile_drafts::test_each_hostile_token_only_shows"),
    ),
    Mutant(
        "line-commands",
        "no line of prose is a workflow command",
        f"{_ROOM}/rendering/prose.py",
        'if shown[:1] in {"-", "+", "=", ":"}:',
        'if shown[:1] in {"-", "+", "="}:',
        emitters("hostile_drafts::test_each_hostile_token_only_shows"),
    ),
    Mutant(
        "code-commands",
        "no line of code is a workflow command",
        f"{_ROOM}/rendering/prose.py",
        'return f"{_ZERO_WIDTH_SPACE}{shown}" if shown.lstrip().startswith("::") else shown',
        "return shown",
        emitters("hostile_drafts::test_each_hostile_token_only_shows"),
    ),
    Mutant(
        "fence-length",
        "nothing in a code block can end it",
        f"{_ROOM}/rendering/prose.py",
        '    fence = "`" * (longest + 1)\n',
        '    fence = "`" * 3\n',
        emitters("hostile_drafts::test_nothing_in_a_code_block_ends_it"),
    ),
    Mutant(
        "changed-file",
        "what was changed between composing and posting is refused",
        f"{_ROOM}/saved.py",
        "    if carried != document and digest != sha256(payload(document)):\n",
        "    if carried != document and digest == sha256(payload(document)):\n",
        emitters("saved::test_a_file_of_another_emission_is_refused"),
    ),
    # ------------------------------------------------------------------------------ what a model left behind
    Mutant(
        "is-error",
        "a success with an error is none",
        f"{_ROOM}/adapters/execution_file.py",
        "    if result.is_error is not False:\n",
        "    if result.is_error is not False and result.subtype is None:\n",
        emitters("adapters/execution_file::test_one_turn_at_no_cost_is_no_review"),
    ),
    Mutant(
        "subtype",
        "what is not called a success is none",
        f"{_ROOM}/adapters/execution_file.py",
        '    if says_how and result.subtype != "success":\n',
        '    if says_how and result.subtype == "":\n',
        emitters("adapters/execution_file::test_a_subtype_that_is_no_success_names_how_the_run_ended"),
    ),
    Mutant(
        "ambiguous-answer",
        "an answer with two drafts that differ is none",
        f"{_ROOM}/adapters/answers.py",
        "    if len(drafts) > 1:\n",
        "    if len(drafts) > 99:\n",
        emitters("adapters/answers::test_two_drafts_that_differ_are_ambiguous_wherever_they_stand"),
    ),
    Mutant(
        "place-heals",
        "a document never sweeps findings of its own round away",
        f"{_ROOM}/publishing/place.py",
        "    return bool(findings_of(document))\n",
        "    return False\n",
        emitters("publishing/place::test_what_found_something_stays_a_round_of_its_own"),
    ),
)
