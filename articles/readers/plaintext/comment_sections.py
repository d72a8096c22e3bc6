"""Finds the comments below an article among the lines of its page's plain text."""

import re
from collections.abc import Sequence
from itertools import pairwise

from . import comment_lines, comment_series
from . import lines as text_lines

_COUNT = r'\d[\d.,\xa0]*|one|two|three|an?|eine?|zwei|drei|un|une|uno?'
# The beginnings of the words for comments in most languages: the same in many, since one took it from another.
_NOUNS = (
    r'(?:(?:leser|user|reader)-?\s?)?(?:comment(?!ar(?:y|ies)\b|ator)|komm?ent?|коммент|coment|reac[ct]i|réacti|reakti|respons|respuest|respost'
    r'|répons|antwort|thought|gedank|réflexion|pensamient|pensament|pensier|meinung|leserbrief|zuschrift'
    r'|мнени|ответ|отзыв|yorum|hozzászól|σχόλι|تعليق|ردود|آراء|コメント|件のフィードバック|评论|評論|댓글)[^\W\d]*|repl(?:y|ies)\b'
)
_HEADING = re.compile(
    rf'^\W*(?:(?:{_COUNT})\s+(?:{_NOUNS})(?:\W*|\s*(?:on|to|zu|auf|for|sur|à|a|en|em|para|su|op|на|к|read)\b.*|\s*:.*'
    r'|…\s*read.*|\s*على.*)'
    rf'|(?P<more>(?:[^\W\d]+\s+){{1,2}})?(?:{_NOUNS})'
    r'(?: (?:des?|der|of|by|from|van|dos|degli|från|av) (?:los )?(?:lecteurs|internautes|leser|lezers|readers|users'
    r'|lectores|usuarios|leitores|lettori|utenti|läsare))?'
    r'\s*(?:\(?\d*\)?)\s*:?|.*\d+\s?件のフィードバック)\W*$',
    re.IGNORECASE,
)
_NAMES_ARTICLE = re.compile(r'\d\D*\b(?:on|to|zu|auf|sur|à|en|em|para|su|op|на)\b\s*\W', re.IGNORECASE)
_FORM = re.compile(
    r'^\W*(?:(?:leave|post|add|write|submit) (?:a |your |new )*(?:reply|comment|response)'
    r'|join the (?:discussion|conversation)'
    r'|(?:hinterlasse|schreiben?|hinterlassen)(?: sie| jetzt)? (?:uns )?'
    r'(?:eine?n? |als erste[sr] einen |den ersten )?(?:kommentar|antwort)'
    r'|(?:neuen |einen |eine |jetzt einen )?(?:kommentar|antwort) '
    r'(?:verfassen|schreiben|hinzufügen|hinterlassen|abgeben|abschicken|posten)|neuer kommentar'
    r'|(?:laisser|poster|ajouter|publier|écrire) un (?:nouveau )?commentaire|laisser une réponse'
    r'|(?:deja|dejá|escribe|añadir) (?:una?|tu) (?:respuesta|comentario)'
    r'|lascia un commento|deixe um comentário|geef een reactie|dodaj komentarz|(?:добавить|оставить) комментарий'
    r'|コメントを(?:残す|書く|投稿)|(?:اترك|أضف) تعليق)\b.{0,40}$',
    re.IGNORECASE,
)
_CLOSED = re.compile(
    r'^\W*(?:comments (?:are|have been) closed|kommentare (?:sind )?geschlossen'
    r'|die kommentarfunktion .{0,40}(?:deaktiviert|geschlossen)|les commentaires sont fermés'
    r'|los comentarios están cerrados)\b',
    re.IGNORECASE,
)
_SIGNED = re.compile(r'^\s+[–—]\s*\S.{0,40}$')
_ONE = re.compile(r'1\s')
_LONGEST_NAME = 40
_MOST_SPACES = 5


def is_form(line: str) -> bool:
    """Whether a line is the heading of the comment form."""
    return len(line) < 100 and bool(_FORM.match(line.strip()))


def is_closed(line: str) -> bool:
    """Whether a line says that comments are closed."""
    return len(line) < 120 and bool(_CLOSED.match(line.strip()))


def is_heading(line: str) -> bool:
    """Whether a line may be the heading of the comments; a mere count of comments may also be next to a headline."""
    return len(line) < 250 and bool(_HEADING.match(line.strip())) and not is_form(line)


def section(lines: Sequence[str], begin: int, title: str) -> tuple[int, int, int] | None:
    """(index after the text, of the first comment, after the last) in lines[begin:]; None without comments.

    A heading counts only if a line soon after it looks like a comment, or if it names the article by its title or by
    its words ("3 comments on …"). Without a heading, comments begin below the form if several reply buttons follow it,
    or with the first of a series.
    """
    is_below_comment = False
    for at in range(begin, len(lines)):
        names_article = comment_series.names_title(lines[at], title)
        if is_heading(lines[at]) or names_article:
            names_article = names_article or bool(_NAMES_ARTICLE.search(lines[at]))
            if first := _first_comment(lines, at, names_article):
                return at, at + 1, _end(lines, first)
            if names_article and at + 1 < len(lines) and is_form(lines[at + 1]):
                return at, at + 1, at + 1
        # Below the first comment, a number and a word may be what somebody wrote.
        is_below_comment = is_below_comment or comment_series.names_author(lines[at].strip())
        if not is_below_comment and comment_series.counts_what_follows(lines, at):
            return at, at + 1, _end(lines, at + 1)
    form = next((at for at in range(begin, len(lines)) if is_form(lines[at])), None)
    if form is not None and sum(map(_is_reply_button, lines[form + 1 :])) > 2:
        return form, form + 1, len(lines)
    first = comment_series.first(lines, begin)
    return (first, first, _end(lines, first)) if first is not None else None


def _first_comment(lines: Sequence[str], heading: int, names_article: bool) -> int | None:
    # "All comments" may be a button too: their first is next to it then.
    match = _HEADING.match(lines[heading].strip())
    near = 3 if match and match['more'] else 11
    below = lines[heading + 1 : heading + 1 + near]
    form = next((at for at, line in enumerate(below) if is_form(line)), len(below))
    first = next((at for at, line in enumerate(below[:form]) if _starts_comment(line)), None)
    if first is not None:
        return heading + 1 + first
    needs_no_comment = names_article or heading > len(lines) - 4 or _opens_with_name(lines[heading], below)
    return heading + 1 if form and needs_no_comment and any(map(text_lines.is_prose, below[:form])) else None


def _opens_with_name(heading: str, below: Sequence[str]) -> bool:
    """Whether a heading counts one comment, and a short line and a paragraph are below it."""
    return (
        bool(_ONE.match(heading.strip()))
        and len(below) > 1
        and len(below[0]) < _LONGEST_NAME
        and below[0].count(' ') < _MOST_SPACES
        and text_lines.is_prose(below[1])
    )


def _end(lines: Sequence[str], first: int) -> int:
    return next((at for at in range(first + 1, len(lines)) if is_form(lines[at]) or is_closed(lines[at])), len(lines))


def signed_lists(lines: Sequence[str]) -> list[tuple[int, int]]:
    """(first, last exclusive) of lists between paragraphs whose items are each followed by a name and a time."""
    lists, begin = [], None
    for at, line in enumerate([*lines, '']):
        if begin is None and comment_lines.item(line) and line[:1].isspace():
            begin = at
        elif begin is not None and not line[:1].isspace():
            if any(_is_signature(*pair) for pair in pairwise(lines[begin:at])):
                lists.append((begin, at))
            begin = None
    return lists


def _is_signature(line: str, below: str) -> bool:
    """Whether two lines are a name after a dash ("  – A. Reader") and the time below it."""
    return bool(_SIGNED.match(line) and (signature := comment_lines.attribution(below.strip())) and signature.published)


def _is_reply_button(line: str) -> bool:
    return (
        len(line) < 60
        and bool(comment_series.REPLY.search(line.strip()))
        and bool(comment_lines.is_button(line.strip()))
    )


def _starts_comment(line: str) -> bool:
    return bool(
        comment_lines.item(line) or comment_lines.attribution(line.strip()) or comment_lines.is_button(line.strip())
    )
