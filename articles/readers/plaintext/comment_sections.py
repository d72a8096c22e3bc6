"""Finds the comments below an article among the lines of its page's plain text."""

import re
from collections.abc import Sequence
from itertools import pairwise

from . import comment_lines
from . import lines as text_lines
from .comment_lines import LONGEST_BUTTON, Attribution

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
    rf'|(?:(?:all|alle|vos|nos|les|los|tous les|ihre|eure|deine|your|tus|sus|i|as|os|de|alla|wszystkie'
    rf'|bisherige|neueste|latest|reader|user|show|view)\s+)?(?:{_NOUNS})'
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
_REPLY = re.compile(
    r'\b(?:gast|guest|daumen hoch|reply|antworten|zitieren|répondre|responder)\b|^#\d+\s', re.IGNORECASE
)
_SIGNED = re.compile(r'^\s+[–—]\s*\S.{0,40}$')
# Lines between two comments of a series: a longer way is another part of the page.
_FARTHEST = 60
_COUNT_ALONE = re.compile(r'^\W*(\d{1,4})\s+[^\W\d]+\W*$')
_MOST_COUNTED = 2000


def is_form(line: str) -> bool:
    """Whether a line is the heading of the comment form."""
    return len(line) < 100 and bool(_FORM.match(line.strip()))


def is_closed(line: str) -> bool:
    """Whether a line says that comments are closed."""
    return len(line) < 120 and bool(_CLOSED.match(line.strip()))


def is_heading(line: str) -> bool:
    """Whether a line may be the heading of the comments; a mere count of comments may also be next to a headline."""
    return len(line) < 250 and bool(_HEADING.match(line.strip())) and not is_form(line)


def section(lines: Sequence[str], begin: int) -> tuple[int, int, int] | None:
    """(index after the text, of the first comment, after the last) in lines[begin:]; None without comments.

    A heading counts only if a line soon after it looks like a comment, or if it names the article ("3 comments on …").
    Without a heading, comments begin below the form if several reply buttons follow it, or with the first of a series.
    """
    for at in range(begin, len(lines)):
        if is_heading(lines[at]) and (first := _first_comment(lines, at)):
            return at, at + 1, _end(lines, first)
        if (
            is_heading(lines[at])
            and _NAMES_ARTICLE.search(lines[at])
            and at + 1 < len(lines)
            and is_form(lines[at + 1])
        ):
            return at, at + 1, at + 1
        if _counts_items(lines, at):
            return at, at + 1, _end(lines, at + 1)
    form = next((at for at in range(begin, len(lines)) if is_form(lines[at])), None)
    if form is not None and sum(map(_is_reply_button, lines[form + 1 :])) > 2:
        return form, form + 1, len(lines)
    first = _first_of_series(lines, begin)
    return (first, first, _end(lines, first)) if first is not None else None


def _first_comment(lines: Sequence[str], heading: int) -> int | None:
    below = lines[heading + 1 : heading + 12]
    form = next((at for at, line in enumerate(below) if is_form(line)), len(below))
    first = next((at for at, line in enumerate(below[:form]) if _starts_comment(line)), None)
    if first is not None:
        return heading + 1 + first
    needs_no_comment = _NAMES_ARTICLE.search(lines[heading]) or heading > len(lines) - 4
    return heading + 1 if form and needs_no_comment and any(map(text_lines.is_prose, below[:form])) else None


def _counts_items(lines: Sequence[str], at: int) -> bool:
    """Whether a line is a number and a word, and about as many items of a list follow: in any language, comments."""
    count = _COUNT_ALONE.match(lines[at].strip())
    if (
        not count
        or not _MOST_COUNTED > (number := int(count[1])) > 1
        or not comment_lines.item(''.join(lines[at + 1 : at + 2]))
    ):
        return False
    items = sum(map(bool, map(comment_lines.item, lines[at + 1 :])))
    return 0.5 * number <= items <= 1.2 * number


def _end(lines: Sequence[str], first: int) -> int:
    return next((at for at in range(first + 1, len(lines)) if is_form(lines[at]) or is_closed(lines[at])), len(lines))


def _first_of_series(lines: Sequence[str], begin: int) -> int | None:
    """The index of the first of several comments with day and hour, or of one with a reply button beside its day."""
    series: list[tuple[int, Attribution]] = []
    for at in range(begin, len(lines)):
        signature = comment_lines.attribution(lines[at].strip())
        if signature and signature.published and _REPLY.search(lines[at]) and at > begin + 2:
            # A name that is not on the line with the date is on the line above it.
            return at if signature.author else at - 1
        if not signature or not (
            signature.has_clock or (signature.is_said and comment_lines.is_moment(''.join(lines[at + 1 : at + 2])))
        ):
            continue
        if series and at - series[-1][0] > _FARTHEST:
            series.clear()
        if not series or at - series[-1][0] > 1:
            series.append((at, signature))
        if len(series) > 1 and (first := _start(lines, series)) is not None:
            return first
    return None


def _start(lines: Sequence[str], series: list[tuple[int, Attribution]]) -> int | None:
    """The index at which a series begins, if all its comments have names, or have the same button below them."""
    at, first = series[0]
    if all(signature.author and signature.author.count(' ') < 4 for _, signature in series):
        return at
    if all(signature.author for _, signature in series) or len(series) < 3:
        return None
    between = [
        {comment_lines.without_digits(line) for line in lines[one + 1 : other]}
        for (one, _), (other, _) in pairwise(series)
    ]
    same = {line for line in set.intersection(*between) if line and len(line) <= LONGEST_BUTTON}
    return (at if first.author else at - 1) if same else None


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
    return len(line) < 60 and bool(_REPLY.search(line.strip())) and bool(comment_lines.is_button(line.strip()))


def _starts_comment(line: str) -> bool:
    return bool(
        comment_lines.item(line) or comment_lines.attribution(line.strip()) or comment_lines.is_button(line.strip())
    )
