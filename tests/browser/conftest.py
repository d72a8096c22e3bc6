"""A real Chromium, and the site served beside it."""

import os
import shutil
import time
from io import BytesIO

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connection
from PIL import Image
from playwright.sync_api import expect, sync_playwright

from tests.factories import make_editor

# Playwright runs an event loop in this thread, in which Django would else refuse to be asked.
os.environ['DJANGO_ALLOW_ASYNC_UNSAFE'] = 'true'
# The test server would look among the sources, where no file has the name that pages use; WhiteNoise serves those.
StaticFilesHandler._should_handle = lambda handler, path: False
# As long as Playwright's actions wait; its own five seconds are too few on a busy machine.
expect.set_options(timeout=30_000)


@pytest.fixture(scope='session')
def chromium():
    executable = next(filter(None, map(shutil.which, ('chromium', 'chromium-browser', 'google-chrome'))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=['--no-sandbox'] if os.geteuid() == 0 else []
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, live_server, settings):
    """A new window with nothing in its cookie jar. Whatever its console calls an error fails the test."""
    settings.SITE_URL = live_server.url
    context = chromium.new_context(base_url=live_server.url, locale='en-GB', timezone_id='UTC')
    opened = context.new_page()
    errors = []
    opened.on('console', lambda message: errors.append(message.text) if message.type == 'error' else None)
    opened.on('pageerror', lambda error: errors.append(str(error)))
    opened.errors = errors
    yield opened
    context.close()
    wait_for_last_requests()
    assert not errors


def wait_for_last_requests():
    """A window sends what was typed when it closes; the tables cannot be emptied before that is written."""
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'"
                ' AND pid <> pg_backend_pid()'
            )
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.1)


def log_in(page, client, live_server, person):
    """Gives a window the session of somebody who has logged in."""
    client.force_login(person)
    cookie = {'name': 'sessionid', 'value': client.cookies['sessionid'].value, 'url': live_server.url}
    page.context.add_cookies([cookie])


@pytest.fixture
def desk(page, client, live_server, settings, tmp_path):
    """A window in which an editor is logged in, and one uploaded picture, a.jpg."""
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / 'a.jpg').write_bytes(picture())
    log_in(page, client, live_server, make_editor())
    return page


def picture() -> bytes:
    content = BytesIO()
    Image.new('RGB', (40, 30), 'green').save(content, 'JPEG')
    return content.getvalue()
