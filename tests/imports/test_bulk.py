"""Runs over articles of this site: what they change, what is undone, and how they go on after they were killed."""

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core import serializers
from django.utils import timezone

from articles.editorial import filing, terms
from articles.editorial.filing import Act
from articles.imports import bulk, bulk_jobs, jobs, queue
from articles.models import Article, ArticleTag, ImportRun, OldUrl, PublicChange
from articles.text import url_forms
from tests.factories import make_article, make_author, make_category, make_editor, make_tag

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def looked_at(act: Act, articles=None) -> ImportRun:
    articles = Article.objects.all() if articles is None else articles
    run = bulk.enqueue(articles, act, name='Everything', by=User.objects.first() or make_editor())
    assert jobs.do_next()
    run.refresh_from_db()
    return run


def done(act: Act, articles=None) -> ImportRun:
    run = looked_at(act, articles)
    assert queue.start(run)
    assert jobs.do_next()
    run.refresh_from_db()
    return run


def undo(run: ImportRun) -> None:
    assert queue.enqueue_undo(run)
    assert jobs.do_next()


def tables() -> dict[str, list]:
    """All rows of articles and their links, without what says which version they are."""
    names = ('article', 'articletag', 'articlecategory', 'byline', 'tag', 'category', 'author', 'overwritten', 'oldurl')
    left_out = ('version', 'modified', 'edited_by')
    rows = {
        name: serializers.serialize('python', apps.get_model('articles', name).objects.order_by('pk')) for name in names
    }
    return {
        name: [(row['pk'], {k: v for k, v in row['fields'].items() if k not in left_out}) for row in all_of]
        for name, all_of in rows.items()
    }


def test_undo_leaves_the_tables_as_they_were(monkeypatch):
    monkeypatch.setattr(bulk_jobs, 'BATCH', 2)
    for n in range(5):
        make_article(
            f'Rain {n}',
            tags=['water', 'town'][: n % 3],
            categories=['World', 'Local'][n % 2 :],
            authors=['Ada', 'Bo'][: n % 3],
            status='draft' if n == 4 else 'published',
            language='en',
        )
    before = tables()
    act = Act(
        add={'tags': [make_tag('town').pk], 'categories': [make_category('Local').pk], 'authors': []},
        remove={'tags': [make_tag('water').pk], 'categories': [], 'authors': [make_author('Ada').pk]},
        values={'comments_open': False, 'language': 'de'},
        state='trash',
    )
    run = done(act)
    assert run.counts['changed'] == 5
    assert set(Article.objects.values_list('status', 'comments_open', 'language')) == {('trashed', False, 'de')}
    assert not ArticleTag.objects.filter(tag__slug='water').exists()
    undo(run)
    assert tables() == before


def test_published_articles_are_drafts_again_after_undo():
    drafts = [make_article(f'Draft {n}', status='draft', published=None, slug='') for n in range(3)]
    make_article('No text', status='draft', body_html='')
    run = done(Act(state='publish'))
    assert run.counts['changed'] == 3
    assert run.notes.get(code='not possible').detail == 'Write the text before you publish it.'
    assert Article.objects.public().count() == 3
    undo(run)
    assert set(Article.objects.values_list('status', 'published')) == {('draft', None)}
    assert {one.slug for one in Article.objects.filter(pk__in=[draft.pk for draft in drafts])} == {''}


def test_what_was_edited_since_stays_and_is_named():
    rain, fire = make_article('Rain'), make_article('Fire')
    run = done(Act(add={'tags': [make_tag('water').pk]}))
    Article.objects.filter(pk=rain.pk).update(version=7)
    assert [str(one) for one in bulk.changed_since(run)] == ['Rain']
    undo(run)
    assert [str(tagged.article) for tagged in ArticleTag.objects.all()] == ['Rain']
    assert run.notes.get(code='left-as-it-is').article == rain
    assert run.notes.get(code='undone').article == fire


def test_undo_and_a_run_do_without_what_was_deleted_meanwhile():
    rain = make_article('Rain', tags=['water', 'town'], categories=['World', 'Local'])
    water, world = make_tag('water'), make_category('World')
    run = done(Act(remove={'tags': [water.pk], 'categories': [world.pk]}))
    water.delete()
    world.delete()
    undo(run)
    run.refresh_from_db()
    note = run.notes.get()
    assert (run.state, note.code, note.detail) == ('undone', 'undone', 'without what was deleted since')
    assert [str(tag) for tag in rain.tags.all()] == ['town']
    assert list(rain.category_links.values_list('category__name', 'is_primary')) == [('Local', True)]
    run = looked_at(Act(add={'tags': [make_tag('wind').pk, make_tag('storm').pk]}))
    make_tag('wind').delete()
    queue.start(run)
    jobs.do_next()
    assert {str(tag) for tag in rain.tags.all()} == {'town', 'storm'}


def test_undo_gives_what_the_removed_term_was_merged_into():
    rain, fire = make_article('Rain', tags=['water', 'town']), make_article('Fire', tags=['water', 'rivers', 'sea'])
    water, rivers, sea = (make_tag(name) for name in ('water', 'rivers', 'sea'))
    run = done(Act(remove={'tags': [water.pk, rivers.pk]}))
    for term, into in ((water, rivers), (rivers, sea)):
        terms.merge([term], into, by=run.by)
    undo(run)
    assert {str(tag) for tag in rain.tags.all()} == {'town', 'sea'}
    assert [str(tag) for tag in fire.tags.all()] == ['sea']
    assert set(run.notes.values_list('code', 'detail')) == {('undone', '')}


def test_undo_restores_the_redirects_that_publishing_has_replaced():
    rain = make_article('Rain', status='withdrawn')
    storm = make_article('Storm', status='withdrawn')
    for article in (rain, storm):
        OldUrl.objects.create(path=url_forms.key(article.get_absolute_url()), target='/tag/water/')
    before = tables()
    run = done(Act(state='publish'))
    assert not OldUrl.objects.exists()
    undo(run)
    assert tables() == before


def test_undo_leaves_an_article_whose_former_url_another_one_has():
    draft = make_article('Rain', status='draft', published='2017-11-22', slug='rain')
    run = done(Act(state='publish'))
    make_article('Another', published='2017-11-22', slug='rain')
    undo(run)
    draft.refresh_from_db()
    assert draft.is_public
    note = run.notes.get()
    assert (note.code, note.detail) == ('left-as-it-is', 'its former URL is in use by another article')


def test_what_cannot_be_published_gets_nothing_else_of_the_act():
    make_article('Feed', status='draft', slug='feed')
    run = done(Act(add={'tags': [make_tag('water').pk]}, state='publish'))
    assert run.notes.get().detail == 'The site itself uses this URL: choose another slug.'
    assert not ArticleTag.objects.exists()
    assert Article.objects.get().version == 1


def test_a_run_does_nothing_for_who_may_not_change_articles_any_more():
    make_article()
    run = looked_at(Act(state='trash'))
    queue.start(run, run.by)
    run.by.groups.clear()
    jobs.do_next()
    run.refresh_from_db()
    assert (run.state, run.notes.get().code) == ('failed', 'would change')
    assert 'may not change articles any more' in run.error
    assert Article.objects.get().is_public
    other = make_editor('other')
    assert queue.resume(run, other)
    jobs.do_next()
    assert Article.objects.get().edited_by == other


def test_a_killed_run_goes_on_where_it_was(monkeypatch):
    monkeypatch.setattr(bulk_jobs, 'BATCH', 2)
    for n in range(6):
        make_article(f'Rain {n}')
    run = looked_at(Act(add={'tags': [make_tag('water').pk]}))
    apply, batches = filing.apply, []

    def killed(articles, act, by):
        batches.append(articles)
        if len(batches) == 2:
            apply(articles, act, by=by)
            raise KeyboardInterrupt
        return apply(articles, act, by=by)

    monkeypatch.setattr(filing, 'apply', killed)
    queue.start(run)
    with pytest.raises(KeyboardInterrupt):
        jobs.do_next()
    assert ArticleTag.objects.count() == 2
    run.refresh_from_db()
    assert run.state == 'interrupted'
    assert queue.resume(run)
    assert jobs.do_next()
    assert ArticleTag.objects.count() == 6
    assert set(Article.objects.values_list('version', flat=True)) == {2}
    undo(run)
    assert not ArticleTag.objects.exists()


def test_a_batch_costs_the_same_for_few_and_many(django_assert_max_num_queries):
    tag, editor = make_tag('water'), make_editor()
    for n in range(40):
        make_article(f'Rain {n}', tags=['town'])
    with django_assert_max_num_queries(16):
        filing.apply([one.pk for one in Article.objects.all()], Act(add={'tags': [tag.pk]}), by=editor)


def test_readers_learn_of_it_as_of_a_small_fix_or_a_withdrawal():
    article = make_article('Rain')
    done(Act(values={'comments_open': False}))
    assert PublicChange.objects.get().kind == 'fix'
    Article.objects.update(modified=timezone.now())
    run = done(Act(state='withdraw'), Article.objects.filter(pk=article.pk))
    assert list(PublicChange.objects.values_list('kind', flat=True)) == ['withdrawn', 'fix']
    undo(run)
    article.refresh_from_db()
    assert article.is_public
