"""Tariffs: what a month's units cost, by their number or by their number since the present period began."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import reduce

from ...configs import Call, Expression, Name, Number, Tariff
from .arithmetic import apply, product, total
from .builder import Builder, Value
from .lag import lagged
from .periods import first_of_period, sum_in_period

__all__ = ["lower_tariff", "spelled_out"]


def spelled_out(f: Expression, tariffs: Mapping[str, Tariff]) -> Expression:
    """Return an expression with the arithmetic of each tariff in it, none of which counts over several months."""
    match f:
        case Call("tariff", (units, Name(name), *_)):
            return _spelled_out(tariffs[name], spelled_out(units, tariffs))
        case Call(function, arguments):
            return Call(function, tuple(spelled_out(argument, tariffs) for argument in arguments))
    return f


def _spelled_out(tariff: Tariff, units: Expression) -> Expression:
    prices = [tier.price.expression for tier in tariff.tiers]
    limits = [tier.up_to for tier in tariff.tiers]
    if tariff.volume:
        price = prices[-1]
        for other, limit in reversed([*zip(prices, limits, strict=True)][:-1]):
            price = Call("if", (Call("le", (units, Number(limit))), other, price))
        cost: Expression = Call("mul", (price, units))
    else:
        parts = [
            Call("mul", (price, Call("sub", (Call("clip", (units, Number(low), Number(high))), Number(low)))))
            for price, low, high in zip(prices, [0.0, *limits], limits, strict=False)
        ]
        cost = reduce(lambda a, b: Call("add", (a, b)), parts)
    return Call("add", (cost, Call("mul", (Number(0.0), Call("sqrt", (units,))))))  # not a number below 0 units


def lower_tariff(
    builder: Builder, tariff: Tariff, prices: Sequence[Value], units: Value, entered: Value | None = None
) -> Value:
    """Return what a number of units costs in the present month; not a number where units are negative.

    A tariff that counts over several months keeps states, so it has to be emitted where every month passes: outside of
    all branches and loops.

    Parameters
    ----------
    builder : Builder
    tariff : Tariff
    prices : sequence of Value
        Of its tiers, this month's.
    units : Value
        Of this month.
    entered : Value, optional
        Elapsed months after which the clock of its periods begins; by default that is the start.
    """
    limits = [tier.up_to for tier in tariff.tiers]
    before, now, first = None, units, _first(builder, tariff, entered)
    if first is not None:
        before, now = sum_in_period(builder, units, first)
    if tariff.volume:
        cost = product(builder, [_price_reached(builder, prices, limits, now), now])
        if first is not None:
            goes_on = apply(builder, "sub", builder.number(1.0), first)
            charged = product(builder, [lagged(builder, cost, 1, builder.number(0.0)), goes_on])
            cost = apply(builder, "sub", cost, charged)
    else:
        floors = [0.0, *limits]
        parts = [_units_between(builder, before, now, low, high) for low, high in zip(floors, limits, strict=False)]
        cost = total(builder, [product(builder, [price, part]) for price, part in zip(prices, parts, strict=True)])
    return apply(builder, "if", apply(builder, "ge", units, builder.number(0.0)), cost, builder.number(math.nan))


def _first(builder: Builder, tariff: Tariff, entered: Value | None) -> Value | None:
    """Return 1 in the first month of each period, else 0; None where earlier months do not matter.

    The only tier of a graduated tariff is the same in all months.
    """
    months = tariff.months
    if months is None or not (tariff.volume or len(tariff.tiers) > 1):
        return None
    if entered is None:
        return first_of_period(builder, months, tariff.after)
    begin = apply(builder, "add", apply(builder, "floor", entered), builder.number(1.0 + tariff.after))
    month = builder.by_month(lambda t: t)
    passed = apply(builder, "sub", month, begin)
    renewed = apply(builder, "eq", apply(builder, "mod", passed, builder.number(months)), builder.number(0.0))
    # what was used before it was entered is not counted, as what was used before month 1
    return apply(builder, "max", renewed, apply(builder, "eq", passed, builder.number(-float(tariff.after))))


def _units_between(builder: Builder, before: Value | None, now: Value, low: float, high: float) -> Value:
    """Return how many of this month's units are between two limits, counted from `before` up to `now`."""
    upper = _limited(builder, now, low, high)
    if before is None:
        return upper if low == 0.0 else apply(builder, "sub", upper, builder.number(low))
    return apply(builder, "sub", upper, _limited(builder, before, low, high))


def _limited(builder: Builder, value: Value, low: float, high: float) -> Value:
    if high < math.inf:
        value = apply(builder, "min", value, builder.number(high))
    return apply(builder, "max", value, builder.number(low)) if low > 0.0 else value


def _price_reached(builder: Builder, prices: Sequence[Value], limits: Sequence[float], units: Value) -> Value:
    """Return the price of the tier that holds the last unit."""
    found = prices[-1]
    for price, limit in reversed([*zip(prices, limits, strict=True)][:-1]):
        found = apply(builder, "if", apply(builder, "le", units, builder.number(limit)), price, found)
    return found
