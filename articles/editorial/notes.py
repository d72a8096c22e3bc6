"""Notes that editors write on an article, for each other. They are no part of its versions."""

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError

from articles.models import Article, Note
from articles.text import sanitise

LONGEST = 5000  # characters


def add(article: Article, text: str, *, by: AbstractBaseUser) -> Note | None:
    """Stores a note; None for a blank one. Raises ValidationError for one that is too long."""
    # Browsers send two characters for each new line, and count one.
    text = sanitise.without_controls(text.replace('\r\n', '\n')).strip()
    if len(text) > LONGEST:
        raise ValidationError({'note': f'Use at most {LONGEST} characters.'})
    return Note.objects.create(article=article, text=text, by=by) if text else None


def delete(note: Note, *, by: AbstractBaseUser) -> bool:
    """Deletes a note of one's own; superusers delete any. Returns whether it did."""
    if not (by.is_superuser or note.by_id == by.pk):
        return False
    note.delete()
    return True
