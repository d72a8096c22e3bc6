"""A real Chromium, and the site served beside it."""

import os
import shutil
from io import BytesIO

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
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
    assert not errors


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
