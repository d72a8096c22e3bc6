"""How many requests were answered: each worker counts in a file of its own in DATA_DIR/metrics, and they are summed.

Imported only where METRICS_TOKEN is set, since the library takes longer to load than the rest of a start may.
"""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings

FOLDER = Path(settings.DATA_DIR, 'metrics')
os.environ['PROMETHEUS_MULTIPROC_DIR'] = str(FOLDER)  # where the library looks, once, when it is imported

from prometheus_client import CollectorRegistry, Counter  # noqa: E402
from prometheus_client.mmap_dict import MmapedDict  # noqa: E402
from prometheus_client.multiprocess import MultiProcessCollector  # noqa: E402

SIZE = 1 << 17  # bytes of a file: more than all kinds and classes take
ENDED = 'counter_ended.db'  # the sum of workers that have ended
# By the names of URLs. Nothing that a stranger sends becomes a label: whatever is not here is `other`, as is a 404.
_NAMES = {
    'article': 'article article-comments page page-comments article-cite page-cite article-source page-source short '
    'preview',
    'comment': 'respond held-comment article-comment page-comment report-comment report-page-comment',
    'file': 'upload rendition card favicon look manifest worker appearance',
    'following': 'follow follow-search follow-confirm follow-stop follow-all mine mine-ask',
    'front': 'front front-page',
    'health': 'live ready metrics',
    'history': ' '.join(
        f'{what}-{name}' for what in ('article', 'page') for name in ('history', 'version', 'time-gate', 'time-map')
    ),
    'index': 'sections tags authors years feeds saved',
    'list': ' '.join(f'{name} {name}-page' for name in 'category tag author year month day corrections'.split()),
    'program': 'oembed opensearch robots security api sitemap sitemap-lists sitemap-articles news-sitemap',
    'search': 'search search-help search-suggestions search-atom search-json search-csv',
}
KINDS = {name: kind for kind, names in _NAMES.items() for name in names.split()}

logger = logging.getLogger(__name__)
_requests = Counter('newsroom_requests', 'Requests answered.', ['kind', 'status'], registry=None)
_seconds = Counter('newsroom_request_seconds', 'Time that they took.', ['kind'], registry=None)
_is_counting = False


def clear() -> None:
    """Forgets all counts: what the master does before it has workers."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file in FOLDER.glob('*.db'):
        file.unlink()


def begin() -> None:
    """Lets this worker count, where the disk has room for it."""
    global _is_counting
    _is_counting = False
    try:
        _make(FOLDER / f'counter_{os.getpid()}.db')
        _is_counting = True
    except OSError as error:
        logger.warning('this worker counts no requests: %s', error)


def end(pid: int) -> None:
    """Adds what a worker that has ended counted to what all such counted, or their files would become ever more.

    Where that cannot be done now, its file stays and is summed all the same.
    """
    file = FOLDER / f'counter_{pid}.db'
    with suppress(OSError), _locked(fcntl.LOCK_EX | fcntl.LOCK_NB):
        _make(FOLDER / ENDED)
        sums = MmapedDict(str(FOLDER / ENDED))
        for key, value, *_ in MmapedDict.read_all_values_from_file(file):
            sums.write_value(key, sums.read_value(key)[0] + value, 0)
        sums.close()
        file.unlink()


def _make(file: Path) -> None:
    """A file with all its room: a process that writes to a mapped file on a full disk is killed by the system."""
    if file.exists():
        return
    draft = file.with_suffix('.new')
    try:
        with open(draft, 'wb') as new:
            os.posix_fallocate(new.fileno(), 0, SIZE)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def count(view: str | None, path: str, status: int, seconds: float) -> None:
    """A request was answered: by the view of that name ('' for none), or by no view but a kept page (None)."""
    if _is_counting:
        kind = kind_of(view, path)
        _requests.labels(kind, f'{status // 100}xx').inc()
        _seconds.labels(kind).inc(seconds)


def kind_of(view: str | None, path: str) -> str:
    if view is None:
        return 'kept'
    if path.startswith(settings.STATIC_URL):
        return 'static'
    if view.startswith('admin:'):
        return 'admin'
    if view.startswith('api-'):
        return 'api'
    return 'feed' if view.endswith(('-feed', '-feed-form')) else KINDS.get(view, 'other')


def collect() -> Iterator[Any]:
    """The counts of all workers, of those that have ended too, as metrics."""
    with _locked(fcntl.LOCK_SH):
        yield from MultiProcessCollector(CollectorRegistry(), str(FOLDER)).collect()


@contextmanager
def _locked(how: int) -> Iterator[None]:
    """Nobody sums while a file is added to another: a sum that falls would be taken for a restart."""
    with open(FOLDER / 'lock', 'ab') as lock:
        fcntl.flock(lock, how)
        yield
