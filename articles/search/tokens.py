"""Splits what people type into the tokens of the query language, which `parser` reads one by one."""

import re

FIELDS = ('title', 'author', 'tag', 'category')
PERIODS = ('before', 'after', 'on')

_QUOTES = str.maketrans('“”„‟«»＂', '"' * 7)
_TOKEN = re.compile(
    rf"""
    (?P<open>\() | (?P<close>\)) | (?P<or>\|+)
    | (?P<operator>(?:AND|OR|NOT)(?=[\s()|"]|$))
    | (?P<minus>[-−–](?=[^\s\-−–]))
    | (?P<field>(?:{'|'.join(FIELDS + PERIODS)}):)(?=[^\s)|])
    | "(?P<phrase>[^"]*)(?P<closed>"(?:~(?P<slop>\d+))?)?
    | (?P<word>[^\s"()|]+ (?:\([^\s"()|]*\)[^\s"()|]*)*)
    """,
    re.VERBOSE,
)
# Fields are known in any case; the operators only in capitals.
_FIELD = re.compile(rf'(?i)(?<![^\s("|\-−–])(?:{"|".join(FIELDS + PERIODS)}):')


class Tokens:
    """The tokens of a text, from left to right. Each is a match, in which the group that it is of is set."""

    def __init__(self, text: str) -> None:
        text = _FIELD.sub(lambda field: field[0].lower(), text.translate(_QUOTES))
        self._tokens = list(_TOKEN.finditer(text))
        self._at = 0

    def peek(self) -> re.Match | None:
        """The next token; None at the end."""
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def next(self) -> re.Match:
        self._at += 1
        return self._tokens[self._at - 1]

    def take(self, operator: str) -> bool:
        """Passes over this operator, if it is the next token."""
        token = self.peek()
        taken = bool(token and (token['operator'] == operator or (token['or'] and operator == 'OR')))
        self._at += taken
        return taken

    def begins_item(self) -> bool:
        """Whether the next token can be the first of something to look for."""
        token = self.peek()
        return bool(token and not token['close'] and not token['or'] and token['operator'] in (None, 'NOT'))
