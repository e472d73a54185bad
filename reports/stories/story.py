"""What a picture says, before anything is drawn: a conclusion with its number, and what stands around it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PALETTE", "Band", "Look", "Story", "looks"]

#: Okabe and Ito's colours, told apart by all kinds of colour vision, without yellow and black: *Color Universal
#: Design* (2008).
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
_DASHES = ("solid", "dashed", "dashdot", "dotted")


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
    """

    headline: str
    subtitle: str
    note: str
    footer: str
    currency: str


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


def looks(strategies: tuple[str, ...] | list[str]) -> dict[str, Look]:
    """Return the look of each strategy, by name, from their order in the file: the same in every picture."""
    return {
        name: Look(PALETTE[at % len(PALETTE)], _DASHES[(at // len(PALETTE) + at) % len(_DASHES)])
        for at, name in enumerate(strategies)
    }
