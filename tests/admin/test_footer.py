import pytest
from bs4 import BeautifulSoup
from django.conf import settings

pytestmark = pytest.mark.django_db


def test_footer_has_the_version(admin_client):
    page = BeautifulSoup(admin_client.get('/admin/').content, 'html.parser')
    assert page.footer.get_text(strip=True) == f'Newsroom {settings.VERSION}'
