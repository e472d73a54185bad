"""From the first estimate to the full bill: what was left out, step by step, in means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ...configs.text.spelling import listed
from ...simulator import Result
from ...simulator.decision import pair_of
from ..words.names import (
    months,
)
from ..words.view import View
from .focus import promise_of
from .footer import footer
from .story import Look, Story, looks
from .wording import currency_of, fitting, in_full, in_words, line_name

__all__ = ["FirstEstimate", "Step"]

_MOST = 9  # steps
_LOST_REVENUE = "Opportunity"  # the category that costs no cash
_NEARLY = 1.2  # times the promise: a first line up to that is what the promise was about


@dataclass(frozen=True, slots=True)
class Step:
    """What one line or several small ones add to the mean bill."""

    label: str
    adds: float


@dataclass(frozen=True, kw_only=True)
class FirstEstimate(Story):
    """The waterfall of one strategy, a month on average over a horizon.

    It begins with what was promised (`budget_per_month`), or without a promise with the first cost line of the file.
    The promise is held against the first lines of the file that it pays for: the longest run of them, one at least,
    whose mean is within it. The first step is by how much they differ; then come the other lines, largest first,
    small ones together, and the mean bill is reached: means add up. P50 and P90 of the bill stand beside.

    Amounts are cash, as a promise is kept in cash: no lost revenue, no resale value taken off, not discounted. A
    result holds each line's mean as it stands in the TCO; where these are discounted, or several of them net of resale
    value, one last step puts that back, so that the steps still add up to the mean cash.

    Attributes
    ----------
    strategy : str
    label : str
    look : Look
        Of the strategy, in every picture.
    horizon : int
    promised : bool
        Whether `start` was promised, or is the first line's mean.
    start : float
        A month.
    covered : tuple of str
        The lines that the promise is held against.
    steps : tuple of Step
    mean, p50, p90 : float
        The bill a month; `mean` = `start` + all steps.
    """

    strategy: str
    label: str
    look: Look
    horizon: int
    promised: bool
    start: float
    covered: tuple[str, ...]
    steps: tuple[Step, ...]
    mean: float
    p50: float
    p90: float

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
        found = _walk(lines, scenario.strategies[name].budget_per_month, cash["mean"], _put_back(result, name))
        currency = currency_of(scenario.currency)
        return cls(
            headline=_headline(view, name, found, cash, len(lines), _unclear(result, name, over, found)),
            subtitle=(
                f"{view.labels[name]}: cash a month over {months(over)}, {currency}, step by step"
                f"{'' if view.certain(name) else ' in means'}"
            ),
            note=_note(found, view.certain(name)),
            footer=footer(scenario, result.settings.trajectories, result.settings.seed, view.all_certain),
            currency=currency,
            strategy=name,
            label=view.labels[name],
            look=looks(list(view.strategies))[name],
            horizon=over,
            promised=found.promised,
            start=found.start,
            covered=found.covered,
            steps=found.steps,
            mean=cash["mean"],
            p50=cash["p50"],
            p90=cash["p90"],
        )


class _Walk(NamedTuple):
    """The way from the start to the bill."""

    promised: bool
    start: float
    covered: tuple[str, ...]
    paid: float  # what the lines covered come to
    steps: tuple[Step, ...]
    put_back: str


def _default(result: Result, horizon: int) -> str:
    pair = pair_of(result.document)
    focus = None if pair is None else pair.strategy
    return promise_of(result.document, focus, horizon) or focus or result.scenario.baseline


def _lines(result: Result, name: str, horizon: int) -> dict[str, float]:
    """Return the mean a month of each line that costs cash, in the order of the file, the buffer last.

    What a purchase would still fetch is put back where one line alone has a residual: then it is known whose it is.
    """
    numbers = result.document["strategies"][name]["horizons"][str(horizon)]
    found, worth = numbers["lines"], _resold(result, name)
    known = result.scenario.strategies[name].lines
    paid = [line for line, part in known.items() if part.category != _LOST_REVENUE]
    paid += [line for line in found if line == "buffer" and line not in known]
    mean = {line: float(found[line]["mean"]) for line in paid}
    if len(worth) == 1 and worth[0] in mean:
        mean[worth[0]] += numbers["residual"]["mean"]
    return {line: amount / horizon for line, amount in mean.items()}


def _resold(result: Result, name: str) -> list[str]:
    """Return the lines whose purchases keep a value."""
    return [line for line, part in result.scenario.strategies[name].lines.items() if part.residual is not None]


def _put_back(result: Result, name: str) -> str:
    """Say what tells the lines' means from their cash; empty where nothing does."""
    parts = ["discount"] * bool(result.scenario.discount_rate)
    return listed([*parts, *["resale value"] * (len(_resold(result, name)) > 1)])


def _walk(lines: dict[str, float], promise: float | None, mean: float, put_back: str) -> _Walk:
    """Return the steps from the promise, or from the first line, to the mean bill."""
    names = list(lines)
    count, paid = min(1, len(names)), sum(lines[name] for name in names[:1])
    if promise is not None:
        while count < len(names) and paid + lines[names[count]] <= promise:
            paid += lines[names[count]]
            count += 1
    start = paid if promise is None else promise
    covered = tuple(line_name(name) for name in names[:count])
    ends = [Step(_first_step(covered, paid - start, bool(put_back)), paid - start)] if paid != start and covered else []
    rest = mean - (start + sum(step.adds for step in ends) + sum(lines[name] for name in names[count:]))
    last = [Step(f"{put_back} put back".capitalize(), rest)] if put_back and rest else []
    others = [Step(line_name(name), lines[name]) for name in names[count:] if lines[name]]
    return _Walk(
        promise is not None,
        start,
        covered,
        paid,
        (*ends, *_together(others, _MOST - len(ends) - len(last)), *last),
        put_back,
    )


def _first_step(covered: tuple[str, ...], more: float, in_tco: bool) -> str:
    what = covered[0] if len(covered) == 1 else f"first {len(covered)} lines"
    as_what = " as in the TCO" if in_tco else ""  # what they come to in cash is not known
    return f"{what}{as_what}, {'more' if more > 0.0 else 'less'} than promised"


def _together(steps: list[Step], most: int) -> list[Step]:
    """Return at most so many steps: costs, largest first, small ones as one, then credits."""
    by_size = sorted(steps, key=lambda step: -abs(step.adds))
    kept = by_size if len(by_size) <= most else by_size[: most - 1]
    small = by_size[len(kept) :]
    costs = sorted((step for step in kept if step.adds > 0.0), key=lambda step: -step.adds)
    credits = sorted((step for step in kept if step.adds < 0.0), key=lambda step: step.adds)
    merged = [Step(f"{len(small)} smaller ones", sum(step.adds for step in small))] if small else []
    return [*costs, *merged, *credits]


def _unclear(result: Result, name: str, horizon: int, found: _Walk) -> bool:
    """Tell whether it is not known how what the covered lines cost in cash compares with the promise.

    It is not where several lines share a resale value, nor where only a discount brings them under the promise.
    """
    resold, rate = _resold(result, name), result.scenario.discount_rate
    if len(resold) > 1 and any(line_name(line) in found.covered for line in resold):
        return True
    undiscounted = found.paid * (1.0 + rate) ** (horizon / 12.0)  # at most
    return _against(found.paid, found.start) != _against(undiscounted, found.start)


def _against(paid: float, promise: float) -> int:
    """Return which of the three sentences is true: the promise pays for it, nearly does, or does not."""
    return (paid > promise) + (paid > _NEARLY * promise)


def _headline(view: View, name: str, found: _Walk, cash: dict[str, float], count: int, unclear: bool) -> str:
    p50, p90 = (in_words(view, name, cash[key]) for key in ("p50", "p90"))
    bill = p50 if view.certain(name) else f"{p50} at P50, {p90} at P90"
    if not found.promised:
        if count < 2:
            return fitting({"label": view.labels[name]}, lambda said: f"{said['label']} costs {bill} a month in cash")
        start = in_words(view, name, found.start)
        return fitting(
            {"line": found.covered[0]},
            lambda said: f"The first cost line, {said['line']}, is {start} a month: the full bill is {bill}",
        )
    promise = in_full(view.money, found.start)
    opening = f"The promised {promise} a month"
    if cash["p90"] <= found.start:
        return _covered(view, name, found.start, cash, opening, bill)
    if cash["p50"] <= found.start:
        return fitting(
            {},
            lambda _: f"{opening} covers the bill at P50, {p50}, but not at P90, {p90}",
            lambda _: f"Promised {promise} a month; P50 {p50}, P90 {p90}",
        )
    lines = {str(at): line for at, line in enumerate(found.covered)}
    short = f"bill {bill}" if view.certain(name) else f"P50 {p50}, P90 {p90}"

    def write(said: dict[str, str], bill: str = f"the full bill is {bill}") -> str:
        if not said or unclear or len(said) == count > 1:
            return f"{opening} is not enough: {bill}"
        what = listed(list(said.values())) if len(said) < 3 else f"the first {len(said)} of {count} cost lines"
        if count == 1:
            return f"{opening} is not enough for {what}: {bill}"
        against = _against(found.paid, found.start)
        if against == 0:  # money may be left, of which the next line takes more
            return f"{opening} pays for {what}, not for the rest: {bill}"
        if against == 1:
            return f"{opening} pays for {what} at best: {bill}"
        return f"{opening} does not even pay for {what}: {bill}"

    return fitting(
        lines,
        write,
        lambda said: write(said, f"bill {bill}"),
        lambda said: write(said, short),
        lambda _: f"{opening} is not enough: {short}",
        lambda _: f"Promised {promise} a month; {short}",
    )


def _covered(view: View, name: str, start: float, cash: dict[str, float], opening: str, bill: str) -> str:
    """Say that a promise pays for the bill, and what the mean is where that is above it all the same."""
    if view.certain(name):
        return f"{opening} covers the full bill: {bill}"
    if cash["mean"] > start:  # few futures, very dear ones
        bill = f"the mean bill is {in_words(view, name, cash['mean'])}"
        return f"{opening} covers the bill in nine futures of ten, but {bill}"
    return fitting(
        {}, lambda _: f"{opening} covers the bill in nine futures of ten: {bill}", lambda _: f"{opening} covers {bill}"
    )


def _note(found: _Walk, certain: bool) -> str:
    opening = "the promise" if found.promised else "the first cost line of the file"
    if certain:
        note = (
            f"It begins with {opening} and adds, line by line, what a month costs, up to the bill. Nothing is random."
        )
    else:
        note = (
            f"It begins with {opening} and adds, line by line, what a month costs on average; means add up to the mean "
            "bill. Half of all futures stay below the bill at P50, nine in ten below that at P90. Where a few "
            "futures are very dear the mean lies above P50."
        )
    if not found.put_back:
        return note
    return (
        f"{note} Lines are counted as in the total cost of ownership, the bill is cash: one step puts back the "
        f"{found.put_back}."
    )
