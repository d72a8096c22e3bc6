"""Large files are read by a process of their own: the same records, and nothing left running whatever happens."""

import os
import pickle
import signal
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC
from pathlib import Path

import psutil
import pytest

from articles.readers import child_process
from articles.readers.wxr import reader as wxr_reader
from tests.imports.test_interrupted import ARTICLES, WORDS, export

ROOT = Path(__file__).parents[2]
READ_AND_WAIT = """
import signal, sys, time
from datetime import UTC
from pathlib import Path
from articles.readers import child_process
from articles.readers.wxr import reader
# A process that a shell started in the background ignores Ctrl-C, and so would those that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)
records = child_process.read(reader, Path(sys.argv[1]), zone=UTC)
next(records)
print('reading', flush=True)
time.sleep(60)
"""


@pytest.fixture(scope='module')
def large(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp('export') / 'export.xml'
    file.write_text(export(ARTICLES, WORDS))
    assert file.stat().st_size > child_process.LARGE
    return file


def children(process: psutil.Process | None = None) -> list[psutil.Process]:
    """The processes that read for this one (or another)."""
    running = (process or psutil.Process()).children(recursive=True)
    return [child for child in running if 'articles.readers.child_process' in child.cmdline()]


def wait_until_gone(processes: list[psutil.Process]) -> None:
    gone, alive = psutil.wait_procs(processes, timeout=60)
    assert gone
    assert not alive


@pytest.mark.slow
def test_large_file_gives_the_records_that_its_reader_gives(large):
    assert list(child_process.read(wxr_reader, large, zone=UTC)) == list(wxr_reader.read(large, zone=UTC))
    assert not children()


def test_small_file_is_read_without_another_process(tmp_path):
    file = tmp_path / 'export.xml'
    file.write_text(export(3))
    with closing(child_process.read(wxr_reader, file, zone=UTC)) as records:
        next(records)
        assert not children()


def test_reading_ends_with_those_who_read(large):
    with closing(child_process.read(wxr_reader, large, zone=UTC)) as records:
        next(records)
        readers = children()
        assert len(readers) == 1
    assert not children()


def test_a_reader_that_dies_is_reported(large):
    with closing(child_process.read(wxr_reader, large, zone=UTC)) as records:
        next(records)
        children()[0].kill()
        with pytest.raises(child_process.ReaderDied, match='ended'):
            list(records)


def test_what_the_reader_raises_is_raised_here(large):
    large_and_gone = large.with_name('gone.xml')
    os.link(large, large_and_gone)
    records = child_process.read(wxr_reader, large_and_gone, zone=UTC)
    large_and_gone.unlink()
    with pytest.raises(FileNotFoundError):
        next(records)


@pytest.mark.parametrize('number', [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_goes_on_reading_for_a_process_that_was_ended(large, number):
    environment = os.environ | {'PYTHONPATH': str(ROOT)}
    command = [sys.executable, '-c', READ_AND_WAIT, str(large)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout.readline() == b'reading\n'
        readers = children(psutil.Process(process.pid))
        process.send_signal(number)
        wait_until_gone(readers)


def test_a_reader_that_is_done_ends_well_while_the_pipe_from_its_parent_is_open(tmp_path):
    file = tmp_path / 'export.xml'
    file.write_text(export(3))
    command = [sys.executable, '-m', 'articles.readers.child_process']
    pipes = {'stdin': subprocess.PIPE, 'stdout': subprocess.PIPE, 'stderr': subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as reader:
        reader.stdin.write(pickle.dumps((wxr_reader.__name__, file, UTC)))
        reader.stdin.flush()
        assert reader.stdout.read()
        assert reader.wait(timeout=30) == 0
        assert reader.stderr.read() == b''


@pytest.mark.slow
def test_ctrl_c_is_left_to_the_process_that_stores(large):
    with closing(child_process.read(wxr_reader, large, zone=UTC)) as records:
        next(records)
        children()[0].send_signal(signal.SIGINT)
        time.sleep(0.1)
        assert len(list(records)) == ARTICLES + 30
