"""How much cash each strategy may need, and the probability of staying within its budget."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from ...simulator import Result
from ..words.cost_cells import cash_cell
from ..words.names import in_sentence, labels_of
from ..words.numbers import months, odds
from ..words.view import View
from .budget_order import budgeted
from .footer import footer
from .story import Look, Series, Story, looks
from .wording import LABEL, currency_of, fitting, in_full, millions, unit_of

__all__ = ["BudgetKept"]

#: Probabilities closer than this to 0 or 1 lie beyond the ends of the axis.
_SEEN = 0.004
#: Every 1/80, closer towards the ends: a line from one to the next is as good as the curve.
_TAIL = (0.0, 0.001, 0.002, 0.004, 0.007, 0.01)
_SHARES = np.array([*_TAIL, *(k / 80.0 for k in range(1, 80)), *(1.0 - share for share in reversed(_TAIL))])


@dataclass(frozen=True, kw_only=True)
class BudgetKept(Story):
    """The exceedance curve of cash over a horizon, one curve per strategy.

    Attributes
    ----------
    labels : dict of str to str
    looks : dict of str to Look
    horizon : int
        Months.
    amounts : dict of str to tuple of float
        Ascending amounts of cash over the horizon, by strategy: 101 quantiles or fewer.
    exceedance : dict of str to tuple of float
        The probability of spending more than each of them, from 1 down to 0.
    budgets : dict of str to float
        Budget over the whole horizon, of the strategies that have one: that of the strategy in focus first, then the
        one that is kept least often.
    kept : dict of str to float
        The probability of staying within it.
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
    budgets: dict[str, float]
    kept: dict[str, float]
    kept_words: dict[str, str]
    p50: dict[str, float]
    p80: dict[str, float]
    p90: dict[str, float]

    @property
    def certain(self) -> bool:
        """Whether no strategy's cash is random."""
        return all(amounts[0] == amounts[-1] for amounts in self.amounts.values())

    @property
    def series(self) -> tuple[Series, ...]:
        """The curve of each strategy, then an upright line for each budget."""
        curves = [
            Series(self.labels[name], amounts, self.exceedance[name], name, "cash")
            for name, amounts in self.amounts.items()
        ]
        budgets = [
            Series(f"{self.labels[name]}: {self.budget_words(name)}", (budget, budget), (0.0, 1.0), name, "budget")
            for name, budget in self.budgets.items()
        ]
        return (*curves, *budgets)

    def budget_words(self, name: str) -> str:
        """Return a strategy's budget, and how often it is kept."""
        return f"budget {in_full(self.money, self.budgets[name])}, kept in {self.kept_words[name]} futures"

    @property
    def extent(self) -> tuple[float, float]:
        """The amounts worth showing: the long tail of a curve would press everything else to one side."""
        inside = [
            amount
            for name, amounts in self.amounts.items()
            for amount, more in zip(amounts, self.exceedance[name], strict=True)
            if _SEEN <= more <= 1.0 - _SEEN or self.certain
        ]
        shown = [*inside, *self.budgets.values()]
        return min(shown), max(shown)

    @property
    def across(self) -> str:
        """Cash, over how many months."""
        return f"Cash over {months(self.horizon)}, {self.currency}"

    @property
    def up(self) -> str:
        """A probability."""
        return "" if self.certain else "Probability of needing more"

    @classmethod
    def of(cls, result: Result, horizon: int | None = None, strategy: str | None = None) -> BudgetKept:
        """Return the story of a result.

        Parameters
        ----------
        result : Result
        horizon : int, optional
            Months; default: the longest.
        strategy : str, optional
            Whose budget comes first. Default: the recommended one.

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
        order = budgeted(result.document, strategy or result.document["verdict"]["recommended"], horizon)
        found_budgets = {name: numbers[name]["budget"] for name in order}
        kept = {name: budget["p_within"] for name, budget in found_budgets.items()}
        spread = {name: tally.distribution(layout.row(layout.cash[name], horizon)) for name in view.strategies}
        labels = {name: part["label"] for name, part in view.strategies.items()}
        what = "Cash needed" if view.all_certain else "Probability of needing more than an amount of cash"
        story = cls(
            headline="",
            subtitle=f"{what} over {months(horizon)}, {currency_of(view.money.currency)}",
            note=_note(view, order, kept),
            footer=footer(result.scenario, result.settings.trajectories, result.settings.seed, view.all_certain),
            currency=currency_of(view.money.currency),
            scale=view.money.scale,
            labels=labels_of(labels, LABEL),
            looks=looks(list(view.strategies)),
            horizon=horizon,
            amounts={name: tuple(found.quantile(_SHARES).tolist()) for name, found in spread.items()},
            exceedance=dict.fromkeys(spread, tuple((1.0 - _SHARES).tolist())),
            budgets={name: budget["amount"] for name, budget in found_budgets.items()},
            kept=kept,
            kept_words={name: _words(view, name, share) for name, share in kept.items()},
            **{key: {name: part["cash"][key] for name, part in numbers.items()} for key in ("p50", "p80", "p90")},
        )
        return replace(story, headline=_headline(view, story, strategy))


def _words(view: View, name: str, share: float) -> str:
    if view.certain(name) and share in (0.0, 1.0):
        return "all" if share else "no"
    return odds(share, view.trajectories)


def _note(view: View, budgets: list[str], kept: dict[str, float]) -> str:
    if view.all_certain:
        read = "Each line marks the cash that a strategy needs. Nothing in the scenario is random."
    else:
        read = (
            "Each curve gives the probability of needing more cash than the amount below it. It crosses 20 % at the "
            "P80, which is enough in four futures of five."
        )
    if not budgets:
        return read
    if len(budgets) == 1:
        return f"{read} The upright line is the budget."
    worst = min(budgets, key=lambda name: kept[name])
    return (
        f"{read} The upright lines are the budgets; that of {view.labels[worst]} is kept least often, "
        f"in {_words(view, worst, kept[worst])} futures."
    )


def _headline(view: View, story: BudgetKept, focus: str | None = None) -> str:
    """Say what to budget for one strategy, the recommended one by default; of a budget whether it has to be raised."""
    name = focus or view.verdict["recommended"]
    phrased = partial(_budgeted if name in story.budgets else _to_budget, view, story, name)
    return fitting({name: in_sentence(story.labels[name])}, phrased)


def _to_budget(view: View, story: BudgetKept, name: str, w: dict[str, str]) -> list[str]:
    over = months(story.horizon)
    whole, monthly = (_needed(view, story, name, length) for length in (1, story.horizon))
    if view.certain(name):
        return [f"{w[name]} needs {whole} {unit_of(view)} of cash over {over}"]
    short = f"Budget {whole} {unit_of(view)} (P80) for {w[name]} over {over}"
    return [f"{short}, {monthly} a month", short] if story.horizon > 1 else [short]


def _budgeted(view: View, story: BudgetKept, name: str, w: dict[str, str]) -> list[str]:
    need = f"{_needed(view, story, name, story.horizon)}{millions(view.money)}"
    budget, currency = in_full(view.money, story.budgets[name] / story.horizon), currency_of(view.money.currency)
    if view.certain(name):
        verb = "keeps" if story.kept[name] else "exceeds"
        return [f"{w[name]} {verb} its budget of {budget} {currency} a month: it needs {need}"]
    kept = f"kept in {story.kept_words[name]} futures"
    if story.p80[name] <= story.budgets[name]:
        short = f"The budget of {w[name]}, {budget} {currency} a month, is {kept}"
        return [f"{short}; P80 is {need}", short]
    short = f"Raise the budget of {w[name]} from {budget} {currency} a month to {need} (P80)"
    return [f"{short}: {budget} is {kept}", short]


def _needed(view: View, story: BudgetKept, name: str, length: int) -> str:
    return cash_cell(view, name, story.horizon, "p80", length, error_shown=False)
