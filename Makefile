PYTHON ?= python3
VENV_PYTHON := .venv/bin/python
PIP := $(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check
# pip-compile without anything of the machine it runs on, so that the same file comes out everywhere.
COMPILE := CUSTOM_COMPILE_COMMAND='make requirements' .venv/bin/pip-compile --quiet --strip-extras \
	--annotation-style line --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options
GROUP := import sys, tomllib; from packaging.dependency_groups import resolve_dependency_groups as resolve; \
	groups = tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]; \
	print(*resolve(groups, sys.argv[1]), sep="\n")

# The requirements that are for other versions of Python than this one, which pip-compile leaves out.
OTHERS := import pathlib, sys, tomllib; from packaging.requirements import Requirement; \
	named = map(Requirement, tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"]); \
	others = {one.name: str(one).replace(";", " ;") for one in named if one.marker and not one.marker.evaluate()}; \
	file = pathlib.Path(sys.argv[1]); lines = file.read_text().splitlines(); \
	add = lambda line: f"{line}\n{other}  \# via newsroom (pyproject.toml)" if (other := others.get(line.split("==")[0])) else line; \
	file.write_text("\n".join([*map(add, lines), ""]))

.PHONY: help run check test-fast test test-random coverage format requirements venv venv-dev browser
.DEFAULT_GOAL := help

help:           ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/make \1#\2/p' Makefile | awk -F'#' '{ printf "%-20s %s\n", $$1, $$2 }'
	@echo
	@echo 'make run takes PORT=8000, DATA_DIR=var, ARCHIVE=export.xml and DATABASE_URL=postgresql://...; make PYTHON=python3.12'
	@echo 'uses another Python; the test targets take TESTS=tests/feeds (a folder, a file or a test).'

run: venv       ## install, and serve the site at http://127.0.0.1:8000/
	@NEWSROOM_WITH_PARENT=1 exec $(VENV_PYTHON) -m newsroom.run

# The tests have a database server of their own, unless DATABASE_URL names one on which they may create databases.
check test-fast test test-random coverage: export DATA_DIR := var/test

check: venv-dev ## lint, import contracts and types; no database, about half a minute
	$(VENV_PYTHON) -m ruff check
	$(VENV_PYTHON) -m ruff format --check
	.venv/bin/lint-imports
	$(VENV_PYTHON) -m mypy

test-fast: venv-dev ## the tests that need neither a database nor a browser
	$(VENV_PYTHON) -m pytest -q -m 'not database and not browser and not slow' $(TESTS)

test: venv-dev browser check ## everything that has to pass; installs and starts what it needs
	$(VENV_PYTHON) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	SITE_URL=https://news.example SECRET_KEY=$$($(VENV_PYTHON) -c 'import secrets; print(secrets.token_hex(32))') \
		$(VENV_PYTHON) manage.py check --deploy --fail-level WARNING
	$(VENV_PYTHON) -m pytest -n 2 --dist worksteal $(TESTS)

test-random: venv-dev ## the property tests with 2,000 random examples each; MARKED='not database' leaves some out
	$(VENV_PYTHON) -m pytest -q -m 'hypothesis$(if $(MARKED), and ($(MARKED)))' --hypothesis-profile=random $(TESTS)

coverage: venv-dev browser ## all tests, and the lines that none of them runs; half as long again as the tests alone
	$(VENV_PYTHON) -m pytest -n 2 --dist worksteal --cov $(TESTS)

format: venv-dev ## format the code, and fix what ruff can fix
	$(VENV_PYTHON) -m ruff check --fix
	$(VENV_PYTHON) -m ruff format

requirements: venv-dev ## compile requirements*.txt from pyproject.toml
	$(COMPILE) --extra embedded --output-file requirements.txt pyproject.toml
	$(VENV_PYTHON) -c '$(OTHERS)' requirements.txt
	$(VENV_PYTHON) -c '$(GROUP)' dev | $(COMPILE) --extra embedded --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml -
	$(VENV_PYTHON) -c '$(OTHERS)' requirements-dev.txt

# A copy of the requirements is left in .venv once all are installed. Without that copy the environment is made anew.
venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo 'Newsroom needs Python 3.11 or later, and $(PYTHON) is not. Name another one: make PYTHON=python3.12' >&2; exit 1; }
	@test -f .venv/requirements.txt && $(VENV_PYTHON) -c '' 2>/dev/null || { \
		rm -rf .venv && $(PYTHON) -m venv .venv || { \
		rm -rf .venv; echo '$(PYTHON) cannot make .venv. On Debian: apt-get install python3-venv' >&2; exit 1; }; }
	@cmp -s requirements.txt .venv/requirements.txt || { \
		echo 'Installing the requirements into .venv, which may take a minute ...' && \
		rm -f .venv/requirements.txt && $(PIP) -r requirements.txt && cp requirements.txt .venv/requirements.txt; }

venv-dev: venv
	@cmp -s requirements-dev.txt .venv/requirements-dev.txt || { \
		echo 'Installing the requirements of the tests into .venv ...' && \
		$(PIP) -r requirements-dev.txt && cp requirements-dev.txt .venv/requirements-dev.txt; }

browser: venv-dev
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo 'Installing Chromium ...' && apt-get -qq update && apt-get -qq install -y chromium >/dev/null; \
		else $(VENV_PYTHON) -m playwright install chromium; fi
