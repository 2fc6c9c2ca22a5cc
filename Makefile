# `make` lists the targets. Every target makes what it needs: on a new machine Python 3.11+, git and make are enough.
PYTHON ?= python3
BIN := .venv/bin
SHARED ?= ../shared

.DEFAULT_GOAL := help
.PHONY: help demo test contract lint types format bench docs goldens requirements clean

help:  ## List the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.venv/runtime: requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Giveback needs Python 3.11 or newer; name one with PYTHON=…" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/development: .venv/runtime requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

demo: .venv/runtime  ## Tell the whole story on a small made-up world, and keep its pages up (ONCE=1: end after publishing)
	$(BIN)/python -m demo

test: .venv/development  ## Run all tests, on SQLite and PostgreSQL
	$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

tests/contract/node_modules/.complete: tests/contract/package.json
	npm install --no-package-lock --no-audit --no-fund --silent --prefix tests/contract
	@touch $@

contract: .venv/development tests/contract/node_modules/.complete  ## Hold Giveback and the stand-in to GitHub's official descriptions (needs npm)
	$(BIN)/python -m pytest tests/contract $(ARGS)
	GIVEBACK_JUDGED=1 $(BIN)/python -m pytest -n 2 --dist loadfile -k "not postgresql" \
		tests/github tests/bot tests/webhooks $(ARGS)

lint: .venv/development  ## Check style and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: .venv/development  ## Check types
	$(BIN)/mypy

format: .venv/development  ## Put the code in form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/development  ## Measure speed and memory beside peers; writes docs/benchmarks.md
	$(BIN)/python -m bench $(ARGS)

docs: .venv/development  ## Write the pages of docs/ that the code tells
	$(BIN)/python -m tests.generated_docs

goldens: .venv/development  ## Rewrite what readers see, to be reviewed as a diff
	$(BIN)/python tests/golden/rewrite.py

requirements:  ## Pin the requirements anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--no-annotate --extra install --extra demo pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--no-annotate --extra install --extra demo --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean:  ## Remove what was made here
	rm -rf .venv .venv-peers tests/contract/node_modules demo-world .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info
