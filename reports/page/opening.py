"""What stands at the top: the answer, the one chance that decides, and two figures of each strategy."""

from __future__ import annotations

from dataclasses import dataclass

from ..board import Board
from ..stories import looks
from ..words.chances import chance, chance_cell
from ..words.layout import clean
from ..words.names import months
from ..words.verdict import quoted, ranking, verdict
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
        Which strategy is held against the baseline below, where it is not one that the verdict speaks of; else empty.
    decisive : KeyFigure or None
        The one big chance; None where there is nothing to compare or nothing is random.
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
    futures = "1 future" if view.trajectories == 1 else f"{view.trajectories:,} futures"
    facts = [f"{view.money.unit}, before tax"]
    facts += ["nothing is random" if view.all_certain else f"{futures} simulated", f"made on {board.made.isoformat()}"]
    return Opening(
        title=clean(scenario["title"]) or clean(scenario["name"]),
        facts=tuple(facts),
        answers=tuple(verdict(view)),
        detail=_detail(board, view),
        decisive=None if view.all_certain or len(view.allowed) == 1 else _decisive(view),
        contenders=_contenders(view),
        over=months(view.last),
        reading="" if view.all_certain else f"P50: {MEANINGS['p50']} P90: {MEANINGS['p90']}",
    )


def _detail(board: Board, view: View) -> str:
    """Say why the report details another challenger than the verdict names."""
    focus = board.focus
    if focus is None or view.all_certain or len(view.allowed) < 3:
        return ""
    named = set(ranking(view)[:2]) - {view.baseline}
    if focus in named:
        return ""
    beats = {found["strategy"]: found["p_beats"] for found in view.comparisons(view.last)}
    other = max(named, key=lambda name: beats[name])
    words = {name: quoted(view.labels[name]) for name in view.strategies}
    often = {name: chance(beats[name], view.trajectories) for name in (focus, other)}
    return (
        f"Details below are of {words[focus]}: it costs less than {words[view.baseline]} in {often[focus]} futures, "
        f"{words[other]} in {often[other]}. To beat the baseline and to be the cheapest of all are two things."
    )


def _decisive(view: View) -> KeyFigure:
    """Return the chance that the verdict speaks of: of the challenger, or of the cheapest of several."""
    n, over = view.trajectories, months(view.last)
    if len(view.allowed) > 2:
        first = ranking(view)[0]
        seen = chance(view.numbers(first, view.last)["p_cheapest"], n)
        among = "allowed" if view.barred else "of all"
        return KeyFigure(
            f"futures in which {quoted(view.labels[first])} is the cheapest {among} over {over}",
            seen,
            MEANINGS["cheapest"],
        )
    found = view.contest(view.last)[0]
    return KeyFigure(
        f"futures in which {view.labels[found['strategy']]} costs less than {view.labels[found['baseline']]} "
        f"over {over}",
        chance(found["p_beats"], n, view.half_interval(found["p_beats_se"])),
        MEANINGS["beats"],
    )


def _contenders(view: View) -> tuple[Contender, ...]:
    found = []
    order = list(view.strategies)
    dashes = looks(order)
    for at, name in enumerate(order):
        numbers, se = view.numbers(name, view.last), view.numbers(name, view.last)["se"]
        if view.certain(name):
            figures = [KeyFigure("Total cost", view.amount(name, numbers["mean"]), MEANINGS["certain"])]
        else:
            figures = [
                KeyFigure(
                    f"{key.upper()} total cost", view.amount(name, numbers[key], se[key]), f"{MEANINGS[key]} {_EXACT}"
                )
                for key in ("p50", "p90")
            ]
        budget = numbers["budget"]
        if budget is not None:
            kept = chance_cell(budget["p_within"], view.trajectories, certain=view.certain(name))
            promised = view.money.exact(budget["amount"] / view.last)
            figures.append(KeyFigure(f"Promise of {promised} a month kept in", kept, MEANINGS["kept"]))
        found.append(Contender(name, view.labels[name], at % 6 + 1, DASHES[dashes[name].dash], tuple(figures)))
    return tuple(found)


_EXACT = "All lines, lost revenue in, resale value out."
