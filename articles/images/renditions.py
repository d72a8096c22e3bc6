"""Pictures in the few widths that pages ask for: each made when it is first asked for, and kept in DATA_DIR."""

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
ORIENTATION = 0x0112  # the tag of EXIF that says how the camera was held; from 5 on, on its side
# A large picture takes a hundred megabytes while it is drawn.
_one_at_a_time = threading.Lock()


def folder() -> Path:
    return Path(settings.DATA_DIR) / 'renditions'


def address(path: str, width: int) -> str:
    """Where a picture, by its path within the uploads, is found in one of WIDTHS."""
    return f'/renditions/{width}/{quote(path)}.webp'


def srcset(path: str, width: int | None) -> str:
    """The widths in which a picture of that many pixels is offered; '' for one that is shown only as it is."""
    smaller = [size for size in WIDTHS if width and size < width]
    if not smaller or Path(path).suffix.lower() not in SUFFIXES:
        return ''
    offered = [f'{address(path, size)} {size}w' for size in smaller]
    if width <= WIDTHS[-1]:
        offered.append(f'{quote(settings.MEDIA_URL + path)} {width}w')
    return ', '.join(offered)


def nearest(width: int) -> int:
    """The width to give to who asks for another: the next larger one."""
    return next((size for size in WIDTHS if size >= width), WIDTHS[-1])


def made(path: str, width: int) -> Path | None:
    """The file of a picture in one of WIDTHS, within `folder()`; None where the picture is best shown as it is.

    Raises OSError where there is no such picture, SuspiciousFileOperation for a path that leads out of the uploads.
    """
    kept = Path(safe_join(folder() / str(width), f'{path}.webp'))
    changed = default_storage.get_modified_time(path).timestamp()
    if not kept.exists() or kept.stat().st_mtime < changed:
        with _one_at_a_time:
            content = _drawn(path, width)
            if content is None:
                return None
            kept.parent.mkdir(parents=True, exist_ok=True)
            draft = kept.with_name(f'{os.getpid()}-{threading.get_ident()}.new')
            content.save(draft, 'WEBP', quality=QUALITY, icc_profile=content.info.get('icc_profile'))
            draft.replace(kept)
    return kept


def _drawn(path: str, width: int) -> Image.Image | None:
    """The picture so many pixels wide, upright; None where it is no wider, moves, is too large, or cannot be read."""
    try:
        with default_storage.open(path) as file, Image.open(file, formats=['JPEG', 'PNG', 'WEBP']) as picture:
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
