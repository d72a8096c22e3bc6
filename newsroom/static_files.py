"""Collects static files: style sheets without what only their writers read, all with hashed names, compressed."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.core.files import File
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

_STRING = r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\''
_NOTHING = r'(?:\s|/\*[^*]*\*+(?:[^/*][^*]*\*+)*/)'
# Spaces around other signs mean something, in selectors or in sums.
_LEFT_OUT = re.compile(rf'({_STRING})|{_NOTHING}*(?:;{_NOTHING}*)?([{{}};,]){_NOTHING}*|(?<=:)\s+|({_NOTHING}+)')


class Storage(CompressedManifestStaticFilesStorage):
    def _save(self, name: str, content: File) -> str:
        # Not `save`, which files with hashed names pass by.
        if name.endswith('.css'):
            content = ContentFile(shortened(b''.join(content.chunks()).decode()).encode())
        return super()._save(name, content)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compressed files have the permissions of the others, whatever the umask: nginx sends them."""
        for name, compressed in super().compress_files(paths):
            Path(self.path(compressed)).chmod(self.file_permissions_mode)
            yield name, compressed


def shortened(sheet: str) -> str:
    """A style sheet that means the same, without comments and spaces that mean nothing."""
    return _LEFT_OUT.sub(_kept, sheet).strip()


def _kept(match: re.Match) -> str:
    return match[1] or match[2] or (' ' if match[3] else '')
