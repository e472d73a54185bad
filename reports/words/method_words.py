"""How the figures of a report were made, in plain words."""

from __future__ import annotations

from .numbers import error_percent
from .view import View

__all__ = ["method_headline", "method_words"]

_SAMPLERS = {
    "sobol": "Sobol points, scrambled: they cover all combinations more evenly than random numbers do",
    "random": "random numbers, one stream for each future",
}


def method_headline(view: View) -> str:
    """Return how many futures there were, and how precise a P50 is."""
    if view.all_certain:
        return "Every input is one number: the figures are exact for these inputs"
    error = view.largest_error("p50", [view.last])
    made = f"{view.trajectories:,} futures"
    if error is None:
        return made
    return f"{made}: nine times in ten another run gives a P50 within {error_percent(error)}"


def method_words(view: View) -> list[str]:
    """Say what a future is, how inputs are drawn, what an error is, and what is not in it."""
    run = view.document["run"]
    if view.all_certain:
        return ["The costs of each month are added up as the file gives them; nothing is drawn at random."]
    errors = {key: view.largest_error(key, [view.last]) for key in ("p50", "p90")}
    known = [f"{key.upper()} {error_percent(error)}" for key, error in errors.items() if error is not None]
    size = f": {', '.join(known)} or less" if known else ""
    return [
        "A future is one simulated outcome: every uncertain input gets a value, and the costs of each month follow "
        "from them. All strategies meet the same futures, so they can be compared one by one.",
        f"Sampler: {_SAMPLERS.get(run['sampler'], run['sampler'])}, seed {run['seed']}.",
        f"Simulation error: how far another run would differ, nine times in ten{size}. It says nothing of whether the "
        "ranges in the file are right.",
        "To reproduce the figures, run the command below with the same file and version.",
    ]
