"""What one strategy saves against another, future by future."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...simulator import Result
from ...simulator.decision import Pair, comparison_of, pair_of
from ...simulator.engine.distribution import Distribution
from ..words.chances import chance
from ..words.names import labels_of, months
from ..words.view import View
from .footer import footer
from .headlines import LABEL, Way, unit_of
from .story import Look, Story, looks
from .wording import currency_of, fitting

__all__ = ["Savings"]

#: Bins of a histogram: between so many and one and a half times as many, since edges are round numbers.
_BINS = 32
#: Share of futures on each side that the outer bins take in.
_OUTSIDE = 0.002
_ALIKE = 0.99
_SHARES = ": both strategies in the same futures, share of these"


@dataclass(frozen=True, kw_only=True)
class Savings(Story):
    """The histogram of savings in common worlds.

    Attributes
    ----------
    strategy, baseline : str
    labels : dict of str to str
    looks : dict of str to Look
    horizon : int
    edges : tuple of float
        Ascending edges of the bins, 0 among them where savings of both signs occur.
    shares : tuple of float
        Share of all futures in each bin, one less than edges; what lies beyond the first and the last edge (at most
        1 % together) is counted into the outer bins. Savings of just 0 are in none: with `p_ties` the shares add up
        to 1.
    p_beats, p_ties : float
    beats_words, loses_words, ties_words : str
        The chance to be cheaper, to be dearer, and to cost the same, in words, for `... futures` to follow.
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
        edges, sure = _edges(spread), view.certain(pair.strategy) and view.certain(pair.against)
        beyond = bool(spread.minimum < edges[0] or spread.maximum > edges[-1])
        below = [0.0, *(spread.share_at_most(edge) for edge in edges[1:-1]), 1.0]
        return cls(
            headline=fitting(_both(labels, pair), *_ways(view, found)),
            subtitle=f"Savings over {months(horizon)}, {currency_of(view.money.currency)}{'' if sure else _SHARES}",
            note=_note(view, found, beyond),
            footer=footer(result.scenario, result.settings.trajectories, result.settings.seed, view.all_certain),
            currency=currency_of(view.money.currency),
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
    if both or low == high:  # a single value is shown by how far from nothing it is
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
    return labels_of({name: labels[name] for name in pair}, LABEL)


def _chance(view: View, found: dict[str, Any], share: float) -> str:
    if view.certain(found["strategy"]) and view.certain(found["baseline"]):
        return "all" if share else "no"
    return chance(share, view.trajectories, view.half_interval(found["p_beats_se"]))


def _ways(view: View, found: dict[str, Any]) -> list[Way]:
    one, other, middle = found["strategy"], found["baseline"], found["savings"]["p50"]
    unit, over, n = unit_of(view), months(found["horizon"]), view.trajectories
    if view.certain(one) and view.certain(other):
        write = view.money.exact
        if not middle:
            return [lambda w: f"{w[one]} and {w[other]} cost the same over {over}"]
        verb, than = ("saves", "against") if middle > 0.0 else ("costs", "than")
        amount = f"{write(abs(middle))} {unit}{'' if middle > 0.0 else ' more'}"
        return [lambda w: f"{w[one]} {verb} {amount} {than} {w[other]} over {over}"]
    if found["p_ties"] > _ALIKE:
        return [lambda w: f"{w[one]} and {w[other]} cost the same over {over} in {chance(found['p_ties'], n)} futures"]
    amount = view.money(abs(middle), view.half_interval(found["savings"]["se"]["p50"]))
    middle_words = f"it saves {amount} {unit}" if middle > 0.0 else f"it costs {amount} {unit} more"
    middle_words = middle_words if middle else "both cost the same"
    often = f"in {_chance(view, found, found['p_beats'])} futures"
    return [
        lambda w: f"{w[one]} is cheaper than {w[other]} {often}; at P50 {middle_words}",
        lambda w: f"{w[one]} is cheaper {often}; at P50 {middle_words}",
    ]


def _note(view: View, found: dict[str, Any], beyond: bool) -> str:
    one, other = view.labels[found["strategy"]], view.labels[found["baseline"]]
    if view.certain(found["strategy"]) and view.certain(found["baseline"]):
        return f"The bar stands at what {one} saves against {other}; left of 0 it is dearer. Nothing of it is random."
    return (
        f"Both strategies meet the same future each time; a bar is the share of futures with such savings. Right of 0 "
        f"{one} is cheaper than {other}, left of 0 it is dearer. Bad savings stand at P10, good ones at P90."
        f"{' Futures in which both cost the same have a bar of their own at 0.' if found['p_ties'] else ''}"
        f"{' The outermost bars take in all that lies beyond them.' if beyond else ''}"
    )
