import pytest

from articles.search import follow


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    """An index of its own for each test."""
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def index_all(db):
    return follow.rebuild
