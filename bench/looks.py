"""Takes every kind of page of many archives, on a phone, a tablet and a desk, light and dark, into one contact sheet.

    python -m bench.looks
    python -m bench.looks --only sample,text --pages front,article --widths 360 --themes light --scripts on
    python -m bench.looks --real labs=export.xml --real old=folder --real site=export.xml,uploads

Archives are made up by `bench/archives.py` and `bench/odd_archive.py`, beside the sample; `--real NAME=PATH` adds an
export or a folder of one's own. Each is imported once, into a folder of its own below --out, and served from there
again by the next run; delete the folder to import it anew. `sheet.html` there shows everything; pages that scroll
sideways are named at the end.
"""

import argparse
import html
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings
from django.core.management import call_command
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from bench.archives import MADE
from bench.odd_archive import OddArchive
from newsroom import embedded_postgres

ARCHIVES = [*MADE, OddArchive()]
WIDTHS, THEMES, SCRIPTS = (360, 768, 1280), ('light', 'dark'), ('on', 'off')
TALLEST = 7000  # pixels of a page that are shown
THUMB = 0.3  # of the page's size
READY = 180  # seconds within which a site is ready
LINK = re.compile(r'href="([^"#]+)"')
SHEET = """<!doctype html><meta charset="utf-8"><title>Contact sheet</title><style>
body { background: #ddd; font: 1rem sans-serif }
img { border: 1px solid #999; margin: 4px; max-height: 90vh; vertical-align: top }
</style>"""
KINDS = {
    'list': r'/page/2/', 'category': r'/category/[^/]+/', 'tag': r'/tag/[^/]+/', 'author': r'/author/[^/]+/',
    'year': r'/\d{4}/', 'month': r'/\d{4}/\d\d/', 'day': r'/\d{4}/\d\d/\d\d/', 'article': r'/\d{4}/\d\d/\d\d/[^/]+/',
    'feeds': r'/feeds/', 'page': r'/(?!search|feeds|feed|admin|wp-|page|tag|author|category|date|saved)[a-z][\w-]*/',
}  # fmt: skip
FIXED = {'front': '/', 'search': '/search/', 'results': '/search/?q={word}', 'missing': '/nothing-is-here/'}


def build(name: str, files: list[str], uploads: str) -> None:
    """Imports an archive into DATA_DIR. Runs in a process of its own, whose settings are those of the archive."""
    with embedded_postgres.use(settings.DATA_DIR, make=True):
        call_command('migrate', verbosity=0)
        call_command('import_archive', *files, uploads=Path(uploads) if uploads else None, verbosity=0)
        call_command('index', rebuild=True)
    print(f'{name}: imported')


def inputs(name: str, folder: Path, real: dict[str, list[Path]]) -> tuple[list[Path], Path | None]:
    if name in real:
        return real[name][:1], next(iter(real[name][1:]), None)
    if name == 'sample':
        return [Path('sample/archive.xml'), Path('sample/text')], Path('sample/uploads')
    return next(archive for archive in ARCHIVES if archive.name == name).write(folder / 'input')


def environment(name: str, folder: Path, port: int) -> dict[str, str]:
    own = next((archive.settings for archive in ARCHIVES if archive.name == name), {})
    return os.environ | own | {'DATA_DIR': str(folder), 'PORT': str(port), 'WEB_CONCURRENCY': '1'}


@contextmanager
def served(name: str, out: Path, real: dict[str, list[Path]]) -> Iterator[str]:
    """The URL of the site with an archive, which is imported if it was not yet."""
    folder, port = out / name, free_port()
    env = environment(name, folder, port)
    if not (folder / 'imported').exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        files, uploads = inputs(name, folder, real)
        command = [sys.executable, '-m', 'bench.looks', '--build', name, str(uploads or ''), *map(str, files)]
        subprocess.run(command, env=env, check=True)
        (folder / 'imported').touch()
    share_static_files(out, folder)
    site = subprocess.Popen([sys.executable, '-m', 'newsroom.run'], env=env)
    try:
        url = f'http://127.0.0.1:{port}'
        wait_for(f'{url}/readyz', site)
        yield url
    finally:
        site.terminate()
        site.wait(60)


def share_static_files(out: Path, folder: Path) -> None:
    """Copies the static files that another archive collected, since compressing them takes longest."""
    for done in sorted(out.glob('*/static.collected'), key=lambda file: -file.stat().st_mtime)[:1]:
        if done.parent != folder:
            shutil.copytree(done.parent / 'static', folder / 'static', dirs_exist_ok=True)
            shutil.copy(done, folder)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(('127.0.0.1', 0))
        return trial.getsockname()[1]


def wait_for(url: str, site: subprocess.Popen) -> None:
    deadline = time.monotonic() + READY
    while site.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=5)
            return
        except OSError:
            time.sleep(0.5)
    sys.exit(f'The site has stopped, or was not ready within {READY} seconds.')


def get(url: str) -> str:
    return urllib.request.urlopen(url).read().decode()


def pages(url: str) -> dict[str, str]:
    """The address of a page of each kind that the archive has, found by following links as a reader does."""
    found = dict.fromkeys(FIXED | KINDS, '')
    front = get(url)
    waiting, seen = [front], set()
    for depth in range(3):
        addresses = [address for page in waiting for address in LINK.findall(page) if address.startswith('/')]
        for kind, pattern in KINDS.items():
            found[kind] = found[kind] or next((one for one in addresses if re.fullmatch(pattern, unquote(one))), '')
        steps = {found[kind] for kind in ('article', 'year', 'month')} - seen - {''}
        seen |= steps
        waiting = [get(url + step) for step in steps] if depth < 2 else []
    slug = unquote(found['article']).strip('/').rpartition('/')[2]
    word = max(re.findall(r'\w+', slug) or ['a'], key=len)
    found |= {kind: address.format(word=word) for kind, address in FIXED.items()}
    return {kind: address for kind, address in found.items() if address}


def take(browser: Browser, url: str, address: str, width: int, theme: str, scripts: str, file: Path) -> str:
    """Takes one page; returns what is wrong with it at first sight."""
    context = browser.new_context(
        base_url=url, viewport={'width': width, 'height': 900}, color_scheme=theme, java_script_enabled=scripts == 'on'
    )
    page = context.new_page()
    page.goto(address)
    page.wait_for_load_state('networkidle')
    # Pictures further down are loaded when they come near the window.
    page.set_viewport_size({'width': width, 'height': min(int(height(page)), TALLEST)})
    page.evaluate("document.querySelectorAll('img').forEach(image => { image.loading = 'eager' })")
    page.wait_for_load_state('networkidle')
    # The policy of the site forbids waiting for an expression.
    while not page.evaluate('[...document.images].every(image => image.complete)'):
        page.wait_for_timeout(100)
    page.screenshot(path=file, clip={'x': 0, 'y': 0, 'width': width, 'height': min(int(height(page)), TALLEST)})
    wide = page.locator('html').evaluate('root => root.scrollWidth')
    context.close()
    return f'{wide - width} px too wide' if wide > width else ''


def height(page) -> float:
    return page.locator('html').evaluate('root => root.getBoundingClientRect().height')


def shrink(file: Path) -> Path:
    """A small copy for the sheet."""
    with Image.open(file) as picture:
        small = picture.convert('RGB').resize((round(picture.width * THUMB), round(picture.height * THUMB)))
    target = file.with_suffix('.webp')
    small.save(target, quality=70)
    return target


def write_sheet(out: Path, taken: list[tuple[str, str, Path, str]]) -> None:
    """`sheet.html`: a row for each page of each archive."""
    rows, last = [SHEET], None
    for archive, kind, file, wrong in taken:
        if (archive, kind) != last:
            rows.append(f'<h2>{html.escape(archive)}: {kind}</h2>')
            last = archive, kind
        large, small = file.relative_to(out), file.with_suffix('.webp').relative_to(out)
        rows.append(f'<a href="{large}"><img src="{small}" alt="{html.escape(wrong)}" loading="lazy"></a>')
    (out / 'sheet.html').write_text('\n'.join(rows))


def separated(text: str) -> list[str]:
    return text.split(',')


def arguments(description: str) -> argparse.ArgumentParser:
    """The options that say which pages of which archives."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--only', type=separated, help='names of archives')
    parser.add_argument(
        '--real', action='append', default=[], metavar='NAME=PATH[,UPLOADS]', help='an archive of your own'
    )
    parser.add_argument('--pages', type=separated, default=[*FIXED, *KINDS], help='kinds of pages')
    parser.add_argument('--out', type=Path, default=Path('var/looks'))
    return parser


def sites(given: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """The name and the URL of each archive that was asked for, while it is served."""
    real = {
        name: [Path(path).resolve() for path in paths.split(',')]
        for name, paths in (one.split('=', 1) for one in given.real)
    }
    for name in given.only or ['sample', *(archive.name for archive in ARCHIVES), *real]:
        with served(name, given.out.resolve(), real) as url:
            yield name, url
    if not real:
        print('Left out: real archives, of which none was given (--real NAME=PATH).')


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument('--widths', type=separated, default=WIDTHS)
    parser.add_argument('--themes', type=separated, default=THEMES)
    parser.add_argument('--scripts', type=separated, default=SCRIPTS, help='on, off or on,off')
    parser.add_argument('--build', nargs='+', help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.build:
        name, uploads, *files = given.build
        build(name, files, uploads)
        return
    out, taken = given.out.resolve(), []
    with sync_playwright() as playwright:
        root = ['--no-sandbox'] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=shutil.which('chromium'), args=root)
        for name, url in sites(given):
            taken += take_archive(browser, name, url, out, given)
        browser.close()
    write_sheet(out, taken)
    print(f'{len(taken)} pictures: {out / "sheet.html"}')


def take_archive(browser: Browser, name: str, url: str, out: Path, given) -> Iterator[tuple[str, str, Path, str]]:
    folder = out / name / 'looks'
    folder.mkdir(exist_ok=True)
    for kind, address in pages(url).items():
        if kind not in given.pages:
            continue
        for width in map(int, given.widths):
            for theme in given.themes:
                for scripts in given.scripts:
                    file = folder / f'{kind}-{width}-{theme}{"" if scripts == "on" else "-no-scripts"}.png'
                    wrong = take(browser, url, address, width, theme, scripts, file)
                    shrink(file)
                    if wrong:
                        print(f'{name}: {address} at {width}: {wrong}')
                    yield name, kind, file, wrong


if __name__ == '__main__':
    main()
