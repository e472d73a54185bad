"""When a strategy becomes cheaper for good."""

from __future__ import annotations

from typing import Any

from ..words.break_even_words import break_even_words
from ..words.numbers import full_percent, months, odds_cell
from ..words.view import View
from .cell_text import STUBS, by_strategy, stubs
from .glossary import MEANINGS
from .sections import PageCell, PageColumn, PageSection, PageSheet

__all__ = ["break_even"]


def break_even(view: View) -> PageSection | None:
    """Return by which month each strategy is cheaper for good; None with nothing to compare."""
    found = view.comparisons(view.last)
    if not found:
        return None
    sentences = [_sentence(view.labels[item["strategy"]], break_even_words(view, item)) for item in found]
    base, within = view.labels[view.baseline], months(view.last)
    meaning = f"To break even: to have a lower total cost so far than {base} from that month to the end of {within}."
    alone = len(sentences) == 1
    heading = sentences[0].removesuffix(".") if alone else _counted(view, found)
    lead = (meaning,) if alone else (" ".join(sentences), meaning)
    sheets = () if view.all_certain else (_sheet(view),)
    return PageSection("break-even", "Break-even", heading, lead, (), sheets)


def _sentence(label: str, words: str) -> str:
    if words.startswith("never"):
        return f"{label} never breaks even{words.removeprefix('never')}."
    return f"{label} breaks even {words}."


def _counted(view: View, found: list[dict[str, Any]]) -> str:
    mostly = sum(item["break_even"]["p50"] is not None for item in found)
    often = "" if view.all_certain else " in half of all futures or more"
    within = f"even within {months(view.last)}{often}"
    if not mostly:
        return f"{'Neither strategy' if len(found) == 2 else f'None of {len(found)} strategies'} breaks {within}"
    return f"{mostly} of {len(found)} strategies break{'s' if mostly == 1 else ''} {within}"


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
