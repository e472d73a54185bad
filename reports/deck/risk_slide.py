"""What could go wrong: the risk register; then the worst 5 %, warnings, and what is not counted."""

from __future__ import annotations

from dataclasses import replace

from ..board import Board
from ..board.left_out import left_out
from ..stories import bad_case
from ..stories.risk_title import risk_title
from ..words.cost_cells import total_cell
from ..words.names import in_sentence
from ..words.numbers import months
from ..words.risk_words import HEADS, ORDER, TO_BE_NAMED, RiskRow, risk_rows
from ..words.view import View
from .fitting import plain
from .frame import Frame
from .native_tables import TableCell, add_table, height_of, widths_for
from .notes import how_sure, sentence
from .slide_text import TEXT, Box, fits, paragraphs

__all__ = ["losses", "register_slide", "risk_slide"]

_BAD_END = "The bad end of the range"
_ABOUT = "The bad end of the range, and what the figures leave out"
_NOT_COUNTED = "To be judged outside this simulation"
_ONE_LINE = ("probability", "per_year")
_LONG = ("cause", "sign", "against", "to")  # words, on the left
_MOST = 3  # of each kind
_SIZES = (20.0, 18.0, 16.0, 15.0, TEXT)


def register_slide(frame: Frame, view: View, footer: str) -> None:
    """Add the risk register of the recommended strategy, where there is a risk to list."""
    title, found = risk_title(view.document), risk_rows(view)
    if title is None:
        return
    name = in_sentence(view.labels[view.verdict["recommended"]])
    about = f"Risks of {name} over {months(view.last)}, by probability x extra cost; {view.money.unit}"
    about += "; extra: above its own mean"
    if any(row.to for row in found):
        about += ", or above the strategy recommended then"
    notes = [
        sentence(title),
        f"{ORDER} +- is half a 90 % interval of the simulation.",
        "The owner of a risk is to be named: who watches its sign, and who acts.",
        how_sure(view),
    ]
    slide, box = frame.slide(title, about, footer, notes)
    rows = _register(found)
    while len(rows) > 2 and height_of(rows, widths_for(rows, box, 0)) > box.height:
        rows.pop()
    add_table(slide, box, rows, widths_for(rows, box, 0), "Risks", f"{title}. {about}.")


def _register(found: list[RiskRow]) -> list[list[TableCell]]:
    """Return the table; how often only where a risk has it, what then only where the column before does not say it."""
    every = ("cause", "sign", "probability", "per_year", "size", "against", "to")
    told = {"per_year": any(row.per_year for row in found), "to": any(row.to not in ("", row.against) for row in found)}
    kept = [key for key in every if told.get(key, True)]
    table = [[*(_cell(key, HEADS[key], lines=2) for key in kept), TableCell(HEADS["owner"])]]
    for row in found:
        cells = [_cell(key, plain(getattr(row, key)), lines=1 + (key not in _ONE_LINE)) for key in kept]
        table.append([*cells, TableCell(TO_BE_NAMED, lines=2)])
        table[-1][0] = replace(cells[0], bold=True)
    return table


def _cell(key: str, text: str, lines: int = 1) -> TableCell:
    return TableCell(text, align="left" if key in _LONG else "right", lines=lines)


def risk_slide(frame: Frame, board: Board, view: View, footer: str) -> None:
    """Add the slide; what is not counted gets one of its own where both do not fit."""
    title = bad_case(board.document)
    notes = [
        f"This slide is about the bad end of the range. {title}.",
        *([] if view.all_certain else ["Worst 5 % is the average over the most expensive twentieth of all futures."]),
        "What is not counted can only be judged outside this simulation.",
        how_sure(view),
    ]
    slide, place = frame.begin(title, footer, notes)
    found = [(plain(address), plain(message)) for address, message in board.warnings]
    warnings = [f"{address}: {message}" for address, message in found[:_MOST]]
    if len(found) > _MOST:
        warnings.append(f"{len(found) - _MOST} more {'is' if len(found) == _MOST + 1 else 'are'} in the workbook.")
    parts = [
        (f"Mean of the worst 5 % of futures over {months(view.last)}, {view.money.unit}", losses(view)),
        ("Warnings", warnings),
    ]
    first = [(head, texts) for head, texts in parts if texts]
    last = [("Not counted", list(left_out(board)))]
    probe = frame.below_subtitle(place)
    if not first or _fit(probe, [*first, *last], TEXT):
        box = frame.subtitle(slide, place, _ABOUT if first else _NOT_COUNTED)
        _blocks(slide, box, [*first, *last])
        return
    _blocks(slide, frame.subtitle(slide, place, _BAD_END), first)
    slide, box = frame.slide("What the figures of this deck leave out", _NOT_COUNTED, footer, notes[-2:])
    _blocks(slide, box, last)


Blocks = list[tuple[str, list[str]]]


def _spread(box: Box, parts: Blocks) -> tuple[list[Box], list[list[str]]]:
    """Return columns and their paragraphs, in reading order, divided where both columns are most alike in length."""
    if len(parts) == 1:
        return [box], [[text for head, items in parts for text in (head, *items)]]
    texts = [[head, *items] for head, items in parts]
    sizes = [sum(map(len, words)) + 40 * len(words) for words in texts]  # a paragraph ends in half a line
    cut = min(range(1, len(parts)), key=lambda at: max(sum(sizes[:at]), sum(sizes[at:])))
    sides = [[text for words in half for text in words] for half in (texts[:cut], texts[cut:])]
    return box.columns([1.0, 1.0], 500_000), sides


def _fit(box: Box, parts: Blocks, size: float) -> bool:
    return all(fits(words, column, size) for column, words in zip(*_spread(box, parts), strict=True))


def _blocks(slide: object, box: Box, parts: Blocks) -> None:
    """Write headed blocks in two columns, all in letters of one size."""
    size = next((size for size in _SIZES if _fit(box, parts, size)), _SIZES[-1])
    for column, words in zip(*_spread(box, parts), strict=True):
        paragraphs(slide, column, words, (size,), bold=[head for head, _ in parts])


def losses(view: View) -> list[str]:
    """Return what the worst 5 % of each strategy cost on average."""
    if view.all_certain:
        return []
    found = {name: view.numbers(name, view.last) for name in view.strategies}
    worst = {name: total_cell(view, name, view.last, "cvar95") for name in found}
    return [
        f"{view.labels[name]}: {worst[name]}, its P50 is {total_cell(view, name, view.last, 'p50', error_shown=False)}"
        for name in found
    ]
