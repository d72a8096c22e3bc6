"""How results spread over time, as bars of years, of the months of one, or of the days of one."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy

from articles.search.params import SearchParams, date_param

WIDTH, HEIGHT, LEAST = 720, 96, 2  # units of the drawing; what is there at all can be seen
FORMS = {'year': 'Y', 'month': gettext_lazy('F Y'), 'day': gettext_lazy('j F Y')}
TICKS = {'year': 'Y', 'month': 'M', 'day': 'j'}
TITLES = {
    'year': gettext_lazy('Articles by year'),
    'month': gettext_lazy('Articles by month'),
    'day': gettext_lazy('Articles by day'),
}
COUNTED_BY = {'year': gettext_lazy('Year'), 'month': gettext_lazy('Month'), 'day': gettext_lazy('Day')}


@dataclass(frozen=True, slots=True)
class Bar:
    """A year, month or day: `address` finds its results alone, `x` says where `drawing`, a link there, begins."""

    name: str
    tick: str
    address: str
    count: int
    x: float
    drawing: SafeString


@dataclass(frozen=True)
class Timeline:
    part: str
    bars: list[Bar]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def title(self) -> str:
        return TITLES[self.part]

    @property
    def counted_by(self) -> str:
        return COUNTED_BY[self.part]

    @property
    def total(self) -> int:
        return sum(bar.count for bar in self.bars)

    @property
    def shown(self) -> list[Bar]:
        return [bar for bar in self.bars if bar.count]

    @property
    def ticks(self) -> list[Bar]:
        """The bars that are named below: as many as there is room for."""
        every = -(-len(self.bars) // 12)
        return self.bars[::every]


def draw(asked: SearchParams, spread: dict[int, int]) -> Timeline:
    """The timeline of results that are spread so: every year from the first to the last, or every month or day of the
    period, whether or not it has any."""
    on, part = asked.on, asked.part
    counts = {_first(part, number): n for number, n in spread.items()}
    if not counts:
        return Timeline(part, [])
    starts = _starts(on, min(counts), max(counts))
    most, width = max(counts.values()), WIDTH / len(starts)
    bars, language = [], get_language()
    for place, start in enumerate(starts):
        n = counts.get(start, 0)
        height = max(n / most * HEIGHT, LEAST) if n else 0
        name, tick = _names(start, part, language)
        address, x = asked.replace(on=date_param(start, part)).address(), round(place * width, 2)
        bars.append(Bar(name, tick, address, n, x, _drawn(address, f'{name}: {n}', x, width * 0.85, height)))
    return Timeline(part, bars)


def _drawn(address: str, label: str, x: float, width: float, height: float) -> SafeString:
    """The bar and all the room above it, as a link. A template takes several times as long to print so many numbers."""
    shape, label = f'x="{x:.2f}" width="{width:.2f}"', escape(label)
    return mark_safe(
        f'<a href="{escape(address)}" aria-label="{label}">'
        f'<rect class="room" {shape} y="0" height="{HEIGHT}"/>'
        f'<rect class="bar" {shape} y="{HEIGHT - height:.1f}" height="{height:.1f}"/>'
        f'<title>{label}</title></a>'
    )


@lru_cache(maxsize=20_000)
def _names(start: date, part: str, language: str) -> tuple[str, str]:
    return date_format(start, FORMS[part]), date_format(start, TICKS[part])


def _first(part: str, number: int) -> date:
    """The first day of a year, month or day as the index numbers them."""
    if part == 'day':
        return date.fromordinal(number)
    return date(number, 1, 1) if part == 'year' else date(number // 12, number % 12 + 1, 1)


def _starts(on: str, first: date, last: date) -> list[date]:
    if not on:
        return [date(year, 1, 1) for year in range(first.year, last.year + 1)]
    if len(on) == 4:
        return [date(first.year, month, 1) for month in range(1, 13)]
    if len(on) == 10:
        return [first]
    day = first.replace(day=1)
    return [start for n in range(31) if (start := day + timedelta(days=n)).month == first.month]
