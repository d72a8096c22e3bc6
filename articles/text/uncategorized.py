"""The names of the category that WordPress gives to articles that nobody filed."""

import unicodedata

# WordPress' default category in its translations, older and newer ones.
_NAMES = frozenset(
    name.strip()
    for name in """
    uncategorized | uncategorised | unclassified | unsorted | no category | not categorized
    allgemein | unkategorisiert | nicht kategorisiert | ohne kategorie
    non classé | non classée | non catégorisé | non categorizzato | senza categoria
    sin categoría | sin categorizar | sense categoria | sen categoría | sem categoria | sem categorias
    geen categorie | niet gecategoriseerd | okategoriserade | okategoriserat | ukategoriseret | ikke kategoriseret
    ukategorisert | luokittelematon | kategoriaton | óflokkað
    bez kategorii | nezařazené | nezaradené | nezaradeno | nerazvrščeno | nekategorizirano | некатегоризовано
    kategorizálatlan | fără categorie | necategorizat | pa kategori | be kategorijos | bez kategorijas | määratlemata
    без рубрики | без категории | без категорії | без категория | некатегоризирани | без катэгорыі | χωρίς κατηγορία
    kategorisiz | genel | غير مصنف | غير مصنّف | دسته‌بندی نشده | دسته‌بندی‌نشده | לא מסווג | ללא קטגוריה
    未分類 | 未分类 | 미분류 | chưa phân loại | chưa được phân loại | tak berkategori | tanpa kategori
    """.replace('\n', '|').split('|')
    if name.strip()
)


def is_default(name: str) -> bool:
    """Whether a category of this name says no more than that nobody chose one. Slugs do not tell: sites that rename
    the default category keep its slug."""
    return ' '.join(unicodedata.normalize('NFC', name).casefold().split()) in _NAMES
