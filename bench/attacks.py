"""Imports hostile HTML in every field that can hold it, and opens every page that shows it in Chromium.

    python -m bench.attacks --vectors xss.jsonl

The vectors are JSON Lines with the key `payload`. Each becomes two articles, one by a WordPress export and one by a
saved page, with the vector for title, standfirst, byline, body, caption, tag and comment (text, name, website). It is
also searched for. Each article of the export is edited, and gets a conflict with a second export. The benchmark counts
scripts that ran, scripts that only the content security policy stopped, and script in the markup of a page. Each has to
be 0.

No page is opened that shows the same as another: of the two articles of a vector, the export's is opened in the admin
as form, versions and comment, the saved page's as original (only there it is HTML). A conflict shows two neighbouring
articles, so every second one is opened. `--after` resumes a run that was stopped.
"""

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
from bench import database
from newsroom import embedded_postgres
from newsroom.run import collect_static_files

os.environ['DJANGO_ALLOW_ASYNC_UNSAFE'] = 'true'  # Playwright runs an event loop in this thread

TABS = 3
TIMEOUT = 300_000  # milliseconds for a page; long, for busy machines
# Not loaded, since they run no script and take half of the time.
BLOCKED = ['*.css', '*.woff2', '*/static/*.svg', '*/a.jpg', '*/b.jpg']
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss xmlns:wp="http://wordpress.org/export/1.2/" '
    'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><link>http://attacks.example</link>\n'
)
# Calls by which a vector shows that it ran, and scripts that the policy stopped, are recorded in `ran`.
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
# Script that would run on a click, on hover, or under a weaker policy. The browser itself parses the URLs.
AUDIT = """
() => {
  const scheme = value => { try { return new URL(value, document.baseURI).protocol; } catch { return ''; } };
  const problems = [...ran];
  for (const element of document.querySelectorAll('*')) {
    for (const {name, value} of element.attributes) {
      if (/^on/i.test(name)) problems.push(`<${element.localName} ${name}>`);
      if (/^(href|src|action|formaction|data|xlink:href|poster|background|cite|ping|to|from|values)$/i.test(name)
          && /^(javascript|vbscript|livescript|data):$/.test(scheme(value)))
        problems.push(`<${element.localName} ${name}=${value.slice(0, 60)}>`);
    }
  }
  for (const script of document.scripts)
    if (!['application/ld+json', 'application/json'].includes(script.type) && !script.src.startsWith(origin + '/'))
      problems.push('<script>' + script.text.slice(0, 60));
  if (document.querySelector('iframe, object, embed, base, meta[http-equiv=refresh]')) problems.push('frame or base');
  return problems;
}
"""


def export(vectors: list[str]) -> Iterator[str]:
    """Yields the parts of a WordPress export with one article for each vector, in all of its fields."""
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


def import_file(kind: str, path: Path, count: int) -> None:
    with tqdm(total=count, desc=f'imported {path.name}') as bar:
        report = import_run.run([(kind, path)], zone=timezone.get_default_timezone(), on_record=bar.update)
    print(import_run.as_text(report).splitlines()[0])


def make_conflicts(vectors: list[str], folder: Path, editor: User) -> None:
    """Edits every article of the export, then imports a second export in which each has its neighbour's vector."""
    for article in Article.objects.filter(source_key__startswith='wordpress:'):
        publishing.save(article, by=editor, title=f'{article.title} edited', body=f'<p>Edited.</p>{article.body_html}')
    import_file('wxr', write_export([*vectors[1:], vectors[0]], folder / 'later.xml'), len(vectors))


def pages(vectors: list[str]) -> Iterator[str]:
    """The URLs of all pages that show imported text: lists, then the pages of each vector."""
    whole = lists.whole().page(1)
    yield from (f'/page/{number}/' for number in range(2, whole.last + 1))
    yield from ('/', '/2017/', '/2016/', '/2017/11/', '/2016/03/', '/feeds/', '/api/')
    for model in (Article, Comment):
        numbers = range(1, min(model.objects.count(), 5000) // 50 + 2)
        yield from (f'/admin/articles/{model._meta.model_name}/?p={number}&status=any' for number in numbers)
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--vectors', type=Path, required=True)
    parser.add_argument('--every', type=int, default=1, help='use every n-th vector only')
    parser.add_argument('--after', type=int, default=0, help='skip the first n pages, which an earlier run opened')
    options = parser.parse_args()
    lines = options.vectors.read_text(encoding='utf-8').splitlines()
    vectors = [sanitise.without_controls(json.loads(line)['payload']) for line in lines[:: options.every]]
    for name in ('django.request', 'trafilatura'):  # pictures are missing, and many vectors are no pages
        logging.getLogger(name).setLevel(logging.ERROR)
    with embedded_postgres.use(settings.DATA_DIR, make=True), tempfile.TemporaryDirectory() as folder:
        database.use_new('newsroom_bench_attacks')
        collect_static_files()
        editor = User.objects.create_superuser('attacked')
        import_file('wxr', write_export(vectors, Path(folder) / 'export.xml'), len(vectors))
        import_file('html', write_pages(vectors, Path(folder) / 'pages'), len(vectors))
        make_conflicts(vectors, Path(folder), editor)
        call_command('index', rebuild=True)
        client = Client()
        client.force_login(editor)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        urls = list(pages(vectors))[options.after :]
        with serving() as site:
            problems = asyncio.run(open_all(site, urls, session))
        articles = Article.objects.count()
    print(f'{len(vectors)} vectors in {articles} articles, {len(urls)} pages opened, {problems} problems')
    sys.exit(bool(problems))


@contextmanager
def serving() -> Iterator[str]:
    """Serves the benchmark's database with gunicorn while the body runs; yields the URL of the site."""
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
            server.stdout.readline()  # printed once the site answers
            yield f'http://127.0.0.1:{port}'
        finally:
            server.terminate()


async def open_all(site: str, urls: list[str], session: str) -> int:
    """Opens every page in a few tabs, prints problems as they appear, and returns their number."""
    rest = iter(tqdm(urls, desc='opened', mininterval=5))
    async with async_playwright() as playwright:
        chromium = shutil.which('chromium-headless-shell') or shutil.which('chromium')
        browser = await playwright.chromium.launch(executable_path=chromium, args=['--no-sandbox'])
        context = await browser.new_context(base_url=site, viewport={'width': 400, 'height': 300})
        context.set_default_navigation_timeout(TIMEOUT)
        await context.add_init_script(WATCH)
        await context.add_cookies([{'name': settings.SESSION_COOKIE_NAME, 'value': session, 'url': site}])
        tabs = [await new_tab(context) for _ in range(TABS)]
        problems = await asyncio.gather(*(open_in_turn(tab, rest) for tab in tabs))
    return sum(problems)


async def new_tab(context: BrowserContext) -> Page:
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    await session.send('Network.enable')
    await session.send('Network.setBlockedURLs', {'urls': BLOCKED})
    return page


async def open_in_turn(page: Page, urls: Iterator[str]) -> int:
    count = 0
    for url in urls:
        response = await page.goto(url)
        problems = await page.evaluate(AUDIT)
        if response.status not in (200, 404):
            problems.append(f'status {response.status}')
        for problem in problems:
            tqdm.write(f'{url}: {problem}')
        count += len(problems)
    return count


if __name__ == '__main__':
    main()
