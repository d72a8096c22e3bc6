"""The folder of an export: it has its name only once it is whole, and a manifest says what every file in it is."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import file_digest, sha256
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp
from typing import Any

MANIFEST = 'manifest.json'
FORM = 'newsroom archive'
VERSION = 2  # of the format; raised when the meaning of the files changes


class Refused(Exception):
    """The folder cannot be written or read; the message says why, and what to do instead."""


class ExportFile:
    """A file of an export while it is written: counts its lines and bytes, and knows its SHA-256 in the end."""

    def __init__(self, path: Path, tell: Callable[[], object]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.opened, self.tell = path.open('xb'), tell
        self.digest, self.lines, self.size = sha256(), 0, 0

    def write(self, line: bytes) -> None:
        """One whole line, or several bytes that count as one."""
        self.opened.write(line)
        self.digest.update(line)
        self.size += len(line)
        self.lines += 1
        self.tell()


class Folder:
    """The folder while it is filled. `about` comes to stand in the manifest, beside the digests of all files."""

    def __init__(self, place: Path, tell: Callable[[], object]) -> None:
        self.place, self.tell = place, tell
        self.about: dict[str, Any] = {}
        self.files: dict[str, dict] = {}

    @contextmanager
    def file(self, name: str) -> Iterator[ExportFile]:
        """A file at that path within the folder, for writing."""
        file = ExportFile(self.place / name, self.tell)
        with file.opened:
            yield file
        self.files[name] = {'size': file.size, 'sha256': file.digest.hexdigest()}

    def write_manifest(self) -> None:
        manifest = {'form': FORM, 'version': VERSION, **self.about, 'files': dict(sorted(self.files.items()))}
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        (self.place / MANIFEST).write_text(f'{text}\n', encoding='utf-8')


@contextmanager
def made(target: Path, tell: Callable[[], object] = lambda: None) -> Iterator[Folder]:
    """A folder to fill, which becomes `target` when it is whole; `tell` is called with every line written.

    Until then it stands beside it under a name that says it is unfinished, and is gone when something goes wrong. Only
    its owner may enter it. Raises Refused where `target` is no empty or new folder.
    """
    target = target.resolve()
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise Refused(f'{target} is there already. Name a folder that is empty or not there yet.')
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(mkdtemp(prefix=f'{target.name}.unfinished-', dir=target.parent))
    try:
        folder = Folder(draft, tell)
        yield folder
        folder.write_manifest()
        os.sync()  # A power cut must not leave the name without the content.
        draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def is_one(path: Path) -> bool:
    """Whether a path is the folder of an export."""
    try:
        return path.is_dir() and _manifest(path).get('form') == FORM
    except (OSError, ValueError, AttributeError):
        return False


def checked(path: Path) -> dict[str, Any]:
    """The manifest, once every file that it lists was read and found to be what it says. Raises Refused."""
    manifest = _manifest(path)
    if manifest.get('version') != VERSION:
        raise Refused(f'{path} has form {manifest.get("version")}, and this program reads form {VERSION}.')
    for name, mark in manifest['files'].items():
        check(path, name, mark)
    return manifest


def check(path: Path, name: str, mark: dict[str, Any]) -> Path:
    """Where the file of that name is in the folder. Raises Refused where it is not there, or is another."""
    if PurePosixPath(name).is_absolute() or '..' in PurePosixPath(name).parts:
        raise Refused(f'{path}: {name} would lie outside of the folder.')
    file = path / name
    if not file.is_file():
        raise Refused(f'{file} is missing. Copy the export again, whole.')
    with file.open('rb') as opened:
        if file.stat().st_size != mark['size'] or file_digest(opened, 'sha256').hexdigest() != mark['sha256']:
            raise Refused(f'{file} is not as it was exported. Copy the export again, whole.')
    return file


def _manifest(path: Path) -> dict[str, Any]:
    return json.loads((path / MANIFEST).read_text(encoding='utf-8'))
