"""Checks uploaded pictures, and encodes them again without EXIF and other data that is no picture."""

from io import BytesIO
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageOps, ImageSequence

from articles.text import slugs

FORMATS = {'JPEG': 'jpg', 'PNG': 'png', 'GIF': 'gif', 'WEBP': 'webp', 'AVIF': 'avif'}
LARGEST = 20 * 1024 * 1024  # bytes
MOST_PIXELS = 50_000_000  # of all frames together
QUALITY = {'JPEG': 90, 'WEBP': 90, 'AVIF': 80}


def clean_picture(upload: File) -> tuple[SimpleUploadedFile, tuple[int, int]]:
    """The picture as it may be published, under a safe name, and its (width, height) in pixels.

    It keeps its format, is turned the right way up, and holds neither EXIF nor anything else but pixels and a colour
    profile. Raises ValidationError with code `too_large` or `invalid`, whose message gives the reason.
    """
    if upload.size > LARGEST:
        raise ValidationError('The file is larger than 20 MB. Upload a smaller one.', 'too_large')
    try:
        with Image.open(upload, formats=list(FORMATS)) as picture:
            _check_pixels(picture)
            content, size = _encoded_again(picture)
            extension = FORMATS[picture.format]
    except ValidationError:
        raise
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    # A broken or forged file makes the decoders raise almost anything.
    except Exception as error:
        raise ValidationError('Not a JPEG, PNG, GIF, WebP or AVIF file, or it is damaged.', 'invalid') from error
    name = slugs.slugify(PurePath(upload.name or '').stem)[:80] or 'picture'
    return SimpleUploadedFile(f'{name}.{extension}', content), size


def _check_pixels(picture: Image.Image) -> None:
    if picture.width * picture.height * getattr(picture, 'n_frames', 1) > MOST_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> ValidationError:
    return ValidationError('The picture has more than 50 million pixels. Upload a smaller one.', 'invalid')


def _encoded_again(picture: Image.Image) -> tuple[bytes, tuple[int, int]]:
    options = {'quality': QUALITY[picture.format]} if picture.format in QUALITY else {}
    if profile := picture.info.get('icc_profile'):
        options['icc_profile'] = profile
    if getattr(picture, 'is_animated', False):
        frames = [_pixels_only(frame) for frame in ImageSequence.Iterator(picture)]
        options |= {'save_all': True, 'append_images': frames[1:], 'loop': picture.info.get('loop', 0)}
        options['duration'] = picture.info.get('duration', 100)
    else:
        frames = [_pixels_only(ImageOps.exif_transpose(picture))]
    content = BytesIO()
    frames[0].save(content, picture.format, **options)
    return content.getvalue(), frames[0].size


def _pixels_only(frame: Image.Image) -> Image.Image:
    """The frame in a mode that every format here can store, without any data but its pixels and transparency."""
    plain = frame.convert('RGB') if frame.mode in ('CMYK', 'YCbCr', 'LAB', 'HSV', 'F', 'I') else frame.copy()
    plain.info = {key: value for key, value in frame.info.items() if key == 'transparency'}
    return plain
