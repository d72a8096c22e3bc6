"""What an article shows of other items of its export: there in the end, whatever came first."""

from zoneinfo import ZoneInfo

import pytest

from articles.imports import run as import_run
from articles.models import Article

pytestmark = pytest.mark.django_db

HEAD = (
    '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:excerpt="http://wordpress.org/export/1.2/'
    'excerpt/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><link>http://a.example</link>'
)
DAY = '<wp:post_date>2017-11-22 12:00:00</wp:post_date>'


def article(body, number=7):
    return (
        f'<item><title>Flood</title><wp:post_id>{number}</wp:post_id><wp:post_name>flood</wp:post_name>{DAY}'
        f'<wp:status>publish</wp:status><content:encoded><![CDATA[{body}]]></content:encoded></item>'
    )


def attachment(number, name, *, caption='', alt='', parent=0, order=0):
    return (
        f'<item><title>{name}</title><wp:post_id>{number}</wp:post_id><wp:post_type>attachment</wp:post_type>'
        f'<wp:status>inherit</wp:status><wp:post_parent>{parent}</wp:post_parent><wp:menu_order>{order}</wp:menu_order>'
        f'<excerpt:encoded>{caption}</excerpt:encoded>'
        f'<wp:attachment_url>http://a.example/wp-content/uploads/{name}</wp:attachment_url>'
        '<wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key>'
        f'<wp:meta_value>{alt}</wp:meta_value></wp:postmeta></item>'
    )


@pytest.fixture
def run(tmp_path):
    """Imports each list of items as a file, in one run, and returns the report."""

    def run(*exports):
        files = []
        for number, items in enumerate(exports):
            files.append(('wxr', tmp_path / f'{number}.xml'))
            files[-1][1].write_text(f'{HEAD}{"".join(items)}</channel></rss>')
        return import_run.run(files, zone=ZoneInfo('UTC'), on_record=lambda: None)

    return run


def body():
    return Article.objects.get().body_html


PICTURES = [attachment(1, 'b.jpg', caption='The river', alt='Water'), attachment(2, 'a.jpg', caption='The mill')]


@pytest.mark.parametrize('apart', [False, True], ids=['one file', 'two files'])
def test_gallery_shows_the_pictures_it_names(run, apart):
    text = [article('Before [gallery ids="2,1"] after')]
    run(text, PICTURES) if apart else run([*text, *PICTURES])
    assert body().index('a.jpg') < body().index('b.jpg')
    assert 'alt="Water"><figcaption>The river</figcaption>' in body()
    assert 'The mill' in Article.objects.get().body_text


def test_gallery_without_names_shows_the_pictures_of_its_article_in_their_order(run):
    run([
        article('[gallery]'), attachment(1, 'b.jpg', parent=7, order=2), attachment(2, 'a.jpg', parent=7, order=1),
        attachment(3, 'c.mp3', parent=7), attachment(4, 'd.jpg', parent=8),
    ])  # fmt: skip
    assert body().count('<img') == 2
    assert body().index('a.jpg') < body().index('b.jpg')


def test_picture_of_a_later_run_finds_its_place(run):
    run([article('[gallery ids="1,2"]'), PICTURES[0]])
    assert Article.objects.get().pending_keys == ['wordpress:a.example:2']
    run([PICTURES[1]])
    assert body().count('<img') == 2
    assert Article.objects.get().pending_keys == []


def test_shared_block_is_shown_where_it_was(run):
    block = article('<!-- wp:paragraph --><p>Send us news.</p><!-- /wp:paragraph -->', 9).replace(
        '<title>', '<wp:post_type>wp_block</wp:post_type><title>'
    )
    run([article('<!-- wp:block {"ref":9} /-->'), block])
    assert Article.objects.get().body_text == 'Send us news.'


def test_second_run_changes_nothing(run):
    items = [article('[gallery ids="1,2,3"]'), *PICTURES]
    run(items)
    before = body()
    report = run(items)
    assert report.outcomes['unchanged'] == report.read
    assert body() == before


def test_what_an_editor_changed_stays_as_it_is(run):
    run([article('[gallery ids="1"]')])
    Article.objects.update(version=2)
    before = body()
    run([PICTURES[0]])
    assert body() == before
