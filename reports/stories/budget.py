"""What the cash may come to, and the chance to keep what was promised."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...simulator import Result
from ...simulator.decision import pair_of
from ..words.chances import chance
from ..words.names import labels_of, months
from ..words.view import View
from .budget_headline import budget_headline
from .focus import promises
from .footer import footer
from .headlines import LABEL
from .story import Look, Story, looks
from .wording import currency_of

__all__ = ["BudgetKept"]

#: Every 1/80, closer towards the ends: a line from one to the next is as good as the curve.
_TAIL = (0.0, 0.001, 0.002, 0.004, 0.007, 0.01)
_SHARES = np.array([*_TAIL, *(k / 80.0 for k in range(1, 80)), *(1.0 - share for share in reversed(_TAIL))])


@dataclass(frozen=True, kw_only=True)
class BudgetKept(Story):
    """The exceedance curve of cash over a horizon, one strategy a curve.

    Attributes
    ----------
    labels : dict of str to str
    looks : dict of str to Look
    horizon : int
        Months.
    amounts : dict of str to tuple of float
        Ascending amounts of cash over the horizon, by strategy: 101 quantiles or fewer.
    exceedance : dict of str to tuple of float
        The chance to spend more than each of them, from 1 down to 0.
    promised : dict of str to float
        What was promised, over the whole horizon, of those strategies that have a budget: that of the strategy in
        focus first, then the one that is kept least often.
    kept : dict of str to float
        The chance to keep it.
    kept_words : dict of str to str
        The same in words, for `... futures` to follow.
    p50, p80, p90 : dict of str to float
        Cash over the horizon.
    """

    labels: dict[str, str]
    looks: dict[str, Look]
    horizon: int
    amounts: dict[str, tuple[float, ...]]
    exceedance: dict[str, tuple[float, ...]]
    promised: dict[str, float]
    kept: dict[str, float]
    kept_words: dict[str, str]
    p50: dict[str, float]
    p80: dict[str, float]
    p90: dict[str, float]

    @classmethod
    def of(cls, result: Result, horizon: int | None = None, strategy: str | None = None) -> BudgetKept:
        """Return the story of a result.

        Parameters
        ----------
        result : Result
        horizon : int, optional
            Months; default: the longest.
        strategy : str, optional
            Whose budget is told first. Default: of the two that are compared, the one that is not the baseline.

        Raises
        ------
        ValueError
            If the scenario has no such horizon or strategy.
        """
        view = View(result.document, 100)
        horizon = view.last if horizon is None else horizon
        if horizon not in view.horizons:
            raise ValueError(f"horizon needs to be one of {', '.join(map(str, view.horizons))}, got {horizon}")
        tally, layout = result.tally, result.tally.layout
        numbers = {name: view.numbers(name, horizon) for name in view.strategies}
        pair = pair_of(result.document, strategy)
        order = promises(result.document, None if pair is None else pair.strategy, horizon)
        budgets = {name: numbers[name]["budget"] for name in order}
        kept = {name: budget["p_within"] for name, budget in budgets.items()}
        spread = {name: tally.distribution(layout.row(layout.cash[name], horizon)) for name in view.strategies}
        labels = {name: part["label"] for name, part in view.strategies.items()}
        what = "Cash to spend" if view.all_certain else "Chance to spend more than an amount of cash"
        story = cls(
            headline="",
            subtitle=f"{what} over {months(horizon)}, {currency_of(view.money.currency)}",
            note=_note(view, order, kept),
            footer=footer(result.scenario, result.settings.trajectories, result.settings.seed, view.all_certain),
            currency=currency_of(view.money.currency),
            labels=labels_of(labels, LABEL),
            looks=looks(list(view.strategies)),
            horizon=horizon,
            amounts={name: tuple(found.quantile(_SHARES).tolist()) for name, found in spread.items()},
            exceedance=dict.fromkeys(spread, tuple((1.0 - _SHARES).tolist())),
            promised={name: budget["amount"] for name, budget in budgets.items()},
            kept=kept,
            kept_words={name: _words(view, name, share) for name, share in kept.items()},
            **{key: {name: part["cash"][key] for name, part in numbers.items()} for key in ("p50", "p80", "p90")},
        )
        object.__setattr__(story, "headline", budget_headline(view, story))
        return story


def _words(view: View, name: str, share: float) -> str:
    if view.certain(name) and share in (0.0, 1.0):
        return "all" if share else "no"
    return chance(share, view.trajectories)


def _note(view: View, promised: list[str], kept: dict[str, float]) -> str:
    if view.all_certain:
        read = "Each line stands at the cash that a strategy needs. Nothing in the scenario is random."
    else:
        read = (
            "Each curve gives the chance to spend more cash than the amount below it. Where it crosses 10 % stands the "
            "P90, the figure of a cautious budget; rings stand at P50, P80 and P90."
        )
    if not promised:
        return read
    if len(promised) == 1:
        return f"{read} The upright line is what was promised."
    worst = min(promised, key=lambda name: kept[name])
    return (
        f"{read} The upright lines are what was promised; that of {view.labels[worst]} is kept least often, "
        f"in {_words(view, worst, kept[worst])} futures."
    )
