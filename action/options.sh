# How inputs become options; the scripts of both actions read this in. It runs under macOS's bash 3.2 too.
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
  one_of "$1" "$2" true false
}

# number INPUT VALUE: end unless it is one, or nothing.
number() {
  [[ $2 =~ ^([1-9][0-9]{0,17})?$ ]] || refuse "$1" "$2" "a number above 0"
}

# one_of INPUT VALUE WORD...: end unless it is one of the words.
one_of() {
  local word
  for word in "${@:3}"; do
    if [[ $2 == "$word" ]]; then return; fi
  done
  printf -v word '%s, ' "${@:3}"
  refuse "$1" "$2" "${word%, }"
}

# refuse INPUT VALUE ALLOWED: end with one line; %q leaves the value no way to be a command of the runner's.
refuse() {
  LC_ALL=C printf 'review-contract: input %s is %q; allowed: %s\n' "$1" "${2:0:100}" "$3" >&2
  exit 2
}
