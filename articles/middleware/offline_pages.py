"""Stores copies of public pages on disk, and serves them while the database is away.

They are never served while it answers, nor where the follower was behind when it went away. Every change of an article
deletes them all, so that no withdrawn article reappears in an outage: a page belongs to the generation in which its
request began, and a deleted generation accepts no more pages. The number of files is limited, so that no crawler can
fill the disk.
"""

import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from articles.changes import heartbeat

from . import appearance

SLOTS = 4096
LARGEST = 500_000  # bytes


def copies(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: stores public pages, and serves the copy where a page answers 503."""

    def answer(request: HttpRequest) -> HttpResponse:
        begun_in = generation()
        response = get_response(request)
        if response.status_code == 503:
            return (heartbeat.knew_all_at_outage('follow') and serve(request)) or response
        keep(request, response, begun_in)
        return response

    return answer


def folder() -> Path:
    return Path(settings.DATA_DIR) / 'copies'


def generation() -> str:
    """The generation that a request which begins now belongs to; '' before the first."""
    try:
        return (folder() / 'generation').read_text()
    except OSError:
        return ''


def changed() -> float:
    """When the generation began, which is the time of the last change: seconds since 1970; 0 before the first."""
    try:
        return (folder() / 'generation').stat().st_mtime
    except OSError:
        return 0


def drop() -> None:
    """Begins a new generation and deletes the pages of the previous one."""
    old = generation()
    new = str(int(old or 0) + 1)
    (folder() / new).mkdir(parents=True, exist_ok=True)
    draft = folder() / 'generation.new'
    draft.write_text(new)
    draft.replace(folder() / 'generation')
    if old:
        shutil.rmtree(folder() / old, ignore_errors=True)


def keep(request: HttpRequest, response: HttpResponse, begun_in: str) -> None:
    """Stores a public page, unless its copy of this generation exists."""
    if not begun_in or not _may_keep(request, response):
        return
    slot = folder() / begun_in / _slot(request)
    head = f'{request.get_full_path()}\n{response.headers["Content-Type"]}\n'.encode()
    try:
        if slot.exists():
            with slot.open('rb') as stored:
                if stored.read(len(head)) == head:
                    return
        draft = slot.with_suffix(f'.{id(response)}')
        draft.write_bytes(head + response.content)
        draft.replace(slot)
    except OSError:
        # The generation has ended, or the disk is full: the page itself was served all the same.
        pass


def serve(request: HttpRequest) -> HttpResponse | None:
    """The stored copy of a page, None where there is none."""
    if request.method not in ('GET', 'HEAD'):
        return None
    try:
        path, content_type, content = (folder() / generation() / _slot(request)).read_bytes().split(b'\n', 2)
    except (OSError, ValueError):
        return None
    if path != request.get_full_path().encode():
        return None
    return HttpResponse(content, content_type=content_type.decode(), headers={'Cache-Control': 'no-store'})


def _may_keep(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        request.method == 'GET'
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not appearance.chosen(request)
        and 'no-store' not in response.headers.get('Cache-Control', '')
        and len(response.content) < LARGEST
    )


def _slot(request: HttpRequest) -> str:
    return str(int(sha256(request.get_full_path().encode()).hexdigest(), 16) % SLOTS)
