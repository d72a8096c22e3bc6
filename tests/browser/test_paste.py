"""What is pasted from Google Docs and Word has its structure and nothing else; links are completed or refused.

The markup is that of public bug reports of editors; the words are our own.
"""
# ruff: noqa: E501  (HTML as it is pasted)

import pytest
from playwright.sync_api import expect

from articles.models import Article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GOOGLE_DOCS = (
    '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-5b0e3a1f-7fff-1">'
    '<h1 dir="ltr" style="line-height:1.38;"><span style="font-size:20pt;font-weight:400;">The river</span></h1>'
    '<p dir="ltr" style="line-height:1.38;"><span style="font-weight:400;font-style:normal;">It </span>'
    '<span style="font-weight:700;font-style:normal;">rose</span><span style="font-weight:400;"> by </span>'
    '<span style="font-weight:400;font-style:italic;">a metre</span><span style="font-weight:400;">, says </span>'
    '<a href="https://www.google.com/url?q=https://example.org/gauge&amp;sa=D" style="text-decoration:none;">'
    '<span style="font-weight:400;text-decoration:underline;">the gauge</span></a></p><br class="Apple-interchange-newline">'
    '<ul style="margin-top:0;"><li dir="ltr" style="list-style-type:disc;" aria-level="1"><p dir="ltr" role="presentation">'
    '<span style="font-weight:400;">Mud</span></p></li><ul><li dir="ltr" aria-level="2"><p><span>Silt</span></p></li></ul></ul>'
    '<div align="left"><table style="border:none;"><colgroup><col width="99"></colgroup><tbody><tr style="height:0pt">'
    '<td style="border-left:solid"><p><span style="font-weight:400;">Votes</span></p></td><td><p><span>12</span></p></td>'
    '</tr></tbody></table></div></b>'
)
WORD = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0cm} --></style></head>'
    '<body lang=EN-GB><!--StartFragment--><h2>After the\r\n flood<o:p></o:p></h2><p class=MsoNormal>The <b>mayor</b> said '
    '<i style="mso-bidi-font-style:normal">nothing</i>.<o:p></o:p></p>'
    "<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]>"
    "<span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;"
    '</span></span></span><![endif]>First<o:p></o:p></p>'
    "<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o"
    '</span>Deeper</p>'
    "<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>Last</p>"
    "<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>1.<span>&nbsp;</span></span>One</p>"
    '<table class=MsoTableGrid border=1><tr><td width=99 valign=top><p class=MsoNormal>A</p></td><td>B</td></tr></table>'
    '<!--EndFragment--></body></html>'
)
PASTE = """(element, html) => {
  const data = new DataTransfer();
  data.setData('text/html', html);
  element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def pasted(desk, html: str) -> str:
    desk.goto('/admin/articles/article/add/')
    text = desk.get_by_role('textbox', name='Text', exact=True)
    text.click()
    text.evaluate(PASTE, html)
    desk.fill('#id_title', 'Pasted')
    desk.click('[value=save]')
    desk.locator('.messagelist').get_by_text('Saved').wait_for()
    return Article.objects.latest('pk').body_html


def test_paste_from_google_docs_has_its_structure_and_nothing_else(desk):
    assert pasted(desk, GOOGLE_DOCS) == (
        '<h2>The river</h2><p>It <strong>rose</strong> by <em>a metre</em>, says <a href="https://example.org/gauge">the gauge</a></p>'
        '<ul><li><p>Mud</p><ul><li><p>Silt</p></li></ul></li></ul>'
        '<table><tbody><tr><td><p>Votes</p></td><td><p>12</p></td></tr></tbody></table>'
    )


def test_paste_from_word_has_its_structure_and_nothing_else(desk):
    assert pasted(desk, WORD) == (
        '<h2>After the flood</h2><p>The <strong>mayor</strong> said <em>nothing</em>.</p>'
        '<ul><li><p>First</p><ul><li><p>Deeper</p></li></ul></li><li><p>Last</p></li></ul><ol><li><p>One</p></li></ol>'
        '<table><tbody><tr><td><p>A</p></td><td><p>B</p></td></tr></tbody></table>'
    )


def test_addresses_of_links_are_completed_and_what_cannot_be_one_is_refused(desk):
    desk.goto('/admin/articles/article/add/')
    desk.get_by_role('textbox', name='Text', exact=True).click()
    desk.keyboard.type('Linked')
    desk.keyboard.press('Shift+Home')
    desk.click('.prose-menubar [data-name=link]:not(.disabled)')
    desk.fill('dialog input[name=href]', 'not a link')
    desk.click('dialog [type=submit]')
    assert 'cannot be a link' in desk.locator('dialog input[name=href]').evaluate('(input) => input.validationMessage')
    desk.fill('dialog input[name=href]', 'www.example.org/page')
    desk.click('dialog [type=submit]')
    expect(desk.locator('.ProseMirror a')).to_have_attribute('href', 'https://www.example.org/page')
    asked = [
        'name@example.org',
        '+44 20 7946 0000',
        '/2017/',
        'javascript:alert(1)',
        'https://',
        'example',
        'münchen.example/x',
    ]
    made = desk.evaluate(
        """async (asked) => {
          const links = performance.getEntriesByType('resource').find((one) => one.name.includes('admin-newsroom/links')).name
          const { asLink } = await import(links)
          return asked.map(asLink)
        }""",
        asked,
    )
    assert made == ['mailto:name@example.org', 'tel:+442079460000', '/2017/', '', '', '', 'https://münchen.example/x']
