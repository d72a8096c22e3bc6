from articles.text import placeholders, sanitise
from articles.text.placeholders import Contents, File

MILL = File('/wp-content/uploads/mill.jpg', 'A mill', 'The <mill>')
SONG = File('/wp-content/uploads/song.mp3')


def place(*numbers, **options):
    return sanitise.article_html(placeholders.gallery(numbers, **options))


def test_pictures_take_the_place_of_links_in_their_order():
    body = placeholders.fill(place('1', '2', '3'), Contents({'3': MILL, '1': File('/b.png', 'B')}, {}, {}))
    assert body == (
        '<figure class="gallery"><figure><img src="/b.png" alt="B"></figure>'
        '<a href="/?attachment_id=2">image 2</a> '
        '<figure><img src="/wp-content/uploads/mill.jpg" alt="A mill">'
        '<figcaption>The &lt;mill&gt;</figcaption></figure></figure>'
    )
    assert placeholders.numbers(body) == ['2']


def test_gallery_of_an_article_shows_what_is_of_its_kind():
    below = Contents({}, {'7': [SONG, MILL]}, {})
    assert placeholders.fill(place(owner='7'), below).count('<img') == 1
    playlist = placeholders.fill(place(owner='7', kind='audio'), below)
    assert '<audio src="/wp-content/uploads/song.mp3">' in playlist
    assert 'song.mp3</a>' in playlist
    assert '<img' not in playlist


def test_shared_block_comes_once_even_if_it_holds_itself():
    block = placeholders.shared_block('5')
    body = placeholders.fill(f'<p>a</p>{block}', Contents({}, {}, {'5': f'<p>b</p>{block}'}))
    assert body == f'<p>a</p><p>b</p>{block}'


def test_links_outside_galleries_stay():
    link = '<p><a href="/?attachment_id=1">the mill</a></p>'
    assert placeholders.numbers(link) == []
    assert placeholders.fill(link, Contents({'1': MILL}, {}, {})) == link
