"""Feeds: what a feed and its entries say, and the three formats that readers' programs take it in."""

from articles.feeds.entries import Entry, Feed, Person, of_article, of_comment, tag_uri
from articles.feeds.formats import FORMS, Form

__all__ = ['FORMS', 'Entry', 'Feed', 'Form', 'Person', 'of_article', 'of_comment', 'tag_uri']
