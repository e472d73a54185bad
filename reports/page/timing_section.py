"""When costs fall due, and when a strategy becomes cheaper for good."""

from __future__ import annotations

from ..board import Board
from ..words.break_even_words import break_even_words
from ..words.numbers import full_percent, months, odds_cell
from ..words.view import View
from .cell_text import STUBS, by_strategy, stubs
from .glossary import MEANINGS
from .pictures import headline, pictures
from .sections import PageCell, PageColumn, PageSection, PageSheet

__all__ = ["when"]


def when(board: Board, view: View) -> PageSection:
    """Return how costs grow, and by which month each strategy is cheaper for good."""
    found = view.comparisons(view.last)
    lead = [_sentence(view.labels[item["strategy"]], break_even_words(view, item)) for item in found]
    if found:
        base, within = view.labels[view.baseline], months(view.last)
        lead = [
            " ".join(lead),
            f"To break even: to have a lower total cost so far than {base} from that month to the end of {within}.",
        ]
    drawn = pictures(board, "cumulative_cost")
    sheets = () if view.all_certain or not found else (_sheet(view),)
    return PageSection("when", "When", headline(board, "cumulative_cost"), tuple(lead), drawn, sheets)


def _sentence(label: str, words: str) -> str:
    if words.startswith("never"):
        return f"{label} never breaks even{words.removeprefix('never')}."
    return f"{label} breaks even {words}."


def _sheet(view: View) -> PageSheet:
    shown = {"p10": "One future in ten", "p50": "Half of all futures", "p90": "Nine in ten"}
    rows = []
    for item in by_strategy(view):
        cells = [PageCell("never" if (at := item["break_even"][key]) is None else view.month(at)) for key in shown]
        p = item["break_even"]["p_never"]
        never = PageCell(odds_cell(p, view.trajectories), full_percent(p, 4))
        rows.append((*stubs(view, item["strategy"], item["horizon"]), *cells, never))
    return PageSheet(
        "months-to-break-even",
        f"Month from which it stays cheaper than {view.labels[view.baseline]}, total cost so far",
        (
            *STUBS,
            *(PageColumn(heading, MEANINGS[f"breaks_{key}"]) for key, heading in shown.items()),
            PageColumn("Never", MEANINGS["never"]),
        ),
        tuple(rows),
        stubs=2,
    )
