# Two commands: `make run` and `make test`. See README.md.
SHELL := /bin/bash
PORT ?= 8443
HTTP_PORT ?= 8080
DATA ?= data
PYTHON ?= $(firstword $(wildcard /usr/bin/python3) python3)
STORM ?= long
FIRST := tests/publishing tests/accounts tests/promises tests/casework tests/questions tests/postgresql
# Of the first half's folders, but it asks the running site, which the second half starts anyway.
ASKING := tests/promises/test_tls.py
VENV := .venv
BIN := $(VENV)/bin
CATALOGUES := $(shell find src/legation -name '*.po' 2>/dev/null)
INSTALL := $(BIN)/pip install --disable-pip-version-check --no-input --quiet --progress-bar off
SCRATCH := LEGATION_DATA=$(CURDIR)/.stamps/scratch

.PHONY: run test test-first test-second check bench storm
.DEFAULT_GOAL := run

run: .stamps/packages-run .stamps/installed .stamps/texts
	@LEGATION_DATA="$(abspath $(DATA))" LEGATION_PORT=$(PORT) LEGATION_HTTP_PORT=$(HTTP_PORT) exec $(BIN)/legation run

# Two halves side by side; each takes about a quarter of an hour on two cores.
test: .stamps/packages-test .stamps/installed-dev .stamps/texts .stamps/checkers
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=line --keep-going test-first test-second

test-first:
	$(BIN)/pytest -m "not storm" $(FIRST) --ignore=$(ASKING)

test-second:
	$(BIN)/pytest -m "not storm" tests $(FIRST:%=--ignore=%) $(ASKING)

check: .stamps/installed-dev .stamps/texts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(SCRATCH) $(BIN)/legation manage check
	$(SCRATCH) $(BIN)/legation manage makemigrations --check --dry-run
	$(BIN)/pytest tests/house

storm: .stamps/packages-test .stamps/installed-dev .stamps/texts
	LEGATION_STORM=$(STORM) $(BIN)/pytest -m storm

bench: .stamps/packages-test .stamps/installed-dev .stamps/texts
	$(BIN)/python -m bench

# Debian packages: as root they are installed, otherwise the line to run is printed and the rest goes on.
.stamps/packages-%: tools/packages.sh
	@mkdir -p .stamps
	@bash tools/packages.sh $* && touch $@ || true

$(BIN)/pip:
	@echo "Making the Python environment …"
	@$(PYTHON) -m venv $(VENV)

.stamps/installed: requirements.lock pyproject.toml | $(BIN)/pip
	@mkdir -p .stamps
	@echo "Installing the locked Python packages (about a minute) …"
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --editable .
	@$(BIN)/python -m compileall -q src/legation || true
	@touch $@

.stamps/installed-dev: requirements-dev.lock .stamps/installed
	@echo "Installing the locked packages for tests …"
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

# What pages are checked with: axe-core and the Nu HTML checker.
.stamps/checkers: package-lock.json | .stamps/packages-test
	@npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

.stamps/texts: $(CATALOGUES) | .stamps/installed
	@$(BIN)/legation compile-texts
	@touch $@
