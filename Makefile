# make run     the site at http://127.0.0.1:8000/     PORT=8000 DATA_DIR=var ARCHIVE=path DATABASE_URL=postgresql://...
# make test    everything that has to be green
# make format  the code in its one form

PYTHON ?= python3
VENV_PYTHON := .venv/bin/python
PIP := $(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check

.PHONY: run test format venv venv-dev browser

run: venv
	@NEWSROOM_WITH_PARENT=1 exec $(VENV_PYTHON) -m newsroom.run

# What was installed is noted when it is whole. Where the note is missing the environment is not trusted.
venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo 'Newsroom needs Python 3.11 or later, and $(PYTHON) is not. Name another: make PYTHON=python3.12' >&2; exit 1; }
	@test -f .venv/requirements.txt && $(VENV_PYTHON) -c '' 2>/dev/null || { \
		rm -rf .venv && $(PYTHON) -m venv .venv || { \
		rm -rf .venv; echo '$(PYTHON) cannot make .venv. On Debian: apt-get install python3-venv' >&2; exit 1; }; }
	@cmp -s requirements.txt .venv/requirements.txt || { \
		echo 'Installing the requirements into .venv, which may take a minute ...' && \
		rm -f .venv/requirements.txt && $(PIP) -r requirements.txt && cp requirements.txt .venv/requirements.txt; }

venv-dev: venv
	@cat requirements.txt requirements-dev.txt | cmp -s - .venv/requirements-dev.txt || { \
		echo 'Installing what the tests need into .venv ...' && \
		$(PIP) -r requirements-dev.txt && cat requirements.txt requirements-dev.txt >.venv/requirements-dev.txt; }

browser: venv-dev
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo 'Installing Chromium ...' && apt-get -qq update && apt-get -qq install -y chromium >/dev/null; \
		else $(VENV_PYTHON) -m playwright install chromium; fi

# The tests have a server of their own, unless DATABASE_URL names one on which they may create databases.
test: export DATA_DIR := var/test
test: venv-dev browser
	$(VENV_PYTHON) -m ruff check
	$(VENV_PYTHON) -m ruff format --check
	$(VENV_PYTHON) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	SITE_URL=https://news.example SECRET_KEY=$$($(VENV_PYTHON) -c 'import secrets; print(secrets.token_hex(32))') \
		$(VENV_PYTHON) manage.py check --deploy --fail-level WARNING
	$(VENV_PYTHON) -m pytest -n 2 --cov

format: venv-dev
	$(VENV_PYTHON) -m ruff check --fix
	$(VENV_PYTHON) -m ruff format
