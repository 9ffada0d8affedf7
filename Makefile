# Python 3.11 or newer and make are all that these targets expect; `make setup` brings the rest.
PYTHON ?= python3
SHIFT ?= 0
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup run demo test browser pictures chaos bench audit check format lock key clean

help:  ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 14

setup:  ## Install everything into .venv (both of the next two do it by themselves)
	@$(PYTHON) tools/setup.py
	@$(BIN)/python tools/build_page.py

run: setup  ## Start Redis, the sandbox, the web app and the bot; Ctrl-C stops them
	@SHIFT=$(SHIFT) $(BIN)/python -m tools.run

demo: setup  ## With `make run` elsewhere: log the sandbox wallet in over HTTP, print what it has
	@SHIFT=$(SHIFT) $(BIN)/python -m tools.demo

test: check browser  ## Run all checks and tests
	@$(BIN)/python -m pytest -q -n 2

check: setup  ## Lint, format, types and import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

browser: setup  ## Find a Chromium for the tests, or bring one from npm
	@$(BIN)/python -m tools.chromium

pictures: browser  ## Take pictures of chat, frame and page into .run/pictures
	@$(BIN)/python -m tools.screenshots .run/pictures
	@$(BIN)/python -m tools.page_screenshots .run/pictures

chaos: setup  ## Load test with fault injection, then fuzzing: the long forms (15 minutes)
	@$(BIN)/python -m tests.chaos
	@$(BIN)/python -m tests.fuzz

bench: browser  ## Measure speed as ratios and print the tables
	@$(BIN)/python -m bench

audit: setup  ## Advisories, licences and a bill of materials, where the services can be asked
	@$(BIN)/python -m tools.audit

format: setup  ## Put the code into its format
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

key:  ## Print a new key for SECRET_KEYS
	@$(PYTHON) -c "import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())"

lock: setup  ## Write both requirements files anew from pyproject.toml
	@$(BIN)/python -m tools.lock

clean:  ## Remove everything that setup and run have made
	rm -rf .venv .run .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
