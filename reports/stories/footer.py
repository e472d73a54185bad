"""The line under every picture: what it was made from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from ...configs import Scenario

__all__ = ["dates_in", "footer", "source_dates"]

_DATE = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")


def footer(scenario: Scenario, trajectories: int, seed: int, certain: bool = False) -> str:
    """Return futures, seed, the latest date of a source where there is one, and the first digits of the config's hash.

    Parameters
    ----------
    scenario : Scenario
    trajectories, seed : int
    certain : bool
        Nothing is random: there are no futures to speak of, and the seed changes nothing.
    """
    dated = source_dates(scenario)
    sources = [f"latest dated source {dated[-1]}"] if dated else []
    futures = "1 future" if trajectories == 1 else f"{trajectories:,} futures"
    made = ["no uncertainty entered"] if certain else [futures, f"seed {seed}"]
    return " · ".join([*made, *sources, f"config {scenario.sha256[:8]}"])


def source_dates(scenario: Scenario) -> list[date]:
    """Return the days that the file's comments on its numbers give as `2026-11-01`, ascending."""
    comments = {} if scenario.origin is None else scenario.origin.comments()
    return sorted({day for comment in comments.values() for day in dates_in(comment)})


def dates_in(comment: str) -> Iterable[date]:
    """Yield the dates in a comment; what only looks like one is skipped."""
    for year, month, day in _DATE.findall(comment):
        try:
            yield date(int(year), int(month), int(day))
        except ValueError:
            continue
