"""Speaker notes: what a slide says, how to read it, and how precise it is."""

from __future__ import annotations

from collections.abc import Sequence

from ..board import Board
from ..stories import Story
from ..words.numbers import error_percent
from ..words.view import View

__all__ = ["how_sure", "of_chance", "of_means", "sentence", "story_notes", "swept"]


def sentence(words: str) -> str:
    """Return words with the full stop of a sentence."""
    return words if words.endswith((".", "!", "?", "...")) else f"{words}."


def story_notes(story: Story, sure: str, more: Sequence[str] = ()) -> list[str]:
    """Return the notes of a story's slide, a paragraph an item."""
    return [sentence(story.headline), story.note, *more, sure]


def how_sure(view: View) -> str:
    """Say how well the simulation knows its amounts."""
    if view.all_certain:
        return (
            "How sure is that? Every input of this scenario is a single number, so the figures are exact for these "
            "inputs. How certain the inputs are is not part of the figures."
        )
    errors = {key: view.largest_error(key, [view.last]) for key in ("p50", "p90")}
    known = [f"a {key.upper()} by about {error_percent(error)}" for key, error in errors.items() if error is not None]
    futures = f"How sure is that? It comes from {view.trajectories:,} simulated futures"
    if not known:
        return f"{futures}, too few to say by how much another run would differ. {_RANGES}"
    return f"{futures}: another run would change {' and '.join(known)} at most, nine times in ten. {_RANGES}"


def of_chance(view: View, half: float | None = None) -> str:
    """Say how well the simulation knows its chances: those of being cheaper, or some whose error is `half`."""
    if view.all_certain:
        return how_sure(view)
    compared = [view.half_interval(found, "p_beats") for found in view.comparisons(view.last)]
    halves = compared if half is None else [half]
    known = [half for half in halves if half is not None]
    futures = f"How sure is that? It comes from {view.trajectories:,} simulated futures"
    if not known:
        return f"{futures}, too few to say by how much another run would differ. {_RANGES}"
    points = max(0.1, 100.0 * max(known))
    return (
        f"{futures}: another run would change a probability by about {points:.1f} percentage points at most, nine "
        f"times in ten. {_RANGES}"
    )


def of_means(board: Board) -> str:
    """Say how well the simulation knows what an input moves."""
    futures = board.moved.futures
    return (
        f"How sure is that? It comes from {futures:,} simulated futures, about {futures // 10:,} for each end of a "
        f"bar: inputs that these cannot tell from luck are left out. {_RANGES}"
    )


def swept(trajectories: int) -> str:
    """Say how well a sweep knows its figures."""
    return (
        f"How sure is that? Each point comes from {trajectories:,} simulated futures of its own, good to about "
        f"one percentage point; all points use the same futures, so their differences are more precise. {_RANGES}"
    )


_RANGES = "This is the simulation error alone; whether the ranges are right is a matter of judgement."
