# make demo   install from the lock and run the whole job on the bundled sample web, offline
# make test   install what the tests need and run all of them
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet

# The tests of pages open them in it; where it cannot be installed, they fail and say so.
CHROMIUM ?= /usr/bin/chromium
export CHROMIUM

.PHONY: demo test check format lock wheel clean

demo: .venv/installed
	$(BIN)/monitor demo

test: .venv/installed-dev | $(CHROMIUM)
	$(BIN)/pytest -n 2 --dist loadgroup

check: .venv/installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: .venv/installed-dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# Versions with hashes, for every platform, without download addresses.
lock: .venv/installed-dev
	$(BIN)/uv pip compile pyproject.toml --constraint constraints.txt --output-file requirements.lock $(LOCK)
	$(BIN)/uv pip compile pyproject.toml --group dev --constraint requirements.lock --output-file requirements-dev.lock $(LOCK)
LOCK := --universal --python-version 3.11 --generate-hashes --no-header --quiet $(LOCK_ARGS)

wheel: .venv/installed-dev
	$(BIN)/python -m hatchling build --target wheel

clean:
	rm -rf .venv dist demo

$(CHROMIUM):
	-apt-get update -qq && apt-get install -qq --no-install-recommends chromium >/dev/null

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python requirements.lock pyproject.toml
	$(PIP) install --require-hashes --requirement requirements.lock
	$(PIP) install --no-deps --editable .
	touch $@

.venv/installed-dev: .venv/bin/python requirements-dev.lock pyproject.toml
	$(PIP) install --require-hashes --requirement requirements-dev.lock
	$(PIP) install --no-deps --editable .
	touch $@ .venv/installed
