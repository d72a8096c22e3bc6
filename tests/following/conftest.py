"""A mail server, as far as Django's outbox for tests is one."""

import pytest

from articles.search import follow as index_follower
from tests.factories import make_editor


@pytest.fixture(autouse=True)
def mail_server(settings):
    settings.EMAIL_URL = 'smtp://mail.example'
    settings.SITE_URL = 'https://news.example'
    settings.DEFAULT_FROM_EMAIL = 'The Herald <herald@news.example>'


@pytest.fixture
def moderator():
    return make_editor('moderator', 'Moderators')


@pytest.fixture
def search_index(settings, tmp_path):
    """A search index of its own for each test."""
    settings.DATA_DIR = tmp_path
    return index_follower.rebuild
