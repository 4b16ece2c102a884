# The project's commands; `make` alone lists them. Each one first sets up what it needs.

.DEFAULT_GOAL := help
.NOTPARALLEL:

BIN := .venv/bin
PY := $(BIN)/python

# Any Python 3 can start the set-up, which then looks for one that is new enough.
ANY_PYTHON = $(shell for p in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
	$$p -c 1 >/dev/null 2>&1 && echo $$p && break; done)
NO_PYTHON = $(error Parvis: there is no Python here, install Python 3.11, 3.12 or 3.13)
SET_UP = @$(or $(ANY_PYTHON),$(NO_PYTHON)) -m tools.bootstrap

TEMPLATES := $(wildcard templates */templates)
SUITE := -m pytest --every-part -n 2 --dist loadfile
ON_SQLITE := env -u DATABASE_URL

## For everyone

.PHONY: help
help: ## List the commands
	@awk -F ':.*## ' '/^## /{print "\n" substr($$0, 4)} /^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: venv ## Serve the site with its demo content (PORT=8001 for another port than 8000)
	@$(PY) -m tools.system --optional pango
	@$(PY) -m tools.run

.PHONY: test
test: lint check ## Check everything, on SQLite and on PostgreSQL, with a browser
	@# A browser sees nothing of the database: it visits the site on PostgreSQL, as readers do.
	$(ON_SQLITE) $(PY) $(SUITE) -m "not browser"
	$(PY) -m tools.postgres $(PY) $(SUITE)

## For those who write the code

.PHONY: format
format: venv-dev ## Put code and templates into the house's format
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .
	$(BIN)/djhtml --tabwidth 2 $(TEMPLATES)

.PHONY: lint
lint: venv-dev ## Check format and style of code and templates
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djhtml --check --tabwidth 2 $(TEMPLATES)
	$(BIN)/curlylint --quiet $(TEMPLATES)

.PHONY: check
check: venv-dev html-validate ## Check migrations, translations and the settings of a server
	@$(PY) -m tools.system libatomic chromium postgresql gettext pango
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) -m tools.catalogue check
	$(PY) -m tools.temporary_site $(PY) manage.py check --deploy --fail-level WARNING

.PHONY: test-sqlite
test-sqlite: venv-dev html-validate ## Run the suite on SQLite only
	@$(PY) -m tools.system libatomic chromium pango
	$(ON_SQLITE) $(PY) $(SUITE)

.PHONY: test-next
test-next: venv-dev html-validate ## Run the suite on Wagtail 8.0 and the newest Django it supports
	@$(PY) -m tools.system libatomic chromium pango
	$(BIN)/uv venv --quiet --clear --python $(PY) .venv-next
	$(BIN)/uv pip install --quiet --python .venv-next --override requirements-next.in -r requirements-dev.in
	$(ON_SQLITE) .venv-next/bin/python $(SUITE) -W default

.PHONY: messages
messages: venv-dev ## Bring the French catalogue up to date with the code, and compile it
	@$(PY) -m tools.system gettext
	$(PY) -m tools.catalogue update

.PHONY: bench
bench: venv-dev ## Measure pages, a report with sixty photos, files sent and read, a library of 100,000, the search
	@$(PY) -m tools.system wrk postgresql
	$(PY) -m tools.bench
	$(PY) -m tools.bench_photos
	$(PY) -m tools.bench_files
	$(PY) -m tools.postgres $(PY) -m tools.bench_library
	$(PY) -m tools.postgres $(PY) -m tools.bench_search

.PHONY: screenshots
screenshots: venv-dev ## Picture every page type and the admin into var/screenshots
	@$(PY) -m tools.system libatomic chromium pango
	$(PY) -m tools.screenshots

.PHONY: lock
lock: venv-dev ## Choose the newest allowed packages and write them down with their hashes
	$(PY) -m tools.lock

.PHONY: clean
clean: ## Remove what is made again by itself; the database and the files stay
	rm -rf .venv .venv-next .pytest_cache .ruff_cache .hypothesis tools/html/node_modules
	rm -rf var/static var/screenshots
	find . -name __pycache__ -prune -exec rm -rf {} +

.PHONY: reset
reset: ## Remove the local database and files too, so that `make run` starts anew
	rm -rf var

# What the commands above stand on

.PHONY: venv
venv:
	$(SET_UP) .venv requirements.txt
	@mkdir -p var

.PHONY: venv-dev
venv-dev:
	$(SET_UP) .venv requirements-dev.txt
	@mkdir -p var

# The HTML checker runs on the Node.js of the development packages.
.PHONY: html-validate
html-validate: venv-dev tools/html/node_modules/.package-lock.json
tools/html/node_modules/.package-lock.json: tools/html/package-lock.json
	@$(PY) -m tools.system libatomic
	PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --prefix tools/html --no-audit --no-fund
	@touch $@
