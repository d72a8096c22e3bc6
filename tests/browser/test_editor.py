"""Writing in the editor of the admin, under the site's content security policy."""

import pytest
from playwright.sync_api import expect

from articles.editorial import publishing
from articles.models import Article, WorkingCopy
from tests.factories import make_article, make_author, make_editor

from .conftest import picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RICH = (
    '<p id="text-top">One <strong>and <em>two</em></strong> <a href="/x">three</a>.<br>Four</p>\n\n'
    '<h2 class="crosshead">Head</h2>\n<ul>\n<li>bare</li>\n<li>more<ul><li>deep</li></ul></li>\n</ul>\n'
    '<ol start="3"><li>three</li></ol><blockquote><p>Said.</p></blockquote><hr><pre>  code\n here</pre>'
    '<figure class="alignleft"><img src="/wp-content/uploads/a.jpg" alt="A" width="4" height="3">'
    '<figcaption>Cap <em>tion</em></figcaption></figure>'
    '<table><tbody><tr><th>a</th><td colspan="2">b</td></tr></tbody></table>'
)
KEPT_AS_HTML = [
    ('<video controls="" preload="none" src="/v.mp4"></video>', 'video'),
    ('<details><summary>S</summary><p>D</p></details>', 'details'),
    ('<p>An <abbr title="International">int.</abbr> word</p>', 'abbr'),
    ('<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>', 'thead'),
    ('<figure><a href="/x"><img src="/wp-content/uploads/a.jpg" alt="A"></a></figure>', 'within <a'),
    ('<p><a id="text-top"></a>Text</p>', 'text-top'),
]

# The editor learns of a new selection by an event, after the browser has it.
CARET_IS_AT_THE_END = """(text) => {
  const {doc, selection} = text.editor.state;
  return selection.empty && selection.to === doc.content.size - 1;
}"""


def pick(page, field: str, text: str):
    page.click(f'.field-{field} .select2-selection')
    page.keyboard.type(text)
    page.locator('.select2-results__option--highlighted').get_by_text(text).wait_for()
    page.keyboard.press('Enter')


def test_article_with_heading_link_picture_and_new_tag_is_written_and_published(desk, tmp_path):
    make_author('Zoe Ng')
    desk.goto('/admin/articles/media/add/')
    desk.set_input_files('#id_file', {'name': 'field.jpg', 'mimeType': 'image/jpeg', 'buffer': picture()})
    desk.fill('#id_alt', 'A green field')
    desk.click('[name=_save]')
    desk.locator('.messagelist').wait_for()
    desk.goto('/admin/articles/article/add/')
    desk.fill('#id_title', 'Storm over the harbour')
    text = desk.get_by_role('textbox', name='Text', exact=True)
    text.click()
    desk.keyboard.type('A crosshead')
    desk.click('.prose-menubar__selected')
    desk.get_by_text('Heading 2').click()
    desk.keyboard.press('Enter')
    desk.keyboard.type('Linked')
    desk.keyboard.press('Shift+Home')
    desk.click('.prose-menubar [data-name=link]:not(.disabled)')
    desk.fill('dialog input[name=href]', 'https://example.org/')
    desk.click('dialog [type=submit]')
    text.locator('a').wait_for()
    text.focus()
    desk.keyboard.press('Control+End')
    desk.wait_for_function(CARET_IS_AT_THE_END, arg=text.element_handle())
    desk.keyboard.press('Enter')
    desk.click('.prose-menubar [data-name=figure]')
    with desk.expect_popup() as window:
        desk.get_by_role('button', name='Browse').click()
    window.value.locator('.pictures button').first.click()
    desk.fill('dialog input[name=caption]', 'In spring')
    desk.click('dialog [type=submit]')
    text.locator('figcaption').wait_for()
    pick(desk, 'authors', 'Zoe Ng')
    pick(desk, 'tags', 'High Tide')
    desk.click('[value=publish]')
    desk.locator('.messagelist').get_by_text('Published').wait_for()
    article = Article.objects.get()
    for part in (
        '<h2>A crosshead</h2>',
        '<a href="https://example.org/">Linked</a>',
        'alt="A green field"',
        '<figcaption>In spring</figcaption>',
    ):
        assert part in article.body_html
    assert [tag.name for tag in article.tags.all()] == ['High Tide']
    desk.get_by_role('link', name='View on site').first.click()
    expect(desk.get_by_role('main')).to_contain_text('By Zoe Ng')


def test_what_the_editor_can_hold_is_edited_there_and_all_of_it_kept(desk):
    article = make_article('Rich', body_html=RICH, body_source=RICH)
    desk.goto(f'/admin/articles/article/{article.pk}/change/')
    text = desk.get_by_role('textbox', name='Text', exact=True)
    text.wait_for()
    assert text.get_attribute('contenteditable') == 'true'
    desk.click('[value=save]')
    desk.locator('.messagelist').wait_for()
    stored = Article.objects.get()
    assert (stored.body_html, stored.version) == (RICH, 1)
    text.get_by_text('Said.').click()
    desk.keyboard.press('End')
    desk.keyboard.type(' And done.')
    desk.click('[value=save]')
    desk.locator('.messagelist').wait_for()
    stored = Article.objects.get()
    assert 'Said. And done.' in stored.body_html
    for part in (
        'id="text-top"',
        'class="crosshead"',
        'class="alignleft"',
        'start="3"',
        'colspan="2"',
        '  code\n here',
    ):
        assert part in stored.body_html
    for gone in ('style=', 'data-', 'rel='):
        assert gone not in stored.body_html


def test_what_the_editor_would_lose_is_shown_as_html_and_says_why(desk):
    for body, reason in KEPT_AS_HTML:
        article = make_article(body_html=f'<p>Before</p>{body}')
        desk.goto(f'/admin/articles/article/{article.pk}/change/')
        why = desk.locator('#id_body-why')
        why.wait_for()
        assert reason in why.inner_text(), body
        assert desk.locator('#id_body').is_visible()
        assert desk.locator('#id_body').input_value() == article.body_html


def test_typing_over_a_picture_leaves_no_empty_figure(desk):
    body = '<p>One</p><figure><img src="/wp-content/uploads/a.jpg" alt="A"></figure><p>Two</p>'
    article = make_article(body_html=body)
    desk.goto(f'/admin/articles/article/{article.pk}/change/')
    desk.locator('figure img').click()
    desk.locator('.ProseMirror-selectednode').wait_for()
    desk.keyboard.type('xyz')
    desk.click('[value=save]')
    desk.locator('.messagelist').wait_for()
    assert '<img' not in Article.objects.get().body_html
    assert 'xyz' in Article.objects.get().body_html


def test_text_typed_while_the_log_in_ended_is_offered_back(desk):
    desk.goto('/admin/articles/article/add/')
    desk.fill('#id_title', 'Long in the writing')
    desk.get_by_role('textbox', name='Text', exact=True).click()
    desk.keyboard.type('Every word of it.')
    desk.context.clear_cookies(name='sessionid')
    desk.click('[value=save]')
    desk.fill('#id_username', 'editor')
    desk.fill('#id_password', 'a long enough password')
    desk.click('[type=submit]')
    desk.get_by_role('button', name='Log out').wait_for()
    desk.goto('/admin/articles/article/add/')
    desk.get_by_role('link', name='Bring it back').click()
    desk.get_by_text('It is not saved yet').wait_for()
    desk.click('[value=save]')
    desk.locator('.messagelist').wait_for()
    assert Article.objects.get().title == 'Long in the writing'
    assert Article.objects.get().body_html == '<p>Every word of it.</p>'
    desk.goto('/admin/articles/article/add/')
    desk.get_by_role('textbox', name='Text', exact=True).wait_for()
    assert not desk.get_by_role('link', name='Bring it back').count()


def type_text(page, words: str):
    page.get_by_role('textbox', name='Text', exact=True).click()
    page.keyboard.press('Control+End')
    page.keyboard.type(words)


def test_all_that_was_typed_comes_back_on_another_machine(desk, chromium, live_server):
    article = make_article('Flood', tags=['sea'])
    desk.goto(f'/admin/articles/article/{article.pk}/change/')
    desk.fill('#id_slug', 'high-water')
    pick(desk, 'tags', 'High Tide')
    type_text(desk, ' And then it rose.')
    desk.get_by_text('What you typed was stored at').wait_for()
    other = chromium.new_context(base_url=live_server.url)
    other.add_cookies(desk.context.cookies())
    page = other.new_page()
    page.goto(f'/admin/articles/article/{article.pk}/change/')
    page.get_by_role('link', name='Bring it back').click()
    page.get_by_text('It is not saved yet').wait_for()
    assert page.input_value('#id_slug') == 'high-water'
    page.keyboard.press('Control+s')
    page.locator('.messagelist').get_by_text('Saved').wait_for()
    stored = Article.objects.get()
    assert 'And then it rose.' in stored.body_html
    assert sorted(stored.tags.values_list('name', flat=True)) == ['High Tide', 'sea']
    assert not WorkingCopy.objects.filter(fields__isnull=False).exists()
    other.close()


def test_copy_in_the_browser_outlives_a_server_that_is_away_and_the_saving_of_another_article(desk):
    flood, storm = make_article('Flood'), make_article('Storm')
    desk.goto(f'/admin/articles/article/{flood.pk}/change/')
    desk.route('**/working-copy/', lambda route: route.fulfill(status=502))
    desk.fill('#id_title', 'Flood again')
    desk.get_by_text('This browser keeps what you type').wait_for()
    desk.goto(f'/admin/articles/article/{storm.pk}/change/')
    desk.fill('#id_title', 'Storm again')
    desk.click('[value=save]')
    desk.locator('.messagelist').wait_for()
    desk.unroute('**/working-copy/')
    desk.goto(f'/admin/articles/article/{flood.pk}/change/')
    desk.get_by_role('link', name='Bring it back').click()
    expect(desk.locator('#id_title')).to_have_value('Flood again')
    assert desk.evaluate('Object.keys(localStorage).filter((name) => name.startsWith("newsroom")).length') == 0
    desk.errors[:] = [error for error in desk.errors if '502' not in error]


def test_same_paragraph_changed_by_two_is_shown_side_by_side_and_chosen(desk):
    article = make_article('Flood', body_html='<p>One is here.</p>\n<p>Two is here.</p>\n<p>Three is here.</p>')
    desk.goto(f'/admin/articles/article/{article.pk}/change/')
    text = desk.get_by_role('textbox', name='Text', exact=True)
    text.get_by_text('Two is here.').click()
    desk.keyboard.press('End')
    desk.keyboard.type(' Mine.')
    theirs = article.body_html.replace('Two', 'Second').replace('Three', '3')
    publishing.save(article, by=make_editor('bob'), body=theirs, standfirst='By bob.')
    desk.click('[value=save]')
    choice = desk.get_by_role('group', name='Text')
    expect(choice.locator('ins').first).to_contain_text('Mine')
    expect(desk.locator('#id_standfirst')).to_have_value('By bob.')
    choice.get_by_label('Both').check()
    desk.click('[value=save]')
    desk.locator('.messagelist').get_by_text('Saved').wait_for()
    stored = Article.objects.get()
    assert stored.standfirst == 'By bob.'
    for line in ('Second is here.', 'Two is here. Mine.', '3 is here.'):
        assert line in stored.body_html
