"""In which month a quantity is evaluated, and its values there, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ...configs import Draw, Expression, Number, Quantity, Strategy
from ..words.month_names import MonthNames
from ..words.numbers import months, number
from .sampled_value import SAMPLES, Estimator

__all__ = ["Moment", "mean_words", "moment_of", "numbers_words", "value_facts"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A month in which to evaluate a quantity, and why this one; month 0: it is never paid within the horizon."""

    month: int = 1
    why: str = ""


def moment_of(quantity: Quantity, strategy: Strategy | None, estimator: Estimator) -> Moment:
    """Return the month in which a quantity first matters: month 1, or that in which the line it is paid by begins."""
    if ".switch." in quantity.address:
        when = quantity.address.endswith(".when")
        return Moment(0, "looked at as each month ends" if when else "paid if the move is made")
    lines = () if strategy is None else strategy.lines.values()
    line = next((line for line in lines if line.amount is quantity), None)
    if line is None or (line.after is None and line.until is None):
        return Moment()
    after, until = (
        None if limit is None else estimator.quantity(limit, strategy) for limit in (line.after, line.until)
    )
    if (after is None and line.after is not None) or (until is None and line.until is not None):
        return Moment()
    last = max(estimator.scenario.horizons)
    begin = np.zeros(SAMPLES) if after is None else np.maximum(after, 0.0)
    end = np.full(SAMPLES, last) if until is None else np.minimum(until, last)
    if not bool(np.any(begin < end)):
        return Moment(0, f"never paid within {months(last)}")
    middle = int(np.floor(np.quantile(begin, 0.5, method="inverted_cdf"))) + 1
    if begin.min() == begin.max():
        return Moment(middle, "" if middle == 1 else "the first month in which it is paid")
    if middle > last:
        return Moment(0, f"not paid within {months(last)} in most futures")
    return Moment(middle, "by its end half of all futures have begun to pay it")


def mean_words(quantity: Quantity, strategy: Strategy | None, estimator: Estimator) -> str:
    """Return a formula's mean in the month that matters, to be written beside it; empty where it is not known."""
    moment = moment_of(quantity, strategy, estimator)
    if moment.month == 0:
        return f"    ({moment.why})"
    values = estimator.quantity(quantity, strategy, moment.month)
    return (
        ""
        if values is None
        else f"    (mean in {MonthNames(estimator.scenario.start)(moment.month)}: {number(float(values.mean()))})"
    )


def value_facts(
    expression: Expression, strategy: Strategy | None, estimator: Estimator, moment: Moment
) -> tuple[str, str]:
    """Return a heading and a sentence on the values of an expression in a month; empty where they are not known."""
    if moment.month == 0:
        return "Paid" if "paid" in moment.why else "When", moment.why
    values = None if isinstance(expression, Number | Draw) else estimator.expression(expression, strategy, moment.month)
    if values is None:
        return "", ""
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95], method="hazen").tolist()
    sd = 0.0 if values.min() == values.max() else float(values.std())
    found = {"mean": float(values.mean()) if sd else middle, "sd": sd, "P5": low, "P50": middle, "P95": high}
    why = f"; {moment.why}" if moment.why else ""
    return _heading(moment.month, estimator), f"{numbers_words(found)} (of {SAMPLES:,} futures{why})"


def _heading(month: int, estimator: Estimator) -> str:
    start = estimator.scenario.start
    return f"Month {month}" if start is None else MonthNames(start).short(month)


def numbers_words(numbers: Mapping[str, float]) -> str:
    """Return numbers with their names: `mean 3, sd 0.5`."""
    return ", ".join(f"{name} {number(value)}" for name, value in numbers.items())
