"""What axe holds against lists and forms of the admin, apart from what Django's own select boxes lack."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.test_accessibility import RULES
from tests.factories import make_article, make_comment, make_media

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OF_SELECT2 = {'aria-input-field-name', 'label', 'list'}  # rules that Django's select boxes break
# Reading style sheets that import others, axe inserts styles, which the policy of the pages refuses.
OPTIONS = RULES['light'] | {'preload': False}


def test_lists_and_forms_of_the_admin_break_no_rule(desk):
    make_comment(make_article('Flood', lead_image=make_media('a.jpg')), 'I saw it.')
    broken = []
    for address in ('/admin/password_change/', '/admin/articles/article/', '/admin/articles/media/'):
        desk.goto(address)
        for width in (390, 1280):
            desk.set_viewport_size({'width': width, 'height': 800})
            for one in Axe().run(desk, options=OPTIONS).response['violations']:
                if one['id'] not in OF_SELECT2:
                    broken.append(f'{address} at {width}: {one["id"]}: {[node["html"][:160] for node in one["nodes"]]}')
    assert not broken, '\n'.join(broken)
