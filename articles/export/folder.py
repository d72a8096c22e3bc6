"""The folder of an export: renamed to its final name once it is complete, with a manifest of all its files."""

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
FORMAT = 'newsroom archive'
VERSION = 2  # of the format; raised when the meaning of the files changes


class InvalidExport(Exception):
    """An export cannot be written to or read from a folder; the message says why, and what to do instead."""


class ExportFile:
    """A file of an export that is being written, with its size in bytes, its lines and its SHA-256 so far."""

    def __init__(self, path: Path, on_line: Callable[[], object]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.opened, self.on_line = path.open('xb'), on_line
        self.digest, self.lines, self.size = sha256(), 0, 0

    def write(self, line: bytes) -> None:
        """Writes one line, or bytes that count as one line."""
        self.opened.write(line)
        self.digest.update(line)
        self.size += len(line)
        self.lines += 1
        self.on_line()


class Folder:
    """A folder that is being filled. `about` is written into the manifest, beside the digests of all files."""

    def __init__(self, place: Path, on_line: Callable[[], object]) -> None:
        self.place, self.on_line = place, on_line
        self.about: dict[str, Any] = {}
        self.files: dict[str, dict] = {}

    @contextmanager
    def file(self, name: str) -> Iterator[ExportFile]:
        """Opens a file for writing at that path within the folder."""
        file = ExportFile(self.place / name, self.on_line)
        with file.opened:
            yield file
        self.files[name] = {'size': file.size, 'sha256': file.digest.hexdigest()}

    def write_manifest(self) -> None:
        manifest = {'form': FORMAT, 'version': VERSION, **self.about, 'files': dict(sorted(self.files.items()))}
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        (self.place / MANIFEST).write_text(f'{text}\n', encoding='utf-8')


@contextmanager
def new_folder(target: Path, on_line: Callable[[], object] = lambda: None) -> Iterator[Folder]:
    """A folder to fill, which is renamed to `target` once it is complete; calls `on_line` for every line written.

    Until then it lies beside `target` under a name that says it is unfinished; an error deletes it. Only its owner can
    open it. Raises InvalidExport where `target` exists and is not an empty folder.
    """
    target = target.resolve()
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise InvalidExport(f'{target} exists already. Give a folder that is empty or does not exist yet.')
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(mkdtemp(prefix=f'{target.name}.unfinished-', dir=target.parent))
    try:
        folder = Folder(draft, on_line)
        yield folder
        folder.write_manifest()
        os.sync()  # A power cut must not leave the name without the content.
        draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def is_export(path: Path) -> bool:
    """Whether a path is the folder of an export."""
    try:
        return path.is_dir() and _manifest(path).get('form') == FORMAT
    except (OSError, ValueError, AttributeError):
        return False


def checked(path: Path) -> dict[str, Any]:
    """The manifest, after checking size and SHA-256 of every file that it lists. Raises InvalidExport."""
    manifest = _manifest(path)
    if manifest.get('version') != VERSION:
        raise InvalidExport(
            f'{path} has version {manifest.get("version")} of the format, and this program reads version {VERSION}.'
        )
    for name, mark in manifest['files'].items():
        check(path, name, mark)
    return manifest


def check(path: Path, name: str, mark: dict[str, Any]) -> Path:
    """The path of a file in the folder, after checking it. Raises InvalidExport where it is missing or differs."""
    if PurePosixPath(name).is_absolute() or '..' in PurePosixPath(name).parts:
        raise InvalidExport(f'{path}: {name} would be outside of the folder.')
    file = path / name
    if not file.is_file():
        raise InvalidExport(f'{file} is missing. Copy the whole export again.')
    with file.open('rb') as opened:
        if file.stat().st_size != mark['size'] or file_digest(opened, 'sha256').hexdigest() != mark['sha256']:
            raise InvalidExport(f'{file} has changed since the export. Copy the whole export again.')
    return file


def _manifest(path: Path) -> dict[str, Any]:
    return json.loads((path / MANIFEST).read_text(encoding='utf-8'))
