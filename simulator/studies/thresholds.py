"""Thresholds between the points of a sweep: where the odds are even, where the margin is met, where the choice changes.

A sweep knows each of them to its neighbouring values; the place in between is interpolated. `crossover` searches it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist
from typing import Any, NamedTuple

from ..decision.scores import with_margin

__all__ = ["SweptLine", "Threshold", "crossings"]

_NEXT_TO = 2e-4  # of 0 or 1: a jump from one to the other does not show the place in between
_WIDE = 20.0  # largest value over smallest: from here on values are taken to be spread by ratios
_EVEN = 0.5


class Threshold(NamedTuple):
    """Where an answer changes, between two values of a sweep.

    Attributes
    ----------
    value : float
        Interpolated.
    before, after : float
        The values of the sweep around it.
    rises : bool
        Whether the strategy does better above it.
    steep : bool
        Whether the probability jumps from next to 0 to next to 1, so that the place in between is not known.
    to : str
        The strategy that is chosen above it, of a change of the choice.
    """

    value: float
    before: float
    after: float
    rises: bool
    steep: bool = False
    to: str = ""


@dataclass(frozen=True)
class SweptLine:
    """The points of a sweep over one address of numbers, at one horizon.

    Attributes
    ----------
    values : tuple of float
        Ascending.
    rows : dict of str to list of mapping
        By strategy, its rows as `sweep` puts them into its frame, a row for each value.
    baseline : str
    """

    values: tuple[float, ...]
    rows: dict[str, list[Mapping[str, Any]]]
    baseline: str

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, Any]], address: str, baseline: str) -> SweptLine:
        """Return the line of rows of one horizon.

        Raises
        ------
        ValueError
            If there are fewer than two values, or some strategy does not have each of them once.
        """
        by_name: dict[str, list[Mapping[str, Any]]] = {}
        for row in rows:
            by_name.setdefault(row["strategy"], []).append(row)
        for found in by_name.values():
            found.sort(key=lambda row: float(row[address]))
        values = {name: tuple(float(row[address]) for row in own) for name, own in by_name.items()}
        first = tuple(sorted(set().union(*values.values())))
        if len(first) < 2:
            raise ValueError(f"the sweep needs two values of {address} or more")
        for name, own in values.items():
            if own != first:
                raise ValueError(f"the sweep needs each value of {address} once, for {name} too")
        return cls(first, by_name, baseline)

    @property
    def logarithmic(self) -> bool:
        """Whether values are spread over a factor of 20 or more."""
        return self.values[0] > 0.0 and self.values[-1] >= _WIDE * self.values[0]

    @property
    def lowest(self) -> tuple[str, ...]:
        """The strategy of the lowest score at each value, the baseline before its equals."""
        return tuple(
            min(self.rows, key=lambda name: (self.rows[name][at]["score"], name != self.baseline))
            for at in range(len(self.values))
        )

    @property
    def chosen(self) -> tuple[str, ...]:
        """The choice of the decision's rule at each value."""
        return tuple(
            next(name for name, rows in self.rows.items() if rows[at]["recommended"]) for at in range(len(self.values))
        )

    def column(self, strategy: str, key: str) -> list[float]:
        """Return a column of a strategy's rows; NaN where it is empty."""
        return [math.nan if row[key] is None else float(row[key]) for row in self.rows[strategy]]

    def even_odds(self, strategy: str) -> list[Threshold]:
        """Return where a strategy is as often cheaper than the baseline as more expensive: ties count for neither."""
        p, ties = (self.column(strategy, key) for key in ("p_beats", "p_ties"))
        # of the futures in which the costs differ; where they never do, the odds are even
        shares = [beats / (1.0 - tie) if tie < 1.0 else _EVEN for beats, tie in zip(p, ties, strict=True)]
        return crossings(self.values, shares, self.logarithmic)

    def margin_met(self, strategy: str, margin: float) -> list[Threshold]:
        """Return where a strategy's score falls to the baseline's less the margin, or rises above it."""
        leads = self._leads(strategy, self.baseline, margin)
        return [
            self._between(at, leads, leads[at + 1] >= 0.0)
            for at in range(len(leads) - 1)
            if (leads[at] >= 0.0) != (leads[at + 1] >= 0.0)
        ]

    def choice_changes(self, margin: float) -> list[Threshold]:
        """Return where the decision's rule begins to choose another strategy."""
        chosen = self.chosen
        return [
            self._between(at, self._leads(after, before, margin), True)._replace(to=after)
            for at, (before, after) in enumerate(pairwise(chosen))
            if before != after
        ]

    def _leads(self, strategy: str, other: str, margin: float) -> list[float]:
        """Return how far a strategy's score lies below that of another one; of the baseline the margin is taken off."""
        ours, theirs = (
            [with_margin(score, margin) if name == self.baseline else score for score in self.column(name, "score")]
            for name in (strategy, other)
        )
        return [b - a for a, b in zip(ours, theirs, strict=True)]

    def _between(self, at: int, leads: Sequence[float], rises: bool) -> Threshold:
        """Return where leads of unlike sign pass 0: costs are mostly linear in what is swept."""
        (before, after), (one, other) = self.values[at : at + 2], leads[at : at + 2]
        part = min(max(one / (one - other), 0.0), 1.0) if one != other else 0.5
        return Threshold(before + part * (after - before), before, after, rises)


def crossings(values: Sequence[float], probabilities: Sequence[float], logarithmic: bool) -> list[Threshold]:
    """Return every place where a probability passes one half, rises from it or falls to it; to touch it is not to pass.

    Its normal score is taken to be linear between two values, in the logarithm of the value where the axis is
    logarithmic: so it is where the saving follows a normal distribution whose mean is.
    """
    found = []
    last: int | None = None
    for at, p in enumerate(probabilities):
        if p == _EVEN or math.isnan(p):
            continue
        if last is None and at and p > _EVEN:
            found.append(Threshold(values[at - 1], values[at - 1], values[at], True))
        if last is not None and (probabilities[last] > _EVEN) != (p > _EVEN):
            before, after = values[last], values[at]
            if at > last + 1:  # one half exactly, at one value or several
                value = values[last + 1]
            else:
                one, other = _score(probabilities[last]), _score(p)
                part = one / (one - other)
                value = before * (after / before) ** part if logarithmic else before + part * (after - before)
            steep = max(min(p, 1.0 - p), min(probabilities[last], 1.0 - probabilities[last])) < _NEXT_TO
            found.append(Threshold(value, before, after, p > _EVEN, steep))
        last = at
    if last is not None and last < len(values) - 1 and probabilities[last] > _EVEN:
        found.append(Threshold(values[last + 1], values[last], values[last + 1], False))
    return found


def _score(probability: float) -> float:
    """Return the normal quantile of a probability; beyond 1 in 10,000 a sweep's points know none."""
    return NormalDist().inv_cdf(min(max(probability, 1e-4), 1.0 - 1e-4))
