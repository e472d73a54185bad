"""`sum_of(n, f)`: the sum of f over n terms, each with draws of its own, every month.

Up to 200 terms are drawn one by one, as events are. More are one draw of a shifted lognormal law with the mean, the
variance and the skewness of the sum, which are n times those of f. Its sd over its scale, t, is the root of
t^3 + 3 t = skewness, which has a closed form.

Source: N. L. Johnson, S. Kotz and N. Balakrishnan, *Continuous Univariate Distributions*, vol. 1 (1994), section 14.3.
"""

from __future__ import annotations

import numpy as np

from ...configs import Call, Draw, Expression, Variable, substitute, walk
from ...configs.formulas.expected import moments
from ...configs.formulas.laws import probability_of
from ...configs.model.processes import MOST_TERMS
from ...configs.text.refused import Refused
from ...distributions import Law, Normal, Uniform
from ..engine import operations as op
from ..engine.errors import SimulationError
from .arithmetic import apply, product, total
from .builder import Builder, Scalar, Section, Value
from .dimensions import own_streams
from .event_lines import amount_of_events
from .expressions import Context, Ordinals
from .tariffs import spelled_out

__all__ = ["sum_of", "sum_of_events"]

#: Largest logarithm of the reciprocal of a probability that a count begins with.
_MOST_EXPONENT = 700.0

#: A skewness nearer to 0 is taken for this: the law is then normal to four digits of its skewness.
_LEAST_SKEWNESS = 1e-4


def sum_of(context: Context, number: Expression, f: Expression) -> Value:
    """Return the sum of f over a number of terms in the present month; a fraction of a term is drawn as 0 or 1."""
    first = next(part for part in walk(f) if isinstance(part, Draw))
    chance, large = own_streams(first)
    count = _whole(context.builder, number, context.value(number), chance)
    p = probability_of(f) if isinstance(f, Call) else None
    if p is None or any(isinstance(part, Draw) for part in walk(p)):  # then each trial has a p of its own
        found = _sum(context, count, f, large, certain=isinstance(count, Scalar))
    else:
        found = _binomial(context, count, context.value(p), f, large)
    context.probe(first.address, found)
    return found


def _binomial(context: Context, count: Value, p: Value, f: Expression, address: str) -> Value:
    """Return how many of so many trials succeed, by Panjer's recursion; of the rarer side, success or failure.

    Where some hundreds or more are expected on either side, a draw with the mean, variance and skewness, rounded.
    """
    builder = context.builder

    def number(value: float) -> Value:
        return builder.number(value)

    one, zero = number(1.0), number(0.0)
    p = apply(builder, "clip", p, zero, one)
    count = apply(builder, "max", count, zero)
    often = apply(builder, "lt", number(0.5), p)
    rarer = apply(builder, "if", often, apply(builder, "sub", one, p), p)
    rest = apply(builder, "sub", one, rarer)
    odds = apply(builder, "div", rarer, rest)
    none = product(builder, [count, apply(builder, "log", rest)])
    small = apply(builder, "le", number(-_MOST_EXPONENT), none)
    # a hair more than the probability of none: the recursion ends although its last digits are rounded
    chance = apply(builder, "min", one, product(builder, [apply(builder, "exp", none), number(1.0 + 1e-12)]))
    ratio = apply(builder, "if", small, product(builder, [count, odds]), zero)
    slope = apply(builder, "if", small, apply(builder, "neg", odds), zero)
    panjer = (builder.in_register(value) for value in (ratio, apply(builder, "if", small, chance, one), slope))
    few: Value = builder.emit(op.COUNT, *panjer, p=builder.stream(address, "count", 0.0), section=Section.MONTH)
    few = apply(builder, "if", often, apply(builder, "sub", count, few), few)
    if isinstance(small, Scalar) and small.in_all_months:
        return few
    many = apply(builder, "floor", apply(builder, "add", _large_sum(context, count, f, address), number(0.5)))
    return apply(builder, "if", small, few, apply(builder, "clip", many, zero, count))


def sum_of_events(context: Context, amount: Expression, count: Value, few: Value | None = None) -> Value:
    """Return what a great number of events costs together; where there are few of them each has its own draws."""
    first = next((part for part in walk(amount) if isinstance(part, Draw)), None)
    if first is None:
        return amount_of_events(context, amount, count, Ordinals())
    return _sum(context, count, amount, own_streams(first)[1], certain=few is None, few=few)


def _sum(context: Context, count: Value, f: Expression, address: str, certain: bool, few: Value | None = None) -> Value:
    """Return the sum of a whole number of terms; `certain`: whether there are surely more than are drawn singly."""
    builder = context.builder
    few = apply(builder, "le", count, builder.number(MOST_TERMS)) if few is None else few
    if isinstance(few, Scalar) and few.in_all_months:
        return amount_of_events(context, f, count, Ordinals())
    many = _many(context, count, f, address, certain)
    counted = apply(builder, "if", few, count, builder.number(0.0))
    return apply(builder, "if", few, amount_of_events(context, f, counted, Ordinals()), many)


def _many(context: Context, count: Value, f: Expression, address: str, certain: bool) -> Value:
    """Return a large sum; where f has no three moments, what stops the run in a future with so many terms."""
    try:
        return _large_sum(context, count, f, address)
    except Refused as error:
        if not certain:
            return context.builder.number(np.nan)
        message = f"{address.partition('#')[0]}: a sum of more than {MOST_TERMS} terms needs three moments: {error}"
        raise SimulationError(message) from None


def _large_sum(context: Context, count: Value, f: Expression, address: str) -> Value:
    """Return the sum of f over many terms, by three moments; `address` is that of its one draw.

    Raises
    ------
    Refused
        If f has no three moments.
    """
    builder = context.builder
    terms = substitute(f, {part: _variable(part) for part in walk(f) if isinstance(part, Draw)})
    of_term = moments(spelled_out(terms, context.tariffs))
    mean, variance, third = (context.value(part) for part in (of_term.mean, of_term.variance, of_term.third))
    count = apply(builder, "max", count, builder.number(1.0))
    variance = apply(builder, "max", product(builder, [variance, count]), builder.number(0.0))
    cube = apply(builder, "max", apply(builder, "pow", variance, builder.number(1.5)), builder.number(1e-300))
    skewness = apply(builder, "div", product(builder, [third, count]), cube)
    z = _draw(builder, Normal(0.0, 1.0), address, 0.0)
    spread = product(builder, [apply(builder, "sqrt", variance), _skewed(builder, z, skewness)])
    return total(builder, [product(builder, [mean, count]), spread])


def _variable(draw: Draw) -> Variable:
    return Variable(draw.address, draw.law)


def _whole(builder: Builder, written: Expression, number: Value, address: str) -> Value:
    """Return a number as a whole one: its fraction is the probability of one more."""
    if isinstance(number, Scalar) and np.array_equal(number.series[1:], np.floor(number.series[1:])):
        return number
    if isinstance(written, Call) and written.function in ("ceil", "floor"):
        return number
    return apply(builder, "floor", apply(builder, "add", number, _draw(builder, Uniform(0.0, 1.0), address, 0.5)))


def _draw(builder: Builder, law: Law, address: str, point: float) -> Value:
    """Draw once a month."""
    table = builder.number(builder.table(law, address))
    stream = builder.stream(address, "count", point)
    return builder.emit(op.DRAW, s=builder.scalar_row(table), p=stream, section=Section.MONTH)


def _skewed(builder: Builder, z: Value, skewness: Value) -> Value:
    """Turn a standard normal draw into one of mean 0, variance 1 and this skewness, by a shifted lognormal law.

    It is (exp(s z - s^2 / 2) - 1) / t with s^2 = log(1 + t^2), turned round where the skewness is negative.
    """

    def number(value: float) -> Value:
        return builder.number(value)

    sign = apply(builder, "if", apply(builder, "lt", skewness, number(0.0)), number(-1.0), number(1.0))
    size = apply(builder, "max", apply(builder, "abs", skewness), number(_LEAST_SKEWNESS))
    half = product(builder, [size, number(0.5)])
    square = product(builder, [half, half])
    root = total(builder, [half, apply(builder, "sqrt", total(builder, [square, number(1.0)]))])
    up, down = (apply(builder, "pow", root, number(exponent)) for exponent in (1.0 / 3.0, -1.0 / 3.0))
    t = apply(builder, "sub", up, down)
    variance = apply(builder, "log", total(builder, [product(builder, [t, t]), number(1.0)]))
    grown = product(builder, [apply(builder, "sqrt", variance), sign, z])
    exponent = apply(builder, "sub", grown, product(builder, [variance, number(0.5)]))
    return product(
        builder, [sign, apply(builder, "div", apply(builder, "sub", apply(builder, "exp", exponent), number(1.0)), t)]
    )
