"""What could go wrong: the worst 5 %, the largest risks, warnings, and what is not counted."""

from __future__ import annotations

from ..board import Board
from ..board.left_out import left_out
from ..stories import Drivers, bad_case
from ..words.cost_cells import total_cell
from ..words.names import capital
from ..words.numbers import Money, months
from ..words.view import View
from .fitting import plain
from .frame import Frame
from .notes import how_sure
from .slide_text import TEXT, Box, fits, paragraphs

__all__ = ["losses", "risk_slide", "risks"]

_BAD_END = "The bad end of the range, and its causes"
_ABOUT = "The bad end of the range, its causes, and what the figures leave out"
_NOT_COUNTED = "To be judged outside this simulation"
_MOST = 3  # of each kind
_SIZES = (20.0, 18.0, 16.0, 15.0, TEXT)


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
        ("Largest risks", risks(board)),
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


def risks(board: Board) -> list[str]:
    """Return in words which inputs hurt most, and in which tenth of their range."""
    story = board.stories.get("drivers")
    if not isinstance(story, Drivers):
        return []
    write = Money.fitting(
        story.currency, max((abs(end) for bar in story.bars for end in (bar.low, bar.high)), default=0.0)
    )
    found = []
    for bar in story.bars[:_MOST]:
        bad = (min if story.of_savings else max)(bar.low, bar.high)
        where = f"{capital(bar.label)}: in its {'lowest' if bad == bar.low else 'highest'} tenth"
        if not story.of_savings:
            result = f"the cost is {write(bad)} on average"
        elif bad >= 0.0:
            result = f"the saving is only {write(bad)} on average"
        else:
            result = f"{story.labels[story.strategy]} costs {write(-bad)} more on average"
        found.append(f"{where} {result}.")
    return found
