"""What a capture holds beside pages and what of them it knows: feeds, and answers of WordPress' API."""

import json

from tests.readers.test_captures import SITE, WORDS, one, post, records, saved, warc


class TestListings:
    PAGE = '/about/team/'
    ANSWER = json.dumps({
        'id': 7, 'date': '2009-01-01T04:00:00', 'date_gmt': '2009-01-01T09:00:00', 'type': 'page',
        'link': f'{SITE}{PAGE}', 'author': 3, 'title': {'rendered': 'Team'},
    })  # fmt: skip
    PERSON = json.dumps({'id': 3, 'name': 'Luz &amp; Sol', 'link': f'{SITE}/author/luz/', 'avatar_urls': {}})

    def page(self, text=f'<p>{WORDS}</p>') -> str:
        nobody = post(self.PAGE, kind='page', day='', text=text)
        return nobody.replace('<div class="wp-block-post-author-name">Inés Quispe &amp; Co</div>', '')

    def test_what_the_api_of_the_site_answered_is_known_of_its_pages(self, tmp_path):
        answers = {'wp-json/wp/v2/pages/7': self.ANSWER, 'wp-json/wp/v2/users/3': f'[{self.PERSON}]'}
        article = one(saved(tmp_path, **{'about/team/index.html': self.page()}, **answers))

        assert article.published.isoformat() == '2009-01-01T04:00:00-05:00'
        assert [author.name for author in article.authors] == ['Luz & Sol']
        assert not {'no-date', 'no-author'} & {note.code for note in article.notes}

    def test_the_api_in_a_web_archive_is_asked_as_well(self, tmp_path):
        embed = json.dumps({'version': '1.0', 'author_name': 'Sol', 'html': f'<p><a href="{SITE}{self.PAGE}">Team</a>'})
        kind = [('Content-Type', 'application/json; charset=UTF-8')]
        archive = warc(
            tmp_path,
            ('/wp-json/wp/v2/pages/7', self.ANSWER, kind), ('/wp-json/oembed/1.0/embed?url=x', embed, kind),
            ('/wp-json/wp/v2/pages/8', '[' * 100_000, kind), (self.PAGE, self.page()),
        )  # fmt: skip
        article = one(archive)

        assert article.published.isoformat() == '2009-01-01T04:00:00-05:00'
        assert [author.name for author in article.authors] == ['Sol']

    def test_an_answer_does_not_open_what_asks_for_a_password(self, tmp_path):
        locked = self.page('<form class="post-password-form"><input type="password"></form>')
        article = one(saved(tmp_path, **{'about/team/index.html': locked, 'wp-json/wp/v2/pages/7': self.ANSWER}))

        assert article.status == 'review'

    def test_feeds_in_a_web_archive_tell_dates_and_are_refused_with_their_reason(self, tmp_path):
        feed = (
            '<?xml version="1.0"?><rss version="2.0"><channel><title>Andes</title><item><title>T</title>'
            '<pubDate>Fri, 02 Aug 2019 02:15:00 +0000</pubDate><link>{0}/news/bridge/{1}</link><guid>{0}/?p=7{1}</guid>'
            '</item></channel></rss>'
        )
        kind = [('Content-Type', 'application/rss+xml; charset=UTF-8')]
        archive = warc(
            tmp_path,
            ('/feed/', feed.format(SITE, ''), kind), ('/comments/feed/', feed.format(SITE, '#comment-4'), kind),
            ('/news/bridge/', post('/news/bridge/', day='')),
        )  # fmt: skip
        (article,), refused = records(archive)

        assert (article.status, article.published.isoformat()) == ('published', '2019-08-01T21:15:00-05:00')
        assert [record.reason for record in refused] == [
            'This is the feed of pages that are here as well.',
            'This is a feed of comments, which the pages of their articles have.',
        ]
