"""What readers, commenters and editors of a site were told, and whether it is still so after a fault.

An acknowledged comment is one that was answered with a redirect to it; an acknowledged act of an editor one that was
answered with the list. Both are looked for in the database afterwards, past the site.
"""

import random
import re
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

import requests

from bench.victim import Database, Site

ID = re.compile(r'<strong>([0-9a-f]{12})</strong>')  # of a request, on the page that says that it failed
STAMP = re.compile(r'name="stamp" value="([^"]+)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
EDITOR = {'username': 'editor', 'password': 'of a benchmark'}
WAIT = 20  # seconds for an answer
ANOTHER_MACHINE = 6  # seconds until this machine knows for sure what another one has withdrawn


class Sample(NamedTuple):
    """What a probe found between two times: is the site healthy, and does it say *ready* while it serves nothing?"""

    begun: float
    ended: float
    healthy: bool
    wrong: bool


class Witness:
    def __init__(self, site: Site, database: Database, paths: dict[int, str]) -> None:
        self.site, self.database, self.paths = site, database, paths
        self.url = site.settings['SITE_URL']
        self.comments: set[str] = set()
        self.withdrawn: dict[int, float] = {}  # when each counts as hidden
        self.doubtful: set[int] = set()  # on which an act was sent that was not acknowledged
        self.samples: list[Sample] = []
        self.shown: list[str] = []
        self.requests, self.errors = 0, 0
        self.ids: set[str] = set()  # of requests that failed
        self.writing = threading.Event()
        self.writing.set()
        self._ended, self._chance = threading.Event(), random.Random(1)
        self._threads = [
            threading.Thread(target=self._repeat, args=given)
            for given in ((self._probe, 0.2), (self._comment, 0.1), (self._act, 0.3), (self._read, 0.05))
        ]
        self._stamps: list[tuple[float, int, str]] = []
        self._editor: requests.Session | None = None

    def __enter__(self) -> 'Witness':
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _repeat(self, act: Callable[[], None], pause: float) -> None:
        while not self._ended.wait(pause):
            try:
                act()
            except requests.RequestException:
                continue

    def get(self, path: str, session=requests, **options) -> requests.Response:
        options = {'timeout': WAIT, 'allow_redirects': False} | options
        return self._counted(session.get(self.url + path, **options))

    def _post(self, path: str, data: dict, session=requests, headers=None) -> requests.Response:
        sent = session.post(self.url + path, data, headers=headers, timeout=WAIT, allow_redirects=False)
        return self._counted(sent)

    def _counted(self, response: requests.Response) -> requests.Response:
        self.requests += 1
        if response.status_code >= 500 and response.status_code != 503:
            self.errors += 1
            self.ids.update(ID.findall(response.text) or ['none'])
        return response

    def _serves(self, path: str) -> bool:
        try:
            return self.get(path).status_code == 200
        except requests.RequestException:
            return False

    def _probe(self) -> None:
        """A query keeps copies out; the log-in page needs the database, and no turn while readers are many."""
        begun, before = time.monotonic(), self._serves('/admin/login/')
        ready, after = self._serves('/readyz'), self._serves('/admin/login/')
        healthy = ready and before and after and self._serves(f'/?nobody={time.monotonic_ns()}')
        self.samples.append(Sample(begun, time.monotonic(), healthy, ready and not before and not after))

    def _comment(self) -> None:
        """Posts a comment, with a form that is old enough not to be taken for spam."""
        if not self.writing.is_set():
            return
        if not self._stamps or self._stamps[-1][0] > time.monotonic() - 1 or len(self._stamps) < 40:
            article = self._chance.choice(list(self.paths))
            if (form := self.get(f'/respond/{article}/')).status_code == 200:
                self._stamps.insert(0, (time.monotonic(), article, STAMP.search(form.text)[1]))
        if not self._stamps or self._stamps[-1][0] > time.monotonic() - 4:
            return
        _, article, stamp = self._stamps.pop()
        mark = f'mark{self._chance.getrandbits(60):x}'
        sender = '.'.join(str(self._chance.randint(1, 254)) for _ in range(4))
        form = {'name': 'A reader', 'text': f'The river rose again, {mark}.', 'stamp': stamp, 'subject': '', 'to': ''}
        answer = self._post(f'/respond/{article}/', form, headers={'X-Forwarded-For': sender})
        if answer.status_code == 303:
            self.comments.add(mark)

    def _act(self) -> None:
        """Withdraws an article that readers have just seen, or publishes one of many withdrawn."""
        if not self.writing.is_set():
            return
        if len(self.withdrawn) > 30:
            article = next(iter(self.withdrawn))
            del self.withdrawn[article]
            self.act('publish', article)
            return
        article = self._chance.choice([one for one in self.paths if one not in {*self.withdrawn, *self.doubtful}])
        self.get(self.paths[article])
        if self.act('withdraw', article):
            self.withdrawn[article] = time.monotonic()

    def act(self, verb: str, article: int) -> bool:
        """An editor's act by the list of articles; returns whether it was acknowledged."""
        page = '/admin/articles/article/'
        form = {'action': f'{verb}_selected', '_selected_action': article, 'index': 0}
        self.doubtful.add(article)
        try:
            session = self._editor = self._editor or self._log_in()
            session.headers['X-CSRFToken'] = session.cookies.get('csrftoken', '')
            answer = self._post(page, form, session)
        except requests.RequestException:
            return False
        if answer.status_code != 302 or 'login' in answer.headers['Location']:
            self._editor = None
            return False
        self.doubtful.discard(article)
        return True

    def _log_in(self) -> requests.Session:
        session = requests.Session()
        form = self.get('/admin/login/', session)
        if token := TOKEN.search(form.text):
            self._post('/admin/login/', EDITOR | {'csrfmiddlewaretoken': token[1]}, session)
        return session

    def withdraw_elsewhere(self, article: int) -> None:
        """As another machine does: in the database."""
        self.database.sql("UPDATE articles_article SET status = 'withdrawn' WHERE id = %s", article)
        self.withdrawn[article] = time.monotonic() + ANOTHER_MACHINE

    def _read(self) -> None:
        """Looks for a withdrawn article, at its URL and in a search, and reads another one, so that it is kept."""
        self.get(self._chance.choice(list(self.paths.values())))
        if not self.withdrawn:
            return
        article = self._chance.choice(list(self.withdrawn))
        self.look(article)

    def look(self, article: int) -> None:
        path, begun = self.paths[article], time.monotonic()
        number = path.rstrip('/').rpartition('-')[2]
        hidden = self.withdrawn.get(article, begun) < begun
        found = self.get(path).status_code == 200
        result = self.get('/search/', params={'q': f'story{number}'}).text
        if hidden and article in self.withdrawn:
            self.shown += [path] * found + [f'search: {path}'] * (f'href="{path}"' in result)

    def healthy_after(self, moment: float, seconds: float = 90) -> float:
        """Waits for a probe that began after a moment and found all well; returns the seconds until its end."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for sample in self.samples[-20:]:
                if sample.begun >= moment and sample.healthy:
                    return sample.ended - moment
            time.sleep(0.05)
        return float('inf')

    def lost(self) -> list[str]:
        """What was acknowledged and is not in the database."""
        marks = {
            match
            for (text,) in self.database.sql('SELECT body_text FROM articles_comment WHERE body_text LIKE %s', '%mark%')
            for match in re.findall('mark[0-9a-f]+', text)
        }
        acknowledged = dict(self.withdrawn)
        public = {
            article
            for (article,) in self.database.sql(
                "SELECT id FROM articles_article WHERE status = 'published' AND id = ANY(%s)", list(acknowledged)
            )
        }
        return [*(self.comments - marks), *(str(article) for article in public)]

    @property
    def acknowledged(self) -> int:
        return len(self.comments) + len(self.withdrawn)
