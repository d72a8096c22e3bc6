"""The texts of an item of a WordPress export: its body, and the line above that."""

import re
from urllib.parse import unquote, urlsplit

from articles.readers.record import Note
from articles.readers.wxr import fields as item_fields
from articles.readers.wxr.raw_item import Item
from articles.readers.wxr.site import Site
from articles.text import mojibake, multilingual, plain, url_forms, wordpress

# The link that themes add to an excerpt of their own making.
_READ_ON = re.compile(r'\[?(?:…|&hellip;|&#8230;|\.\.\.)\]?\s*<a\b[^<>]*>[^<>]*</a>\s*(?:</p>\s*)?$', re.I)
_NO_WORDS = re.compile(r'(?:<!--.*?-->|<[^<>]*>|\s|&nbsp;)*+', re.S)


def repair(item: Item, notes: list[Note]) -> None:
    """Reads the texts of an item anew that are UTF-8 read as Windows-1252, where that is certain; else notes it."""
    for name in ('title', 'excerpt', 'encoded'):
        text = item.fields.get(name, '')
        if text.isascii() or not mojibake.is_suspect(text):
            continue
        intended = mojibake.repaired(text)
        if intended is None:
            notes.append(Note('mojibake', 'Letters that look like UTF-8 read as Windows-1252 are left as they are.'))
        else:
            item.repaired[name] = intended
            notes.append(Note('mojibake', 'UTF-8 that was read as Windows-1252 was read anew.'))


def target(item: Item, site: Site, notes: list[Note]) -> str:
    """Where readers of the item were led. The export has that as its link, which is no URL of its own then."""
    target = item_fields.redirect_target(item.postmeta)
    if target:
        notes.append(Note('led-on', f'Readers were redirected to {target[:200]}: the text ends with a link to it.'))
        if item.get('link') == target or (site.hosts and url_forms.host(item.get('link')) not in site.hosts):
            item.fields['link'] = ''
    return target


def source_shown(item: Item, kind: str, notes: list[Note]) -> str:
    """The text of an item with what plugins keep in its fields: footnotes, and the whole text where it has no other."""
    source = item.shown('encoded')
    if item_fields.has_footnotes(source):
        filled = item_fields.with_footnotes(source, item.meta('footnotes'))
        if filled is None:
            notes.append(Note('footnotes', 'The field “footnotes” has no list of notes that can be read.'))
        source = filled or source
    if kind in ('post', 'page') and _NO_WORDS.fullmatch(source):
        html, others = item_fields.text_in_fields(item.postmeta)
        if html:
            notes.append(Note('text-in-fields', 'The text was in fields of a plugin.'))
            source = f'{source}\n\n{html}'
        if others:
            notes.append(Note('text-in-fields', f'{others} fields of a plugin hold text that is not in the article.'))
    return source


def rendered(item: Item, site: Site, source: str) -> wordpress.RenderedBody:
    own = frozenset(filter(None, map(url_forms.key, (item.get('link'), f'/?p={item.get("post_id")}'))))
    return wordpress.render(
        multilingual.all_of(source, site.language),
        hosts=_hosts(item, site),
        uploads=site.uploads,
        owner=item.get('post_id'),
        own=own - {'/'},
    )


def _hosts(item: Item, site: Site) -> tuple[str, ...]:
    """The hosts of the site; also the host in the guid, if the article was first published at the same path there."""
    guid, link = item.get('guid'), item.get('link')
    old = url_forms.host(guid)
    if not old or old in site.hosts or not site.hosts:
        return site.hosts
    current = {url_forms.path_of(link).strip('/'), f'?p={item.get("post_id")}'} - {''}
    first = f'?{urlsplit(guid).query}' if not url_forms.path_of(guid).strip('/') else url_forms.path_of(guid).strip('/')
    return (*site.hosts, old) if unquote(first) in map(unquote, current) else site.hosts


def standfirst(item: Item, site: Site, text: str, kind: str) -> tuple[str, str]:
    """(The line under the headline, an excerpt that is not shown with the text since it is the opening of that).

    Themes show an excerpt in lists, so many editors paste the opening into it.
    """
    excerpt = _READ_ON.sub('…', item.shown('excerpt').strip())
    excerpt = plain.title(multilingual.first(excerpt, site.language))
    if kind == 'attachment':
        return excerpt, ''
    line = item_fields.subtitle(item.postmeta)
    if line or not excerpt:
        return line, excerpt
    return ('', excerpt) if plain.opens(text, excerpt) else (excerpt, '')


def notes_on(body: wordpress.RenderedBody) -> list[Note]:
    notes = [Note('unknown-shortcode', f'[{name}] is left unchanged in the text.') for name in body.unknown]
    notes += [Note('filled-in-block', f'The block “{name}” was filled in by the old site.') for name in body.filled_in]
    notes += [Note('text-in-block', f'The text that the block “{name}” kept is in the article.') for name in body.kept]
    if body.taken_out:
        names = ', '.join(f'[{name}]' for name in body.taken_out[:10])
        notes.append(Note('shortcode', f'{names}: the shortcodes are gone, and the text between them stays.'))
    notes += [Note('embed', f'What was embedded became a link to {url[:200]}') for url in body.embeds]
    notes += [Note('embed', f'What a script of {host} showed is not in the text.') for host in body.scripts]
    pasted = 'A picture pasted into the text ({}) is only in its source.'
    notes += [Note('pasted-picture', pasted.format(kind)) for kind in body.pasted]
    if body.pages > 1:
        notes.append(Note('pages', f'{body.pages} pages were joined.'))
    return notes
