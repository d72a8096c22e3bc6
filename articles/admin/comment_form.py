"""The form in which a moderator edits a comment."""

from django import forms
from django.core.exceptions import ValidationError

from articles.comments import moderation
from articles.comments.forms import CommentForm
from articles.models import Comment
from articles.text import sanitise


class EditForm(forms.ModelForm):
    """`seen` is when the comment had last been moderated when the form was opened: '' for never.

    `text` is the comment in the syntax of the readers' form. Left as it is, it does not touch the HTML.
    """

    text = forms.CharField(widget=forms.Textarea, help_text=CommentForm.base_fields['text'].help_text, strip=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Comment
        fields = ('author_name', 'author_email', 'author_url')

    def __init__(self, *args, **kwargs):
        from articles.text import comment_source  # Its parser is loaded only for who edits.

        super().__init__(*args, **kwargs)
        self.initial['text'] = comment_source.from_html(self.instance.body_html)
        self.initial['seen'] = moderation.moment(self.instance)
        if 'author_name' in self.fields:
            self.fields['author_name'].required = False

    def clean_author_url(self):
        url = self.cleaned_data['author_url']
        if url and not sanitise.web_url(url):
            raise ValidationError('Only URLs that begin with http:// or https:// are allowed.')
        return url

    def clean_text(self):
        # Browsers send CR LF, which the text does not have.
        return self.cleaned_data['text'].replace('\r\n', '\n')

    def clean(self):
        # The admin saves in one transaction, so that from here on nobody else changes what is compared.
        stored = Comment.objects.select_for_update().get(pk=self.instance.pk)
        if moderation.moment(stored) != self.cleaned_data.get('seen'):
            self.data = self.data.copy()
            self.data['seen'] = moderation.moment(stored)
            raise ValidationError(
                'Someone else has changed this comment. It is now %(status)s and reads, by %(name)s: “%(text)s”. '
                'Save again to replace it with the text below.',
                params={'status': stored.get_status_display(), 'name': stored.author_name, 'text': stored.body_text},
            )
