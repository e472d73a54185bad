"""The assumptions that matter most, with range, source and age."""

from __future__ import annotations

from collections import Counter

from ..board import Board
from ..board.assumptions import Assumption, assumptions
from ..stories.wording import spoken
from ..words.names import capital
from ..words.numbers import Money
from .fitting import plain
from .frame import Frame
from .native_tables import TableCell, add_table, height_of, needs, widths_for

__all__ = ["assumption_slide", "that_matter"]

_MOST = 10
#: Rows that are shown at least, with the head; share of the width that names in one line may take.
_LEAST, _NAMES = 7, 0.35
_STALE = "B42318"


def that_matter(board: Board, most: int = _MOST) -> list[Assumption]:
    """Return the assumptions that matter most, by the width of their bars; the rest in reading order, laws first."""
    known = {item.address: item for item in assumptions(board.scenario, board.made)}
    ordered = [] if board.sensitivity is None else board.sensitivity.inputs
    wide = sorted(ordered, key=lambda item: -abs(item.high - item.low))
    found = [known[item.address] for item in wide if item.address in known]
    rest = [item for item in known.values() if item not in found and item.low is not None]
    rest.sort(key=lambda item: item.low == item.high)  # stable: reading order among equals
    return [*found, *rest][:most]


def assumption_slide(frame: Frame, board: Board, footer: str) -> None:
    """Add the slide."""
    found = that_matter(board)
    if not found:
        return
    every = assumptions(board.scenario, board.made)
    stale = sum(item.stale for item in every)
    ranked = board.sensitivity is not None
    whole = "1 assumption" if len(every) == 1 else f"{len(every)} assumptions"
    count = f"{len(found)} of its {whole}" if ranked and len(found) < len(every) else whole
    title = f"The answer rests {'most ' if ranked else ''}on {count}"
    title += f"; of all, {stale} {'is' if stale == 1 else 'are'} stale" if stale else ""
    if ranked:
        order = ", ordered by their effect on the saving"
    else:
        order = "" if len(found) == len(every) else f", the first {len(found)}"
    reading = f"Ranges run from P5 to P95{order}"
    notes = [
        f"{title}.",
        f"{reading}. Source is the file's comment beside a number; the date is the newest one in it.",
        "Stale means more than half a year old on the day of this report: check it again before use.",
        "How sure is that? The order comes from the simulation; the ranges are judgement, beyond any simulation. "
        "A range that is too narrow hides its input.",
    ]
    slide, place = frame.begin(title, footer, notes)
    box = frame.below_subtitle(place)
    names = needs([row[:1] for row in _rows(found, 1)])[0]
    rows = _rows(found, 1 if names <= _NAMES * box.points[0] else 2)
    while len(rows) > _LEAST and height_of(rows, widths_for(rows, box, 2)) > box.height:
        rows.pop()
    if len(rows) <= len(found):
        reading += f"; {len(rows) - 1} of these {len(found)} are shown"
    box = frame.subtitle(slide, place, reading)
    add_table(slide, box, rows, widths_for(rows, box, 2), "Assumptions", f"{title}. {reading}.")


def _rows(found: list[Assumption], name: int) -> list[list[TableCell]]:
    """Return the table, with so many lines for names and two for sources; dates only where there are any."""
    seen = Counter(item.name for item in found)
    rows = [[TableCell("Assumption"), TableCell("Range"), TableCell("Source"), TableCell("Date", align="right")]]
    rows += [_row(item, seen[item.name] > 1, name) for item in found]
    return rows if any(item.dated for item in found) else [row[:-1] for row in rows]


def _row(item: Assumption, again: bool, name: int) -> list[TableCell]:
    """Return a row; a name that occurs twice gets its owner beside it."""
    date = "" if item.dated is None else item.dated.isoformat()
    return [
        TableCell(plain(f"{_name(item)} ({item.owner})" if again else _name(item)), bold=True, lines=name),
        TableCell(_range(item)),
        TableCell(plain(item.source) or "no source given", lines=2),
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
    write = Money("")
    low, high = write(item.low), write(item.high)
    return low if item.low == item.high else f"{low} to {high}"
