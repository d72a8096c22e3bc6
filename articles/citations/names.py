"""Authors' names, parsed into the parts that reference lists need."""

import re
from dataclasses import dataclass

from articles.text import sanitise

# A byline does not say what it names. With one of these words it is taken for an organisation or a desk.
_ORGANISATION = frozenset(
    'admin agencies agency association board bureau centre center club college committee company contributor '
    'contributors correspondent correspondents council department desk editor editorial editors foundation group inc '
    'institute ltd magazine media ministry network news newspaper newsroom office organisation organization press '
    'radio reporter reporters service services society staff team television times tv union university writer writers '
    'and und et y &'.split()
)
# In lower case only: "Nguyen Van Thieu" has no particle.
_PARTICLES = frozenset(
    "'t af al ap av bin d da das de degli dei del della den der des di do dos du e el ibn la le lo ten ter van vom von "
    'vor zu zum zur'.split()
)
_SUFFIX = re.compile(r',?\s+((?:Jr|Sr)\b\.?|II|III|IV|PhD|Ph\.D\.|MD|M\.D\.)\Z')
_INITIALS = re.compile(r'[^\s.-]+\.?|-')


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in parts; or only a `literal`, for organisations and names that cannot be parsed."""

    literal: str = ''
    family: str = ''
    given: str = ''
    particle: str = ''
    suffix: str = ''

    @classmethod
    def parse(cls, byline: str) -> 'Name':
        """Parses a byline such as "Jan van der Berg, Jr.", or with the family name first, such as "Berg, Jan"."""
        byline = ' '.join(sanitise.without_controls(byline).split())
        match = _SUFFIX.search(byline)
        name = byline[: match.start()] if match else byline
        family, comma, given = map(str.strip, name.partition(','))
        if comma:
            particle, family = _without_particles(family.split())
            is_person = bool(given and family) and ',' not in given and ' ' not in family
        else:
            given, particle, family = _split_at_particle(name.split())
            is_person = bool(given and family)
        if not is_person or _is_organisation(byline):
            return cls(byline)
        return cls('', family, given, particle, match[1] if match else '')

    @property
    def last(self) -> str:
        """The family name with its particle."""
        return f'{self.particle} {self.family}'.strip()

    @property
    def natural(self) -> str:
        """As it is spoken: "Jan van der Berg, Jr."."""
        if self.literal:
            return self.literal
        name = f'{self.given} {self.last}'
        return f'{name}, {self.suffix}' if self.suffix.startswith(('Jr', 'Sr')) else f'{name} {self.suffix}'.strip()

    @property
    def inverted(self) -> str:
        """Family name first, for an index: "van der Berg, Jan, Jr."."""
        return self.literal or ', '.join(filter(None, [self.last, self.given, self.suffix]))

    @property
    def for_meta(self) -> str:
        """For `<meta name="citation_author">`: Zotero takes "van der Berg, Jan Willem" for two people."""
        return self.natural if ' ' in self.last and ' ' in self.given else self.inverted

    @property
    def initialled(self) -> str:
        """Family name and initials: "van der Berg, J.-P.". Scripts without capital letters have no initials."""
        return self.literal or ', '.join(filter(None, [self.last, _initials(self.given), self.suffix]))


def _is_organisation(byline: str) -> bool:
    words = {word.strip('.,').lower() for word in byline.split()}
    return bool(words & _ORGANISATION or byline.startswith('The ') or re.search(r'[\d@|/;:()]', byline))


def _split_at_particle(words: list[str]) -> tuple[str, str, str]:
    """Given names, particles and family name. The family name begins after the particles, or is the last word."""
    start = next((n for n in range(1, len(words) - 1) if words[n] in _PARTICLES), len(words) - 1)
    return ' '.join(words[:start]), *_without_particles(words[start:])


def _without_particles(words: list[str]) -> tuple[str, str]:
    """The leading particles of a family name, and the rest of it."""
    end = next((n for n, word in enumerate(words) if word not in _PARTICLES), len(words))
    return ' '.join(words[:end]), ' '.join(words[end:])


def _initials(given: str) -> str:
    parts = []
    for part in _INITIALS.findall(given):
        is_name = part != '-' and part[0].lower() != part[0].upper()
        parts.append(f'{part[0].upper()}.' if is_name else part)
    return ' '.join(parts).replace(' - ', '-')
