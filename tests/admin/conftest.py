import pytest

from tests.factories import make_editor


@pytest.fixture
def editor(client):
    """An editor, logged in."""
    editor = make_editor()
    client.force_login(editor)
    return editor
