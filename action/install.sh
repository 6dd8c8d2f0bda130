#!/usr/bin/env bash
# Make the command in a virtual environment of its own, once a job, and say where its Python is.
#
# The working directory is somebody's checkout, and a former step may have set any variable: neither takes
# part in what is installed or run. Every wheel is named by its hash, whether a release carries it in
# wheelhouse/ or pip fetches it.
set -euo pipefail

unset -v "${!PYTHON@}" "${!PIP_@}" XDG_CONFIG_DIRS
cd -P "${BASH_SOURCE[0]%/*}/.."

if ! python3 -I -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "::error::review-contract needs Python 3.11 or newer as python3; run actions/setup-python before it"
  exit 1
fi

# Another version of the action in the same job may need other packages.
read -r checksum _ < <(cksum requirements/run.txt)
environment="$RUNNER_TEMP/review-contract-$checksum"
python="$environment/bin/python"

# What is never imported need not be compiled.
fetch() {
  python3 -I -m venv "$environment" # with pip, which takes seconds
  "$python" -I -m pip --isolated --disable-pip-version-check --no-input install --quiet --no-compile \
    --no-deps --require-hashes --only-binary :all: --requirement requirements/run.txt
}

if [[ ! -e $environment/complete ]]; then
  rm -rf "$environment"
  python3 -I -m venv --without-pip "$environment"
  code=0
  "$python" -I action/unpack.py requirements/run.txt wheelhouse || code=$?
  case $code in
    0) ;;
    3) fetch ;; # no release, or not for this Python
    *) exit "$code" ;;
  esac
  touch "$environment/complete"
fi

packages=$("$python" -I -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
printf "%s\n" "$PWD"/{contract,emitters,gate} >"$packages/review-contract.pth"

echo "python=$python" >>"$GITHUB_OUTPUT"
