# Two commands do everything: `make run` starts the server, `make test` runs the tests.
# Both make .venv and install the pinned packages of constraints.txt when they have to.
#
#   make run PORT=5433 ARGS="--data-dir /tmp/ducks"      make test PYTHON=python3.12 ARGS="-k tls"

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
PACKAGING := setup.cfg pyproject.toml constraints.txt
MADE := $(VENV)/.made-by-$(subst /,_,$(PYTHON))

.PHONY: run tpch test nightly lint types contracts docs docs-check check format clean

# exec: a signal for the shell of this line must reach the server.
run: $(VENV)/.installed
	@exec $(BIN)/duckgres $(if $(PORT),--port $(PORT)) $(ARGS)

# TPC-H for the user postgres, while the server is down:  make tpch SCALE=1
tpch: $(VENV)/.installed-test
	$(BIN)/python scripts/load_tpch.py --data-dir data --user postgres --scale $(or $(SCALE),1)

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest -m "not nightly" $(ARGS)

# What takes minutes: fifty kills, long loads. Prints its figures.
nightly: $(VENV)/.installed-test
	$(BIN)/python -m pytest -m nightly $(ARGS)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

contracts: $(VENV)/.installed-dev
	$(BIN)/lint-imports

docs: $(VENV)/.installed
	$(BIN)/python -m duckgres.config.docs

docs-check: $(VENV)/.installed
	$(BIN)/python -m duckgres.config.docs --check

check: test lint types contracts docs-check

format: $(VENV)/.installed-dev
	$(BIN)/ruff format duckgres tests
	$(BIN)/ruff check --fix duckgres tests

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Another PYTHON makes another virtual environment.
$(MADE):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "duckgres needs Python 3.11 or later")'
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	@touch $@

# The first line brings the pinned build backend: without isolation nothing unpinned is fetched.
$(VENV)/.installed: $(MADE) $(PACKAGING)
	$(INSTALL) setuptools
	$(INSTALL) --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(INSTALL) --no-build-isolation --editable '.[test]'
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed-test
	$(INSTALL) --no-build-isolation --editable '.[dev]'
	@touch $@
