"""From the budget to the full bill: what was left out, step by step, in means."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from ...configs.text.spelling import listed
from ...simulator import Result
from ..words.cost_cells import cash_cell
from ..words.layout import shorten
from ..words.names import capital, in_sentence, line_name
from ..words.numbers import months, whole_percent
from ..words.policy_words import stages_of
from ..words.view import View
from .budget_order import budget_of
from .footer import footer
from .story import BarRow, Look, Story, looks
from .wording import currency_of, fitting, in_full, in_words, millions, signed

__all__ = ["FirstEstimate", "Step"]

_MOST = 9  # steps
_LOST_REVENUE = "Opportunity"  # the category that costs no cash
_NAME = 44  # columns of a line
_NEARLY = 1.2  # times the budget: up to that the budget was meant for the first line


@dataclass(frozen=True, slots=True)
class Step:
    """What one line or several small ones add to the mean bill."""

    label: str
    adds: float


@dataclass(frozen=True, kw_only=True)
class FirstEstimate(Story):
    """The waterfall of one strategy, a month on average over a horizon.

    It begins with the budget (`budget_per_month`), or without one with the largest cost line. The budget is
    compared with the first lines of the file that it pays for: the longest run of them, at least one, whose mean is
    within it. The first step is their difference; then come the other lines, largest first, small ones together, up
    to the mean bill: means add up. P50 and P90 of the bill follow.

    Amounts are cash, as a budget is: in nominal amounts, without lost revenue and resale value.

    Attributes
    ----------
    strategy : str
    label : str
    look : Look
        Of the strategy, in every picture.
    horizon : int
    has_budget : bool
        Whether `start` is the budget, or the largest line's mean.
    start : float
        A month.
    covered : tuple of str
        The lines that the budget is compared with.
    steps : tuple of Step
    mean, p50, p90 : float
        The bill a month; `mean` = `start` + all steps.
    """

    strategy: str
    label: str
    look: Look
    horizon: int
    has_budget: bool
    start: float
    covered: tuple[str, ...]
    steps: tuple[Step, ...]
    mean: float
    p50: float
    p90: float

    @property
    def certain(self) -> bool:
        """Whether the bill is one amount."""
        return self.p50 == self.p90 == self.mean

    @property
    def rows(self) -> tuple[BarRow, ...]:
        """The start, a bar for each step from where the one before ended, and the bill."""

        def row(label: str, start: float, end: float, role: str) -> BarRow:
            step = role in ("adds", "saves")
            return BarRow(capital(label), start, end, role, signed(self.money, end - start, step, self.certain))

        first = "budget" if self.has_budget else self.covered[0] if self.covered else "no cost line"
        found, level = [row(first, 0.0, self.start, "start")], self.start
        for step in self.steps:
            found.append(row(step.label, level, level + step.adds, "adds" if step.adds >= 0.0 else "saves"))
            level += step.adds
        if self.certain:
            return (*found, row("bill", 0.0, self.mean, "bill"))
        bills = {"mean bill": (self.mean, "bill"), "bill at P50": (self.p50, "P50"), "bill at P90": (self.p90, "P90")}
        return (*found, *(row(label, 0.0, amount, role) for label, (amount, role) in bills.items()))

    @property
    def stacks(self) -> dict[str, tuple[float, ...]]:
        """The rows in parts that stack up: first a base that is not shown, then one for each role and side of 0."""
        base, above, below = zip(*(row.stacked for row in self.rows), strict=True)
        found = {"base (not shown)": base}
        for role in dict.fromkeys(row.role for row in self.rows):
            for side, values in (("", above), (" below 0", below)):
                part = (value if row.role == role else 0.0 for row, value in zip(self.rows, values, strict=True))
                found[f"{role}{side}"] = tuple(part)
        return {name: part for name, part in found.items() if name.startswith("base") or any(part)}

    @property
    def up(self) -> str:
        """Amounts a month."""
        return f"{self.currency} a month"

    @classmethod
    def of(cls, result: Result, strategy: str | None = None, horizon: int | None = None) -> FirstEstimate:
        """Return the story of a result; `strategy` defaults to the focus.

        Where the focus has no budget it defaults to the strategy whose budget is least often kept, if there is one.

        Raises
        ------
        ValueError
            If the scenario has no such strategy or horizon.
        """
        view, scenario = View(result.document, 100), result.scenario
        over = view.last if horizon is None else horizon
        if over not in view.horizons:
            raise ValueError(f"horizon needs to be one of {', '.join(map(str, view.horizons))}, got {over}")
        name = _default(result, over) if strategy is None else strategy
        if name not in scenario.strategies:
            raise ValueError(f"strategy needs to be one of {', '.join(scenario.strategies)}, got {name!r}")
        lines = _lines(result, name, over)
        cash = {key: float(value) / over for key, value in view.numbers(name, over)["cash"].items()}
        stages = stages_of(result.document, name, view.labels)
        called = {line: shorten(line_name(line, stages), _NAME) for line in lines}
        found = _walk(lines, called, scenario.strategies[name].budget_per_month)
        currency = currency_of(scenario.currency)
        return cls(
            headline=fitting(
                {"label": in_sentence(view.labels[name]), **dict(zip("01", found.covered, strict=False))},
                partial(_phrased, view, name, over, found, len(lines)),
            ),
            subtitle=(
                f"{view.labels[name]}: {'' if view.certain(name) else 'mean '}cash a month over {months(over)}, "
                f"{currency}, line by line"
            ),
            note=_note(found, view.certain(name)),
            footer=footer(scenario, result.settings.trajectories, result.settings.seed, view.all_certain),
            currency=currency,
            scale=view.money.scale,
            strategy=name,
            label=view.labels[name],
            look=looks(list(view.strategies))[name],
            horizon=over,
            has_budget=found.has_budget,
            start=found.start,
            covered=found.covered,
            steps=found.steps,
            mean=cash["mean"],
            p50=cash["p50"],
            p90=cash["p90"],
        )


class _Walk(NamedTuple):
    """The way from the start to the bill."""

    has_budget: bool
    start: float
    covered: tuple[str, ...]
    paid: float  # sum of the lines covered
    steps: tuple[Step, ...]


def _default(result: Result, horizon: int) -> str:
    recommended: str = result.document["verdict"]["recommended"]
    return budget_of(result.document, recommended, horizon) or recommended


def _lines(result: Result, name: str, horizon: int) -> dict[str, float]:
    """Return the mean cash a month of each line that costs cash, in the order of the file, the buffer last."""
    found = result.document["strategies"][name]["horizons"][str(horizon)]["lines"]
    known = result.scenario.strategies[name].lines
    paid = [line for line, part in known.items() if part.category != _LOST_REVENUE]
    paid += [line for line in found if line == "buffer" and line not in known]
    return {line: float(found[line]["cash_mean"]) / horizon for line in paid}


def _walk(lines: dict[str, float], called: dict[str, str], budget: float | None) -> _Walk:
    """Return the steps from the budget, or from the largest line, to the mean bill."""
    names = sorted(lines, key=lambda line: -lines[line]) if budget is None else list(lines)
    count, paid = min(1, len(names)), sum(lines[name] for name in names[:1])
    if budget is not None:
        while count < len(names) and paid + lines[names[count]] <= budget:
            paid += lines[names[count]]
            count += 1
    start = paid if budget is None else budget
    covered = tuple(called[name] for name in names[:count])
    ends = [Step(_first_step(covered, paid - start), paid - start)] if paid != start and covered else []
    others = [Step(called[name], lines[name]) for name in names[count:] if lines[name]]
    return _Walk(budget is not None, start, covered, paid, (*ends, *_together(others, _MOST - len(ends))))


def _first_step(covered: tuple[str, ...], more: float) -> str:
    what = covered[0] if len(covered) == 1 else f"first {len(covered)} lines"
    return f"{what} {'above' if more > 0.0 else 'below'} budget"


def _together(steps: list[Step], most: int) -> list[Step]:
    """Return at most so many steps: costs, largest first, small ones as one, then credits."""
    by_size = sorted(steps, key=lambda step: -abs(step.adds))
    kept = by_size if len(by_size) <= most else by_size[: most - 1]
    small = by_size[len(kept) :]
    costs = sorted((step for step in kept if step.adds > 0.0), key=lambda step: -step.adds)
    credits = sorted((step for step in kept if step.adds < 0.0), key=lambda step: step.adds)
    merged = [Step(f"{len(small)} smaller lines", sum(step.adds for step in small))] if small else []
    return [*costs, *merged, *credits]


def _against(paid: float, budget: float) -> int:
    """Return 0 where the budget pays for it, 1 where it nearly does, 2 where it does not."""
    return (paid > budget) + (paid > _NEARLY * budget)


def _phrased(view: View, name: str, over: int, found: _Walk, count: int, w: dict[str, str]) -> list[str]:
    """Say how far the budget reaches, in a long and a short way."""
    cash = {key: value / over for key, value in view.numbers(name, over)["cash"].items()}
    unit = millions(view.money)
    mean, p50, p90 = (
        f"{cash_cell(view, name, over, key, over, error_shown=False)}{unit}" for key in ("mean", "p50", "p90")
    )
    bill = p50 if view.certain(name) else f"{p50} at P50, {p90} at P90"
    if not found.has_budget:
        if count < 2:
            return [f"{w['label']} costs {bill} a month in cash"]
        start, average = in_words(view, name, found.start), "" if view.certain(name) else " on average"
        if not 0.0 < found.start < cash["mean"]:  # with credits, a share of the bill says little
            return [f"The largest cost line, {w['0']}, is {start} a month{average}, the bill {mean}"]
        share = whole_percent(found.start / cash["mean"])
        short = f"{share} of the bill is for {w['0']}: {start} of {mean}"
        return [f"{short} {currency_of(view.money.currency)} a month{average}", f"{short} a month{average}"]
    amount = f"{in_full(view.money, found.start)} a month"
    recommended = name == view.verdict["recommended"]
    opening = f"The budget of {amount}" if recommended else f"The budget of {w['label']}, {amount},"
    if cash["p90"] <= found.start:
        if view.certain(name):
            return [f"{opening} covers the full bill: {bill}"]
        if cash["mean"] > found.start:  # few futures, very expensive ones
            return [f"{opening} covers the bill in nine futures in ten, but the mean bill is {mean}"]
        return [f"{opening} covers the bill in nine futures in ten: {bill}", f"{opening} covers {bill}"]
    if cash["p50"] <= found.start:
        return [f"{opening} covers the bill at P50, {p50}, but not at P90, {p90}"]
    short = f"{opening} is not enough: {bill}"
    lines = len(found.covered)
    if not lines or lines == count > 1:
        return [f"{opening} is not enough: the full bill is {bill}", short]
    what = listed([w[str(at)] for at in range(lines)]) if lines < 3 else f"the first {lines} of {count} cost lines"
    if count == 1:
        return [f"{opening} is not enough for {what}: the full bill is {bill}", short]
    # money may be left, but not enough for the next line
    reach = (f"pays for {what}, not for the rest", f"does not quite pay for {what}", f"does not even pay for {what}")
    return [f"{opening} {reach[_against(found.paid, found.start)]}: the full bill is {bill}", short]


def _note(found: _Walk, certain: bool) -> str:
    note = f"It begins with {'the budget' if found.has_budget else 'the largest cost line'} and adds "
    if certain:
        note += "what each other line costs a month, up to the bill. Nothing is random."
    else:
        note += (
            "what each other line costs a month on average, up to the mean bill. Half of all futures stay below the "
            "bill at P50, nine in ten below that at P90. A few very expensive futures lift the mean above P50."
        )
    return note
