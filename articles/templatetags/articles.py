"""Small things that templates ask for."""

from django import template

from articles.lists import Section, Sections
from articles.text import plain

register = template.Library()
RIGHT_TO_LEFT = {'ar', 'dv', 'fa', 'he', 'ps', 'ur', 'yi'}


@register.filter
def section(article, sections: Sections) -> Section | None:
    """The section that an article is primarily filed under."""
    return sections.get(article.filed_under[0]) if article.filed_under else None


@register.filter
def direction(language: str) -> str:
    """In which direction a language is written: 'rtl' or 'ltr'."""
    return 'rtl' if language.partition('-')[0].lower() in RIGHT_TO_LEFT else 'ltr'


@register.filter
def teaser(article) -> str:
    """What a list prints below a headline: the standfirst, or else the beginning of the text."""
    return plain.excerpt(article.standfirst or article.opening, 32)
