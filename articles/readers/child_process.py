"""Runs a reader in a child process, so that two cores share an import: one reads while the other stores.

The child receives its arguments on standard input and writes batches of records to standard output. It is at most one
batch ahead, so memory does not grow with the file. Its standard input closes when the parent ends, for whatever reason;
then the child ends too.
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

from articles.readers.digests import precompute
from articles.readers.record import ArticleRecord, RefusedRecord, SourceRecord

LARGE = 4 * 1024 * 1024  # bytes; a smaller file is read in less time than a process takes to start
MOST_RECORDS, MOST_TEXT = 500, 4 * 1024 * 1024  # of a batch; the second in characters of bodies
ROOT = Path(__file__).resolve().parents[2]

Record = SourceRecord | ArticleRecord | RefusedRecord


class ReaderDied(Exception):
    """The child process ended before it had read the whole file."""


def read(reader: ModuleType, path: Path, *, zone: tzinfo) -> Iterator[Record]:
    """Yields the records of a file; a large file is read in a child process, which ends when the iterator is closed.

    `zone` is the site's time zone. Raises what the reader raises, or ReaderDied.
    """
    if path.is_file() and path.stat().st_size >= LARGE:
        return _from_child(reader, path, zone)
    return reader.read(path, zone=zone)


@contextmanager
def rare_garbage_collection() -> Iterator[None]:
    """Collects garbage after every 100,000 new objects instead of 700: records hold no reference cycles.

    At Python's default the collector takes a twentieth of the time of reading and a sixth of the time of storing.
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
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            child.stdin.write(pickle.dumps((reader.__name__, path, zone)))
            child.stdin.flush()
            while message := pickle.load(child.stdout):  # noqa: S301  Our own process wrote it.
                if isinstance(message, Exception):
                    raise message
                yield from message
        except (EOFError, BrokenPipeError, pickle.UnpicklingError):
            raise ReaderDied(
                f'The process that read {path} ended early: memory may have run out. Run the import again to resume it.'
            ) from None
        finally:
            child.kill()


def _batches(records: Iterator[Record]) -> Iterator[list[Record]]:
    """Batches within MOST_RECORDS and MOST_TEXT, none of them empty."""
    batch, text = [], 0
    for record in records:
        batch.append(record)
        text += len(record.body_source) if isinstance(record, ArticleRecord) else 0
        if len(batch) == MOST_RECORDS or text > MOST_TEXT:
            yield batch
            batch, text = [], 0
    if batch:
        yield batch


def _main() -> None:
    # A terminal sends Ctrl-C to all its processes; the parent decides what it means for the import.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    name, path, zone = pickle.load(sys.stdin.buffer)  # noqa: S301
    # Only the reader that is needed: those of pages and feeds import libraries that take half a second to load.
    reader = import_module(name)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    out = sys.stdout.buffer
    try:
        with rare_garbage_collection():
            for records in _batches(reader.read(path, zone=zone)):
                for record in records:
                    precompute(record)
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
    # os.read, not sys.stdin.buffer: the interpreter aborts at its end if a thread still holds the buffer's lock.
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


if __name__ == '__main__':
    _main()
