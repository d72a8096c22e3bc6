"""Builds what a test needs, in the test: `make_article(title='Flood', tags=['weather'])`."""

from datetime import UTC, datetime
from importlib import import_module
from itertools import count
from pathlib import Path

from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.db import connection

from articles.imports.store.files import Uploads
from articles.imports.store.report import Report
from articles.imports.store.store import Store
from articles.models import (
    Article,
    ArticleCategory,
    ArticleTag,
    Author,
    Byline,
    Category,
    Comment,
    ImportRun,
    Media,
    Tag,
)
from articles.readers.record import ArticleRecord, RefusedRecord, SourceRecord
from articles.text import plain, sanitise, slugs

# Far from the keys that the database gives, which native comments take for their numbers.
_numbers = count(10**9)


def make_article(title: str | None = None, *, tags=(), categories=(), authors=(), published=None, **fields) -> Article:
    """A published article unless told otherwise. Tags, categories and authors are names, or objects made before.

    `published` is an aware datetime, or 'YYYY-MM-DD' for noon UTC of that day. The first category is the primary one.
    """
    title = f'Article {next(_numbers)}' if title is None else title
    if isinstance(published, str):
        published = datetime.fromisoformat(f'{published}T12:00:00+00:00')
    status = fields.setdefault('status', Article.Status.PUBLISHED)
    if published is None and status not in (Article.Status.DRAFT, Article.Status.REVIEW):
        published = datetime(2017, 11, 22, 12, tzinfo=UTC)
    body = fields.setdefault('body_html', f'<p>The text of {title}.</p>')
    fields.setdefault('body_source', body)
    fields.setdefault('body_text', plain.from_html(body))
    fields.setdefault('slug', slugs.slugify(title))
    article = Article.objects.create(
        title=title,
        published=published,
        published_on=published and published.date(),
        sanitiser_version=sanitise.VERSION,
        **fields,
    )
    for position, author in enumerate(authors):
        Byline.objects.create(article=article, author=make_author(author), position=position)
    for position, category in enumerate(categories):
        ArticleCategory.objects.create(article=article, category=make_category(category), is_primary=position == 0)
    for tag in tags:
        ArticleTag.objects.create(article=article, tag=make_tag(tag))
    return article


def make_author(name: str | Author) -> Author:
    return name if isinstance(name, Author) else Author.objects.get_or_create(name=name, slug=slugs.slugify(name))[0]


def make_category(name: str | Category, parent: Category | None = None) -> Category:
    if isinstance(name, Category):
        return name
    return Category.objects.get_or_create(name=name, slug=slugs.slugify(name), parent=parent)[0]


def make_tag(name: str | Tag) -> Tag:
    return name if isinstance(name, Tag) else Tag.objects.get_or_create(name=name, slug=slugs.slugify(name))[0]


def make_comment(article: Article, text: str = 'Well said.', *, parent: Comment | None = None, **fields) -> Comment:
    """An approved comment by Ada, unless told otherwise."""
    fields.setdefault('author_name', 'Ada')
    fields.setdefault('status', Comment.Status.APPROVED)
    fields.setdefault('posted', datetime(2017, 11, 23, 9, tzinfo=UTC))
    fields.setdefault('number', next(_numbers))
    fields.setdefault('body_html', f'<p>{text}</p>')
    return Comment.objects.create(
        article=article, parent=parent, body_text=text, sanitiser_version=sanitise.VERSION, **fields
    )


def make_editor(username: str = 'editor', *groups: str) -> User:
    """Someone on the staff, in *Editors* and *Chief editors*, or in these groups; they are made again where a test has
    emptied the tables."""
    groups = groups or ('Editors', 'Chief editors')
    if not Group.objects.filter(name='Writers').exists():
        with connection.schema_editor() as editor:
            import_module('articles.migrations.0005_groups').make_groups(apps, editor)
            import_module('articles.migrations.0030_desk_rights').permit(apps, editor)
            import_module('articles.migrations.0038_people').regroup(apps, editor)
    user = User.objects.create_user(username, password='a long enough password', is_staff=True)
    user.groups.add(*Group.objects.filter(name__in=groups))
    return user


def let_undo(editor: User) -> User:
    """Gives someone the right to undo imports."""
    editor.user_permissions.add(Permission.objects.get(codename='undo_importrun'))
    return editor


def make_media(file: str = '2017/11/flood.jpg', **fields) -> Media:
    """A picture of 640 by 480 pixels, as far as the database knows: no file is made."""
    return Media.objects.create(file=file, **{'width': 640, 'height': 480, 'alt': 'The river'} | fields)


def make_record(number: int = 1, **fields) -> ArticleRecord:
    """A record of a published article, with an original; two with the same number are the same article."""
    return ArticleRecord(
        **{
            'source': __file__,
            'source_key': f'wordpress:old.example:{number}',
            'status': 'published',
            'title': f'Story {number}',
            'slug': f'story-{number}',
            'published': datetime(2017, 11, 22, 12, tzinfo=UTC),
            'body_source': 'Text.',
            'body_format': 'wordpress',
            'body_html': '<p>Text.</p>',
            'body_text': 'Text.',
            'original': f'<item>{number}</item>'.encode(),
        }
        | fields
    )


def import_records(*records: ArticleRecord | RefusedRecord, uploads: Path | None = None, version: int = 1) -> Report:
    """Stores records in a run of their own, as `version` of the importer of WordPress exports reads them."""
    report = Report()
    run = ImportRun.objects.create(source=__file__)
    head = SourceRecord(__file__, 'wxr', url='http://old.example/', original=b'<rss><channel>')
    Store(run, report, Uploads(uploads), kind='wxr', version=version).write([head, *records])
    return report
