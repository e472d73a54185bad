"""What the figures of a report leave out: sentences for the page and the deck."""

from __future__ import annotations

from collections.abc import Iterator

from ...configs import CATEGORIES, Strategy
from ...configs.text.spelling import listed
from ..words.layout import clean, shorten
from ..words.view import View
from .board import Board

__all__ = ["left_out"]

_LOST, _BUFFER = "Opportunity", "Buffer"  # said in words of their own
_NAME = 30  # columns of a category's name


def left_out(board: Board) -> tuple[str, ...]:
    """Return what the figures leave out, what the scenario decides first and what holds for every scenario last.

    Parameters
    ----------
    board : Board

    Returns
    -------
    tuple of str
        Sentences with their full stops: categories without a cost by strategy, lost revenue, buffer, discount, taxes,
        doubt about plain numbers, errors of the ranges. Users' words in them are clean and short.
    """
    view = View(board.document, 100)
    return (
        *_categories(view),
        *_lost_revenue(view),
        *_buffer(board, view),
        *([] if board.scenario.discount_rate else ["Nothing is discounted: later months count as much as early ones."]),
        "Taxes are not counted: all amounts are before tax.",
        *_doubt(board, view),
    )


def _categories(view: View) -> Iterator[str]:
    """Say under which categories a strategy has no cost: the usual ones, and those that another strategy has."""
    spent = {name: _spent(view, name) for name in view.strategies}
    own = sorted({category for found in spent.values() for category in found} - {*CATEGORIES, _LOST, _BUFFER})
    known = [category for category in (*CATEGORIES, *own) if category != _LOST]
    empty = {name: [category for category in known if category not in found] for name, found in spent.items()}
    shared = [category for category in known if len(empty) > 1 and all(category in found for found in empty.values())]
    if shared:
        yield f"No strategy has a cost under {_named(shared)}."
    for name, found in empty.items():
        rest = [category for category in found if category not in shared]
        if rest:
            yield f"{view.labels[name]} has no cost under {_named(rest)}."


def _spent(view: View, name: str) -> set[str]:
    found = view.numbers(name, view.last)["categories"]
    return {category for category, part in found.items() if part["mean"] or part["p90"]}


def _named(categories: list[str]) -> str:
    return listed([shorten(clean(category), _NAME) for category in categories])


def _lost_revenue(view: View) -> Iterator[str]:
    free = [view.labels[name] for name in view.strategies if _LOST not in _spent(view, name)]
    if len(free) == len(view.strategies):
        yield "Revenue lost before launch is not counted."
    elif free:
        yield f"Revenue lost before launch is not counted for {listed(free)}."


def _buffer(board: Board, view: View) -> Iterator[str]:
    bare = [view.labels[name] for name in view.strategies if not _has_buffer(board.scenario.strategies[name])]
    if len(bare) == len(view.strategies):
        yield "There is no buffer for unlisted work."
    elif bare:
        yield f"{listed(bare)} {'has' if len(bare) == 1 else 'have'} no buffer for unlisted work."


def _has_buffer(strategy: Strategy) -> bool:
    """Return whether a strategy has a buffer, its own or that of a part."""
    return strategy.buffer is not None or any(line.category == "Buffer" for line in strategy.lines.values())


def _doubt(board: Board, view: View) -> Iterator[str]:
    if view.all_certain:
        yield "Every input is taken as certain: the figures show no risk."
        return
    laws = [item.law for item in board.given]
    plain = laws.count("plain number")
    if plain:
        yield f"{plain} of {len(laws)} assumptions {'is' if plain == 1 else 'are'} taken as certain: plain numbers."
    yield "Errors in the ranges are not counted: the simulation takes its assumptions as given."
