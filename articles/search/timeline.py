"""The timeline of results: a bar for every year, for every month of a year, or for every day of a month."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from html import escape

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy

from articles.search.params import BLANK, SearchParams, date_param

WIDTH, HEIGHT, LEAST = 720, 96, 2  # units of the drawing; LEAST is the height that any count at least has
LABEL = 60  # units that the label of a year or a month takes on a phone
FORMATS = {'year': 'Y', 'month': gettext_lazy('F Y'), 'day': gettext_lazy('j F Y')}
TICKS = {'year': 'Y', 'month': 'M', 'day': 'j'}
TITLES = {
    'year': gettext_lazy('Articles by year'),
    'month': gettext_lazy('Articles by month'),
    'day': gettext_lazy('Articles by day'),
}
COUNTED_BY = {'year': gettext_lazy('Year'), 'month': gettext_lazy('Month'), 'day': gettext_lazy('Day')}


@dataclass(frozen=True, slots=True)
class Bar:
    """A year, month or day. `url` leads to its results alone; `x` is where its bar begins."""

    name: str
    tick: str
    url: str
    count: int
    x: float


@dataclass(frozen=True)
class Timeline:
    interval: str
    bars: list[Bar]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def title(self) -> str:
        return str(TITLES[self.interval])

    @property
    def counted_by(self) -> str:
        return str(COUNTED_BY[self.interval])

    @property
    def total(self) -> int:
        return sum(bar.count for bar in self.bars)

    @property
    def drawing(self) -> SafeString:
        """The bars as SVG, each a link. A template would take several times as long to format the numbers."""
        most, width = max(bar.count for bar in self.bars), WIDTH / len(self.bars) * 0.85
        return mark_safe(''.join(_drawn(bar, width, most) for bar in self.bars if bar.count))

    @property
    def rows(self) -> SafeString:
        """The bars as rows of a table, each with a link."""
        shown = ((escape(bar.url), escape(bar.name), bar.count) for bar in self.bars if bar.count)
        return mark_safe(
            ''.join(f'<tr><th scope="row"><a href="{url}">{name}</a></th><td>{n}</td></tr>' for url, name, n in shown)
        )

    @property
    def ticks(self) -> list[Bar]:
        """The bars with a label below them: at most eight, since a phone has no room for more, and none that is cut."""
        every = -(-len(self.bars) // 8)
        return [bar for bar in self.bars[::every] if bar.x <= WIDTH - LABEL]


def draw(params: SearchParams, histogram: dict[int, int]) -> Timeline:
    """The timeline of a histogram (`Search.histogram`): every year from the first to the last that has results, or
    every month or day of the period, also those without results."""
    on, interval = params.on, params.interval
    counts = {_first(interval, number): n for number, n in histogram.items()}
    if not counts:
        return Timeline(interval, [])
    starts = _starts(on, min(counts), max(counts))
    width, url, language = WIDTH / len(starts), params.urls(on=BLANK), get_language()
    bars = []
    for position, start in enumerate(starts):
        name, tick = _names(start, interval, language)
        x = round(position * width, 2)
        bars.append(Bar(name, tick, url(date_param(start, interval)), counts.get(start, 0), x))
    return Timeline(interval, bars)


def _drawn(bar: Bar, width: float, most: int) -> str:
    """The bar and the space above it as one link."""
    height = max(bar.count / most * HEIGHT, LEAST)
    shape, label = f'x="{bar.x:.2f}" width="{width:.2f}"', escape(f'{bar.name}: {bar.count}')
    return (
        f'<a href="{escape(bar.url)}" aria-label="{label}">'
        f'<rect class="room" {shape} y="0" height="{HEIGHT}"/>'
        f'<rect class="bar" {shape} y="{HEIGHT - height:.1f}" height="{height:.1f}"/>'
        f'<title>{label}</title></a>'
    )


@lru_cache(maxsize=20_000)
def _names(start: date, interval: str, language: str) -> tuple[str, str]:
    return date_format(start, str(FORMATS[interval])), date_format(start, TICKS[interval])


def _first(interval: str, number: int) -> date:
    """The first day of a year, month or day as the index numbers them."""
    if interval == 'day':
        return date.fromordinal(number)
    return date(number, 1, 1) if interval == 'year' else date(number // 12, number % 12 + 1, 1)


def _starts(on: str, first: date, last: date) -> list[date]:
    if not on:
        return [date(year, 1, 1) for year in range(first.year, last.year + 1)]
    if len(on) == 4:
        return [date(first.year, month, 1) for month in range(1, 13)]
    if len(on) == 10:
        return [first]
    day = first.replace(day=1)
    return [start for n in range(31) if (start := day + timedelta(days=n)).month == first.month]
