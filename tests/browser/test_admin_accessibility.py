"""What axe holds against the pages of the admin, the boxes of select2 included."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User

from articles.editorial import notes, preview_links
from articles.editorial.filing import Act
from articles.imports import bulk, jobs
from articles.models import Article, MenuLink
from tests.browser.test_accessibility import RULES
from tests.factories import make_article, make_comment, make_media, make_tag

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Reading style sheets that import others, axe inserts styles, which the policy of the pages refuses.
OPTIONS = RULES['light'] | {'preload': False}
LISTS = ('article', 'media', 'tag', 'comment', 'frontstory', 'menulink', 'importrun', 'oldurl', 'termmerge')


def broken_rules(window) -> list[str]:
    """What axe finds at the width of a phone and of a desk, and pages that scroll sideways."""
    broken = []
    window.wait_for_load_state('networkidle')
    window.evaluate('document.fonts.ready')  # Until then the icons of the editor are words.
    for width in (360, 1280):
        window.set_viewport_size({'width': width, 'height': 800})
        for one in Axe().run(window, options=OPTIONS).response['violations']:
            nodes = [node['html'][:160] for node in one['nodes']]
            broken.append(f'{window.url} at {width}: {one["id"]}: {nodes}')
        if window.evaluate('document.documentElement.scrollWidth') > width:
            broken.append(f'{window.url} at {width}: scrolls sideways')
    return broken


def test_pages_of_the_admin_break_no_rule(desk, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    editor = User.objects.get()
    held = {'status': 'held', 'author_email': 'ada@mail.example', 'author_url': 'https://ada.example/'}
    held = make_comment(make_article('Flood', lead_image=make_media('a.jpg')), 'I saw it.', **held)
    draft = make_article('Draft', status='draft', tags=['water'], categories=['World'], authors=['Ada'])
    notes.add(draft, 'Ask the harbour.', by=editor)
    preview_links.make(draft, by=editor)
    MenuLink.objects.create(label='Tags', url='/tag/')
    run = bulk.enqueue(Article.objects.all(), Act(add={'tags': [make_tag('town').pk]}), name='Tags', by=editor)
    jobs.do_next()
    of_draft = [f'articles/article/{draft.pk}/{page}/' for page in ('change', 'notes', 'links', 'history')]
    addresses = ['', 'password_change/', 'second-factor/set-up/', *(f'articles/{name}/' for name in LISTS), *of_draft]
    addresses += ['articles/article/add/', f'articles/importrun/{run.pk}/change/', 'articles/site/1/change/']
    addresses += [f'articles/comment/{held.pk}/{page}' for page in ('change/', 'ban/', 'ban/?words=saw')]
    addresses += ['articles/comment/person/', 'articles/comment/week/']
    addresses += [f'auth/user/{editor.pk}/change/', f'auth/user/{editor.pk}/access/']
    broken = []
    for address in addresses:
        assert desk.goto(f'/admin/{address}').status == 200, address
        broken += broken_rules(desk)
    desk.context.clear_cookies()
    for address in ('login/', 'password/forgotten/'):
        desk.goto(f'/admin/{address}')
        broken += broken_rules(desk)
    assert not broken, '\n'.join(broken)


def test_boxes_to_pick_from_have_the_names_of_their_fields(desk):
    make_article('Flood', categories=['World'])
    desk.goto('/admin/articles/article/add/')
    desk.get_by_role('searchbox', name='Categories').fill('Wor')
    desk.get_by_role('option', name='World').click()
    desk.get_by_role('combobox', name='Lead image').focus()
    desk.keyboard.press('Enter')
    desk.get_by_role('searchbox', name='Search').wait_for()
