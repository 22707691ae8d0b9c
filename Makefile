# make run    the dashboard with the demo warehouse, on http://localhost:8501 (make run PORT=8502: elsewhere)
# make test   every check: format, lint, types, import contracts, tests with a real browser
# Each works from a fresh clone with Python 3.11 or newer; `make help` lists the rest.

SHELL := /bin/sh
BIN := .venv/bin
PORT := 8501
WAREHOUSE := $(or $(DUIBIAO_WAREHOUSE),warehouse/duibiao.duckdb)

.DEFAULT_GOAL := help
.PHONY: help run test check browser pictures mutants bench lock dictionary messages clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

# The demo is built under another name first, so that one cut short is never taken for a whole one.
run: .venv/.runtime ## serve the dashboard; builds the demo warehouse when there is none
	@test -e "$(WAREHOUSE)" || { rm -f "$(WAREHOUSE).new"*; \
		$(BIN)/duibiao --warehouse "$(WAREHOUSE).new" demo && mv "$(WAREHOUSE).new" "$(WAREHOUSE)"; }
	$(BIN)/duibiao serve --port $(PORT)

test: check browser ## every check
	$(BIN)/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

check: .venv/.dev ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

browser: ## install Chromium, Chinese fonts and axe-core when they are missing
	@tools/browser
	@tools/axe

pictures: .venv/.dev browser ## every page in both languages, into docs/pictures
	$(BIN)/python -m tools.pictures

mutants: .venv/.dev ## two thousand good files changed as real ones are: none may be read wrongly in silence
	$(BIN)/python -m tools.mutants $(MUTANTS)

bench: .venv/.dev ## measure, and write docs/benchmarks.md; `make bench AGAINST=../earlier` reads beside that checkout
	$(BIN)/python -m bench $(if $(AGAINST),--against $(AGAINST))

lock: ## resolve the newest admitted versions; `make lock UPGRADE=--upgrade` moves those already locked
	@tools/lock $(UPGRADE)

dictionary: .venv/.dev ## data/README.md from the declared extracts
	$(BIN)/python -m duibiao.schema.dictionary

messages: .venv/.dev ## collect screen texts into the Chinese catalog
	@mkdir -p build
	$(BIN)/pybabel -q extract --no-location --sort-output -k _ -k ngettext:1,2 -o build/duibiao.pot app.py pages duibiao
	$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 110 \
		-D duibiao -l zh_CN -i build/duibiao.pot -d locale

clean: ## remove what was built; the warehouse stays
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/.runtime: requirements.lock pyproject.toml
	@tools/environment requirements.lock
	@touch $@

# requirements-dev.lock holds every version of requirements.lock too.
.venv/.dev: requirements-dev.lock pyproject.toml
	@tools/environment requirements-dev.lock
	@touch .venv/.runtime $@
