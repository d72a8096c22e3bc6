"""Sentences for readers about the parts of a query that were ignored, or may be read differently."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from articles.search.query import Note

TEXTS = {
    'no period': gettext_lazy(
        '“%(typed)s:” takes a year, a month or a day, such as %(typed)s:2017, %(typed)s:2017-11, %(typed)s:2017-11-22.'
    ),
    'short': gettext_lazy('“%(typed)s” is searched for as a word: a star needs two letters or more before it.'),
    'field': gettext_lazy(
        '“%(typed)s:” is searched for as a word. Fields are title, author, tag, category, before, after and on.'
    ),
    'empty field': gettext_lazy('“%(typed)s” has to come directly before a word, a phrase or a bracket.'),
    'operator': gettext_lazy('%(typed)s is ignored: there is nothing for it to join or exclude.'),
    'bracket': gettext_lazy('The bracket “%(typed)s” has no partner.'),
    'quote': gettext_lazy('A quotation mark has no partner: the phrase continues to the end.'),
    'star': gettext_lazy('In “%(typed)s” the star is ignored: it belongs at the end of a word, or in a phrase.'),
    'suffix': gettext_lazy(
        'In “%(typed)s” the sign and the number are ignored: “~5” belongs after a phrase in quotation marks.'
    ),
    'read as': gettext_lazy('This was read as: %(typed)s'),
    'synonyms': gettext_lazy('Synonyms were searched for, too: %(typed)s'),
    'many words': gettext_lazy('Of so many words, the %(typed)s rarest were searched for.'),
}


def sentences(notes: Iterable[Note]) -> list[str]:
    """The notes in the language of the page."""
    return [str(TEXTS[note.code]) % {'typed': note.typed} for note in notes]
