"""Walks a reader's and a commenter's ways through the sample archive in Firefox and in WebKit.

    python -m bench.browsers
    python -m bench.browsers --only firefox

Debian's `firefox-esr` is driven over WebDriver BiDi, and WebKit, as Safari has it, by `WebKitWebDriver` of Debian's
`webkit2gtk-driver`, on a screen of `xvfb`. Pointer and keys are the browser's own. Ends with 1 where a step fails.
"""

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import websocket

from bench import looks

WAIT = 60  # seconds for a state, and for a browser to start
MINI_BROWSER = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser'
ENTER, ESCAPE, RIGHT = '\ue007', '\ue00c', '\ue014'


class Firefox:
    """A page in Firefox. https://w3c.github.io/webdriver-bidi/"""

    def __init__(self, port: int) -> None:
        self.socket, self.numbers = _connected(f'ws://127.0.0.1:{port}/session'), itertools.count(1)
        about = self.ask('session.new', capabilities={})['capabilities']
        self.version = f'Firefox {about["browserVersion"]}'
        self.page = self.ask('browsingContext.getTree')['contexts'][0]['context']

    def ask(self, method: str, **params) -> dict:
        number = next(self.numbers)
        self.socket.send(json.dumps({'id': number, 'method': method, 'params': params}))
        while (answer := json.loads(self.socket.recv())).get('id') != number:
            pass
        if answer['type'] == 'error':
            raise RuntimeError(f'{method}: {answer["message"]}')
        return answer['result']

    def open(self, url: str) -> None:
        self.ask('browsingContext.navigate', context=self.page, url=url, wait='complete')

    def resize(self, width: int, height: int) -> None:
        self.ask('browsingContext.setViewport', context=self.page, viewport={'width': width, 'height': height})

    def script(self, expression: str):
        text = f'JSON.stringify({expression})'
        answer = self.ask('script.evaluate', expression=text, target={'context': self.page}, awaitPromise=True)
        if answer['type'] == 'exception':
            raise RuntimeError(answer['exceptionDetails']['text'])
        return json.loads(answer['result'].get('value', 'null'))

    def act(self, actions: list[dict]) -> None:
        self.ask('input.performActions', context=self.page, actions=actions)


class WebKit:
    """A page in WebKit. https://www.w3.org/TR/webdriver2/"""

    def __init__(self, port: int) -> None:
        self.base = f'http://127.0.0.1:{port}/session'
        options = {'webkitgtk:browserOptions': {'binary': MINI_BROWSER, 'args': ['--automation']}}
        session = self.ask('', {'capabilities': {'alwaysMatch': options}})
        self.base += f'/{session["sessionId"]}'
        self.version = f'WebKitGTK {session["capabilities"]["browserVersion"]}'

    def ask(self, path: str, body: dict):
        request = urllib.request.Request(f'{self.base}{path}', json.dumps(body).encode(), method='POST')
        return json.load(urllib.request.urlopen(request, timeout=60))['value']

    def open(self, url: str) -> None:
        self.ask('/url', {'url': url})

    def resize(self, width: int, height: int) -> None:
        self.ask('/window/rect', {'width': width, 'height': height})

    def script(self, expression: str):
        return json.loads(
            self.ask('/execute/sync', {'script': f'return JSON.stringify({expression})', 'args': []}) or 'null'
        )

    def act(self, actions: list[dict]) -> None:
        self.ask('/actions', {'actions': actions})


Page = Firefox | WebKit


def _connected(url: str) -> websocket.WebSocket:
    deadline = time.monotonic() + WAIT
    while True:
        try:
            return websocket.create_connection(url, timeout=60, suppress_origin=True)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def wait(page: Page, expression: str) -> None:
    """Waits until an expression is true; a page may be on its way, which is no error."""
    deadline, last = time.monotonic() + WAIT, ''
    while time.monotonic() < deadline:
        try:
            if page.script(expression):
                return
            last = 'false'
        except (RuntimeError, OSError) as error:
            last = str(error)
        time.sleep(0.1)
    raise AssertionError(f'{expression}: {last}')


def click(page: Page, selector: str) -> None:
    """Clicks in the middle of the first element, scrolled into view, that is not hidden."""
    element = f'[...document.querySelectorAll({json.dumps(selector)})].find(one => one.getClientRects().length)'
    wait(page, f'Boolean({element})')
    page.script(f"{element}.scrollIntoView({{block: 'center', behavior: 'instant'}})")
    x, y = page.script(f'(box => [box.x + box.width / 2, box.y + box.height / 2])({element}.getClientRects()[0])')
    moves = [
        {'type': 'pointerMove', 'x': round(x), 'y': round(y)},
        {'type': 'pointerDown', 'button': 0},
        {'type': 'pointerUp', 'button': 0},
    ]
    page.act([{'type': 'pointer', 'id': 'mouse', 'parameters': {'pointerType': 'mouse'}, 'actions': moves}])


def type_in(page: Page, selector: str, text: str) -> None:
    click(page, selector)
    press(page, text)


def press(page: Page, keys: str) -> None:
    actions = [{'type': kind, 'value': key} for key in keys for kind in ('keyDown', 'keyUp')]
    page.act([{'type': 'key', 'id': 'keyboard', 'actions': actions}])


def shows(page: Page, selector: str, text: str = '') -> None:
    wait(
        page,
        f'[...document.querySelectorAll({json.dumps(selector)})].some('
        f'one => one.getClientRects().length && one.textContent.includes({json.dumps(text)}))',
    )


def reader(page: Page, url: str) -> Iterator[str]:
    """Each step says what has worked."""
    page.open(f'{url}/')
    shows(page, '.opening .large h2')
    yield 'the front page has its lead story'
    click(page, '.opening .large h2 a')
    shows(page, '.story h1')
    wait(page, 'document.querySelector(".lead-image img").naturalWidth > 0')
    yield 'an article opens, with its picture'
    click(page, '.lead-image a')
    shows(page, 'dialog[open] img')
    press(page, ESCAPE)
    wait(page, '!document.querySelector("dialog[open]")')
    yield 'the picture opens large, and Escape closes it'
    click(page, '.cite summary')
    shows(page, '.cite dd')
    yield 'its citations open'
    click(page, '.story .kicker a')
    shows(page, '.list-head h1')
    yield 'the section lists its articles'
    page.open(f'{url}/2013/01/')
    shows(page, '.calendar a')
    click(page, '.calendar a')
    wait(page, '/^.2013.01.[0-9]+.$/.test(location.pathname)')
    yield 'the calendar of a month leads to a day'
    type_in(page, '.find input', f'harbour{ENTER}')
    shows(page, '.hits mark')
    click(page, '.hits h3 a')
    shows(page, '.story h1')
    yield 'the field in the header searches, and a result opens'
    page.open(f'{url}/')
    before = page.script('getComputedStyle(document.body).backgroundColor')
    click(page, '.appearance button[value=dark]')
    wait(page, f'getComputedStyle(document.body).backgroundColor != {json.dumps(before)}')
    yield 'the page turns dark'
    page.resize(400, 800)
    for path in ('/', '/2013/01/', '/search/?q=harbour', '/tag/'):
        page.open(url + path)
        wait(page, 'document.documentElement.scrollWidth <= innerWidth')
    page.resize(1280, 900)
    yield 'no page scrolls sideways in a narrow window'


def commenter(page: Page, url: str) -> Iterator[str]:
    page.open(f'{url}/')
    click(page, '.opening .large h2 a')
    type_in(page, '#respond-text', 'I was there, and it was raining.')
    type_in(page, '#respond-name', 'Ida')
    click(page, '.comment-form .secondary')
    shows(page, '.preview', 'it was raining')
    yield 'a preview shows the comment'
    click(page, '.comment-form button:not(.secondary)')
    shows(page, 'main', 'it was raining')
    wait(page, 'location.pathname.startsWith("/comments/held/")')
    yield 'it is held, at a URL of its own'
    page.script('location.reload()')
    shows(page, 'main', 'it was raining')
    yield 'which goes on showing it'


@contextmanager
def firefox() -> Iterator[Page]:
    port, folder = looks.free_port(), tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    command = [
        'firefox-esr',
        '--headless',
        '--no-remote',
        '--profile',
        folder.name,
        '--remote-debugging-port',
        str(port),
    ]
    with folder, running(command, os.environ | {'HOME': folder.name}):
        yield Firefox(port)


@contextmanager
def webkit() -> Iterator[Page]:
    port, display = looks.free_port(), f':{os.getpid() % 10_000 + 100}'
    env = os.environ | {'DISPLAY': display, 'GDK_BACKEND': 'x11', 'WEBKIT_DISABLE_COMPOSITING_MODE': '1'}
    with running(['Xvfb', display, '-screen', '0', '1600x1200x24'], env):
        screen = Path(f'/tmp/.X11-unix/X{display[1:]}')
        while not screen.exists():
            time.sleep(0.1)
        with running(['WebKitWebDriver', f'--port={port}'], env):
            time.sleep(3)
            page = WebKit(port)
            yield page


@contextmanager
def running(command: list[str], env: dict[str, str]) -> Iterator[None]:
    quiet = {'stdout': subprocess.DEVNULL, 'stderr': subprocess.DEVNULL}
    process = subprocess.Popen(command, env=env, **quiet)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


BROWSERS: dict[str, Callable] = {'firefox': firefox, 'webkit': webkit}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--only', choices=BROWSERS)
    parser.add_argument('--out', type=Path, default=Path('var/looks'))
    given, failed = parser.parse_args(), 0
    with looks.served('sample', given.out.resolve(), {}) as url:
        for name, browser in BROWSERS.items():
            if given.only in (None, name):
                with browser() as page:
                    page.resize(1280, 900)
                    print(page.version)
                    failed += sum(not walked(journey, page, url) for journey in (reader, commenter))
    sys.exit(bool(failed))


def walked(journey: Callable, page: Page, url: str) -> bool:
    try:
        for step in journey(page, url):
            print(f'  {journey.__name__}: {step}')
    except (AssertionError, RuntimeError, OSError) as error:
        print(f'  {journey.__name__} FAILED: {error}')
        return False
    return True


if __name__ == '__main__':
    main()
