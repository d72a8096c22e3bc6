from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone

from articles.editorial import publishing
from articles.models import Article, Media, OldUrl
from articles.text import sanitise
from tests.factories import make_article, make_author, make_category, make_tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return User.objects.create_user('ada')


def write(by, **values) -> Article:
    values = {'title': 'Flood in the harbour', 'body': '<p>Water everywhere.</p>'} | values
    return publishing.save(Article(), by=by, **values)


def tomorrow() -> datetime:
    return timezone.now() + timedelta(days=1)


def test_new_article_is_a_draft_that_nobody_sees(ada):
    article = write(ada)
    assert (article.status, article.version, article.edited_by) == ('draft', 1, ada)
    assert not Article.objects.public().exists()


def test_body_is_sanitised_and_kept_as_it_was_written(ada):
    article = write(ada, body='<p onclick="steal()">Water <script>steal()</script>rises.</p>')
    assert article.body_source == '<p onclick="steal()">Water <script>steal()</script>rises.</p>'
    assert article.body_html == '<p>Water rises.</p>'
    assert article.body_text == 'Water rises.'
    assert (article.body_format, article.sanitiser_version) == ('html', sanitise.VERSION)


def test_byline_keeps_its_order_and_first_category_is_primary(ada):
    article = write(
        ada,
        authors=[make_author('Zoe'), make_author('Ben')],
        categories=[make_category('World'), make_category('Asia')],
        tags=[make_tag('weather')],
    )
    article = publishing.save(article, by=ada, authors=[make_author('Ben'), make_author('Zoe')])
    assert [byline.author.name for byline in article.bylines.all()] == ['Ben', 'Zoe']
    assert [(link.category.name, link.is_primary) for link in article.category_links.all()] == [
        ('World', True),
        ('Asia', False),
    ]
    assert article.version == 2


def test_saving_what_is_stored_already_changes_nothing(ada):
    article = make_article(
        'Flood', authors=['Zoe'], categories=['World'], tags=['weather', 'sea'], body_source='[gallery]'
    )
    before = Article.objects.values().get()
    publishing.save(
        article,
        by=ada,
        title='Flood',
        body=article.body_html,
        authors=[make_author('Zoe')],
        categories=[make_category('World')],
        tags=[make_tag('sea'), make_tag('weather')],
    )
    assert Article.objects.values().get() == before


def test_published_now_stands_under_today(ada, settings):
    settings.TIME_ZONE = 'Pacific/Auckland'
    article = publishing.publish(write(ada), by=ada)
    assert article.published_on == timezone.localdate(article.published, timezone.get_default_timezone())
    assert article.slug == 'flood-in-the-harbour'
    assert article.is_public


def test_day_is_the_one_of_the_sites_time_zone(ada, settings):
    settings.TIME_ZONE = 'Pacific/Auckland'
    article = publishing.publish(write(ada), by=ada, at=datetime(2017, 11, 22, 13, tzinfo=UTC))
    assert article.published_on == date(2017, 11, 23)


def test_scheduled_article_is_absent_until_its_time(ada):
    article = publishing.publish(write(ada), by=ada, at=tomorrow())
    assert article.is_scheduled
    assert not Article.objects.public().exists()
    assert list(Article.objects.public(at=tomorrow() + timedelta(minutes=1))) == [article]


def test_same_title_on_the_same_day_gets_a_number(ada):
    at = datetime(2017, 11, 22, 12, tzinfo=UTC)
    slugs = [publishing.publish(write(ada), by=ada, at=at).slug for _ in range(3)]
    assert slugs == ['flood-in-the-harbour', 'flood-in-the-harbour-2', 'flood-in-the-harbour-3']
    assert publishing.publish(write(ada), by=ada, at=at + timedelta(days=1)).slug == 'flood-in-the-harbour'


@pytest.mark.parametrize(
    ('title', 'slug'), [('¡¿?!', 'article'), ('Überschwemmung', 'uberschwemmung'), ('洪水', '洪水')]
)
def test_any_title_gives_an_address(ada, title, slug):
    assert publishing.publish(write(ada, title=title), by=ada).slug == slug


def test_correcting_a_published_article_keeps_its_address(ada):
    article = publishing.publish(write(ada), by=ada, at=datetime(2017, 11, 22, 12, tzinfo=UTC))
    corrected = publishing.save(article, by=ada, title='Flood in the port', body='<p>Less water.</p>')
    assert corrected.get_absolute_url() == article.get_absolute_url()
    assert not OldUrl.objects.exists()


def test_old_address_of_a_public_article_leads_to_the_new_one(ada):
    article = publishing.publish(write(ada), by=ada, at=datetime(2017, 11, 22, 12, tzinfo=UTC))
    moved = publishing.save(article, by=ada, slug='port-flood')
    assert OldUrl.objects.get().path == '/2017/11/22/flood-in-the-harbour'
    assert OldUrl.objects.get().article == article
    publishing.save(moved, by=ada, slug='flood-in-the-harbour')
    assert OldUrl.objects.get().path == '/2017/11/22/port-flood'


def test_changing_the_day_of_a_public_article_leaves_an_old_address(ada):
    article = publishing.publish(write(ada), by=ada, at=datetime(2017, 11, 22, 12, tzinfo=UTC))
    moved = publishing.save(article, by=ada, published=datetime(2017, 11, 20, 12, tzinfo=UTC))
    assert moved.published_on == date(2017, 11, 20)
    assert OldUrl.objects.get().path == '/2017/11/22/flood-in-the-harbour'


def test_rescheduling_leaves_no_old_address(ada):
    article = publishing.publish(write(ada), by=ada, at=tomorrow())
    publishing.save(article, by=ada, published=tomorrow() + timedelta(days=3), slug='other')
    assert not OldUrl.objects.exists()


def test_withdrawn_article_is_gone_and_comes_back_at_its_address(ada):
    article = publishing.publish(write(ada), by=ada, at=datetime(2017, 11, 22, 12, tzinfo=UTC))
    withdrawn = publishing.withdraw(article, by=ada)
    assert not Article.objects.public().exists()
    again = publishing.publish(withdrawn, by=ada)
    assert again.is_public
    assert again.get_absolute_url() == article.get_absolute_url()


def test_withdrawing_a_scheduled_article_makes_it_a_draft(ada):
    article = publishing.withdraw(publishing.publish(write(ada), by=ada, at=tomorrow()), by=ada)
    assert article.status == 'draft'
    assert publishing.publish(article, by=ada).is_public


def test_trashed_article_can_be_restored_and_published_at_its_address(ada):
    article = publishing.publish(write(ada), by=ada, at=datetime(2017, 11, 22, 12, tzinfo=UTC))
    trashed = publishing.trash(article, by=ada)
    assert not Article.objects.public().exists()
    with pytest.raises(ValidationError, match='restore it first'):
        publishing.publish(trashed, by=ada)
    again = publishing.publish(publishing.restore(trashed, by=ada), by=ada)
    assert again.get_absolute_url() == article.get_absolute_url()


def test_draft_goes_to_review_and_back(ada):
    article = publishing.submit(write(ada), by=ada)
    assert article.status == 'review'
    assert publishing.return_to_draft(article, by=ada).status == 'draft'


def test_publishing_lifts_a_password(ada):
    article = make_article('Secret', password='hash', published='2012-03-04')
    article = publishing.publish(article, by=ada)
    assert article.is_public
    assert article.published_on == date(2012, 3, 4)


@pytest.mark.parametrize(('values', 'field'), [({'title': ' '}, 'title'), ({'body': ''}, 'body')])
def test_what_cannot_be_published_says_which_field_to_mend(ada, values, field):
    article = write(ada, **values)
    with pytest.raises(ValidationError) as refused:
        publishing.publish(article, by=ada)
    assert list(refused.value.message_dict) == [field]
    assert Article.objects.get().status == 'draft'


def test_published_article_cannot_lose_its_title_or_time(ada):
    article = publishing.publish(write(ada), by=ada)
    for values in ({'title': ''}, {'published': None}, {'body': ''}):
        with pytest.raises(ValidationError):
            publishing.save(article, by=ada, **values)
    assert Article.objects.public().get().title == 'Flood in the harbour'


def test_page_cannot_take_an_address_of_the_site(ada):
    with pytest.raises(ValidationError, match='choose another'):
        write(ada, kind='page', title='Tags', slug='tag/weather')
    assert publishing.publish(write(ada, kind='page', slug='about/us'), by=ada).is_public


@pytest.mark.parametrize('slug', ['a/b', '..', '.'])
def test_slug_that_would_lead_elsewhere_is_refused(ada, slug):
    with pytest.raises(ValidationError) as refused:
        write(ada, slug=slug)
    assert list(refused.value.message_dict) == ['slug']
    assert not Article.objects.exists()


def test_pages_of_the_same_title_get_numbers(ada):
    first, second = (publishing.publish(write(ada, kind='page', title='About us'), by=ada) for _ in range(2))
    assert (first.slug, second.slug) == ('about-us', 'about-us-2')


@pytest.mark.parametrize('act', [publishing.save, publishing.publish, publishing.submit, publishing.trash])
def test_what_someone_else_changed_meanwhile_is_not_overwritten(ada, act):
    article = write(ada)
    theirs = publishing.save(article, by=User.objects.create_user('bob'), title='Bob was here')
    with pytest.raises(publishing.StaleArticle, match='bob') as stale:
        act(article, by=ada)
    assert stale.value.article == theirs
    assert Article.objects.get().title == 'Bob was here'


def test_lead_image_and_options_are_stored(ada):
    picture = Media.objects.create(file='2020/01/a.jpg')
    article = write(ada, lead_image=picture, pinned=True, comments_open=False, language='fr', standfirst='Short.')
    stored = Article.objects.get(pk=article.pk)
    assert (stored.lead_image, stored.pinned, stored.comments_open, stored.language) == (picture, True, False, 'fr')


def test_saving_a_date_neither_publishes_nor_takes_offline(ada):
    article = make_article('Flood')
    ahead, past = timezone.now() + timedelta(days=1), timezone.now() - timedelta(days=1)
    with pytest.raises(ValidationError, match='take the article offline'):
        publishing.save(article, by=ada, published=ahead)
    scheduled = make_article('Storm', published=ahead)
    with pytest.raises(ValidationError, match='press Publish now'):
        publishing.save(scheduled, by=ada, published=past)
    assert publishing.save(scheduled, by=ada, published=ahead + timedelta(days=1)).is_scheduled


def test_slug_that_the_site_itself_uses_is_refused_and_one_from_a_title_changed(ada):
    article = make_article('Feed', status='draft', slug='')
    with pytest.raises(ValidationError, match='The site itself uses this URL'):
        publishing.save(article, by=ada, slug='feed')
    assert publishing.publish(article, by=ada).slug == 'feed-2'
