"""The kept pages on disk: what is dropped is gone, whoever wrote it and whenever."""

import gzip
import multiprocessing
import os
import signal
import threading
import time

import pytest

from articles.pages import store


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR, settings.KEPT_PAGES = tmp_path, 1000
    yield
    store.close()


def keep(url, *keys, begun=None, content=b'words'):
    page = store.Page('[]', 'W/"1"', time.time(), time.time() + 60, gzip.compress(content, mtime=0), content)
    return store.put(url, page, keys, store.begin() if begun is None else begun)


def test_a_drop_takes_every_page_with_the_key_and_leaves_the_others():
    keep('/a/', 'article-1')
    keep('/b/', 'article-2', 'lists')
    keep('/c/', 'article-12')
    store.drop(['article-1', 'lists'])
    assert [store.get(url) is None for url in ('/a/', '/b/', '/c/')] == [True, True, False]
    store.drop([store.EVERYTHING])
    assert store.get('/c/') is None


def test_a_page_begun_before_one_of_its_keys_was_dropped_is_refused():
    begun = store.begin()
    store.drop(['article-1'])
    assert not keep('/a/', 'article-1', begun=begun)
    assert keep('/b/', 'article-2', begun=begun)
    assert keep('/a/', 'article-1')


def test_a_page_begun_before_the_file_was_made_anew_is_refused():
    begun = store.begin()
    store.discard()
    assert not keep('/a/', 'article-1', begun=begun)
    assert keep('/a/', 'article-1')


def test_a_damaged_file_is_only_a_lost_copy():
    keep('/a/', 'article-1')
    store.close()
    file = store.folder() / 'pages.sqlite3'
    file.write_bytes(b'no database, ' * 1000)
    for more in store.folder().glob('pages.sqlite3-*'):
        more.unlink()
    assert store.get('/a/') is None
    assert keep('/a/', 'article-1')
    file.write_bytes(b'no database, ' * 1000)
    store.drop(['article-1'])
    assert store.get('/a/') is None


def test_another_thread_notices_that_the_file_was_discarded():
    keep('/a/', 'article-1')
    thread = threading.Thread(target=store.discard)
    thread.start()
    thread.join()
    assert store.get('/a/') is None


def test_a_discarded_file_takes_its_journal_with_it_and_what_a_killed_process_left():
    keep('/a/', 'article-1')
    assert {'pages.sqlite3', 'pages.sqlite3-wal'} <= {file.name for file in store.folder().iterdir()}
    (store.folder().parent / f'{store.DISCARDED}0').mkdir()
    store.discard()
    assert not [file.name for file in store.folder().parent.iterdir() if file.name.startswith('kept')]


def test_the_pages_nobody_has_read_for_longest_go_first(settings):
    settings.KEPT_PAGES = 1
    for n in range(40):
        keep(f'/{n}/', content=os.urandom(40_000))
        store.get('/0/')
    assert store.get('/0/')
    assert store.get('/39/')
    assert store.get('/1/') is None
    assert (store.folder() / 'pages.sqlite3').stat().st_size < 2_000_000


def test_pages_that_are_dropped_again_and_again_take_no_more_room():
    for n in range(100):
        keep(f'/{n}/', 'lists', content=os.urandom(40_000))
        store.drop(['lists'])
    assert (store.folder() / 'pages.sqlite3').stat().st_size < 2_000_000


def test_what_is_dropped_is_on_the_disk_no_more_once_it_is_forgotten():
    def left():
        return [file.name for file in store.folder().iterdir() if b'canary' in file.read_bytes()]

    for number in range(2 * store.FORGOTTEN):
        keep(f'/{number}/', 'article-1', content=b'canary' * 5_000)
    keep('/other/', 'article-2')
    store.drop(['article-1'])
    assert left()
    assert store.forget()
    assert left(), 'a few at a time, since changes wait meanwhile'
    while store.forget():
        pass
    assert left() == []
    assert store.get('/other/')


def test_what_every_page_shows_drops_all_of_them_once_it_is_something_else():
    store.drop(['lists'], shared='News, Sport')
    keep('/a/', 'article-1')
    store.drop(['lists'], shared='News, Sport')
    assert store.get('/a/')
    store.drop(['lists'], shared='News')
    assert store.get('/a/') is None


def _write_forever():
    n = 0
    while True:
        n += 1
        keep(f'/{n % 50}/', f'article-{n % 7}', content=b'%d ' % n * 5000)
        if n % 20 == 0:
            store.drop([f'article-{n % 7}'])


def test_a_process_killed_while_it_writes_leaves_whole_pages():
    store.begin()
    store.close()
    for _ in range(5):
        writers = [multiprocessing.Process(target=_write_forever) for _ in range(2)]
        for writer in writers:
            writer.start()
        time.sleep(0.2)
        for writer in writers:
            os.kill(writer.pid, signal.SIGKILL)
            writer.join()
        pages = [(store.get(url), store.get(url, br=True)) for n in range(50) if store.get(url := f'/{n}/')]
        assert pages
        for zipped, plain in pages:
            assert gzip.decompress(zipped.content) == plain.content
            assert len(set(plain.content.split())) == 1
        store.close()
