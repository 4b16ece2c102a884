# The project's commands; `make` alone lists them. Each one first sets up what it needs.

.DEFAULT_GOAL := help
.NOTPARALLEL:

BIN := .venv/bin
PY := $(BIN)/python

# Any Python 3 can start the set-up, which then looks for one that is new enough.
ANY_PYTHON = $(shell for p in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 1 >/dev/null 2>&1 && echo $$p && break; done)
NO_PYTHON = $(error Parvis: there is no Python here, install Python 3.11 to 3.14)
SET_UP = @$(or $(ANY_PYTHON),$(NO_PYTHON)) -m tools.bootstrap

TEMPLATES := $(wildcard templates */templates)
SUITE := -m pytest --every-part -n 2 --dist loadfile --no-loadscope-reorder --durations 25
ON_SQLITE := env -u DATABASE_URL

# What Python has compiled it keeps, whatever the environment says: tests start the site in processes of its own too.
export PYTHONDONTWRITEBYTECODE =

## For everyone

.PHONY: help
help: ## List the commands
	@awk -F ':.*## ' '/^## /{print "\n" substr($$0, 4)} /^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: venv-demo ## Serve the site with its demo content (PORT=8001 for another port than 8000, EMPTY=1 for a site without content)
	@$(PY) -m tools.system --optional pango
	@$(PY) -m tools.run

.PHONY: upgrade
upgrade: ## Bring an installed site to the version of the code: packages, database, files, index; then check it
	$(SET_UP) .venv requirements.txt
	$(PY) manage.py upgrade

.PHONY: test
test: lint check ## Check everything on PostgreSQL with a browser, and on SQLite what depends on the database
	@# Everything runs on PostgreSQL. What depends on the database (search, order, counts of queries, transactions)
	@# is marked `both_databases` and runs on SQLite too.
	$(ON_SQLITE) $(PY) $(SUITE) -m "both_databases or sqlite"
	$(PY) -m tools.postgres $(PY) $(SUITE)

## For those who write the code

.PHONY: format
format: venv-dev ## Put code and templates into the house's format
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .
	$(BIN)/djhtml --tabwidth 2 $(TEMPLATES)

.PHONY: lint
lint: venv-dev biome ## Check format, style and types of code, templates, style sheets and scripts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/djhtml --check --tabwidth 2 $(TEMPLATES)
	find $(TEMPLATES) -name '*.html' -print0 | xargs -0 -n 50 -P 2 $(BIN)/curlylint --quiet
	@$(PY) -m tools.system shellcheck
	shellcheck deploy/install deploy/uninstall deploy/parvis
	tools/assets/node_modules/.bin/biome lint --config-path=tools/assets --error-on-warnings site/static

.PHONY: check
check: venv-dev html-validate ## Check migrations, translations and the settings of a server
	@$(PY) -m tools.system libatomic chromium postgresql gettext nginx openssl pango age restic valkey
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) -m tools.catalogue check
	$(PY) -m tools.temporary_site $(PY) manage.py check --deploy --fail-level WARNING

.PHONY: test-sqlite
test-sqlite: venv-dev html-validate ## Run the whole suite on SQLite only
	@$(PY) -m tools.system libatomic chromium nginx openssl pango age restic
	$(ON_SQLITE) $(PY) $(SUITE)

.PHONY: test-next
test-next: venv-dev html-validate ## Run the suite on Wagtail 8.0 and the newest Django it supports
	@$(PY) -m tools.system libatomic chromium nginx openssl pango age restic
	$(BIN)/uv venv --quiet --clear --python $(PY) .venv-next
	$(BIN)/uv pip install --quiet --python .venv-next --override requirements-next.in -r requirements-dev.in
	$(ON_SQLITE) .venv-next/bin/python $(SUITE) -W default

.PHONY: test-install
test-install: venv-dev ## Try deploy/install in a bare Debian 12 and a bare Debian 13, as root: some ten minutes
	$(PY) -m tools.bare_debian

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
	$(PY) -m tools.bench_backup
	$(PY) -m tools.postgres $(PY) -m tools.bench_backup
	$(PY) -m tools.postgres $(PY) -m tools.bench_library
	$(PY) -m tools.postgres $(PY) -m tools.bench_search

.PHONY: bench-serving
bench-serving: venv-dev ## Measure what readers get through nginx: ready pages, static files, pages made for each request
	@$(PY) -m tools.system wrk postgresql nginx
	$(PY) -m tools.postgres $(PY) -m tools.bench_serving

.PHONY: screenshots
screenshots: venv-dev ## Picture every page type and the admin into var/screenshots
	@$(PY) -m tools.system libatomic chromium pango
	$(PY) -m tools.screenshots

.PHONY: guide-pictures
guide-pictures: venv-dev ## Take the pictures of the editors' guide anew, on the screens that its tests play
	@$(PY) -m tools.system libatomic chromium
	$(ON_SQLITE) GUIDE_PICTURES=1 $(PY) -m pytest -q tests/browser/test_guide.py

.PHONY: lock
lock: venv-dev ## Write down the packages with their hashes (UPGRADE=1 takes the newest that are allowed)
	$(PY) -m tools.lock $(if $(UPGRADE),--upgrade)

.PHONY: release
release: venv-dev ## Make a version: number, database kept for the tests, commit, tag (VERSION=1.1.0)
	@$(PY) -m tools.system postgresql
	$(PY) -m tools.bare_debian --if-possible
	$(PY) -m tools.release $(VERSION)

.PHONY: clean
clean: ## Remove what is made again by itself; the database and the files stay
	rm -rf .venv .venv-next .pytest_cache .ruff_cache .mypy_cache .hypothesis tools/*/node_modules
	rm -rf var/static var/screenshots
	find . -name __pycache__ -prune -exec rm -rf {} +

.PHONY: reset
reset: ## Remove the local database and files too, so that `make run` starts anew
	rm -rf var

# What the commands above stand on

.PHONY: venv-demo
venv-demo:
	$(SET_UP) .venv requirements-demo.txt
	@mkdir -p var

.PHONY: venv-dev
venv-dev:
	$(SET_UP) .venv requirements-dev.txt
	@mkdir -p var

# The checkers of HTML, and of style sheets and scripts, come with the Node.js of the development packages.
.PHONY: html-validate biome
html-validate: venv-dev tools/html/node_modules/.package-lock.json
biome: venv-dev tools/assets/node_modules/.package-lock.json
tools/%/node_modules/.package-lock.json: tools/%/package-lock.json
	@$(PY) -m tools.system libatomic
	PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --prefix tools/$* --no-audit --no-fund
	@touch $@
