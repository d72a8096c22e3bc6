"""Sentences for readers about the parts of a query that were ignored, or may be read differently."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from articles.search.query import Note

TEXTS = {
    'no period': gettext_lazy(
        '“%(typed)s:” takes a year, a month or a day, such as %(typed)s:2017, %(typed)s:2017-11, %(typed)s:2017-11-22.'
    ),
    'short': gettext_lazy('“%(typed)s” is looked for as a word: a beginning needs two letters or more.'),
    'field': gettext_lazy(
        '“%(typed)s:” is looked for as a word. Fields are title, author, tag, category, before, after and on.'
    ),
    'empty field': gettext_lazy('“%(typed)s” has to stand right before a word, a phrase or a bracket.'),
    'operator': gettext_lazy('%(typed)s is passed over: there is nothing that it could join or exclude.'),
    'bracket': gettext_lazy('A bracket “%(typed)s” has no other one that belongs to it.'),
    'quote': gettext_lazy('A quotation mark has no other one that belongs to it; the phrase goes on to the end.'),
    'star': gettext_lazy('In “%(typed)s” the star is passed over: it can stand at the end of a word, or in a phrase.'),
    'suffix': gettext_lazy(
        'In “%(typed)s” the sign and the number are passed over: “~5” can stand after a phrase in quotation marks.'
    ),
    'read as': gettext_lazy('This was read as: %(typed)s'),
    'many words': gettext_lazy('Of so many words, the %(typed)s rarest were looked for.'),
}


def sentences(notes: Iterable[Note]) -> list[str]:
    """The notes in the language of the page."""
    return [str(TEXTS[note.code]) % {'typed': note.typed} for note in notes]
