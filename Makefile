# What there is to do here. `make demo` and `make test` need Python 3.11 or newer and make, nothing else.
#
#   make demo            an example newsroom, served (PORT=8123 moves it, FRESH=1 makes it anew)
#   make test            everything that must hold: style, types, contracts, tests on two databases, doors
#   make chaos           five minutes of killed processes under readers and an editor (MINUTES=1 makes it shorter)
#   make comments-kill   fifty kills while readers write: no answered comment is lost, none is there twice (KILLS=10)
#   make setup           .venv/ alone, on which both rest
#   make requirements    pin the dependencies anew after pyproject.toml changed
#   make pictures        the README's pictures, taken from the demo
#   make pages-property  look for a page that is kept and is not what it should be, for as long as SEQUENCES says

PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(shell command -v $(name))))
VENV   := .venv
BIN    := $(VENV)/bin
# Settings need a newsroom to be read from; the type checker gets one that holds nothing.
CHECKED := $(CURDIR)/tmp/checked
WITH_NEWSROOM := TWOSOURCE_NEWSROOM=$(CHECKED) DJANGO_SETTINGS_MODULE=twosource.conf.settings

.DEFAULT_GOAL := test
.PHONY: demo docs test setup lint types contracts migrations unit postgres browser requirements pictures pages-property chaos comments-kill
.DELETE_ON_ERROR:

# A second run finds the stamps newer than what they were made from, and does nothing. The example needs
# less than the tests do, and is there sooner for it.
setup: $(VENV)/.tested

PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

$(VENV)/.runs: requirements/build.txt requirements/run.txt pyproject.toml
	@tests/machine.sh python "$(PYTHON)" $(VENV)
	@echo "installing what Twosource needs into $(VENV) …"
	@$(PIP) --require-hashes -r requirements/build.txt -r requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.tested: requirements/dev.txt $(VENV)/.runs
	@echo "installing what its tests need …"
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

demo: $(VENV)/.runs
	@exec $(BIN)/twosource demo demo-newsroom $(if $(FRESH),--fresh) $(if $(PORT),--port $(PORT))

test: lint types contracts migrations unit postgres

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup $(CHECKED)/secrets.toml
	$(WITH_NEWSROOM) $(BIN)/mypy

contracts: setup
	$(BIN)/lint-imports

migrations: setup $(CHECKED)/secrets.toml
	$(WITH_NEWSROOM) $(BIN)/python -m django makemigrations --check --dry-run

# As many at a time as there are processors; the tests of one file stay together, and share what they set up. They
# begin with the longest (tests/conftest.py).
SIDE_BY_SIDE := --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

# The rooms on SQLite, and the doors: HTTP, command line, browser.
unit: setup browser
	$(BIN)/python -m pytest -m "not alone" $(SIDE_BY_SIDE)
	$(BIN)/python -m pytest -m alone

# What touches the database once more, on a PostgreSQL of its own; WHOLE=1 has the faces tried there too.
postgres: setup
	$(BIN)/python tests/postgres.py $(if $(WHOLE),--whole) $(SIDE_BY_SIDE)

# The long form of what `make test` does for a quarter of a minute; says what was counted.
chaos: setup
	CHAOS_SECONDS=$$(( $(or $(MINUTES),5) * 60 )) $(BIN)/python -m pytest -s tests/doors/cli/test_chaos.py -k at_random

# The same of what readers write: each is killed while it takes comments, and every fifth time everything is.
comments-kill: setup
	COMMENTS_KILLS=$(or $(KILLS),50) $(BIN)/python -m pytest -s tests/doors/cli/test_comments_survive.py

browser:
	@tests/machine.sh browser

$(CHECKED)/secrets.toml: tests/folder.py | setup
	@$(BIN)/python tests/folder.py $(CHECKED)

COMPILE = $(BIN)/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

requirements: setup
	$(COMPILE) --output-file requirements/run.txt pyproject.toml
	$(COMPILE) --extra dev --constraint requirements/run.txt --output-file requirements/dev.txt pyproject.toml
	echo 'setuptools>=77' | $(COMPILE) --constraint requirements/dev.txt --output-file requirements/build.txt -

# The handbook's page of commands, from the commands' own help, and the format of the exchange, from its schema.
docs: setup
	$(BIN)/python -m twosource.cli.reference > docs/newsroom/commands.md
	$(BIN)/python docs/newsroom/exchange.py

# `make test` looks at a few sequences of deeds; this at many.
SEQUENCES ?= 300
pages-property: setup
	SEQUENCES=$(SEQUENCES) $(BIN)/python -m pytest tests/rooms/edge/test_any_sequence_of_pages.py

pictures: setup browser
	$(BIN)/python docs/pictures/take.py
