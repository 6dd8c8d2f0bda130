"""The gate's workflow and its relay: the templates, and the one place where they stand.

What `docs/workflows/` shows is these, with OWNER and zeros where `init` writes what was chosen.
"""

import re
from collections.abc import Sequence
from typing import Final

from review_gate.setup.quoting import listed, literal, quoted

CHECK: Final = "review-contract"
"""What the action calls the check unless it is told another name."""
GATE_NAME: Final = "Review contract"
RELAY_NAME: Final = "Review contract relay"
JOBS: Final = frozenset({"decide", "relay"})
"""What the jobs are called: each is a check run of its own, so the gate's check must be none of them."""

_GATE: Final = """\
# Decides whether a pull request may merge, whenever something may have changed that, and publishes the check.
name: Review contract
on:
  # Each of these runs the default branch's file, and nothing of a pull request is checked out or run.
  pull_request_target: # zizmor: ignore[dangerous-triggers]
    types: [opened, reopened, synchronize, edited, ready_for_review]
  issue_comment:
    types: [created, edited, deleted]
  # Of a run that is followed only its id is used: what it is, the API says.
  workflow_run: # zizmor: ignore[dangerous-triggers]
    workflows: @NAMES@
    types: [completed]
  # Here the file is the queue's, edits of the pull requests in it included: let owners review .github/.
  merge_group:
  schedule:
    - cron: "7,37 * * * *" # whatever no event told of
  workflow_dispatch:
    inputs:
      pr: { description: "A pull request's number; empty: all that may have been missed" }
concurrency:
  group: >-
    review-contract-${{ github.event.pull_request.number || github.event.issue.number || inputs.pr
    || github.event.merge_group.head_sha || github.event.workflow_run.id || 'sweep' }}
  cancel-in-progress: false # a run that is waiting is replaced; one that has begun writes what it found
permissions: {}

jobs:
  decide: # not called like the check: a job is a check run of its own
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      actions: read # the runs and artifacts that prove who spoke
      checks: write # the check
      contents: read # the policy
      issues: read # the comments
      pull-requests: read # the reviews
    steps:
      - uses: @ACTION@ # FULL_SHA
        with:
          pr: ${{ inputs.pr }}
@CHECK@          fail: publish # the check tells the decision; the job, whether it stands there
"""
_RELAY: Final = """\
# Ends whenever a review was posted, edited or dismissed, and the gate follows it.
# Its file comes from the pull request, so it may do nothing and its token may read nothing.
name: Review contract relay
on:
  pull_request_review:
    types: [submitted, edited, dismissed]
permissions: {}

jobs:
  relay:
    runs-on: ubuntu-latest
    timeout-minutes: 1
    permissions: {}
    steps:
      - run: "true"
"""


def gate_workflow(action: str, check: str, names: Sequence[str]) -> str:
    """Return the gate's workflow; `names` are those of the workflows after which it decides again.

    The pieces are put in at once: nothing that one of them holds is taken for the place of another.
    """
    named = "" if check == CHECK else f"          check: {quoted(check)}\n"
    values = {"@NAMES@": listed(map(literal, names)), "@ACTION@": action, "@CHECK@": named}
    return re.sub("@[A-Z]+@", lambda place: values[place[0]], _GATE)


def relay_workflow() -> str:
    """Return the workflow to be followed: of reviews GitHub tells only where no gate may run."""
    return _RELAY
