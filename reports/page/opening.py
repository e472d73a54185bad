"""The top of the page: the decision, the probability behind it, what it needs, and when to look at it again."""

from __future__ import annotations

from dataclasses import dataclass

from ...simulator.decision import Pair
from ..board import Board
from ..board.decision_parts import decision_parts
from ..words.decision_words import decision_headline
from ..words.layout import clean
from ..words.numbers import months, odds
from ..words.verdict import sentence_names
from ..words.view import View
from .glossary import GLOSSARY, MEANINGS
from .sections import KeyFigure, Listing

__all__ = ["Opening", "opening"]


@dataclass(frozen=True, slots=True)
class Opening:
    """The decision.

    Attributes
    ----------
    title : str
    facts : tuple of str
        Currency and day: what everything below rests on.
    run : KeyFigure
        How many futures there are, and what a future is.
    headline : str
        The recommendation, with its number.
    parts : tuple of Listing
        How sure, what it needs, when to look again.
    detail : str
        Which two strategies are compared below, where they are not those of the verdict; else empty.
    decisive : KeyFigure or None
        The probability that decides; None where there is nothing to compare or nothing is random.
    reading : str
        How percentiles are read; empty where nothing is random.
    """

    title: str
    facts: tuple[str, ...]
    run: KeyFigure
    headline: str
    parts: tuple[Listing, ...]
    detail: str
    decisive: KeyFigure | None
    reading: str


def opening(board: Board, view: View) -> Opening:
    """Return what the page begins with."""
    scenario = view.document["scenario"]
    nothing = "no cost is random" if view.outputs_vary else "nothing is random"
    run = nothing if view.all_certain else f"{view.trajectories:,} simulated outcomes (futures)"
    return Opening(
        title=clean(scenario["title"]) or clean(scenario["name"]),
        facts=(f"{view.money.unit}, before tax{view.month.since}", f"made on {board.made.isoformat()}"),
        run=KeyFigure(run, "", "" if view.all_certain else dict(GLOSSARY)["Future"]),
        headline=decision_headline(view),
        parts=tuple(Listing(head, words) for head, words in decision_parts(board, view)),
        detail=_detail(board, view),
        decisive=None if view.all_certain or view.pair is None else _decisive(view, view.pair),
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
