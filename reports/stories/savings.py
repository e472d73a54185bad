"""What one strategy saves against another, future by future."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from ...simulator import Result
from ...simulator.decision import Pair, comparison_of, pair_of
from ...simulator.engine.distribution import Distribution
from ..words.cost_cells import cost_measure
from ..words.names import in_sentences, labels_of
from ..words.numbers import ALIKE, months, odds
from ..words.verdict_money import median_saving
from ..words.view import View
from .footer import footer
from .story import Look, Series, Story, looks
from .wording import LABEL, currency_of, fitting, unit_of

__all__ = ["Savings"]

#: Bins of a histogram: between so many and one and a half times as many, since edges are round numbers.
_BINS = 32
#: Share of futures on each side that the outer bins take in.
_OUTSIDE = 0.002
#: Relative spread of a difference that is the same in all futures: what is left is rounding.
_ROUNDING = 1e-9
_SHARES = ": share of the futures, both strategies in the same ones"


@dataclass(frozen=True, kw_only=True)
class Savings(Story):
    """The histogram of savings, both strategies in the same futures.

    Attributes
    ----------
    strategy, baseline : str
    labels : dict of str to str
    looks : dict of str to Look
    horizon : int
    edges : tuple of float
        Ascending edges of the bins, 0 among them where savings of both signs occur.
    shares : tuple of float
        Share of all futures in each bin, one less than edges; the outer bins include what lies beyond the first and
        the last edge (at most 1 % together). Savings of exactly 0 are in none: with `p_ties` the shares add up to 1.
    p_beats, p_ties : float
    beats_words, loses_words, ties_words : str
        The probability of costing less, more, and the same, in words that `futures` can follow.
    mean, p10, p50, p90 : float
    beyond : bool
        Whether savings beyond the first or the last edge occur.
    """

    strategy: str
    baseline: str
    labels: dict[str, str]
    looks: dict[str, Look]
    horizon: int
    edges: tuple[float, ...]
    shares: tuple[float, ...]
    p_beats: float
    p_ties: float
    beats_words: str
    loses_words: str
    ties_words: str
    mean: float
    p10: float
    p50: float
    p90: float
    beyond: bool = False

    @property
    def certain(self) -> bool:
        """Whether the savings are one amount."""
        return self.p10 == self.p90

    @property
    def series(self) -> tuple[Series, ...]:
        """The share of futures by the middle of each column, apart for each that is cheaper there; 0 elsewhere."""
        middles = tuple((low + high) / 2.0 for low, high, _ in self.columns)
        sides = (("below", self.baseline, -1.0), ("tie", None, 0.0), ("above", self.strategy, 1.0))
        found = []
        for role, name, sign in sides:
            shares = tuple(
                share if middle * sign > 0.0 or middle == sign == 0.0 else 0.0
                for middle, (_, _, share) in zip(middles, self.columns, strict=True)
            )
            label = "both cost the same" if name is None else f"{self.labels[name]} is cheaper"
            found.append(Series(label, middles, shares, name, role))
        return tuple(part for part in found if any(part.y))

    @property
    def across(self) -> str:
        """What is saved."""
        return f"Savings, {self.currency} (negative: costs more{'; outermost bars: and beyond' if self.beyond else ''})"

    @property
    def up(self) -> str:
        """A share."""
        return "Share of futures"

    @property
    def columns(self) -> tuple[tuple[float, float, float], ...]:
        """From where, to where and share of each column, ascending: the bins, and from 0 to 0 where there are ties."""
        bins = list(zip(self.edges, self.edges[1:], self.shares, strict=False))
        if self.p_ties:
            bins.insert(sum(low < 0.0 for low, _, _ in bins), (0.0, 0.0, self.p_ties))
        return tuple(bins)

    @classmethod
    def of(cls, result: Result, strategy: str | None = None, horizon: int | None = None) -> Savings:
        """Return the story of a result.

        Parameters
        ----------
        result : Result
        strategy : str, optional
            Compare this one with the baseline. Default: the recommended strategy and its runner-up.
        horizon : int, optional
            Months; default: that of the decision.

        Raises
        ------
        ValueError
            If there is nothing to compare, or no such horizon.
        """
        view, pair = View(result.document, 100), pair_of(result.document, strategy)
        if pair is None:
            raise ValueError("savings need a second strategy to compare with, got one strategy")
        horizon = view.last if horizon is None else horizon
        if horizon not in view.horizons:
            raise ValueError(f"horizon needs to be one of {', '.join(map(str, view.horizons))}, got {horizon}")
        found = comparison_of(result.document, pair, horizon)
        labels = {key: part["label"] for key, part in view.strategies.items()}
        spread = result.savings(*pair, horizon)
        edges, sure = _edges(spread), _certain(view, found)
        beyond = bool(spread.minimum < edges[0] or spread.maximum > edges[-1])
        below = [0.0, *(spread.share_at_most(edge) for edge in edges[1:-1]), 1.0]
        return cls(
            headline=fitting(_both(labels, pair), partial(_phrased, view, found)),
            subtitle=(
                f"Savings in total cost{cost_measure(view)}, over {months(horizon)}, "
                f"{currency_of(view.money.currency)}{'' if sure else _SHARES}"
            ),
            note=_note(view, found, beyond),
            footer=footer(result.scenario, result.settings.trajectories, result.settings.seed, view.all_certain),
            currency=currency_of(view.money.currency),
            scale=view.money.scale,
            strategy=pair.strategy,
            baseline=pair.against,
            labels=labels_of(labels, LABEL),
            looks=looks(list(view.strategies)),
            horizon=horizon,
            edges=edges,
            shares=_without_ties(edges, below, found["p_ties"]),
            p_beats=found["p_beats"],
            p_ties=found["p_ties"],
            beats_words=_chance(view, found, found["p_beats"]),
            loses_words=_chance(view, found, max(0.0, 1.0 - found["p_beats"] - found["p_ties"])),
            ties_words=_chance(view, found, found["p_ties"]),
            beyond=beyond,
            **{key: found["savings"][key] for key in ("mean", "p10", "p50", "p90")},
        )


def _edges(spread: Distribution) -> tuple[float, ...]:
    """Return round edges that leave next to nothing beyond each end; 0 is one of them if both signs occur."""
    low, high = (float(x) for x in spread.quantile((_OUTSIDE, 1.0 - _OUTSIDE)))
    both = spread.minimum <= 0.0 < spread.maximum
    alike = high - low <= _ROUNDING * max(abs(low), abs(high))
    if both or alike:  # a single value is shown by how far from nothing it is
        low, high = min(low, 0.0), max(high, 0.0)
    step = _round_step((high - low) / _BINS) if high > low else 1.0
    first, last = math.floor(low / step), math.ceil(high / step)
    first = min(first, -1) if spread.minimum <= 0.0 else first
    last = max(last, 1) if spread.maximum > 0.0 else last
    return tuple(float(f"{k * step:.12g}") for k in range(first, max(last, first + 1) + 1))


def _without_ties(edges: tuple[float, ...], below: list[float], p_ties: float) -> tuple[float, ...]:
    """Return the share of each bin from those at most at its ends; ties are taken out of the one that ends at 0."""
    shares = np.diff(below)
    if p_ties:  # an end belongs to the bin left of it
        at = min(int(np.searchsorted(edges[1:], 0.0)), len(shares) - 1)
        shares[at] = max(0.0, shares[at] - p_ties)
    return tuple(shares.tolist())


def _round_step(width: float) -> float:
    """Return the largest of 1, 2, 2.5, 5 times a power of ten that is not above a width."""
    power = 10.0 ** math.floor(math.log10(width))
    return max(step * power for step in (1.0, 2.0, 2.5, 5.0) if step * power <= width * (1.0 + 1e-9))


def _both(labels: dict[str, str], pair: Pair) -> dict[str, str]:
    return in_sentences(labels_of({name: labels[name] for name in pair}, LABEL))


def _chance(view: View, found: dict[str, Any], share: float) -> str:
    if _certain(view, found):
        return "all" if share else "no"
    return odds(share, view.trajectories, view.half_interval(found, "p_beats"))


def _phrased(view: View, found: dict[str, Any], w: dict[str, str]) -> list[str]:
    one, other, middle = w[found["strategy"]], w[found["baseline"]], found["savings"]["p50"]
    over = months(found["horizon"])
    if _certain(view, found):
        if not middle:
            return [f"{one} and {other} cost the same over {over}"]
        amount = f"{view.money.exact(abs(middle))} {unit_of(view)}"
        return [
            f"{one} saves {amount} against {other} over {over}"
            if middle > 0.0
            else f"{one} costs {amount} more than {other} over {over}"
        ]
    if found["p_ties"] > ALIKE:
        return [f"{one} and {other} cost the same over {over} in {odds(found['p_ties'], view.trajectories)} futures"]
    rest = f"in {_chance(view, found, found['p_beats'])} futures; {median_saving(view, found)}"
    return [f"{one} is cheaper than {other} {rest}", f"{one} is cheaper {rest}"]


def _certain(view: View, found: dict[str, Any]) -> bool:
    return view.certain(found["strategy"]) and view.certain(found["baseline"])


def _note(view: View, found: dict[str, Any], beyond: bool) -> str:
    one, other = view.labels[found["strategy"]], view.labels[found["baseline"]]
    if _certain(view, found):
        return f"The bar marks what {one} saves against {other}; left of 0 it costs more. Nothing in it is random."
    return (
        f"Both strategies are run in the same futures; a bar is the share of futures with such savings. Right of 0 "
        f"{one} is cheaper than {other}, left of 0 it costs more."
        f"{' Futures in which both cost the same have their own bar at 0.' if found['p_ties'] else ''}"
        f"{' The outermost bars include everything beyond them.' if beyond else ''}"
    )
