"""The editor of the body: django-prose-editor, started by a script of our own so that no inline script is needed."""

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.forms.widgets import Script
from django.templatetags.static import static
from django.urls import reverse


class BodyWidget(AdminTextareaWidget):
    """A textarea of HTML, which `editor.js` turns into an editor if the editor can represent all of it."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context['widget']['attrs'] |= {
            'data-editor': static('django_prose_editor/editor.js'),
            'data-pictures': reverse('admin:articles_media_pick'),
            'rows': 30,
        }
        return context

    @property
    def media(self):
        styles = ('material-icons', 'editor', 'overrides')
        return forms.Media(
            css={'all': [*(f'django_prose_editor/{style}.css' for style in styles), 'admin-newsroom/editor.css']},
            js=[
                Script('admin-newsroom/editor.js', type='module'),
                Script('admin-newsroom/working-copies.js', defer=True),
            ],
        )


class LinesField(forms.CharField):
    """Text of several lines, as it was typed: browsers send CR LF for every line end."""

    def __init__(self, **options):
        super().__init__(strip=False, required=False, **options)

    def to_python(self, value) -> str:
        return super().to_python(value).replace('\r\n', '\n')

    def has_changed(self, initial, data) -> bool:
        return not self.disabled and self.to_python(initial) != self.to_python(data)
