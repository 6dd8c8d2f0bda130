"""The guards of `init`: what must be refused before a repository's rules are written."""

from typing import Final

from tests.mutant import Mutant

CHOICES: Final = "gate/review_gate/setup/choices.py"
RESOLVING: Final = "gate/review_gate/setup/resolving.py"
UNKNOWN_BOT: Final = (
    "tests/gate/test_setup_refusals.py::test_a_bot_that_github_does_not_know_is_refused_and_never_guessed"
)
NOT_THERE: Final = (
    "tests/gate/test_setup_refusals.py::test_what_may_not_stand_there_is_refused_before_anything_is_asked"
)

SETUP_MUTANTS: Final = (
    Mutant(
        "setup-bot-type",
        "a person's account is never taken for a bot's",
        RESOLVING,
        'said.get("type") != "Bot" or ',
        "",
        UNKNOWN_BOT,
    ),
    Mutant(
        "setup-bot-login",
        "GitHub's answer is about the account that was asked for",
        RESOLVING,
        ' or _folded(said.get("login")) != f"{slug}[bot]"',
        "",
        UNKNOWN_BOT,
    ),
    Mutant(
        "setup-app-slug",
        "GitHub's answer is about the App that was asked for",
        RESOLVING,
        'if _folded(said.get("slug")) != slug:',
        "if False:",
        UNKNOWN_BOT,
    ),
    Mutant(
        "setup-workflow-file",
        "a reviewer's workflow is a file of the default branch",
        RESOLVING,
        'if _object(file).get("type") != "file":',
        "if False:",
        "tests/gate/test_setup_refusals.py::test_a_workflow_that_is_not_on_the_default_branch_is_refused",
    ),
    Mutant(
        "setup-pin",
        "the action is pinned by all 40 digits",
        CHOICES,
        "(?P<sha>[0-9a-f]{40})",
        "(?P<sha>.+)",
        NOT_THERE,
    ),
    Mutant(
        "setup-shared-account",
        "the account of all workflows is no App of its own",
        CHOICES,
        'if slug.casefold() == "github-actions":',
        "if False:",
        NOT_THERE,
    ),
    Mutant(
        "setup-silent-stage",
        "every stage that judges has somebody to speak for it",
        CHOICES,
        "    if silent:\n",
        "    if False:\n",
        NOT_THERE,
    ),
    Mutant(
        "setup-expression",
        "no name holds an expression that GitHub would evaluate",
        CHOICES,
        ' and "${{" not in said',
        "",
        "tests/gate/test_setup_hostile.py::test_a_workflow_s_name_that_github_tells_is_checked_too",
    ),
)
