"""Reading in a process of its own, so that two cores share an import: one reads while the other stores.

The child is told on its standard input what to read, and writes lists of records to its standard output. It is one list
ahead and waits until that is taken, so what is in memory does not grow with the file. Its input stays open while its
parent lives and ends with it, however that ends: then so does the child.
"""

import gc
import os
import pickle
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import tzinfo
from importlib import import_module
from pathlib import Path
from types import ModuleType

from articles.readers.record import ArticleRecord, RefusedRecord, SourceRecord, work_out

LARGE = 4 * 1024 * 1024  # bytes; smaller files are read before a process would have started
MOST_RECORDS, MOST_TEXT = 500, 4 * 1024 * 1024  # of one list; the second in characters of bodies
ROOT = Path(__file__).resolve().parents[2]

Record = SourceRecord | ArticleRecord | RefusedRecord


class ReaderDied(Exception):
    """The process that read ended before the file did."""


def read(reader: ModuleType, path: Path, *, zone: tzinfo) -> Iterator[Record]:
    """What the reader yields; of a large file from a process of its own, which ends with the iterator.

    Raises what the reader raises, or ReaderDied.
    """
    if path.is_file() and path.stat().st_size >= LARGE:
        return _from_child(reader, path, zone)
    return reader.read(path, zone=zone)


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """For who has records in hand: they hold no circles, and looking for some in every 700 new values is dear.

    It takes a twentieth of the time that reading takes, and a sixth of what storing takes in a process full of Django.
    """
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _from_child(reader: ModuleType, path: Path, zone: tzinfo) -> Iterator[Record]:
    environment = os.environ | {'PYTHONPATH': str(ROOT)}
    command = [sys.executable, '-m', __name__]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as child:  # noqa: S603
        try:
            child.stdin.write(pickle.dumps((reader.__name__, path, zone)))
            child.stdin.flush()
            while message := pickle.load(child.stdout):  # noqa: S301  Our own process wrote it.
                if isinstance(message, Exception):
                    raise message
                yield from message
        except (EOFError, BrokenPipeError, pickle.UnpicklingError):
            raise ReaderDied(
                f'The process that read {path} ended early: memory may have run out. Run the import again, and it goes '
                'on from there.'
            ) from None
        finally:
            child.kill()


def _lists(records: Iterator[Record]) -> Iterator[list[Record]]:
    """Lists that are neither long nor large, none of them empty."""
    found, text = [], 0
    for record in records:
        found.append(record)
        text += len(record.body_source) if isinstance(record, ArticleRecord) else 0
        if len(found) == MOST_RECORDS or text > MOST_TEXT:
            yield found
            found, text = [], 0
    if found:
        yield found


def _main() -> None:
    # Ctrl-C reaches all of a terminal's processes; what becomes of the import is our parent's to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    name, path, zone = pickle.load(sys.stdin.buffer)  # noqa: S301
    # By its name, so that only this reader is loaded: those of pages and feeds bring libraries that take half a second.
    reader = import_module(name)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    out = sys.stdout.buffer
    try:
        with seldom_collecting():
            for records in _lists(reader.read(path, zone=zone)):
                for record in records:
                    work_out(record)
                pickle.dump(records, out, pickle.HIGHEST_PROTOCOL)
                out.flush()
        pickle.dump(None, out)
    except BrokenPipeError:
        os._exit(1)
    except Exception as error:
        error.add_note(traceback.format_exc())
        pickle.dump(error, out)
    out.flush()


def _end_with_parent() -> None:
    # Not through the buffer: an interpreter that ends aborts where a thread still holds that.
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


if __name__ == '__main__':
    _main()
