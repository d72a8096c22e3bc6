"""Bakes the site: writes every page that readers can reach as a file."""

import json
from collections import deque
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.http import HttpRequest
from django.template.loader import render_to_string

from articles import lists
from articles.changes import journal
from articles.pages import drop, keys

from . import answers, files, redirects

FIRST = ('/', '/sitemap.xml', '/robots.txt', '/favicon.ico', '/.well-known/security.txt')
NOT_HERE = ('search', 'api')  # what pages link to and a file server cannot do
NOTES = '.bake'  # folder with what the next bake with --since has to know
MOST_CHANGES = 10_000


class Page(NamedTuple):
    """A page that was baked, as the notes have it."""

    path: str
    file: str
    keys: list[str]
    links: list[str]
    redirect: str


class Baked(NamedTuple):
    """How many files were written, how many are those of the bake before, and the paths that have no page."""

    written: int
    unchanged: int
    missing: list[str]


def bake(target: Path, *, since: bool = False, seen: Callable[[str, answers.Answer], None] | None = None) -> Baked:
    """Writes the site into the folder `target`, which becomes a symbolic link to the newest bake.

    With `since`, pages that nothing has changed since the bake before are taken from it. `seen` gets every answer
    with a page or redirect. Raises files.CannotBake, also where a page fails; the bake before is left as it is then.
    """
    with files.replacing(target) as (folder, before), answers.site() as ask:
        position, shown = journal.now(), drop.shared_by_all()
        known = _unchanged(before, shown) if since and before else {}
        notes = folder / NOTES / 'pages.jsonl'
        notes.parent.mkdir()
        pending, met = deque(FIRST), set(FIRST)
        written = unchanged = 0
        missing: list[str] = []
        moved: dict[str, str] = {}
        with notes.open('w') as file:
            while pending:
                path = pending.popleft()
                page = known.get(path)
                if page:
                    files.link(before / page.file, folder / page.file)
                    unchanged += 1
                else:
                    answer = ask(path)
                    if answer.status >= 500:
                        raise files.CannotBake(f'{path} answered {answer.status}: nothing was changed.')
                    page = _page(path, answer)
                    if page.file:
                        files.write(folder / page.file, answer.content)
                        written += 1
                    if seen and answer.status < 400:
                        seen(path, answer)
                if page.redirect:
                    moved[path] = page.redirect
                    if '.' not in path:
                        files.write(folder / path.strip('/') / 'index.html', redirects.page(page.redirect))
                elif not page.file:
                    missing.append(path)
                print(json.dumps(page), file=file)
                fresh = [one for one in page.links if one not in met]
                met.update(fresh)
                pending.extend(fresh)
        for name in NOT_HERE:
            files.write(folder / name / 'index.html', _notice())
        redirects.write(folder, moved)
        _write_position(folder, position, shown)
    return Baked(written, unchanged, missing)


def _page(path: str, answer: answers.Answer) -> Page:
    if answer.status in (301, 302, 303, 307, 308):
        to = answer.location
        return Page(path, '', [], [to.partition('#')[0]] if to else [], to)
    name = files.name(path, answer.type) if answer.status == 200 else None
    return Page(path, name or '', answer.keys, answers.links(path, answer) if name else [], '')


def _notice() -> bytes:
    """The page in place of what is not there."""
    context = {'sections': lists.Sections()}
    return answers.without_forms(render_to_string('baked.html', context, HttpRequest()).encode())


def _write_position(folder: Path, position: journal.Position, shown: str) -> None:
    said = position._asdict() | {'clock': position.clock.isoformat(), 'shown': shown}
    files.write(folder / NOTES / 'position.json', json.dumps(said).encode())


def _unchanged(before: Path, shown: str) -> dict[str, Page]:
    """The pages of the bake before that are as they were, by path; none where the journal no longer says so."""
    try:
        said = json.loads((before / NOTES / 'position.json').read_text())
        lines = (before / NOTES / 'pages.jsonl').read_text().splitlines()
    except (OSError, ValueError):
        return {}
    if said.pop('shown') != shown:
        return {}
    position = journal.Position(**said | {'clock': datetime.fromisoformat(said['clock'])})
    if journal.is_lost(position):
        return {}
    changed, _ = journal.changes(position, MOST_CHANGES + 1)
    dropped = drop.keys_of(changed) | ({keys.INDEXED} if changed else set())
    if keys.SITE in dropped or len(changed) > MOST_CHANGES:
        return {}
    pages = (Page(*json.loads(line)) for line in lines)
    return {page.path: page for page in pages if page.file and page.keys and not _is_stale(page, dropped)}


def _is_stale(page: Page, dropped: set[str]) -> bool:
    # What only the date changes in an article waits for a whole bake. The front page has an article of this day.
    return not dropped.isdisjoint(page.keys) or {keys.LISTS, keys.TODAY} <= set(page.keys)
