"""Feeds: their entries, made of articles and comments, and the formats RSS, Atom and JSON Feed."""

from articles.feeds.entries import Entry, Feed, Person, of_article, of_comment, of_correction, tag_uri
from articles.feeds.formats import FORMATS, Format

__all__ = ['FORMATS', 'Entry', 'Feed', 'Format', 'Person', 'of_article', 'of_comment', 'of_correction', 'tag_uri']
