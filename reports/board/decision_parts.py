"""What is beside the recommendation on the first slide and at the top of the page."""

from __future__ import annotations

from ..stories import VolumeChoice
from ..stories.stress_story import stress_triggers
from ..words.barred import barred_sentences
from ..words.decision_words import look_again, needs
from ..words.names import in_sentences
from ..words.numbers import number
from ..words.rare_words import rare_sentences
from ..words.verdict import elsewhere, few_futures, reasons, recommendation
from ..words.view import View
from .assumptions import STALE_SOURCE_DAYS
from .board import Board

__all__ = ["decision_parts"]


def decision_parts(board: Board, view: View) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return how sure the decision is, what it needs and when to look at it again: headings, each with sentences."""
    alone = [recommendation(view)] if len(view.allowed) == 1 else []
    beside = (*rare_sentences(view), *elsewhere(view), *barred_sentences(view))
    sure = (*few_futures(view), *alone, *reasons(view), *beside)
    dates = sorted({item.dated for item in board.given if item.dated is not None})
    again = tuple(look_again(view, dates, STALE_SOURCE_DAYS, _further(board, view)))
    parts = (("How sure", sure), ("What it needs", tuple(needs(view, _launch(board)))), ("When to look again", again))
    return tuple(part for part in parts if part[1])


def _further(board: Board, view: View) -> list[str]:
    """Return the volumes, prices and inputs beside those of the verdict that change the recommendation."""
    volume, called = board.stories.get("volume"), in_sentences(view.labels)
    known = [flip["address"] for flip in view.verdict["flips"] if flip["value"] is not None]
    turns = volume.turns(view.verdict["recommended"]) if isinstance(volume, VolumeChoice) else []
    return turns + ([] if board.stress is None else stress_triggers(board.stress, called, known))


def _launch(board: Board) -> str:
    """Return the months to launch of the recommended strategy, in words; empty where it has none."""
    address = f"strategies.{board.document['verdict']['recommended']}.launch.months"
    found = next((item for item in board.given if item.address == address), None)
    if found is None or found.low is None or found.high is None:
        return ""
    low, high = (number(end, 2) for end in (found.low, found.high))
    if low == high:
        return f"{low} month{'s' * (low != '1')}"
    return f"{low} to {high} months (P5 to P95)"
