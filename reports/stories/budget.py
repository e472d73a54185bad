"""What the cash may come to, and the chance to keep what was promised."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...simulator import Result
from ..chances import chance
from ..names import labels_of, months
from ..view import View
from .footer import footer
from .headlines import LABEL, Way, unit_of
from .story import Look, Story, looks
from .wording import currency_of, fitting

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
        What was promised, over the whole horizon, of those strategies that have a budget.
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
    def of(cls, result: Result, horizon: int | None = None) -> BudgetKept:
        """Return the story of a result.

        Parameters
        ----------
        result : Result
        horizon : int, optional
            Months; default: the longest.

        Raises
        ------
        ValueError
            If the scenario has no such horizon.
        """
        view = View(result.document, 100)
        horizon = view.last if horizon is None else horizon
        if horizon not in view.horizons:
            raise ValueError(f"horizon needs to be one of {', '.join(map(str, view.horizons))}, got {horizon}")
        tally, layout = result.tally, result.tally.layout
        numbers = {name: view.numbers(name, horizon) for name in view.strategies}
        budgets = {name: part["budget"] for name, part in numbers.items() if part["budget"] is not None}
        kept = {name: budget["p_within"] for name, budget in budgets.items()}
        spread = {name: tally.distribution(layout.row(layout.cash[name], horizon)) for name in view.strategies}
        labels = {name: part["label"] for name, part in view.strategies.items()}
        what = "Cash to spend" if view.all_certain else "Chance to spend more than an amount of cash"
        story = cls(
            headline="",
            subtitle=f"{what} over {months(horizon)}, {currency_of(view.money.currency)}",
            note=_note(view, bool(budgets)),
            footer=footer(result.scenario, result.settings.trajectories, result.settings.seed),
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
        object.__setattr__(
            story, "headline", fitting({name: story.labels[name] for name in _spoken_of(story)}, *_ways(view, story))
        )
        return story


def _spoken_of(story: BudgetKept) -> list[str]:
    """Return the first strategy that promised something, else those that take the least cash and the most."""
    order = sorted(story.p90, key=lambda name: story.p90[name])
    return list(story.promised)[:1] or [order[0], *order[1:][-1:]]


def _words(view: View, name: str, share: float) -> str:
    if view.certain(name) and share in (0.0, 1.0):
        return "all" if share else "no"
    return chance(share, view.trajectories)


def _ways(view: View, story: BudgetKept) -> list[Way]:
    """Return ways to say whether the first promise is kept, or without one what to budget."""
    if not story.promised:
        return _to_budget(view, story)
    (name,) = _spoken_of(story)
    unit, write = unit_of(view), view.money.exact if view.certain(name) else view.money
    promised = view.money.exact(story.promised[name] / story.horizon)
    needed = write(story.p90[name] / story.horizon)
    if view.certain(name):
        verb = "keeps" if story.kept[name] else "breaks"
        return [lambda w: f"{w[name]} {verb} the promised {promised} {unit} a month: it needs {needed}"]
    kept = f"in {story.kept_words[name]} futures"
    return [
        lambda w: f"{w[name]} keeps the promised {promised} {unit} a month {kept}; P90 needs {needed}",
        lambda w: f"{w[name]}: promised {promised} {unit} a month, P90 {needed}; kept {kept}",
        lambda w: f"{w[name]} keeps the promised {promised} {unit} a month {kept}",
    ]


def _to_budget(view: View, story: BudgetKept) -> list[Way]:
    unit, over = unit_of(view), months(story.horizon)
    least, *others = _spoken_of(story)
    amount = {name: (view.money.exact if view.certain(name) else view.money)(story.p90[name]) for name in story.p90}
    most = others[-1] if others else least
    if view.all_certain and others:
        return [lambda w: f"Cash over {over}: {amount[least]} {unit} for {w[least]}, {amount[most]} for {w[most]}"]
    if view.all_certain:
        return [lambda w: f"{w[least]} needs {amount[least]} {unit} of cash over {over}"]
    if not others:
        return [lambda w: f"Nine futures in ten stay within {amount[least]} {unit} over {over} with {w[least]}"]
    return [
        lambda w: (
            f"Nine futures in ten stay within {amount[least]} {unit} over {over} with {w[least]}, "
            f"within {amount[most]} with {w[most]}"
        ),
        lambda w: (
            f"Nine futures in ten stay within {amount[least]} {unit} with {w[least]}, "
            f"within {amount[most]} with {w[most]}"
        ),
        lambda w: f"P90 over {over}: {amount[least]} {unit} for {w[least]}, {amount[most]} for {w[most]}",
    ]


def _note(view: View, promised: bool) -> str:
    if view.all_certain:
        read = "Each line stands at the cash that a strategy needs. Nothing in the scenario is random."
    else:
        read = (
            "Each curve gives the chance to spend more cash than the amount below it. Where it crosses 10 % stands the "
            "P90, the figure of a cautious budget."
        )
    return f"{read} The upright line is what was promised." if promised else read
