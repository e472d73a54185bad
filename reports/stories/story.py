"""What a picture says, before anything is drawn: a conclusion with its number, and the numbers that prove it.

A story owns its labels and values. matplotlib, the deck and the workbook draw its `series` (its `rows`, its `cells`)
under the names that these have, and derive none of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..words.numbers import Money

__all__ = ["PALETTE", "STYLES", "Band", "BarRow", "Look", "Series", "Story", "looks"]

#: Okabe and Ito's colours, told apart by all kinds of colour vision, without yellow and black: *Color Universal
#: Design* (2008). The last two are darker than theirs, so that each is 3 to 1 or more against white.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#C48500", "#3A9AD2")
#: Styles of a line, the plainest first.
STYLES = ("solid", "dashed", "dashdot", "dotted")


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers that are drawn together, under one name.

    Attributes
    ----------
    name : str
        In legends and above columns of numbers; no two series of a story have the same.
    x : tuple of float or of str
        Ascending places on the first axis, or names of rows.
    y : tuple of float
        As many.
    strategy : str or None
        Whose look it has.
    role : str
        What it is among the series of its strategy: `P50`, `budget`, ...; a panel with one strategy shows this alone.
    """

    name: str
    x: tuple[float, ...] | tuple[str, ...]
    y: tuple[float, ...]
    strategy: str | None = None
    role: str = ""


@dataclass(frozen=True, slots=True)
class BarRow:
    """A horizontal bar.

    Attributes
    ----------
    label : str
    start, end : float
        It begins at `start`; `end` may lie below.
    role : str
        What it is: `total`, `adds`, ...
    amount : str
        What is written beside it.
    """

    label: str
    start: float
    end: float
    role: str
    amount: str

    @property
    def stacked(self) -> tuple[float, float, float]:
        """A base that is not shown, and the parts above and below 0 that stack up on it to just this bar."""
        low, high = sorted((self.start, self.end))
        if low >= 0.0:
            return low, high - low, 0.0
        if high <= 0.0:
            return high, 0.0, low - high
        return 0.0, high, low


@dataclass(frozen=True, kw_only=True)
class Story:
    """What every picture has, be it drawn by matplotlib, as a native chart of a deck, or in a workbook.

    Attributes
    ----------
    headline : str
        The conclusion, with its number; a sentence without the full stop at its end, 110 characters at most.
    subtitle : str
        What is plotted, and in which unit.
    note : str
        How to read the picture, in one to three plain sentences: speaker notes, alternative text.
    footer : str
        Futures, seed, dates of sources, hash of the config.
    currency : str
        In which amounts are; a user's word, cleaned.
    scale : float
        What one unit of the document's amounts is worth in it: 1, or 1e6 where they are in millions.
    """

    headline: str
    subtitle: str
    note: str
    footer: str
    currency: str
    scale: float = 1.0

    @property
    def money(self) -> Money:
        """Writes amounts as all outputs of the result do."""
        return Money(self.currency, self.scale)

    @property
    def series(self) -> tuple[Series, ...]:
        """What is drawn, in the order in which it is read."""
        return ()

    @property
    def across(self) -> str:
        """What the first axis shows, and in which unit."""
        return ""

    @property
    def up(self) -> str:
        """What the second axis shows, and in which unit."""
        return ""

    @property
    def alt(self) -> str:
        """What is read to those who do not see the picture."""
        return f"{self.headline}. {self.subtitle}."


@dataclass(frozen=True, slots=True)
class Look:
    """How a strategy looks in every picture: a colour, and a style of line as a second cue."""

    colour: str
    dash: str


@dataclass(frozen=True, slots=True)
class Band:
    """Percentiles of an amount by month; each a list of the same length."""

    p10: tuple[float, ...]
    p50: tuple[float, ...]
    p90: tuple[float, ...]

    @property
    def certain(self) -> bool:
        """Whether there is nothing between P10 and P90."""
        return self.p10 == self.p90


def looks(strategies: tuple[str, ...] | list[str]) -> dict[str, Look]:
    """Return the look of each strategy, by name, from their order in the file: the same in every picture."""
    return {
        name: Look(PALETTE[at % len(PALETTE)], STYLES[(at // len(PALETTE) + at) % len(STYLES)])
        for at, name in enumerate(strategies)
    }
