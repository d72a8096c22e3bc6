"""Files of an import: pictures from a folder of uploads, kept at the path they had."""

import shutil
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from django.conf import settings
from PIL import Image, UnidentifiedImageError

PICTURES = {'JPEG', 'PNG', 'GIF', 'WEBP', 'AVIF'}


class Uploads:
    """The folder given with an import, laid out as WordPress lays out `wp-content/uploads`. None given: no files."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def take(self, url: str) -> dict | None:
        """Copies the file of that address into the media folder; returns its Media columns, None where it is missing.

        A file whose content is no picture, or which would leave the folder, counts as missing.
        """
        path = PurePosixPath(unquote(urlsplit(url).path).partition('/wp-content/uploads/')[2])
        if not path.name or path.is_absolute() or '..' in path.parts:
            return None
        target = Path(settings.MEDIA_ROOT) / path
        if not target.exists():
            if not self.folder or not (self.folder / path).is_file():
                return None
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.folder / path, target)
        try:
            with Image.open(target) as picture:
                if picture.format not in PICTURES:
                    return None
                width, height = picture.size
        except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
            return None
        return {'file': str(path), 'width': width, 'height': height}
