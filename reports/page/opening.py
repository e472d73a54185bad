"""The top of the page: the answer, the probability that decides, and two figures of each strategy."""

from __future__ import annotations

from dataclasses import dataclass

from ...simulator.decision import Pair
from ..board import Board
from ..stories import looks
from ..words.cost_cells import budget_cell, kept_cell, total_cell
from ..words.layout import clean
from ..words.numbers import futures, months, odds
from ..words.verdict import sentence_names, verdict
from ..words.view import View
from .glossary import MEANINGS
from .sections import DASHES, KeyFigure

__all__ = ["Contender", "Opening", "opening"]


@dataclass(frozen=True, slots=True)
class Contender:
    """A strategy's name, how its line looks, and its key figures."""

    name: str
    label: str
    colour: int
    dash: str
    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """The verdict block.

    Attributes
    ----------
    title : str
    facts : tuple of str
        Currency, futures, day: what everything below rests on.
    answers : tuple of str
        The verdict, a paragraph an item.
    detail : str
        Which two strategies are compared below, where they are not those of the verdict; else empty.
    decisive : KeyFigure or None
        The probability that decides; None where there is nothing to compare or nothing is random.
    contenders : tuple of Contender
    over : str
        The period of the figures.
    reading : str
        How percentiles are read; empty where nothing is random.
    """

    title: str
    facts: tuple[str, ...]
    answers: tuple[str, ...]
    detail: str
    decisive: KeyFigure | None
    contenders: tuple[Contender, ...]
    over: str
    reading: str


def opening(board: Board, view: View) -> Opening:
    """Return what the page begins with."""
    scenario = view.document["scenario"]
    nothing = "no cost is random" if view.outputs_vary else "nothing is random"
    run = nothing if view.all_certain else f"{futures(view.trajectories)} simulated"
    facts = (f"{view.money.unit}, before tax{view.month.since}", run, f"made on {board.made.isoformat()}")
    return Opening(
        title=clean(scenario["title"]) or clean(scenario["name"]),
        facts=facts,
        answers=tuple(verdict(view)),
        detail=_detail(board, view),
        decisive=None if view.all_certain or view.pair is None else _decisive(view, view.pair),
        contenders=_contenders(view),
        over=months(view.last),
        reading="" if view.all_certain else f"P50: {MEANINGS['p50']} P90: {MEANINGS['p90']}",
    )


def _detail(board: Board, view: View) -> str:
    """Say which two strategies the details compare, where they are not those of the verdict."""
    if board.pair is None or board.pair == view.pair:
        return ""
    one, other = (sentence_names(view)[name] for name in board.pair)
    return f"The details below compare {one} with {other}, as the report was asked to."


def _decisive(view: View, pair: Pair) -> KeyFigure:
    """Return the probability beside the verdict: to be the cheaper of two, or the cheapest of several."""
    n, over, called = view.trajectories, months(view.last), sentence_names(view)
    changed = any(rule["changed_from"] for rule in view.verdict["rules"])
    if len(view.allowed) > 2 and not changed:
        name = view.verdict["recommended"]
        among = "allowed" if view.barred else "of all"
        return KeyFigure(
            f"futures in which {called[name]} is the cheapest {among} over {over}",
            odds(view.verdict["p_cheapest"], n),
            MEANINGS["cheapest"],
        )
    found = view.compared(pair, view.last)
    return KeyFigure(
        f"futures in which {called[pair.strategy]} costs less than {called[pair.against]} over {over}",
        odds(found["p_beats"], n, view.half_interval(found, "p_beats")),
        MEANINGS["beats"],
    )


def _contenders(view: View) -> tuple[Contender, ...]:
    found = []
    order = list(view.strategies)
    dashes = looks(order)
    for at, name in enumerate(order):
        if view.certain(name):
            figures = [KeyFigure("Total cost", total_cell(view, name, view.last, "mean"), MEANINGS["certain"])]
        else:
            figures = [
                KeyFigure(
                    f"{key.upper()} total cost", total_cell(view, name, view.last, key), f"{MEANINGS[key]} {_EXACT}"
                )
                for key in ("p50", "p90")
            ]
        if view.numbers(name, view.last)["budget"] is not None:
            term = f"Budget of {budget_cell(view, name, view.last)} a month kept in"
            figures.append(KeyFigure(term, kept_cell(view, name, view.last), MEANINGS["kept"]))
        found.append(Contender(name, view.labels[name], at % 6 + 1, DASHES[dashes[name].dash], tuple(figures)))
    return tuple(found)


_EXACT = "All lines and lost revenue, less resale value."
