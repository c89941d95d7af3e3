# `make run` and `make test` need Python 3.11 or newer, and make. They fetch the rest.

PORT ?= 8000
# How many processes run the tests, and what else pytest is told: make test ARGS="-k journal"
WORKERS ?= auto
ARGS ?=
# How many applications `make bench` makes and measures
N ?= 100000

BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
PYTEST := $(BIN)/python -m pytest -n $(WORKERS)
CATALOGUE := reform_apps/locale/zh_Hans/LC_MESSAGES/django

# The newest Python that this was made for and that can make an environment; PYTHON= overrules.
FITS := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3 python; do \
	$$python -c '$(FITS)' 2>/dev/null && { echo $$python; break; }; done)

# Settings of production with throwaway values, as `make check` needs them.
PRODUCTION := DJANGO_SETTINGS_MODULE=registry.settings.production DATABASE_URL=sqlite://:memory: \
	DJANGO_SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))') \
	DJANGO_ALLOWED_HOSTS=ledger.example.org DJANGO_DEBUG= DJANGO_SECURE_SSL=

# By export, so that nothing stands between make and the server when one of them is stopped.
export DJANGO_RUNSERVER_HIDE_WARNING := true

.DEFAULT_GOAL := help
.PHONY: help run seed test test-sqlite test-postgres bench check fix messages clean port

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: port seed  ## Start the registry on http://127.0.0.1:8000 (PORT= to change)
	@$(MANAGE) ensure_admin
	@echo "The registry: http://127.0.0.1:$(PORT)/   The admin: http://127.0.0.1:$(PORT)/admin/   Stop: Ctrl-C"
	@$(MANAGE) runserver 127.0.0.1:$(PORT) --noreload

seed: .venv/.run $(CATALOGUE).mo  ## Bring the database up to date and fill it; never overwrites people
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) seed_ledger
	@$(MANAGE) rebuild_states

test: test-sqlite test-postgres  ## Run the whole suite on SQLite and on PostgreSQL

test-sqlite: .venv/.develop $(CATALOGUE).mo  ## Run the suite on SQLite alone
	@echo "The suite on SQLite"
	@DATABASE_URL= $(PYTEST) $(ARGS)

test-postgres: .venv/.develop $(CATALOGUE).mo  ## Run the suite on a PostgreSQL of its own
	@echo "The suite on PostgreSQL"
	@$(BIN)/python -m tests.postgres -- $(PYTEST) $(ARGS)

bench: .venv/.develop $(CATALOGUE).mo  ## Measure it beside a program written by hand: make bench N=100000
	@$(BIN)/python -m tests.benchmarks --number $(N) $(ARGS)

check: .venv/.develop $(CATALOGUE).mo  ## Format, lint, layers, migrations, deployment
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	DJANGO_SETTINGS_MODULE=registry.settings.testing DATABASE_URL=sqlite://:memory: \
		$(MANAGE) makemigrations --check --dry-run
	@echo "$(MANAGE) check --deploy --fail-level WARNING  # under production settings"
	@$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING

fix: .venv/.develop  ## Format, and mend what the linter can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: .venv/.run  ## Bring the Chinese catalogue up to date and compile it
	$(BIN)/python -m registry.messages

clean:  ## Remove what was made, except the database and .local
	rm -rf .venv staticfiles .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find reform_apps registry tests -name __pycache__ -prune -exec rm -rf {} +
	find reform_apps -name '*.mo' -delete

# First, before anything is fetched, and with any Python there is.
port:
	@$(or $(wildcard $(BIN)/python),$(PYTHON),true) -c \
		'import socket; socket.create_server(("127.0.0.1", int("$(PORT)"))).close()' 2>/dev/null || { \
		echo "Port $(PORT) cannot be used, perhaps because something listens there; choose another: make run PORT=8001" >&2; \
		exit 1; }

.venv/bin/python:
	@test -n "$(PYTHON)" || { \
		echo "Python 3.11 or newer with venv is needed (Debian: apt install python3-venv); if it is somewhere else: make PYTHON=/path/to/python" >&2; \
		exit 1; }
	$(PYTHON) -m venv --clear .venv

.venv/.run: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.develop: requirements-dev.txt .venv/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(CATALOGUE).mo: $(wildcard $(CATALOGUE).po) | .venv/.run
	@$(BIN)/python -m registry.messages --compile
	@test ! -e $@ || touch $@
