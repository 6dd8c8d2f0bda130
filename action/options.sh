# How inputs become options; the scripts beside it read this in. It runs under macOS's bash 3.2 too.
#
# A value is joined to its option in one word, so that none can be taken for an option or fall into two.
# shellcheck shell=bash

options=()

# option NAME VALUE: the option, unless the value is empty.
option() {
  [[ -z $2 ]] || options+=("--$1=$2")
}

# option_for_each NAME LINES: the option again for each line.
option_for_each() {
  local line
  while IFS= read -r line; do
    option "$1" "$line"
  done <<<"$2"
}

# flag NAME VALUE: the option without a value, if it is true.
flag() {
  boolean "$1" "$2"
  [[ $2 != true ]] || options+=("--$1")
}

# boolean INPUT VALUE: end unless it is one.
boolean() {
  [[ $2 == true || $2 == false ]] || refuse "$1" "$2" "true, false"
}

# refuse INPUT VALUE ALLOWED: end with one line; %q leaves the value no way to be a command of the runner's.
refuse() {
  LC_ALL=C printf 'review-contract: input %s is %q; allowed: %s\n' "$1" "${2:0:100}" "$3" >&2
  exit 2
}
