import pytest

from articles.text import initials


@pytest.mark.parametrize(
    ('name', 'heading'),
    [
        ('Éclair', 'E'),
        ('«schnee»', 'S'),
        ('1978', '0'),
        ('Москва', 'М'),
        ('عرب', 'ع'),
        ('เชียงใหม่', 'ช'),
        ('ໂຮງ', 'ຮ'),
        ('あさひ', 'あ'),
        ('ぱん', 'は'),
        ('ガンダム', 'か'),
        ('ﾔﾏﾀﾞ', 'や'),
        ('ヴァイオリン', 'あ'),
        ('ヶ浦', 'か'),
        ('서울', 'ㅅ'),
        ('까치', 'ㄱ'),
        ('山田', '漢字'),
        ('语言', '漢字'),
        ('𠮷野', '漢字'),
        ('🐐', '…'),
        ('…', '…'),
    ],
)
def test_name_stands_where_readers_of_its_script_look_for_it(name, heading):
    assert initials.of(name) == heading


@pytest.mark.parametrize(
    ('name', 'radical'), [('海', '水'), ('雪崩', '雨'), ('语言', '言'), ('國', '囗'), ('𠮷野', '漢字')]
)
def test_many_names_in_han_stand_by_the_radical_of_their_first_character(name, radical):
    assert initials.of(name, by_radical=True) == radical
