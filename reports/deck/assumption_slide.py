"""The assumptions that matter most, with range, source and age."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

from ..board import Board
from ..board.assumptions import Assumption, source_words
from ..stories.wording import spoken
from ..words.names import capital
from ..words.numbers import T90, Money, full_percent
from ..words.view import View
from .fitting import plain
from .frame import Frame
from .native_tables import TableCell, add_table, height_of, needs, widths_for

__all__ = ["assumption_slide", "that_matter"]

_MOST = 10
#: Rows that are shown at least, with the head; share of the width that names in one line may take.
_LEAST, _NAMES = 7, 0.3
_STALE = "B42318"


def that_matter(board: Board, most: int = _MOST) -> list[Assumption]:
    """Return the assumptions that matter most, by their effect on the mean; where none has one, laws first."""
    first = [item for item in board.assumptions if item.effect is not None]
    rest = [item for item in board.assumptions if item.low is not None]
    rest.sort(key=lambda item: item.low == item.high)  # stable: reading order among equals
    return (first or rest)[:most]


def assumption_slide(frame: Frame, board: Board, footer: str) -> None:
    """Add the slide."""
    found, every = that_matter(board), board.given
    if not found:
        return
    weighty = [item for item in found if item.effect is not None]
    title = source_words(every)
    if weighty:
        title = _title(weighty, every)
    what = "saving" if board.moved.against is not None else "cost"
    moves = f"; effect: by how much it moves the mean {what}, from its lowest tenth to its highest" if weighty else ""
    reading = f"Ranges run from P5 to P95{moves}"
    notes = [
        f"{title}.",
        f"{reading}. Source is the file's comment beside a number; the date is the newest one in it.",
        "Stale means more than half a year old on the day of this report: check it again before use.",
        "How sure is that? The order comes from the simulation; the ranges are judgement, beyond any simulation. "
        "A range that is too narrow hides its input.",
    ]
    slide, place = frame.begin(title, footer, notes)
    box = frame.below_subtitle(place)
    money = View(board.document, 100).money
    names = needs([row[:1] for row in _rows(found, 1, 2, money)])[0]
    lines, rest = (1 if names <= _NAMES * box.points[0] else 2), (3 if weighty else 2)
    rows = _rows(found, lines, 2, money)
    if height_of(rows, widths_for(rows, box, rest)) > box.height:
        rows = _rows(found, lines, 1, money)
    while len(rows) > _LEAST and height_of(rows, widths_for(rows, box, rest)) > box.height:
        rows.pop()
    if len(rows) <= len(found):
        reading += f"; {len(rows) - 1} of these {len(found)} are shown"
    box = frame.subtitle(slide, place, reading)
    add_table(slide, box, rows, widths_for(rows, box, rest), "Assumptions", f"{title}. {reading}.")


def _title(weighty: list[Assumption], every: Sequence[Assumption]) -> str:
    """Return how well the assumptions are sourced: those that matter most, and all."""
    first, whole = (sum(item.dated is not None for item in items) for items in (weighty, every))
    if not whole:
        return f"None of the {len(every)} assumptions has a source dated to the day; these {len(weighty)} matter most"
    has = "have" if first > 1 else "has"
    matter = f"of the {len(weighty)} assumptions that matter most {has} a source dated to the day"
    return f"{first or 'None'} {matter}; of all {len(every)}, {whole} {'has' if whole == 1 else 'have'}"


def _rows(found: list[Assumption], name: int, source: int, money: Money) -> list[list[TableCell]]:
    """Return the table, with so many lines for names and sources; effects and dates only where there are any."""
    seen = Counter(item.name for item in found)
    heads = ("Assumption", "Effect", "Range", "Source", "Date")
    rows = [[TableCell(head, align="right" if head in ("Effect", "Date") else "left") for head in heads]]
    rows += [_row(item, seen[item.name] > 1, name, source, money) for item in found]
    lacking = (1,) * all(item.effect is None for item in found) + (4,) * all(item.dated is None for item in found)
    return [[cell for at, cell in enumerate(row) if at not in lacking] for row in rows]


def _row(item: Assumption, again: bool, name: int, source: int, money: Money) -> list[TableCell]:
    """Return a row; a name that occurs twice gets its owner beside it."""
    date = "no date" if item.dated is None else item.dated.isoformat()
    effect = "" if item.effect is None else money(abs(item.effect), T90 * (item.effect_se or 0.0))
    return [
        TableCell(plain(f"{_name(item)} ({item.owner})" if again else _name(item)), bold=True, lines=name),
        TableCell(effect, align="right"),
        TableCell(_range(item)),
        TableCell(plain(item.source) or "no source given", lines=source),
        TableCell(f"{date}, stale" if item.stale else date, align="right", ink=_STALE if item.stale else None),
    ]


def _name(item: Assumption) -> str:
    """Return the name with abbreviations in capitals; what follows it stays as it is."""
    own, comma, beside = item.name.partition(",")
    return capital(spoken(own)) + comma + beside


def _range(item: Assumption) -> str:
    """Return the range in plain numbers; of a formula its words."""
    if item.low is None or item.high is None:
        return plain(item.written)
    write: Callable[[float], str] = partial(full_percent, digits=3) if item.percent else Money("")
    low, high = write(item.low), write(item.high)
    return low if item.low == item.high else f"{low} to {high}"
