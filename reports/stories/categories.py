"""Where the money goes: cost by category."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from ...simulator import Result
from ...simulator.decision import pair_of
from ..words.cost_cells import cost_measure
from ..words.names import in_sentence, in_sentences
from ..words.numbers import months, whole_percent
from ..words.view import View
from .footer import footer
from .story import Look, Series, Story, looks
from .wording import currency_of, fitting, in_words, unlike

__all__ = ["CostByCategory", "largest_parts"]

_CATEGORY = 30  # columns
_PERCENTILES = ": P50 solid, P90 lighter; these do not add up"
_NOTE = (
    "In half of all futures a category costs less than its P50, in nine of ten less than its P90. Percentiles do not "
    "add up to that of the total, since bad luck seldom strikes everywhere at once; means do."
)
_EXACT = "Each bar is what a category costs. Nothing in the scenario is random, so these amounts add up to the total."


@dataclass(frozen=True, kw_only=True)
class CostByCategory(Story):
    """P50 and P90 of each category's TCO over a horizon, grouped by strategy.

    Attributes
    ----------
    labels : dict of str to str
    looks : dict of str to Look
    horizon : int
    categories : tuple of str
        Those in which any strategy spends, largest mean first.
    p50, p90, mean : dict of str to tuple of float
        By strategy, in the order of `categories`; 0 where a strategy has no such line. Means add up, percentiles do
        not.
    first : tuple of str
        Strategies that are drawn where there is no room for all: the one that the headline is about, and the baseline.
    """

    labels: dict[str, str]
    looks: dict[str, Look]
    horizon: int
    categories: tuple[str, ...]
    p50: dict[str, tuple[float, ...]]
    p90: dict[str, tuple[float, ...]]
    mean: dict[str, tuple[float, ...]]
    first: tuple[str, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether no category is random."""
        return self.p50 == self.p90

    def written(self, amount: float) -> str:
        """Write an amount beside its bar."""
        return self.money.exact(amount) if self.certain else self.money(amount)

    @property
    def series(self) -> tuple[Series, ...]:
        """Cost by category: P50 and P90 of each strategy, one amount of each where nothing is random."""
        keys = {"cost": self.p50} if self.certain else {"P50": self.p50, "P90": self.p90}
        return tuple(
            Series(label if self.certain else f"{label}, {key}", self.categories, amounts[name], name, key)
            for name, label in self.labels.items()
            for key, amounts in keys.items()
        )

    @property
    def up(self) -> str:
        """Amounts."""
        return self.currency

    @classmethod
    def of(cls, result: Result, strategy: str | None = None, horizon: int | None = None) -> CostByCategory:
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
            If the scenario has no such strategy or horizon.
        """
        view = View(result.document, 100)
        over = view.last if horizon is None else horizon
        if over not in view.horizons:
            raise ValueError(f"horizon needs to be one of {', '.join(map(str, view.horizons))}, got {over}")
        parts = {name: view.numbers(name, over)["categories"] for name in view.strategies}
        size = _sizes(parts)
        names = tuple(size)
        mean, p50, p90 = (
            {name: tuple(float(part[c][key]) if c in part else 0.0 for c in names) for name, part in parts.items()}
            for key in ("mean", "p50", "p90")
        )
        pair = pair_of(result.document, strategy) or (view.baseline, view.baseline)
        focus = strategy or view.verdict["recommended"]
        shown = unlike(names, _CATEGORY)
        largest = sorted(range(len(names)), key=lambda at: -mean[focus][at])[:2]
        words = {"label": in_sentence(view.labels[focus]), **{str(at): shown[at] for at in largest}}
        settings, currency = result.settings, currency_of(result.scenario.currency)
        exact = view.all_certain
        return cls(
            headline=fitting(words, partial(_phrased, view, focus, mean[focus])),
            subtitle=(
                f"Total cost by category{cost_measure(view)}, over {months(over)}, "
                f"{currency}{'' if exact else _PERCENTILES}"
            ),
            note=_EXACT if exact else _NOTE,
            footer=footer(result.scenario, settings.trajectories, settings.seed, exact),
            currency=currency,
            scale=view.money.scale,
            labels=view.labels,
            looks=looks(list(view.strategies)),
            horizon=over,
            categories=shown,
            p50=p50,
            p90=p90,
            mean=mean,
            first=tuple(dict.fromkeys(pair)),
        )


def largest_parts(view: View, story: CostByCategory, names: Sequence[str]) -> str:
    """Return what these strategies spend most on, and how much: the title of a further picture."""
    largest = {name: max(story.mean[name]) for name in names}
    category = {name: story.categories[story.mean[name].index(most)] for name, most in largest.items()}
    share = {name: most / total if (total := sum(story.mean[name])) > 0.0 else None for name, most in largest.items()}
    cost = "cost" if view.all_certain else "mean cost"

    def phrased(w: dict[str, str]) -> list[str]:
        parts = [
            f"{category[name]}, {whole_percent(part) if part else in_words(view, name, largest[name])}, of {w[name]}"
            for name, part in share.items()
        ]
        shares: dict[str, list[float]] = {}
        for name in names:
            shares.setdefault(category[name], []).append(share[name] or 0.0)
        spans = [
            f"{what}, {' to '.join(dict.fromkeys(whole_percent(end) for end in (min(part), max(part))))}"
            for what, part in shares.items()
        ]
        head = f"Largest part of the {cost}: "
        return [head + "; ".join(parts), head + "; ".join(spans)]

    return fitting(in_sentences({name: view.labels[name] for name in names}), phrased)


def _sizes(parts: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, float]:
    """Return the largest mean of each category that any strategy has a cost or a credit in, largest first."""
    size: dict[str, float] = {}
    for part in parts.values():
        for category, numbers in part.items():
            if any(numbers[key] for key in ("mean", "p50", "p90")):
                size[category] = max(size.get(category, -float("inf")), numbers["mean"])
    return dict(sorted(size.items(), key=lambda item: -item[1]))


def _phrased(view: View, focus: str, mean: tuple[float, ...], w: dict[str, str]) -> list[str]:
    """Name the largest part of what one strategy costs, on average where it is random."""
    total, cost = sum(mean), "cost" if view.certain(focus) else "mean cost"
    average, label = "" if view.certain(focus) else " on average", w["label"]
    order = sorted(range(len(mean)), key=lambda at: -mean[at])
    spent = [at for at in order if mean[at]]
    if not spent or mean[order[0]] <= 0.0:
        return [f"{label} costs nothing{average} in any category"]
    first, amount = w[str(order[0])], in_words(view, focus, mean[order[0]])
    if len(spent) == 1:
        return [f"All of the {cost} of {label} is {first}: {amount}"]
    if min(mean) < 0.0 or total <= 0.0:  # with credits, shares of the total say little
        return [f"{first} is the largest part of {label}: {amount}{average}"]
    share, next_one = (f"{100.0 * mean[at] / total:.0f} %" for at in order[:2])
    if share == next_one:
        return [f"{first} and {w[str(order[1])]} are the largest parts: {share} each of the {cost} of {label}"]
    return [f"{first} is the largest part: {share} of the {cost} of {label}"]
