# One habit each: `make help` lists them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# many short processes import all this: compiled once, where Python may keep what it compiled and where it may not
export UV_COMPILE_BYTECODE := 1
LOCK   := uv pip compile --override requirements-overrides.txt --universal --python-version 3.11 \
          --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -q
ARGS   ?=

.PHONY: help env env-dev demo up test check fix bench bench-peers samples lock servers clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

env: $(VENV)/.runtime ## make .venv/ with what yusuan needs to run

env-dev: $(VENV)/.dev ## … and with what its tests and checks need

$(VENV)/bin/uv: requirements-uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "yusuan needs Python 3.11 or newer:  sudo apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv is missing:  sudo apt-get install python3-venv"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@touch $@

$(VENV)/.runtime: requirements.lock pyproject.toml $(VENV)/bin/uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q services shared
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock -r requirements-dev.lock
	@touch $@

demo: env ## the whole system on this machine, with the samples (ARGS=--once ends after them)
	$(BIN)/yusuan demo $(ARGS)

up: env ## the whole system on this machine
	$(BIN)/yusuan up $(ARGS)

servers: ## Debian's packages that the tests talk to (as root; says what to type otherwise)
	@sh tests/install-servers.sh

# tests that need nothing but the processor run side by side, the others alone: those watch clocks and servers
PURE   := tests/unit/extract tests/unit/validate tests/golden

test: env-dev servers ## all tests, on real servers (ARGS: some of them)
ifeq ($(strip $(ARGS)),)
	$(BIN)/python -m pytest --numprocesses=auto --maxprocesses=4 $(PURE)
	$(BIN)/python -m pytest $(PURE:%=--ignore=%)
else
	$(BIN)/python -m pytest $(ARGS)
endif

check: env-dev ## formatting, lint, types, import contracts (read-only)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: env-dev ## formatting and what lint can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: env-dev ## the benchmarks, each a table (ARGS: names of benchmarks)
	$(BIN)/python -m benchmarks $(ARGS)

.venv-bench/.peers: requirements-bench.lock $(VENV)/bin/uv
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	$(BIN)/uv pip install --quiet --python .venv-bench/bin/python --no-deps --require-hashes -r requirements-bench.lock
	@touch $@

bench-peers: env-dev .venv-bench/.peers ## tables of PDFs beside camelot, tabula (needs Java) and img2table, in .venv-bench/
	$(BIN)/python -m benchmarks.pdf_tables $(ARGS)

samples: env-dev ## make the committed samples anew (needs the fonts named in samples/README.md)
	$(BIN)/python -m samples refresh

lock: env ## resolve the requirements again
	$(BIN)/$(LOCK) requirements.in -o requirements.lock
	$(BIN)/$(LOCK) requirements-dev.in -o requirements-dev.lock
	$(BIN)/$(LOCK) --override requirements-bench-overrides.txt requirements-bench.in -o requirements-bench.lock
	$(BIN)/uv pip compile requirements-uv.in --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header -q -o requirements-uv.lock

clean: ## remove what make made
	rm -rf $(VENV) .venv-bench build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
