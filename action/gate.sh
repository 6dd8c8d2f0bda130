#!/usr/bin/env bash
# Decide what the event calls for, publish it, and end as `fail` says.
set -euo pipefail
# shellcheck source=action/options.sh
source "$GITHUB_ACTION_PATH/action/options.sh"

number pr "$INPUT_PR"
number issue "$INPUT_ISSUE"
number comment-id "$INPUT_COMMENT_ID"
[[ $INPUT_CHECK =~ ^[A-Za-z0-9][A-Za-z0-9\ ._/\(\)-]{0,99}$ ]] ||
  refuse check "$INPUT_CHECK" "1 to 100 letters, digits, spaces and ._/()-"
one_of publish "$INPUT_PUBLISH" check status none
one_of fail "$INPUT_FAIL" decision publish
[[ $INPUT_DOCUMENT_DIGEST =~ ^(sha256:[0-9a-f]{64})?$ ]] ||
  refuse digest "$INPUT_DOCUMENT_DIGEST" "sha256: and 64 digits"
while IFS= read -r run; do
  number runs "$run"
done <<<"$INPUT_RUNS"

if [[ -n $INPUT_PR && -n $INPUT_ISSUE ]]; then
  refuse issue "$INPUT_ISSUE" "nothing, where pr is given"
fi
if [[ -n $INPUT_DOCUMENT && -z $INPUT_DOCUMENT_DIGEST ]]; then
  refuse digest "" "the digest of the document that is given"
fi
# Green without a check that tells the decision would be taken for a pass.
if [[ $INPUT_FAIL == publish && ($INPUT_PUBLISH == none || -n $INPUT_ISSUE) ]]; then
  refuse fail publish "decision, where nothing is published"
fi

folder=$(mktemp -d "$RUNNER_TEMP/review-contract-decision-XXXXXXXX")
options=(--event "--out=$folder/decision.json" "--check=$INPUT_CHECK")
option pr "$INPUT_PR"
option issue "$INPUT_ISSUE"
option comment-id "$INPUT_COMMENT_ID"
option_for_each run "$INPUT_RUNS"
flag comment "$INPUT_COMMENT"
[[ $INPUT_PUBLISH == none ]] || options+=(--publish)
[[ $INPUT_PUBLISH != status ]] || options+=(--status)
# By its name: a document as an argument would stand in every list of processes.
[[ -z $INPUT_DOCUMENT ]] || options+=(--step-output-env=INPUT_DOCUMENT)

code=0
"$PYTHON" -I -m review_gate gate "${options[@]}" || code=$?

# 10 (fail) and 12 (pending) stand on the commit by then. 11 may be just that they do not, so it is never kept.
if [[ $INPUT_FAIL == publish && ($code == 10 || $code == 12) ]]; then
  code=0
fi
exit "$code"
