"""Renditions of pictures in a few fixed widths, made when first requested and stored in DATA_DIR/renditions.

They are WebP. AVIF is smaller and takes long to make: `ahead` makes it of the pictures that most readers see.
"""

import os
import threading
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils._os import safe_join
from PIL import Image, ImageOps

from articles.images.upload import MOST_PIXELS

WIDTHS = (360, 720, 1080, 1600)
SUFFIXES = {'.jpg', '.jpeg', '.png', '.webp'}
QUALITY = 78
AVIF_QUALITY, AVIF_SPEED = 48, 6  # quality of 0 to 100; speed of 0 to 10, where 10 is the fastest
ORIENTATION = 0x0112  # the EXIF tag of the camera's orientation; 5 to 8 are turned by 90 degrees
# A large picture takes a hundred megabytes while it is scaled.
_one_at_a_time = threading.Lock()


def folder() -> Path:
    return Path(settings.DATA_DIR) / 'renditions'


def address(path: str, width: int) -> str:
    """The URL of a picture, given by its path within the uploads, in one of WIDTHS."""
    return f'/renditions/{width}/{quote(path)}.webp'


def srcset(path: str, width: int | None) -> str:
    """The `srcset` of a picture that is `width` pixels wide; '' for one that has no renditions."""
    sizes = offered(path, width)
    if not sizes or not width:
        return ''
    choices = [f'{address(path, size)} {size}w' for size in sizes]
    if width <= WIDTHS[-1]:
        choices.append(f'{quote(settings.MEDIA_URL + path)} {width}w')
    return ', '.join(choices)


def smallest(path: str, width: int | None) -> str:
    """The URL of the smallest rendition of a picture that is `width` pixels wide; of itself where it has none."""
    sizes = offered(path, width)
    return address(path, sizes[0]) if sizes else quote(settings.MEDIA_URL + path)


def offered(path: str, width: int | None) -> list[int]:
    """The WIDTHS in which a picture that is `width` pixels wide is offered."""
    if not width or Path(path).suffix.lower() not in SUFFIXES:
        return []
    return [size for size in WIDTHS if size < width]


def nearest(width: int) -> int:
    """The smallest of WIDTHS that is no smaller than `width`, or the largest."""
    return next((size for size in WIDTHS if size >= width), WIDTHS[-1])


def made(path: str, width: int) -> Path | None:
    """The file of a picture in one of WIDTHS, within `folder()`; None where the original should be shown instead.

    Raises OSError where there is no such picture, SuspiciousFileOperation for a path outside of the uploads.
    """
    file = _file(path, width, 'webp')
    if not _is_current(file, path):
        return _save(file, path, width, 'WEBP', quality=QUALITY)
    return file


def forget(path: str) -> None:
    """Deletes all copies that were made of a picture."""
    for width in WIDTHS:
        for suffix in ('webp', 'avif'):
            _file(path, width, suffix).unlink(missing_ok=True)


def avif(path: str, width: int) -> Path | None:
    """The AVIF copy of a rendition; None where none was made of the picture as it is now. Raises as `made` does."""
    file = _file(path, width, 'avif')
    return file if _is_current(file, path) else None


def make_avif(path: str, width: int) -> Path | None:
    """Makes that copy; None where the original is shown. Raises as `made` does."""
    return _save(_file(path, width, 'avif'), path, width, 'AVIF', quality=AVIF_QUALITY, speed=AVIF_SPEED)


def _file(path: str, width: int, suffix: str) -> Path:
    return Path(safe_join(folder() / str(width), f'{path}.{suffix}'))


def _is_current(file: Path, path: str) -> bool:
    changed = default_storage.get_modified_time(path).timestamp()
    return file.exists() and file.stat().st_mtime >= changed


def _save(file: Path, path: str, width: int, form: str, **options: int) -> Path | None:
    with _one_at_a_time:
        content = _drawn(path, width)
        if content is None:
            return None
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f'{os.getpid()}-{threading.get_ident()}.new')
        content.save(draft, form, icc_profile=content.info.get('icc_profile'), **options)
        draft.replace(file)
    return file


def _drawn(path: str, width: int) -> Image.Image | None:
    """The picture scaled to `width` and upright; None where it is no wider, animated, too large, or unreadable."""
    try:
        with default_storage.open(path) as content, Image.open(content, formats=['JPEG', 'PNG', 'WEBP']) as picture:
            if getattr(picture, 'is_animated', False) or picture.width * picture.height > MOST_PIXELS:
                return None
            turned = picture.getexif().get(ORIENTATION, 1) >= 5
            if (picture.height if turned else picture.width) <= width:
                return None
            picture.draft('RGB', (width, width))
            upright = ImageOps.exif_transpose(picture)
            clear = upright.mode in ('RGBA', 'LA', 'PA') or 'transparency' in upright.info
            return upright.convert('RGBA' if clear else 'RGB').resize(
                (width, max(round(upright.height * width / upright.width), 1)), Image.Resampling.LANCZOS, reducing_gap=2
            )
    # A broken or forged file makes the decoders raise almost anything.
    except Exception:
        return None
