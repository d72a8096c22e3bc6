"""The comment form. It works from any cached copy of a page, without a cookie and without a session."""

import time
import unicodedata
from datetime import timedelta
from functools import cached_property

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import lists
from articles.following import subscriptions
from articles.models import Article, Comment
from articles.text import comment_markup, plain

YOUNGEST, OLDEST = 3, 30 * 24 * 3600  # seconds a person may take between getting the form and sending it


class TypedField(forms.CharField):
    """Typed text: control characters are removed, and a line end counts as one character, as in browsers."""

    def to_python(self, value) -> str:
        lines = str(value or '').replace('\r\n', '\n').replace('\r', '\n')
        return super().to_python(''.join(char for char in lines if char in '\n\t' or not _is_control(char)))

    def validate(self, value: str) -> None:
        super().validate(value)
        if self.required and not any(unicodedata.category(char)[0] in 'LNPS' for char in value):
            raise ValidationError(self.error_messages['required'], 'required')


class WebAddressField(forms.URLField):
    default_validators = [URLValidator(schemes=['http', 'https'])]


class TextForm(forms.Form):
    """The text of a comment."""

    text = TypedField(
        label=_('Comment'),
        max_length=10_000,
        error_messages={'required': _('Write your comment.')},
        widget=forms.Textarea(attrs={'rows': 8}),
        help_text=_(
            'A blank line begins a paragraph, “> ” a quotation, “- ” a list; *emphasis*; web addresses become links.'
        ),
    )

    def clean_text(self) -> str:
        text = self.cleaned_data['text']
        if not plain.from_html(comment_markup.to_html(text)).strip():
            raise ValidationError(self.fields['text'].error_messages['required'])
        return text


class CommentForm(TextForm):
    """A reply to an article, or to the comment of it that has the number `to`.

    The signed stamp says for which article and when the form was made. It replaces a CSRF token, which would need a
    cookie: no reader is logged in whom another site could impersonate, so it is enough that the form came from here.
    A form that is sent within seconds, or with the hidden field filled in, is taken for spam: see `is_spam`.
    """

    name = TypedField(
        label=_('Name'), max_length=100, error_messages={'required': _('Write the name you want to be known by.')}
    )
    email = forms.EmailField(
        label=_('E-mail'), max_length=254, required=False, help_text=_('Never shown. The editors may write to you.')
    )
    address = WebAddressField(
        label=_('Website'),
        max_length=500,
        required=False,
        assume_scheme='https',
        help_text=_('Your name will link to it.'),
    )
    follow = forms.BooleanField(label=_('Tell me of replies by e-mail'), required=False)
    subject = TypedField(label=_('Leave this field empty'), required=False)
    to = forms.IntegerField(required=False, widget=forms.HiddenInput)
    stamp = TypedField(required=False, widget=forms.HiddenInput)

    def __init__(self, article: Article, data=None, *, to: int | None = None):
        initial = {'to': to, 'stamp': make_stamp(article)}
        super().__init__(None if data is None else data.copy(), initial=initial, auto_id='respond-%s')
        self.article = article
        if not subscriptions.is_offered():
            del self.fields['follow']
        for name, autocomplete in (('name', 'name'), ('email', 'email'), ('address', 'url')):
            self.fields[name].widget.attrs['autocomplete'] = autocomplete
        self.fields['subject'].widget.attrs = {'autocomplete': 'off', 'tabindex': '-1'}

    @cached_property
    def parent(self) -> Comment | None:
        """The public comment that this replies to; None at the top level."""
        number = self.cleaned_data.get('to') if self.is_bound else self.initial['to']
        if number is None:
            return None
        return self.article.comments.approved().filter(number=number, kind=Comment.Kind.COMMENT).first()

    @property
    def is_spam(self) -> bool:
        # A stamp of the future is one of a machine whose clock is ahead, and no haste.
        return bool(self.cleaned_data['subject']) or 0 <= age(self.article, self.cleaned_data['stamp']) < YOUNGEST

    @property
    def preview(self) -> str:
        return comment_markup.to_html(self.cleaned_data['text'])

    def clean_name(self) -> str:
        return ' '.join(self.cleaned_data['name'].split())

    def clean_follow(self) -> bool:
        if self.cleaned_data['follow'] and not self.cleaned_data.get('email') and 'email' not in self.errors:
            raise ValidationError(_('Write your e-mail address above, so that we can tell you.'))
        return self.cleaned_data['follow']

    def clean_to(self) -> int | None:
        """Rejects a reply to a comment that is no longer public: only its writer knows if it makes sense by itself."""
        number = self.cleaned_data['to']
        if number is not None and not self.parent:
            self.data['to'] = ''
            raise ValidationError(
                _(
                    'The comment you replied to is no longer public. '
                    'Send yours again to post it as a comment of its own.'
                )
            )
        return number

    def clean_stamp(self) -> str:
        stamp = self.cleaned_data['stamp']
        seconds = age(self.article, stamp)
        if seconds is None or seconds > OLDEST:
            # An expired form of ours has been open long enough: its successor may be sent at once.
            self.data['stamp'] = make_stamp(self.article, seconds=YOUNGEST if seconds else 0)
            raise ValidationError(_('This form had been open for too long. Your text is kept: please send it again.'))
        return stamp


def is_open(article: Article) -> bool:
    """Whether readers can comment on a public article: by its own setting, and by those of the site."""
    site = lists.site()
    days = site.comments_days
    is_too_old = days is not None and article.published + timedelta(days=days) <= timezone.now()
    return article.comments_open and site.comments_open and not is_too_old


def make_stamp(article: Article, *, seconds: float = 0) -> str:
    """A signed stamp that says that a form for this article was made `seconds` ago."""
    return _signer(article).sign(int(time.time() - seconds))


def age(article: Article, stamp: str) -> float | None:
    """How many seconds ago the stamp was made; None if it is not a valid one for this article."""
    try:
        return time.time() - int(_signer(article).unsign(stamp))
    except BadSignature:
        return None


def _signer(article: Article) -> Signer:
    return Signer(salt=f'articles.respond.{article.pk}')


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in ('Cc', 'Cs') or ord(char) & 0xFFFE == 0xFFFE
