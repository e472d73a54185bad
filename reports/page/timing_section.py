"""When costs fall due, and when a strategy becomes cheaper for good."""

from __future__ import annotations

from typing import Any

from ...simulator.decision import Pair
from ..board import Board
from ..words.break_even_words import break_even_words
from ..words.numbers import full_percent, months, odds_cell
from ..words.view import View
from .cell_text import STUBS, by_strategy
from .glossary import MEANINGS
from .pictures import headline, pictures
from .sections import PageCell, PageColumn, PageSection, PageSheet

__all__ = ["when"]


def when(board: Board, view: View) -> PageSection:
    """Return how costs grow, and by which month each strategy is cheaper for good."""
    found = [(name, item) for name, item in by_strategy(view, board.pair) if item["horizon"] == view.last]
    lead = [_sentence(name, break_even_words(view, item)) for name, item in found]
    if found:
        than = _other(view, [item for _, item in found])
        lead = [
            " ".join(lead),
            f"To break even: to have a lower total cost so far than {than} from that month to the end of "
            f"{months(view.last)}.",
        ]
    drawn = pictures(board, "cumulative_cost")
    sheets = () if view.all_certain or not found else (_sheet(view, board.pair),)
    return PageSection("when", "When", headline(board, "cumulative_cost"), tuple(lead), drawn, sheets)


def _sentence(label: str, words: str) -> str:
    if words.startswith("never"):
        return f"{label} never breaks even{words.removeprefix('never')}."
    return f"{label} breaks even {words}."


def _other(view: View, found: list[dict[str, Any]]) -> str:
    bases = {item["baseline"] for item in found}
    return view.labels[bases.pop()] if len(bases) == 1 else "the other"


def _sheet(view: View, pair: Pair | None) -> PageSheet:
    shown = {"p10": "One future in ten", "p50": "Half of all futures", "p90": "Nine in ten"}
    found, rows = by_strategy(view, pair), []
    for name, item in found:
        cells = [PageCell("never" if (at := item["break_even"][key]) is None else view.month(at)) for key in shown]
        p = item["break_even"]["p_never"]
        never = PageCell(odds_cell(p, view.trajectories), full_percent(p, 4))
        rows.append((PageCell(name), PageCell(months(item["horizon"])), *cells, never))
    return PageSheet(
        "months-to-break-even",
        f"Month from which it stays cheaper than {_other(view, [item for _, item in found])}, total cost so far",
        (
            *STUBS,
            *(PageColumn(heading, MEANINGS[f"breaks_{key}"]) for key, heading in shown.items()),
            PageColumn("Never", MEANINGS["never"]),
        ),
        tuple(rows),
        stubs=2,
    )
