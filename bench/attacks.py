"""Imports hostile HTML in every field that can hold it, and opens every page that shows it in Chromium.

    python bench/attacks.py --vectors xss.jsonl

The vectors are JSON objects a line, with `payload`. Each becomes an article: its title, standfirst, byline, body,
caption, tag and comment (text, name, website), through a WordPress export and through a saved page, and is searched
for. Each article of the export is edited, and conflicts with another export. Counted is what runs, what only the
content security policy stopped, and what stands in a page as script: each has to be none.

Every kind of page is opened for every vector, but none twice. Of two articles with the same vector, the export's shows
in the admin its form, its versions and its comment, and the saved page's its original, since only there that is HTML. A
conflict shows two neighbours, so every second one is opened. A run that ended goes on with `--after`.
"""

# ruff: noqa: E402  (Django is set up before what needs it is imported)

import argparse
import asyncio
import html
import json
import logging
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from xml.sax.saxutils import escape, quoteattr

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'newsroom.settings')
os.environ['DJANGO_ALLOW_ASYNC_UNSAFE'] = 'true'  # Playwright runs an event loop in this thread

import django

django.setup()

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.async_api import BrowserContext, Page, async_playwright
from tqdm import tqdm

from articles import lists
from articles.editorial import publishing
from articles.imports import run as import_run
from articles.models import Article, Comment, Conflict, ImportRun
from articles.text import sanitise
from newsroom import embedded_postgres
from newsroom.run import collect_static_files

TABS = 3
PATIENCE = 300_000  # milliseconds for a page: nothing is measured here, and others may need the machine
# What takes half of the time and runs nothing: how pages look, and the pictures that no vector brings.
LEFT_OUT = ['*.css', '*.woff2', '*/static/*.svg', '*/a.jpg', '*/b.jpg']
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss xmlns:wp="http://wordpress.org/export/1.2/" '
    'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><link>http://attacks.example</link>\n'
)
# Whatever a vector calls to show that it ran, and whatever the policy had to stop, ends up in `ran`.
WATCH = """
(() => {
  const ran = [];
  Object.defineProperty(window, 'ran', {value: ran, writable: false, configurable: false});
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'open'])
    window[name] = (...values) => { ran.push(name + '(' + values.join() + ')'); };
  document.addEventListener('securitypolicyviolation', event => {
    if (event.effectiveDirective.startsWith('script')) ran.push('stopped by the policy: ' + event.sample);
  });
})()
"""
# What would run by a click, a hover, or under a weaker policy. How an address is understood, the browser itself says.
AUDIT = """
() => {
  const scheme = value => { try { return new URL(value, document.baseURI).protocol; } catch { return ''; } };
  const found = [...ran];
  for (const element of document.querySelectorAll('*')) {
    for (const {name, value} of element.attributes) {
      if (/^on/i.test(name)) found.push(`<${element.localName} ${name}>`);
      if (/^(href|src|action|formaction|data|xlink:href|poster|background|cite|ping|to|from|values)$/i.test(name)
          && /^(javascript|vbscript|livescript|data):$/.test(scheme(value)))
        found.push(`<${element.localName} ${name}=${value.slice(0, 60)}>`);
    }
  }
  for (const script of document.scripts)
    if (!['application/ld+json', 'application/json'].includes(script.type) && !script.src.startsWith(origin + '/'))
      found.push('<script>' + script.text.slice(0, 60));
  if (document.querySelector('iframe, object, embed, base, meta[http-equiv=refresh]')) found.push('a frame or a base');
  return found;
}
"""


def export(vectors: list[str]) -> Iterator[str]:
    """A WordPress export, in pieces: an article for each vector, which is all of its fields."""
    yield HEAD
    for number, vector in enumerate(vectors, 1):
        text = f'<![CDATA[{vector.replace("]]>", "]]]]><![CDATA[>")}]]>'
        body = text.removesuffix(']]>') + (
            f'\n\n[caption id="a" width="10" caption={quoteattr(vector)}]<img src="/a.jpg" alt="a">[/caption]'
            f'\n\n[caption id="b" width="10"]<img src="/b.jpg"> {text[9:-3]}[/caption]]]>'
        )
        yield (
            f'<item><title>{text}</title><dc:creator>{text}</dc:creator><wp:post_id>{number}</wp:post_id>'
            f'<wp:post_date>2017-11-{number % 28 + 1:02} 10:00:00</wp:post_date><wp:post_name>v{number}</wp:post_name>'
            f'<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>'
            f'<category domain="post_tag" nicename="t{number}">{text}</category>'
            f'<excerpt:encoded>{text}</excerpt:encoded><content:encoded>{body}</content:encoded>'
            f'<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_author>{text}</wp:comment_author>'
            f'<wp:comment_author_url>{text}</wp:comment_author_url><wp:comment_approved>1</wp:comment_approved>'
            f'<wp:comment_content>{text}</wp:comment_content></wp:comment></item>\n'
        )
    yield '</channel></rss>'


def saved_page(number: int, vector: str) -> str:
    """A saved page with a vector for its title, byline, body, caption and comment."""
    words = escape('Rain fell on the town for the third day, and the river rose to the bridge by noon. ' * 4)
    return (
        f'<!doctype html><title>{html.escape(vector)}</title><link rel=canonical href="http://a.example/p{number}/">'
        f'<meta property="og:title" content={quoteattr(vector)}><meta property="article:published_time" '
        f'content="2016-03-{number % 28 + 1:02}T10:00:00Z"><meta name=author content={quoteattr(vector)}>'
        f'<body><article><h1>{html.escape(vector)}</h1><div class="entry-content"><p>{words}</p><p>{words}</p>{vector}'
        f'<figure><img src="/a.jpg" alt={quoteattr(vector)}><figcaption>{vector}</figcaption></figure><p>{words}</p>'
        f'</div></article><ol class="commentlist"><li class="comment" id="comment-{number}"><cite class="fn">'
        f'<a class="url" href={quoteattr(vector)}>{html.escape(vector)}</a></cite>'
        f'<div class="comment-content">{vector}</div></li></ol>'
    )


def write_export(vectors: list[str], file: Path) -> Path:
    with file.open('w', encoding='utf-8', errors='replace') as opened:
        opened.writelines(export(vectors))
    return file


def write_pages(vectors: list[str], folder: Path) -> Path:
    folder.mkdir()
    for number, vector in enumerate(vectors, 1):
        (folder / f'{number}.html').write_text(saved_page(number, vector), encoding='utf-8', errors='replace')
    return folder


def bring_in(kind: str, path: Path, count: int) -> None:
    with tqdm(total=count, desc=f'imported {path.name}') as bar:
        report = import_run.run([(kind, path)], zone=timezone.get_default_timezone(), on_record=bar.update)
    print(import_run.as_text(report).splitlines()[0])


def make_conflicts(vectors: list[str], folder: Path, editor: User) -> None:
    """Edits every article of the export, then imports another export, in which each has the fields of its neighbour."""
    for article in Article.objects.filter(source_key__startswith='wordpress:'):
        publishing.save(article, by=editor, title=f'{article.title} edited', body=f'<p>Edited.</p>{article.body_html}')
    bring_in('wxr', write_export([*vectors[1:], vectors[0]], folder / 'later.xml'), len(vectors))


def pages(vectors: list[str]) -> Iterator[str]:
    """Every address at which something that was imported is shown: lists, then each vector's pages."""
    whole = lists.whole().page(1)
    yield from (f'/page/{number}/' for number in range(2, whole.last + 1))
    yield from ('/', '/2017/', '/2016/', '/2017/11/', '/2016/03/', '/feeds/', '/api/')
    for model in (Article, Comment):
        found = range(1, min(model.objects.count(), 5000) // 50 + 2)
        yield from (f'/admin/articles/{model._meta.model_name}/?p={number}&status=any' for number in found)
    for model in ('tag', 'author', 'importnote', 'importrun', 'sourcedocument', 'conflict'):
        yield f'/admin/articles/{model}/'
    yield from (f'/admin/articles/importrun/{pk}/change/' for pk in ImportRun.objects.values_list('pk', flat=True))
    yield from (f'/search/?{urlencode({"q": vector[:200]})}' for vector in vectors)
    yield from (
        f'/admin/articles/conflict/{pk}/change/'
        for pk in Conflict.objects.order_by('pk').values_list('pk', flat=True)[::2]
    )
    public = Article.objects.public().order_by('pk')
    for article in public.only('kind', 'slug', 'published_on', 'source_key'):
        yield article.get_absolute_url()
        in_admin = f'/admin/articles/article/{article.pk}'
        if article.source_key.startswith('wordpress:'):
            yield f'{article.get_absolute_url()}source/'
            yield from (f'{in_admin}/{view}' for view in ('change/', 'history/', 'history/?from=1'))
        else:
            yield f'{in_admin}/original/'
    comments = Comment.objects.filter(article__source_key__startswith='wordpress:').order_by('pk')
    yield from (f'/admin/articles/comment/{pk}/change/' for pk in comments.values_list('pk', flat=True))


def use_fresh_database() -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute('DROP DATABASE IF EXISTS newsroom_bench_attacks')
        cursor.execute('CREATE DATABASE newsroom_bench_attacks')
    connection.close()
    connection.settings_dict['NAME'] = 'newsroom_bench_attacks'
    call_command('migrate', verbosity=0)
    collect_static_files()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--vectors', type=Path, required=True)
    parser.add_argument('--every', type=int, default=1, help='take one vector of so many')
    parser.add_argument('--after', type=int, default=0, help='go on after so many pages, which an earlier run opened')
    options = parser.parse_args()
    lines = options.vectors.read_text(encoding='utf-8').splitlines()
    vectors = [sanitise.without_controls(json.loads(line)['payload']) for line in lines[:: options.every]]
    for name in ('django.request', 'trafilatura'):  # no vector has its pictures, and many are no pages
        logging.getLogger(name).setLevel(logging.ERROR)
    with embedded_postgres.use(settings.DATA_DIR), tempfile.TemporaryDirectory() as folder:
        use_fresh_database()
        editor = User.objects.create_superuser('attacked')
        bring_in('wxr', write_export(vectors, Path(folder) / 'export.xml'), len(vectors))
        bring_in('html', write_pages(vectors, Path(folder) / 'pages'), len(vectors))
        make_conflicts(vectors, Path(folder), editor)
        call_command('index', rebuild=True)
        client = Client()
        client.force_login(editor)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        addresses = list(pages(vectors))[options.after :]
        with serving() as site:
            found = asyncio.run(open_all(site, addresses, session))
        articles = Article.objects.count()
    print(f'{len(vectors)} vectors in {articles} articles, {len(addresses)} pages opened, {found} findings')
    sys.exit(bool(found))


@contextmanager
def serving() -> Iterator[str]:
    """The address of the site, which gunicorn serves from the database of this run."""
    with socket.socket() as free:
        free.bind(('127.0.0.1', 0))
        port = free.getsockname()[1]
    database = connection.settings_dict
    own = {
        'DATABASE_URL': f'postgres:///{database["HOST"]}/{database["NAME"]}',
        'PGUSER': database['USER'],
        'SECRET_KEY': settings.SECRET_KEY,
        'PORT': str(port),
    }
    command = [sys.executable, '-m', 'gunicorn', '-c', 'newsroom/gunicorn.conf.py']
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=os.environ | own, stdout=subprocess.PIPE) as server:
        try:
            server.stdout.readline()  # says that it is there
            yield f'http://127.0.0.1:{port}'
        finally:
            server.terminate()


async def open_all(site: str, addresses: list[str], session: str) -> int:
    """Opens every page in a few tabs, and says what is found as it comes; how much that was."""
    rest = iter(tqdm(addresses, desc='opened', mininterval=5))
    async with async_playwright() as playwright:
        chromium = shutil.which('chromium-headless-shell') or shutil.which('chromium')
        browser = await playwright.chromium.launch(executable_path=chromium, args=['--no-sandbox'])
        context = await browser.new_context(base_url=site, viewport={'width': 400, 'height': 300})
        context.set_default_navigation_timeout(PATIENCE)
        await context.add_init_script(WATCH)
        await context.add_cookies([{'name': settings.SESSION_COOKIE_NAME, 'value': session, 'url': site}])
        tabs = [await new_tab(context) for _ in range(TABS)]
        found = await asyncio.gather(*(open_in_turn(tab, rest) for tab in tabs))
    return sum(found)


async def new_tab(context: BrowserContext) -> Page:
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    await session.send('Network.enable')
    await session.send('Network.setBlockedURLs', {'urls': LEFT_OUT})
    return page


async def open_in_turn(page: Page, addresses: Iterator[str]) -> int:
    found = 0
    for address in addresses:
        response = await page.goto(address)
        wrong = await page.evaluate(AUDIT)
        if response.status not in (200, 404):
            wrong.append(f'status {response.status}')
        for what in wrong:
            tqdm.write(f'{address}: {what}')
        found += len(wrong)
    return found


if __name__ == '__main__':
    main()
