"""Pictures that people upload: proved to be pictures, and written anew without what cameras add to them."""

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
    """The picture as it may be published, with a safe name, and its width and height in pixels.

    Turned the right way up, in the format it came in, without EXIF and anything else that is no picture. Raises
    ValidationError with code `too_large` or `invalid`, whose message says why.
    """
    if upload.size > LARGEST:
        raise ValidationError('The file is larger than 20 MB. Save it smaller and try again.', 'too_large')
    try:
        with Image.open(upload, formats=list(FORMATS)) as picture:
            _check_pixels(picture)
            content, size = _written_anew(picture)
            extension = FORMATS[picture.format]
    except ValidationError:
        raise
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    # A broken or forged file makes the decoders raise almost anything.
    except Exception as error:
        raise ValidationError(
            'This is no JPEG, PNG, GIF, WebP or AVIF picture, or it is damaged.', 'invalid'
        ) from error
    name = slugs.slugify(PurePath(upload.name or '').stem)[:80] or 'picture'
    return SimpleUploadedFile(f'{name}.{extension}', content), size


def _check_pixels(picture: Image.Image) -> None:
    if picture.width * picture.height * getattr(picture, 'n_frames', 1) > MOST_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> ValidationError:
    return ValidationError('The picture has more than 50 million pixels. Save it smaller and try again.', 'invalid')


def _written_anew(picture: Image.Image) -> tuple[bytes, tuple[int, int]]:
    options = {'quality': QUALITY[picture.format]} if picture.format in QUALITY else {}
    if profile := picture.info.get('icc_profile'):
        options['icc_profile'] = profile
    if getattr(picture, 'is_animated', False):
        frames = [_bare(frame) for frame in ImageSequence.Iterator(picture)]
        options |= {'save_all': True, 'append_images': frames[1:], 'loop': picture.info.get('loop', 0)}
        options['duration'] = picture.info.get('duration', 100)
    else:
        frames = [_bare(ImageOps.exif_transpose(picture))]
    content = BytesIO()
    frames[0].save(content, picture.format, **options)
    return content.getvalue(), frames[0].size


def _bare(frame: Image.Image) -> Image.Image:
    """A frame in a mode that every format here can store, with nothing but its pixels and which of them are clear."""
    bare = frame.convert('RGB') if frame.mode in ('CMYK', 'YCbCr', 'LAB', 'HSV', 'F', 'I') else frame.copy()
    bare.info = {key: value for key, value in frame.info.items() if key == 'transparency'}
    return bare
