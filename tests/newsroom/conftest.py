import pytest


@pytest.fixture
def tmp_path(open_folder):
    return open_folder('site')
