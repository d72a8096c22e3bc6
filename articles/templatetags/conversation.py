"""The comments of an article, written in Python: each as a template took as long as the whole article. What goes in is
escaped here."""

from datetime import datetime
from functools import lru_cache
from html import escape

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from articles.comments.conversations import Pages
from articles.comments.threads import Row
from articles.text import sanitise

from .texts import once_a_language

register = template.Library()


@register.filter
def author(comment) -> SafeString:
    """The name of who wrote a comment, linked to the page that was given with it."""
    url = sanitise.web_url(comment.author_url)
    if not url:
        return mark_safe(f'<bdi class="author">{escape(comment.author_name) or _texts()["Anonymous"]}</bdi>')
    name = escape(comment.author_name or url)
    return mark_safe(f'<a class="author" href="{escape(url)}" rel="nofollow ugc"><bdi>{name}</bdi></a>')


@register.simple_tag(takes_context=True)
def conversation(context) -> SafeString:
    """The items of the list of `comments`, a threads.Conversation, with the form below the one `replying_to`.

    The context has `article`, `can_comment`, `READ_ONLY` and what the form needs.
    """
    address, replying_to = escape(context['article'].get_absolute_url()), context.get('replying_to')
    written = []
    for row in context['comments'].rows:
        comment, anchor = row.comment, row.comment.anchor
        written.append(f'{_opening(row, bool(replying_to))}<li>\n')
        if row.removed:
            removed = _texts()['This comment was removed.']
            written.append(f'<article class="comment removed" id="{anchor}"><p>{removed}</p></article>')
        else:
            links = '' if context['READ_ONLY'] else _links(comment, address, context['can_comment'])
            written.append(
                f'<article class="comment" id="{anchor}">\n<header>{_head(row, address)}</header>\n'
                f'<div class="comment-text" dir="auto">{comment.body_html}</div>{links}</article>'
            )
            if comment.number == replying_to:
                with context.push(comment=comment):
                    written.append(context.template.engine.get_template('comments/reply.html').render(context))
        written.append(_closing(row))
    return mark_safe(''.join(written))


@register.simple_tag
def count(comments: int) -> SafeString:
    """How many comments there are, in words."""
    return mark_safe(ngettext('%(n)s comment', '%(n)s comments', comments) % {'n': comments})


@register.simple_tag
def orders(pages: Pages) -> SafeString:
    """The links to the orders of the comments."""
    items = (
        f'<li><span aria-current="true">{label}</span></li>'
        if chosen
        else f'<li><a href="{escape(address)}" rel="nofollow">{label}</a></li>'
        for label, address, chosen in pages.orders
    )
    label = _texts()['Order of the comments']
    return mark_safe(f'<nav class="orders" aria-label="{label}"><ul>{"".join(items)}</ul></nav>')


@register.simple_tag
def form_start(article) -> SafeString:
    """What begins a form for a comment on an article."""
    action = reverse('respond', args=[article.pk])
    return mark_safe(f'<form class="comment-form" action="{action}" method="post" novalidate>')


@register.simple_tag
def form_end(stamp: str, to: int | str | None = None) -> SafeString:
    """What ends a form for a comment: its stamp, the number of the comment it replies `to`, if any, and its buttons."""
    texts, value = _texts(), f' value="{escape(str(to))}"' if to else ''
    return mark_safe(
        f'<input type="hidden" name="to"{value} id="respond-to">'
        f'<input type="hidden" name="stamp" value="{escape(stamp)}" id="respond-stamp">\n<p class="buttons">\n'
        f'<button type="submit">{texts["Post comment"]}</button>\n'
        f'<button type="submit" name="preview" value="1" class="secondary">{texts["Preview"]}</button>\n</p>\n</form>'
    )


def _opening(row: Row, is_open: bool) -> str:
    """What begins the list of replies that the row is the first of."""
    if not row.opens:
        return ''
    if not row.replies:
        return '<ol>'
    replies = ngettext('%(n)s reply', '%(n)s replies', row.replies) % {'n': row.replies}
    state = '' if row.folded and not is_open else ' open'
    return f'<details class="replies"{state}><summary>{replies}</summary><ol>'


def _closing(row: Row) -> str:
    """What ends the item of the row, and the lists that it is the last of."""
    ends = ['</ol></li>'] * len(row.closes)
    if ends and row.last:
        ends[-1] = '</ol></details></li>'
    return ('</li>' if row.leaf else '') + ''.join(ends)


def _head(row: Row, address: str) -> str:
    comment, texts = row.comment, _texts()
    posted = timezone.localtime(comment.posted)
    return ''.join(
        [
            author(comment),
            f' <span class="official">{texts["The editors"]}</span>' if comment.official else '',
            f'\n<a class="permalink" href="{address}{comment.anchor}/"><time datetime="{posted.isoformat()}">',
            f'{_moment(posted)}</time></a>',
            f' <span class="edited">{texts["edited"]}</span>' if comment.edited else '',
            _answers(row, address) if row.answers else '',
        ]
    )


def _moment(at: datetime) -> str:
    return _written(at.replace(second=0, microsecond=0), get_language())


@lru_cache(maxsize=20_000)
def _written(minute: datetime, language: str) -> str:
    """Cached, since formatting a time takes half as long as the rest of a comment."""
    return escape(date_format(minute, _texts()['j F Y, H:i']))


def _answers(row: Row, address: str) -> str:
    """The link to the comment that one replies to."""
    other = row.answers
    to = f'{address}{other.anchor}/' if row.elsewhere else f'#{other.anchor}'
    words = _texts()['to a comment above']
    if other.status == 'approved' and other.author_name:
        words = _texts()['to <bdi>%(name)s</bdi>'] % {'name': escape(other.author_name)}
    return f'\n<a class="answers{"" if row.flat else " narrow"}" href="{to}">{words}</a>'


def _links(comment, address: str, can_reply: bool) -> str:
    texts, reply = _texts(), ''
    if can_reply:
        name = escape(comment.author_name) or texts['this comment']
        label = texts['Reply to %(name)s'] % {'name': name}
        to = f'?replytocom={comment.number}#respond'
        reply = f'<a href="{to}" rel="nofollow" aria-label="{label}">{texts["Reply"]}</a> '
    report = f'<a href="{address}{comment.anchor}/report/" rel="nofollow">{texts["Report"]}</a>'
    return f'\n<p class="reply">{reply}{report}</p>'


@once_a_language
def _texts() -> dict[str, str]:
    """The fixed texts in the language that is active, by themselves in English. As in templates, they are HTML."""
    return {
        'Anonymous': gettext('Anonymous'),
        'Order of the comments': gettext('Order of the comments'),
        'Post comment': gettext('Post comment'),
        'Preview': gettext('Preview'),
        'Report': gettext('Report'),
        'Reply': gettext('Reply'),
        'Reply to %(name)s': gettext('Reply to %(name)s'),
        'The editors': gettext('The editors'),
        'This comment was removed.': gettext('This comment was removed.'),
        'edited': gettext('edited'),
        'j F Y, H:i': gettext('j F Y, H:i'),
        'this comment': gettext('this comment'),
        'to <bdi>%(name)s</bdi>': gettext('to <bdi>%(name)s</bdi>'),
        'to a comment above': gettext('to a comment above'),
    }
