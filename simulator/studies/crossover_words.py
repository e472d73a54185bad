"""Remarks on a crossover: why there is none, or what its value does not show.

Both sides are called "the strategy" and "the baseline" here: a report puts their labels in.
"""

from __future__ import annotations

import math

from ..decision.choosing import measure_words
from .crossing import Bracket
from .search import Found, Values

__all__ = ["no_crossing", "remarks"]

_LOCATED = 1e-3  # a value that is known less well, as a share of itself, is not located


def no_crossing(values: Values, looks: list[Found]) -> str:
    """Return why there is no crossing: the values along the range, and the goal."""
    axis, goal = values.axis, values.question.goal
    span = f"from {axis.low:,.15g} to {axis.high:,.15g}"
    seen = [look.above for look in looks]
    low, high = min(seen), max(seen)
    if values.question.of == "score":
        return _never_saved(values, looks, span)
    if goal is None:
        if low == high:
            return (
                f"the medians (P50) of their costs differ by {abs(low):,.6g} at every value {span}: "
                f"{axis.address} changes neither"
            )
        cheaper = "the strategy" if low > 0.0 else "the baseline"
        return f"{span} {cheaper} always has the lower median (P50) cost"
    equal = [look.equal for look in looks]
    if min(equal) == 1.0:
        return f"at every value {span} the strategy and the baseline cost the same in every future"
    differing = " in which their costs differ" if any(equal) else ""
    if low == high:
        return (
            f"at every value {span} the strategy is cheaper than the baseline in {_futures(low + goal)}{differing}, "
            f"not in {_share(goal)} of 100"
        )
    least, most = (_share(x + goal, digits=3) for x in (low, high))
    return (
        f"{span} the strategy is cheaper than the baseline in {least} to {most} of 100 futures{differing}, "
        f"never in {_share(goal)}"
    )


def _never_saved(values: Values, looks: list[Found], span: str) -> str:
    """Return how much of the baseline's score is saved along the range, at most or at least."""
    measure, goal = measure_words(values.scenario.decision), f"{_share(values.question.goal or 0.0)} %"
    enough = looks[0].above > 0.0
    shares = [look.share for look in looks if look.share is not None]
    if len(shares) < len(looks):
        return f"{span} the strategy {'always' if enough else 'never'} saves {goal} of the baseline's {measure}"
    if enough:
        return f"{span} the strategy always saves {goal} of the baseline's {measure}: at least {_signed(min(shares))}"
    most = max(shares)
    if most < 0.0:
        return f"{span} the {measure} of the strategy is always at least {_signed(-most)} above that of the baseline"
    return f"{span} the strategy saves at most {_signed(most)} of the baseline's {measure}, never {goal}"


def _signed(share: float) -> str:
    """Return a share in percent to three digits; below 0 the strategy costs more."""
    return f"{100.0 * share:,.3g} %" if abs(share) < 9.995 else f"{100.0 * share:,.0f} %"


def remarks(values: Values, first: Bracket, others: int, close: float, known: bool) -> str | None:
    """Return remarks on a value; None if there are none."""
    found = []
    goal = values.question.goal
    if others:
        found.append(f"{others + 1} crossings: the first is reported, the others are listed")
    if first.left != first.right and abs(first.at_right - first.at_left) > 10.0 * close:
        if values.question.of == "score":
            shares = [values.at(place).share for place in (first.left, first.right)]
            what = f"what the strategy saves of the baseline's {measure_words(values.scenario.decision)}"
            before, after = ("an unknown share" if x is None else _signed(x) for x in shares)
        elif goal is None:
            what, before, after = "the difference of the medians (P50)", *_amounts(first)
        else:
            what = "the number of futures in 100 in which the strategy is cheaper"
            before, after = (_share(x + goal) for x in (first.at_left, first.at_right))
        found.append(f"{what} jumps from {before} to {after} {_where(values, first)}")
    equal = values.at(first.left).equal
    if 0.0 < equal < 1.0:
        found.append(f"in {_share(equal, digits=3)} of 100 futures both cost the same, which counts for neither")
    if not known:
        few = values.at(first.left).margin is None
        found.append("too few futures for an interval" if few else "the interval reaches beyond the range")
    return "; ".join(found) or None


def _where(values: Values, jump: Bracket) -> str:
    left, right = (values.axis.value(place) for place in (jump.left, jump.right))
    if right - left <= _LOCATED * max(abs(left), abs(right)):
        return "there"
    return f"between {left:,.6g} and {right:,.6g}, the resolution of this range"


def _amounts(bracket: Bracket) -> tuple[str, str]:
    return f"{bracket.at_left:,.4g}", f"{bracket.at_right:,.4g}"


def _futures(share: float) -> str:
    if not 1e-9 < share < 1.0 - 1e-9:
        return "every future" if share > 0.5 else "no future"
    return f"{_share(share)} of 100 futures"


def _share(share: float, digits: int = 6) -> str:
    """Return a probability in percent, without an exponent; next to 0 or 100 with digits that show the difference."""
    value = 100.0 * min(max(share, 0.0), 1.0)
    distance = min(value, 100.0 - value)
    places = 0 if distance < 1e-9 else max(0, digits - 1 - math.floor(math.log10(max(distance, 1e-9))))
    text = f"{value:.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
