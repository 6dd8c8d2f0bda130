#!/usr/bin/env bash
# Compose what the stage says into a folder below RUNNER_TEMP, for the steps that upload and post it.
set -euo pipefail
# shellcheck source=action/options.sh
source "$GITHUB_ACTION_PATH/../action/options.sh"

one_of mode "$INPUT_MODE" start emit failed skipped
boolean post "$INPUT_POST"
[[ $INPUT_RETENTION_DAYS =~ ^[0-9]{0,3}$ ]] ||
  refuse retention-days "$INPUT_RETENTION_DAYS" "a number of days"

folder=$(mktemp -d "$RUNNER_TEMP/review-contract-emission-XXXXXXXX")
options=("--out=$folder" "--context-out=$folder/captured.json")
if [[ -n $INPUT_CONTEXT ]]; then
  printf '%s' "$INPUT_CONTEXT" >"$folder/given.json"
  option context "$folder/given.json"
fi
option pr "$INPUT_PR"
option issue "$INPUT_ISSUE"
option head-sha "$INPUT_HEAD_SHA"
option in-reply-to "$INPUT_IN_REPLY_TO"
option round "$INPUT_ROUND"
option policy "$INPUT_POLICY"
option producer "$INPUT_PRODUCER"
flag drafted-here "$INPUT_DRAFTED_HERE"
option own-id "$INPUT_OWN_ID"
flag dry-run "$INPUT_DRY_RUN"
about=("${options[@]}")

case $INPUT_MODE in
  start)
    options+=(--started)
    option expires-in "$INPUT_EXPIRES_IN"
    ;;
  failed) options+=("--failed=$INPUT_REASON") ;;
  skipped) options+=("--skipped=$INPUT_REASON") ;;
  emit)
    option_for_each draft "$INPUT_DRAFT"
    option draft-format "$INPUT_DRAFT_FORMAT"
    # A model that never ran leaves its output empty: the document says so. A CI triage has no such output.
    [[ $INPUT_STAGE == ci-triage && -z $INPUT_STRUCTURED_OUTPUT ]] ||
      options+=(--structured-output-env=INPUT_STRUCTURED_OUTPUT)
    option execution-file "$INPUT_EXECUTION_FILE"
    option max-turns "$INPUT_MAX_TURNS"
    option diff "$INPUT_DIFF"
    option repair-prompt "$INPUT_REPAIR_PROMPT"
    option reviews "$INPUT_REVIEWS"
    option_for_each commit "$INPUT_COMMITS"
    option branch "$INPUT_BRANCH"
    option checkout "$INPUT_CHECKOUT"
    option opened "$INPUT_OPENED"
    flag wip "$INPUT_WIP"
    option model-endpoint "$INPUT_MODEL_ENDPOINT"
    option model "$INPUT_MODEL"
    ;;
esac

emit() {
  "$PYTHON" -I -m review_gate emit "$@" -- "$INPUT_STAGE"
}

code=0
emit "${options[@]}" || code=$?

# What can't be read, such as a diff that is none, leaves no document, and silence is not how a stage fails.
# Wrong usage (2) would fail again.
if [[ $INPUT_MODE == emit && -z $INPUT_REPAIR_PROMPT && ! -e $folder/emission.json && $code != 2 ]]; then
  emit "${about[@]}" --failed="what the stage left behind can't be read; the log of its run says why" || true
fi
[[ -e $folder/emission.json ]] || exit "$code"

{
  echo "exit-code=$code"
  echo "folder=$folder"
} >>"$GITHUB_OUTPUT"

# A step's variable holds 128 KiB at most; a head can be handed on without the description, by head-sha.
if (($(wc -c <"$folder/captured.json") < 120000)); then
  printf 'context=%s\n' "$(<"$folder/captured.json")" >>"$GITHUB_OUTPUT"
else
  echo "review-contract: the description is too long for the output context; hand on head-sha instead" >&2
fi
