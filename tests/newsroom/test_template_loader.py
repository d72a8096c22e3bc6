from django.template import Context, Engine
from django.template.loader import get_template
from django.utils import translation

from newsroom.template_loader import translated


def rendered(source: str, **context) -> str:
    return Engine(builtins=['django.templatetags.i18n']).from_string(source).render(Context(context))


def test_fixed_texts_are_translated_in_the_source():
    with translation.override('fr'):
        assert translated("<h2>{% translate 'Search' %}</h2>") == '<h2>Recherche</h2>'
        assert translated("{{ name|default:_('Search') }}") == '{{ name|default:"Recherche" }}'


def test_context_tells_two_meanings_apart():
    with translation.override('fr'):
        assert translated("{% translate 'Light' context 'appearance' %}") == 'Clair'


def test_a_template_renders_as_without_the_loader():
    source = """
        {% translate 'Search' %} {% translate name %} {% translate "<b>'&" %} {% translate '100 % true' %}
        {% translate 'Search' as found %}{{ found }} {% translate 'a \\'quotation\\'' %} {# {% translate 'Search' %} #}
        {{ none|default:_('Search') }} {{ none|default:_("'&<") }} {{ none|default:_('"') }}
        {{ none|default:'_("Search")' }} {% if name == _('Search') %}never{% endif %}"""
    with translation.override('de'):
        assert rendered(translated(source), name='<i>') == rendered(source, name='<i>')


def test_each_language_has_templates_of_its_own():
    texts = {}
    for language in ('en-gb', 'fr', 'en-gb'):
        with translation.override(language):
            texts[language] = get_template('find.html').render()
    assert 'Recherche' in texts['fr']
    assert 'Search' in texts['en-gb']


def test_what_indents_the_lines_of_a_page_is_left_out_but_not_of_a_mail():
    page = get_template('tools.html').template.source
    assert '\n<button type="button" class="share"' in page
    assert '\n ' not in page
    assert '\n\n{% ' in get_template('mail/articles.txt').template.source
