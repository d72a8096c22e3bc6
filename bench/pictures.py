"""Takes the screenshots in docs/ again, of the sample archive while `make run` serves it in another terminal.

python -m bench.pictures
"""

import io
import os
import shutil
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from articles.models import Article

os.environ['DJANGO_ALLOW_ASYNC_UNSAFE'] = 'true'  # Playwright runs an event loop in this thread

DOCS = Path(__file__).resolve().parent.parent / 'docs'
COLOURS = 128  # enough for a page, and a third of the file's size


def pictures(article: Article) -> list[tuple[str, str, dict]]:
    """The name, URL and window of each picture."""
    desk, phone = {'viewport': {'width': 1280, 'height': 900}}, {'viewport': {'width': 390, 'height': 844}}
    sheet = {'viewport': {'width': 1280, 'height': 1050}}
    return [
        ('front-page', '/', sheet),
        ('front-page-dark', '/', sheet | {'color_scheme': 'dark'}),
        ('article', article.get_absolute_url(), desk),
        ('article-phone', article.get_absolute_url(), phone | {'device_scale_factor': 2}),
        ('search', '/search/?q=bridge', desk),
        ('admin', f'/admin/articles/article/{article.pk}/change/', desk),
    ]


def take(browser: Browser, name: str, url: str, window: dict, cookie: dict) -> None:
    context = browser.new_context(base_url=settings.SITE_URL, locale='en-GB', **window)
    if url.startswith('/admin/'):
        context.add_cookies([cookie])
    page = context.new_page()
    page.goto(url)
    page.evaluate('document.fonts.ready')
    page.wait_for_load_state('networkidle')
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture.convert('RGB').quantize(COLOURS).save(DOCS / f'{name}.png', optimize=True)
    context.close()


def main() -> None:
    article = Article.objects.public().listed().exclude(lead_image=None).newest_first().first()
    if not article:
        sys.exit('There is no article with a picture. Start the sample archive with `make run` first.')
    photographer = User.objects.create_superuser('photographer')
    try:
        client = Client()
        client.force_login(photographer)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {'name': settings.SESSION_COOKIE_NAME, 'value': value, 'url': settings.SITE_URL}
        with sync_playwright() as playwright:
            root = ['--no-sandbox'] if os.geteuid() == 0 else []
            browser = playwright.chromium.launch(executable_path=shutil.which('chromium'), args=root)
            for name, url, window in pictures(article):
                take(browser, name, url, window, cookie)
                print(f'docs/{name}.png')
            browser.close()
    finally:
        photographer.delete()


if __name__ == '__main__':
    main()
