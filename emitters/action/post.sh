#!/usr/bin/env bash
# Post what was composed and uploaded, and say where it stands.
set -euo pipefail
# shellcheck source=action/options.sh
source "$GITHUB_ACTION_PATH/../action/options.sh"

options=("--receipt-out=$FOLDER/receipt.json")
option own-id "$INPUT_OWN_ID"
option_for_each receipt "$INPUT_RECEIPTS"

"$PYTHON" -I -m review_gate post "${options[@]}" -- "$FOLDER"

# What stays as it is (a description that was not rewritten) leaves no receipt.
[[ ! -e $FOLDER/receipt.json ]] || echo "receipt=$FOLDER/receipt.json" >>"$GITHUB_OUTPUT"
