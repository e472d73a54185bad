"""The range of a quantity, as far as its laws show, and the bounds that some quantities need."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from ..text.problems import WHOLE_VALUE, Findings
from .expressions import Draw, Expression, Name, Number, Quantity, Variable
from .functions import TABLE, fold

__all__ = ["Range", "at_least", "at_most", "expression_range"]

Range = tuple[float, float]
EVERYTHING: Range = (-math.inf, math.inf)

#: Months that `so_far` sums over, at most.
MOST_MONTHS = 120.0

#: A law that violates a bound with a smaller probability is conditioned silently: every normal law does.
NEGLIGIBLE = 1e-6


def expression_range(expression: Expression, lookup: Callable[[str], Range]) -> Range:
    """Return bounds that the expression never leaves; wide ones where nothing better is known.

    Parameters
    ----------
    expression : Expression
        What is written.
    lookup : callable
        The range of a name.
    """
    if isinstance(expression, Number):
        return expression.value, expression.value
    if isinstance(expression, Draw | Variable):
        return expression.law.support
    if isinstance(expression, Name):
        return lookup(expression.name)
    ranges = [expression_range(argument, lookup) for argument in expression.arguments]
    lows, highs = [low for low, _ in ranges], [high for _, high in ranges]
    match expression.function:
        case "neg":
            return -highs[0], -lows[0]
        case "sub":
            return lows[0] - highs[1], highs[0] - lows[1]
        case "abs":
            inside = lows[0] <= 0.0 <= highs[0]
            ends = abs(lows[0]), abs(highs[0])
            return (0.0 if inside else min(ends)), max(ends)
        case "mul" | "sum_of":
            return _corners("mul", ranges)
        case "expected":
            return ranges[0]
        case "div" if lows[1] > 0.0 or highs[1] < 0.0:
            return _corners("div", ranges)
        case "pow" if lows[0] > 0.0:
            return _corners("pow", ranges)
        case "if":
            return min(lows[1:]), max(highs[1:])
        case "lt" | "le" | "gt" | "ge" | "eq" | "ne":
            return 0.0, 1.0
        case "so_far":
            most = highs[1] if len(highs) > 1 else MOST_MONTHS
            return min(lows[0], most * lows[0]), max(highs[0], most * highs[0])
        case "max_so_far" | "min_so_far":
            return ranges[0]
        case "lag":
            return min(lows[0], lows[2]), max(highs[0], highs[2])
        case "tariff":  # its second argument is the range of the prices
            return (0.0, math.inf) if lows[1] >= 0.0 else EVERYTHING
        case "clip" if lows[1] > highs[2]:
            return EVERYTHING
        case function if TABLE[function].rising:
            return _end(function, lows, -math.inf), _end(function, highs, math.inf)
    return EVERYTHING


def _end(function: str, values: list[float], otherwise: float) -> float:
    """Return a rising function at one end; infinite ends pass through where that is right, else `otherwise`."""
    if function == "add":
        total = math.fsum(values) if all(map(math.isfinite, values)) else values[0] + values[1]
        return otherwise if math.isnan(total) else total
    if function in ("min", "max"):
        return min(values) if function == "min" else max(values)
    if function == "clip":
        return min(max(values[0], values[1]), values[2])
    if function == "exp" and values[0] == -math.inf:
        return 0.0
    try:
        return fold(function, values)
    except ValueError:
        return otherwise


def _corners(function: str, ranges: list[Range]) -> Range:
    values = []
    for x in ranges[0]:
        for y in ranges[1]:
            if function == "mul":
                values.append(0.0 if x == 0.0 or y == 0.0 else x * y)
            elif function == "pow":  # of a base above 0: it rises or falls all along either argument
                values.append(_power(x, y))
            elif math.isinf(x) and math.isinf(y):
                return EVERYTHING
            else:
                values.append(x / y)
    return min(values), max(values)


def _power(base: float, exponent: float) -> float:
    try:
        return float(base**exponent)
    except OverflowError:
        return math.inf


def at_least(quantity: Quantity, low: float, key: str, findings: Findings, *, strict: bool = False) -> Quantity:
    """Check a number or a law against the smallest value that is allowed; formulas pass.

    Parameters
    ----------
    low : float
        Smallest value; where `strict`, values have to be above it.
    key : str
        What the quantity is called.

    Returns
    -------
    Quantity
        The same one, or one whose law is conditioned where the probability of violating the bound is negligible.
    """
    expression, path = quantity.expression, tuple(quantity.address.split("."))
    need = f"`{key}` must be {'above' if strict else 'at least'} {low:g}"
    if isinstance(expression, Number):
        if expression.value < low or (strict and expression.value == low):
            findings.add(path, f"{need}, got {quantity.text}", "", quantity.address, WHOLE_VALUE)
        return quantity
    if not isinstance(expression, Draw):
        return quantity
    floor, ceiling = expression.law.support
    atom = any(value <= low for _, _, value in expression.law.atoms)
    if floor > low or (floor == low and not (strict and atom)):
        return quantity
    chance = _chance_below(expression, low)
    offer = f"min = {low if not strict else 0.1:g}"
    if ceiling <= low:
        findings.add(path, f"{need}; {quantity.text} never is", "", quantity.address, WHOLE_VALUE)
    elif chance >= NEGLIGIBLE or atom:
        findings.add(
            path,
            f"{need}; {quantity.text} violates this with probability {chance:.2g}",
            f"condition the law: add {offer} to its table or its call",
            quantity.address,
        )
    else:
        return replace(quantity, expression=conditioned(expression, low))
    return quantity


def at_most(
    quantity: Quantity, high: float, key: str, help: str, findings: Findings, chance: float = NEGLIGIBLE
) -> Quantity:
    """Check a number or a law against the largest value that is allowed; formulas pass.

    Parameters
    ----------
    high : float
        Largest value.
    key : str
        What the quantity is called.
    help : str
        What to write instead.
    chance : float
        The probability of larger values that a law may have.
    """
    import numpy as np

    expression, path = quantity.expression, tuple(quantity.address.split("."))
    if findings.under(path):
        return quantity  # said already
    need = f"`{key}` must be at most {high:g}"
    if isinstance(expression, Number) and expression.value > high:
        findings.add(path, f"{need}, got {quantity.text}", help, quantity.address, WHOLE_VALUE)
    elif isinstance(expression, Draw) and expression.law.support[1] > high:
        above = float(expression.law.sf(np.array([high]))[0])
        if above >= chance:
            message = f"{need}; {quantity.text} violates this with probability {above:.2g}"
            findings.add(path, message, help, quantity.address, WHOLE_VALUE)
    return quantity


def conditioned(draw: Draw, low: float) -> Draw:
    """Return the draw of the same law within values of at least `low`."""
    from ...distributions import Conditioned

    return replace(draw, law=Conditioned(draw.law, low, None))


def _chance_below(draw: Draw, low: float) -> float:
    import numpy as np

    return float(draw.law.cdf(np.array([low]))[0])
