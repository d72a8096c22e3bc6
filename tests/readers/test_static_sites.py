"""Folders that builders of static sites write, which do not say at which host they are."""

import zipfile

from articles.readers import detect
from tests.readers.test_captures import WORDS, one, records


class TestStaticSites:
    HOME = 'https://lake.example/'
    FOOT = (
        '<footer><time datetime="2020-06-08T09:13:00-05:00">8 June</time>'
        '<address>By <a href="/author/ana.html">Ana Paz</a></address>'
        '<p>In <a href="/category/roads.html">Roads</a>. <a href="/tag/trams.html">#trams</a></footer>'
    )

    def page(self, path: str, title: str, text: str) -> str:
        names = ('about.html', 'mill.html', 'tram.html')
        menu = ''.join(f'<li><a href="{self.HOME}{name}">{name}</a></li>' for name in names)
        return f"""<html><head><title>Lake Courier - {title}</title></head><body><header>
            <h1><a href="{self.HOME}">Lake Courier</a></h1><nav><ul>{menu}</ul></nav></header><main><article><header>
            <h2><a href="{self.HOME}{path}">{title}</a></h2></header>{text}</article></main></body></html>"""

    def posts(self) -> dict[str, str]:
        texts = {'Tram': f'<p>Tram. {WORDS}</p>{self.FOOT}', 'Mill': f'<p>Mill. {WORDS}</p>{self.FOOT}', 'About': WORDS}
        return {
            f'{title.lower()}.html': self.page(f'{title.lower()}.html', title, text) for title, text in texts.items()
        }

    def test_links_between_pages_tell_their_addresses(self, tmp_path):
        for name, content in self.posts().items():
            (tmp_path / name).write_text(content)
        articles, refused = records(tmp_path)
        by_url = {article.url.removeprefix(self.HOME): article for article in articles}
        mill = by_url['mill.html']

        assert (sorted(by_url), refused) == (['about.html', 'mill.html', 'tram.html'], [])
        assert (mill.title, mill.kind, mill.status) == ('Mill', 'post', 'published')
        assert ([a.name for a in mill.authors], [c.name for c in mill.categories]) == (['Ana Paz'], ['Roads'])
        assert [(tag.name, tag.slug) for tag in mill.tags] == [('trams', 'trams')]
        assert (by_url['about.html'].kind, by_url['about.html'].status) == ('page', 'review')

    def test_lists_of_pages_that_are_here_are_no_articles(self, tmp_path):
        entry = (
            '<article><h1><a href="{0}{1}">T</a></h1><time datetime="2020-06-08T09:13:00-05:00">8 June</time>'
            '<p>{1} ' + WORDS + '</p></article>'
        )
        openings = ''.join(entry.format(self.HOME, name) for name in ('tram.html', 'mill.html'))
        links = ''.join(
            f'<p>June 2020: <a href="{self.HOME}{name}">All of {name}</a></p>' for name in ('tram.html', 'mill.html')
        )
        others = {
            'index2.html': f'<html><title>Lake Courier</title><main>{openings}</main></html>',
            'index-3.html': self.page('index-3.html', 'News', f'<p>{WORDS}</p>{self.FOOT}'),
            'everything.html': f'<html><title>Everything</title><h1>Everything</h1><main>{links}</main></html>',
            '2020.html': f'<html><title>Posts of 2020</title><main><ul><li><time>2020-06-08</time> '
            f'<a href="{self.HOME}mill.html">All that is known of the mill</a></li></ul></main></html>',
            'OFL-LICENSE.txt': f'The licence of this font\n\n{WORDS}\n\n{WORDS}',
        }
        for name, content in {**self.posts(), **others}.items():
            (tmp_path / name).write_text(content)
        articles, refused = records(tmp_path)

        assert len(articles) == 3
        assert {record.reason for record in refused} == {
            'This is a list of other articles that are here, not an article.',
            'This is a page without a text, not an article.',
            'This is a list of articles, by its URL, not an article.',
        }

    def test_an_article_about_errors_is_one(self, tmp_path):
        for name, content in self.posts().items():
            (tmp_path / name).write_text(
                content.replace('>Mill<', '>Error 404 explained<').replace('- Mill', '- Error 404')
            )

        assert 'Error 404 explained' in [article.title for article in records(tmp_path)[0]]

    def test_what_a_feed_lists_surely_is_an_article(self, tmp_path):
        text = f'<p class="meta">June 8, 2020</p><p>{WORDS}</p>'
        (tmp_path / 'mill.html').write_text(self.page('mill.html', 'Mill', text))
        alone = one(tmp_path)
        (tmp_path / 'index.xml').write_text(
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>Lake</title><item><title>Mill</title>'
            f'<link>{self.HOME}mill.html</link><pubDate>Mon, 08 Jun 2020 14:13:00 +0000</pubDate></item></channel>'
        )
        for name in ('tram.html', 'about.html'):
            (tmp_path / name).write_text(self.posts()[name])
        listed = next(article for article in records(tmp_path)[0] if article.title == 'Mill')

        assert (alone.status, listed.status) == ('review', 'published')
        assert listed.published.isoformat() == '2020-06-08T09:13:00-05:00'

    def test_the_feed_of_a_folder_tells_its_url(self, tmp_path):
        head = '<html lang="en"><head><title>{0}</title></head><body><a href="/">Lake Courier</a><main><h1>{0}</h1>'
        text = f'<p><time datetime="2020-06-08T09:13:00Z">June 8</time></p><p>{WORDS}</p><p>{WORDS}</p>'
        for name in ('Mill', 'Tram', 'Quay'):
            (tmp_path / name.lower()).mkdir()
            (tmp_path / name.lower() / 'index.html').write_text(f'{head.format(name)}{text}</main></body></html>')
        entries = ''.join(
            f'<entry><title>{name}</title><link href="{self.HOME}{name.lower()}/"/>'
            f'<updated>2020-06-08T09:13:00Z</updated><id>{name}</id></entry>'
            for name in ('Mill', 'Tram', 'Quay')
        )
        places = ''.join(f'<url><loc>{self.HOME}{name}/</loc></url>' for name in ('mill', 'tram', 'quay'))
        (tmp_path / 'feed.xml').write_text(f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>')
        (tmp_path / 'sitemap.xml').write_text(f'<urlset>{places}</urlset>')
        articles, _ = records(tmp_path)

        assert sorted(article.url for article in articles) == [
            f'{self.HOME}{name}/' for name in ('mill', 'quay', 'tram')
        ]

    def test_the_feed_knows_the_day_of_pages_that_show_none(self, tmp_path):
        (tmp_path / 'mill.html').write_text(self.page('mill.html', 'Mill', f'<p>Mill. {WORDS}</p>'))
        for name in ('tram.html', 'about.html'):
            (tmp_path / name).write_text(self.posts()[name])
        (tmp_path / 'index.xml').write_text(
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>Lake</title><item><title>Mill</title>'
            f'<link>{self.HOME}mill.html</link><pubDate>Mon, 08 Jun 2020 14:13:00 +0000</pubDate></item>'
            '</channel></rss>'
        )
        mill = next(article for article in records(tmp_path)[0] if article.title == 'Mill')

        assert (mill.kind, mill.status, mill.slug) == ('post', 'published', 'mill')
        assert mill.published.isoformat() == '2020-06-08T09:13:00-05:00'

    def test_what_has_no_date_where_articles_declare_theirs_is_a_page(self, tmp_path):
        for name in ('mill', 'tram', 'quay', 'about'):
            day = '' if name == 'about' else '<meta property="article:published_time" content="2020-06-08T09:13:00Z">'
            (tmp_path / f'{name}.html').write_text(
                f'<html><head><title>{name}</title><meta property="og:type" content="article">{day}'
                f'<link rel="canonical" href="{self.HOME}{name}/"></head><body><main><h1>{name}</h1><p>{WORDS}</p>'
            )
        kinds = {article.title: (article.kind, article.status) for article in records(tmp_path)[0]}

        assert kinds['about'] == ('page', 'review')
        assert {kinds[name] for name in ('mill', 'tram', 'quay')} == {('post', 'published')}

    def test_drafts_that_were_built_with_the_site_are_not_public(self, tmp_path):
        tagged = '<meta name="generator" content="Nikola (getnikola.com)"><meta property="article:tag" content="draft">'
        (tmp_path / 'drafts').mkdir()
        (tmp_path / 'drafts' / 'mill.html').write_text(self.page('drafts/mill.html', 'Mill', f'{WORDS}{self.FOOT}'))
        (tmp_path / 'quay.html').write_text(
            self.page('quay.html', 'Quay', f'{WORDS}{self.FOOT}').replace('<head>', f'<head>{tagged}')
        )
        for name in ('tram.html', 'about.html'):
            (tmp_path / name).write_text(self.posts()[name])
        statuses = {article.title: article.status for article in records(tmp_path)[0]}

        assert (statuses['Mill'], statuses['Quay'], statuses['Tram']) == ('draft', 'draft', 'published')

    def test_the_sign_of_a_link_to_a_heading_is_no_part_of_it(self, tmp_path):
        heading = '<h2 id="depth">Depth of the pond<a class="x" href="#depth" title="Link">¶</a></h2>'
        text = ''.join(f'<p>{number} {WORDS} {WORDS}</p>{heading if number == 2 else ""}' for number in range(5))
        (tmp_path / 'mill.html').write_text(
            f'<html><head><title>Mill</title></head><body><h1 id="mill">Mill<a href="#mill">#</a></h1>{text}</body>'
        )
        mill = one(tmp_path)

        assert mill.title == 'Mill'
        assert 'Depth of the pond</h2>' in mill.body_html

    def test_the_name_of_the_site_in_its_metadata_gives_way_to_the_byline(self, tmp_path):
        (tmp_path / 'mill.html').write_text(
            f'<html><head><title>Mill</title><meta name="author" content="Lake Courier"></head><body>'
            f'<a href="{self.HOME}">Lake Courier</a><main><h1>Mill</h1><p class="byline">By Ana Paz</p><p>{WORDS}</p>'
        )
        (tmp_path / 'urls.csv').write_text(f'mill.html,{self.HOME}mill.html\n')

        assert [author.name for author in one(tmp_path).authors] == ['Ana Paz']

    def test_lists_of_terms_tell_what_pages_do_not_show(self, tmp_path):
        posts = {'mill': 'Roads', 'tram': 'Roads', 'quay': 'Water'}
        for name in posts:
            (tmp_path / f'{name}.html').write_text(
                f'<html><head><title>{name}</title><link rel="canonical" href="{self.HOME}{name}.html">'
                f'<meta property="article:published_time" content="2020-06-08T09:13:00Z">'
                f'<meta property="article:section" content="posts"></head><body><main><h1>{name}</h1><p>{WORDS}</p>'
            )
        lists = {'categories/roads': ('Posts in Roads', ('mill', 'tram')), 'categories/water': ('Water', ('quay',))}
        lists |= {'tags/ice': ('Tagged “Ice”', ('mill',)), 'author/ana-paz': ('Ana Paz', ('quay', 'mill'))}
        for path, (heading, names) in lists.items():
            (tmp_path / path).mkdir(parents=True)
            links = ''.join(f'<li><a href="{self.HOME}{name}.html">{name}</a></li>' for name in names)
            (tmp_path / path / 'index.html').write_text(
                f'<html><head><title>{heading}</title><link rel="canonical" href="{self.HOME}{path}/"></head><body>'
                f'<nav><a href="{self.HOME}tram.html">tram</a></nav><main><h1>{heading}</h1><ul>{links}</ul></main>'
            )
        articles = {article.title: article for article in records(tmp_path)[0]}
        mill, tram = articles['mill'], articles['tram']

        assert sorted(articles) == ['mill', 'quay', 'tram']
        assert [category.name for category in mill.categories] == ['Roads']
        assert ([tag.name for tag in mill.tags], [author.name for author in mill.authors]) == (['Ice'], ['Ana Paz'])
        assert (tram.tags, tram.authors) == ((), ())

    def test_a_zip_archive_of_the_folder_is_read_as_the_folder(self, tmp_path):
        feed = (
            '<?xml version="1.0"?><rss version="2.0"><channel><title>Lake</title><item><title>Mill</title><link>'
            f'{self.HOME}mill.html</link><pubDate>Mon, 08 Jun 2020 14:13:00 +0000</pubDate></item></channel></rss>'
        )
        with zipfile.ZipFile(tmp_path / 'site.zip', 'w') as archive:
            archive.writestr('public/atom.xml', feed)
            for name, content in self.posts().items():
                archive.writestr(f'public/{name}', content)
        [(kind, path)] = detect.inputs(tmp_path / 'site.zip')
        articles, refused = records(path)

        assert kind == 'html'
        assert sorted(article.url for article in articles) == [
            f'{self.HOME}{name}' for name in ('about.html', 'mill.html', 'tram.html')
        ]
        assert {article.source for article in articles} == {f'{path}/public/{name}' for name in self.posts()}
        assert [record.source for record in refused] == [f'{path}/public/atom.xml']

    def test_a_damaged_member_of_a_zip_archive_costs_what_follows_it(self, tmp_path):
        with zipfile.ZipFile(tmp_path / 'site.zip', 'w') as archive:
            for name, content in self.posts().items():
                archive.writestr(name, content)
        data = (tmp_path / 'site.zip').read_bytes()
        (tmp_path / 'site.zip').write_bytes(data.replace(b'<p>Tram.', b'<p>Trom.'))
        articles, refused = records(tmp_path / 'site.zip')

        assert sorted(article.title for article in articles) == ['About', 'Mill']
        assert [record.reason.partition(':')[0] for record in refused] == ['damaged archive']

    def test_short_paragraphs_of_a_text_without_classes_are_kept(self, tmp_path):
        text = f'<p>Write to us.</p><p>{WORDS} {WORDS} {WORDS}</p><h2>Hours</h2><ul><li>Noon</li></ul><pre>go</pre>'
        (tmp_path / 'desk.html').write_text(
            f'<html><head><title>The desk</title></head><body><nav>Home</nav><div class="text">{text}</div>'
        )
        desk = one(tmp_path)

        assert [part in desk.body_text for part in ('Write to us.', 'Hours', 'Noon', 'go')] == [True] * 4
        assert 'Home' not in desk.body_text

    def test_the_index_in_the_folder_of_a_host_is_its_front_page(self, tmp_path):
        text = f'<time datetime="2020-06-08T09:13:00Z">8 June</time><p>{WORDS}</p><p>{WORDS}</p>'
        for path in ('index.html', 'mill/index.html'):
            file = tmp_path / 'www.lake.example' / path
            file.parent.mkdir(exist_ok=True)
            file.write_text(f'<html><head><title>{path}</title></head><body><main><h1>{path}</h1>{text}</main></body>')
        articles, refused = records(tmp_path)

        assert [article.url for article in articles] == ['http://www.lake.example/mill/']
        assert 'front page' in refused[0].reason

    def test_a_front_page_by_itself_is_not_public(self, tmp_path):
        (tmp_path / 'saved.html').write_text(self.page('', 'Courier', f'<p>Mill. {WORDS}</p>{self.FOOT}'))
        (tmp_path / 'urls.csv').write_text(f'saved.html,{self.HOME}\n')

        assert one(tmp_path).status == 'review'

    def test_the_tags_among_the_classes_of_an_article_make_no_tags_of_its_links(self, tmp_path):
        (tmp_path / 'mill.html').write_text(
            f'<html><head><title>Mill</title><meta property="og:type" content="article"></head><body><main>'
            f'<article class="post tag-hash-import tag-roads"><h1>Mill</h1><a href="#/share">Share</a><p>{WORDS} '
            f'<a href="{self.HOME}tram.html">The tram</a></p><p>{WORDS}</p></article></main></body></html>'
        )

        assert one(tmp_path).tags == ()

    def test_a_page_that_redirects_is_an_old_url_of_the_other(self, tmp_path):
        for name, content in self.posts().items():
            (tmp_path / name).write_text(
                content.replace('<head>', f'<head><link rel="canonical" href="{self.HOME}{name}">')
            )
        (tmp_path / 'old').mkdir()
        (tmp_path / 'old' / 'flour.html').write_text(
            f'<html><head><title>{self.HOME}mill.html</title><link rel="canonical" href="{self.HOME}mill.html">'
            f'<meta http-equiv="refresh" content="0; url={self.HOME}mill.html"></head></html>'
        )
        mill = next(article for article in records(tmp_path)[0] if article.title == 'Mill')

        assert f'{self.HOME}old/flour.html' in mill.old_urls

    def test_links_after_a_label_are_tags_and_categories(self, tmp_path):
        terms = '<p>Category: <a href="/s/roads/">Roads</a></p><p>tags: <a href="/t/i/">Ice</a> <a href="/t/x/">Fog</a>'
        (tmp_path / 'mill.html').write_text(
            f'<html><head><title>Mill</title></head><body><main><h1>Mill</h1>{terms}<p>{WORDS}</p><p>See: '
            f'<a href="/b/">b</a></p><p>{WORDS}</p></main></body></html>'
        )
        mill = one(tmp_path)

        assert [category.name for category in mill.categories] == ['Roads']
        assert [tag.name for tag in mill.tags] == ['Ice', 'Fog']

    def test_the_list_of_a_month_is_no_article_though_it_has_one_entry(self, tmp_path):
        for name, content in self.posts().items():
            (tmp_path / name).write_text(content)
        (tmp_path / '2020' / '06').mkdir(parents=True)
        (tmp_path / '2020' / '06' / 'index.html').write_text(
            self.page('2020/06/', 'June 2020', f'<p>{WORDS}</p>{self.FOOT}')
        )
        articles, refused = records(tmp_path)

        assert len(articles) == 3
        assert [record.reason for record in refused] == ['This is a list of articles, by its URL, not an article.']


def test_authors_and_tags_in_the_navigation_of_material_for_mkdocs_are_those_of_the_post(tmp_path):
    profile = (
        '<div class="md-profile md-post__profile"><span class="md-author"><img src="/a.png" alt=""></span>'
        '<span class="md-profile__description"><strong> {} </strong><br>Reporter</span></div>'
    )
    (tmp_path / 'p.html').write_text(f"""<html><head><title>Trams - Lake Courier</title>
        <link rel="canonical" href="https://lake.example/blog/2021/04/01/trams/">
        <meta name="generator" content="mkdocs-1.6.1, mkdocs-material-9.5.0"></head><body><div class="md-content--post">
        <nav class="md-nav">{profile.format('Ana Paz')}{profile.format('Luis Mar')}</nav>
        <article class="md-content__inner"><nav class="md-tags"><span class="md-tag">trams</span>
        <a class="md-tag" href="/tags/#tag:roads">roads</a></nav><h1>Trams</h1><p>{WORDS}</p></article></div></body>""")
    article = one(tmp_path)
    assert [author.name for author in article.authors] == ['Ana Paz', 'Luis Mar']
    assert [tag.name for tag in article.tags] == ['trams', 'roads']
