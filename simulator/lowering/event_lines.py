"""Lines paid for events: how many happen this month, and what each of them costs.

Counts are drawn by inversion, from a table where their law is the same in every trajectory, else by Panjer's
recursion p[k+1] = p[k] (a + b k) / (k + 1), which gives the Poisson law with (rate, 0) and the negative binomial of
variance / mean = d with (rate / d, 1 - 1 / d). Source: H. H. Panjer, *Recursive evaluation of a family of
compound distributions* (1981).

The amount of each event is a fresh draw: one draw times the count would have the right mean and a wrong spread.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...configs import Call, Draw, Events, Every, Expression, Number, walk
from ...configs.formulas.expressions import of_event
from ...configs.model.processes import MOST_EVENTS, MOST_KNOWN_EVENTS
from ...distributions import Law, LawError, NegativeBinomial, Normal, Poisson
from ..engine import operations as op
from ..engine.errors import SimulationError
from .arithmetic import apply, product, total
from .builder import Builder, Instruction, Register, Scalar, Section, Value
from .expressions import Context, Ordinals, factors
from .timing import active_share, state_from

__all__ = [
    "amount_of_events",
    "count_events",
    "count_law",
    "count_renewals",
    "linear_terms",
    "trace_events",
]

#: How many times as many as at first are reckoned with, for processes that grow.
_MARGIN = 70.0

#: Variance / mean of a count, at most: its table holds every count that can come.
MOST_DISPERSION = 1_000

#: Months by which a multiple of a fixed interval may miss the begin of a month by rounding, and still fall into it:
#: 0.29 x 100 is 28.999999999999996.
_ON_TIME = 1e-9

#: A term of a sum: factors without draws, and the draw they multiply (None: no draw).
Term = tuple[tuple[Expression, ...], Draw | None]


def count_events(context: Context, timing: Events, address: str, after: Value, until: Value) -> Value:
    """Return the number of events of the present month; part of a month has part of the rate."""
    builder = context.builder
    rate: Value = context.value(timing.rate.expression)
    if timing.per_year:
        rate = apply(builder, "div", rate, builder.number(12.0))
    rate = product(builder, [rate, active_share(builder, after, until)])
    dispersion: Value = (
        builder.number(1.0) if timing.dispersion is None else context.value(timing.dispersion.expression)
    )
    name = f"{address}#count"
    if isinstance(rate, Scalar) and isinstance(dispersion, Scalar):
        return _count_from_table(context, rate.series, float(dispersion.series[0]), name)
    one: Value = builder.number(1.0)
    slope: Value = builder.number(0.0)
    every, few = rate, None
    poisson = isinstance(dispersion, Scalar) and dispersion.constant == 1.0
    if isinstance(rate, Register) and _crowded(context, timing):
        most = builder.number(MOST_EVENTS) if poisson else _most_counted(builder, dispersion)
        few = apply(builder, "le", rate, most)
        rate = apply(builder, "min", rate, most)
    if poisson:
        ratio, none = rate, apply(builder, "neg", rate)
    else:
        ratio = apply(builder, "div", rate, dispersion)
        slope = apply(builder, "sub", one, apply(builder, "div", one, dispersion))
        excess = apply(builder, "sub", dispersion, one)
        per_event = apply(builder, "div", apply(builder, "log", dispersion), excess)
        per_event = apply(
            builder, "if", apply(builder, "eq", dispersion, one), one, per_event
        )  # its limit is Poisson's
        none = apply(builder, "neg", product(builder, [rate, per_event]))
    values = (builder.in_register(value) for value in (ratio, apply(builder, "exp", none), slope))
    count = builder.emit(op.COUNT, *values, p=builder.stream(name, "count", 0.0), section=Section.MONTH)
    return count if few is None else _or_many(context, count, few, every, dispersion, name)


def _most_counted(builder: Builder, dispersion: Value) -> Value:
    """Return the largest rate at which none is not too rare for the recursion: exp(-rate log(d) / (d - 1)).

    Where a rate is larger, its skewness is below 0.3.
    """
    one = builder.number(1.0)
    excess = apply(builder, "sub", dispersion, one)
    most = product(builder, [builder.number(MOST_EVENTS), excess])
    most = apply(builder, "div", most, apply(builder, "log", dispersion))
    return apply(builder, "if", apply(builder, "eq", dispersion, one), builder.number(MOST_EVENTS), most)


def _crowded(context: Context, timing: Events) -> bool:
    """Return whether more events than are drawn one by one are possible, or cannot be excluded."""
    rate = context.largest(timing.rate.expression)
    return rate / (12.0 if timing.per_year else 1.0) > MOST_EVENTS / _MARGIN


def _or_many(context: Context, count: Register, few: Value, rate: Value, dispersion: Value, name: str) -> Value:
    """Return a count, and in futures with a larger rate than it can have the quantile of the same uniform number.

    That is normal with a correction for the skewness, (2 d - 1) / sqrt(rate d) of a negative binomial law.

    Source: E. A. Cornish and R. A. Fisher, *Moments and cumulants in the specification of distributions* (1938).
    """
    builder = context.builder

    def number(value: float) -> Scalar:
        return builder.number(value)

    table = builder.scalar_row(number(builder.table(Normal(0.0, 1.0), name)))
    z = builder.emit(op.DRAW, s=table, p=builder.stream(name, "count", 0.0), section=Section.MONTH)
    spread = product(builder, [apply(builder, "sqrt", product(builder, [rate, dispersion])), z])
    skew = apply(builder, "sub", product(builder, [dispersion, number(1.0 / 3.0)]), number(1.0 / 6.0))
    skewed = product(builder, [skew, apply(builder, "sub", product(builder, [z, z]), number(1.0))])
    many = apply(builder, "floor", total(builder, [rate, spread, skewed, number(0.5)]))
    found = apply(builder, "if", few, count, apply(builder, "max", many, number(0.0)))
    if isinstance(found, Register):
        context.numbered[found] = Ordinals(many=True, few=few)
    return found


def _count_from_table(context: Context, rates: NDArray[np.float64], dispersion: float, name: str) -> Value:
    builder = context.builder
    if not np.any(rates[1:] > 0.0):
        return builder.number(0.0)
    if dispersion > MOST_DISPERSION:
        raise SimulationError(f"{name.partition('#')[0]}: dispersion needs to be at most {MOST_DISPERSION}")
    if float(rates.max()) > MOST_KNOWN_EVENTS:
        most = f"{MOST_KNOWN_EVENTS:_.0f}"
        raise SimulationError(
            f"{name.partition('#')[0]}: up to {rates.max():_.0f} events a month, more than {most}: "
            "write the line as `monthly`"
        )
    address = name.partition("#")[0]
    try:
        laws = [count_law(float(rate), dispersion) for rate in rates[1:]]
    except LawError as error:
        raise LawError(f"{address}: its number of events a month cannot be sampled: {error}") from None
    tables = np.array([0, *(builder.table(law, address) for law in laws)], dtype=np.float64)
    stream = builder.stream(name, "count", rates)
    count = builder.emit(op.DRAW, s=builder.scalar_row(Scalar(tables)), p=stream, section=Section.MONTH)
    if float(rates.max()) > MOST_EVENTS:
        context.numbered[count] = Ordinals(many=True)
    return count


def count_law(rate: float, dispersion: float) -> Law:
    """Return the law of a count with this mean and this variance / mean: Poisson where that is 1."""
    return Poisson(rate) if dispersion == 1.0 else NegativeBinomial(rate, dispersion)


def count_renewals(context: Context, timing: Every, after: Value, until: Value) -> tuple[Value, Ordinals]:
    """Return the number of renewals of the present month, and how their events are numbered.

    The first comes one interval after `after`; an event at elapsed time x falls into month floor(x) + 1.
    """
    builder = context.builder
    expression = timing.interval.expression
    first = context.value(expression)
    if isinstance(first, Scalar):
        after = apply(builder, "add", after, builder.number(_ON_TIME))
    if isinstance(first, Scalar) and isinstance(after, Scalar) and isinstance(until, Scalar):
        gap, begin, end = (float(value.series[0]) for value in (first, after, until))
        most = max(int((min(end, builder.months) - begin) / gap) + 1, 0) if gap > 0.0 else 0
        moments = begin + gap * np.arange(1, most + 1)
        months = np.floor(moments[moments < end]).astype(np.int64) + 1
        counts = np.bincount(months[months <= builder.months], minlength=builder.months + 1).astype(np.float64)
        return Scalar(counts), Ordinals(Scalar(np.cumsum(counts) - counts))
    moment = state_from(builder, apply(builder, "add", after, first))
    number_so_far = builder.state(builder.number(0.0))
    end_register = builder.in_register(until)
    before = builder.emit(op.COPY, number_so_far)
    terms = linear_terms(expression)
    if terms is not None and len(terms) == 1 and terms[0][1] is not None:
        scale = product(builder, [builder.number(1.0), *(context.value(factor) for factor in terms[0][0])])
        table, stream = context.event_stream(terms[0][1])
        values = (builder.in_register(scale), number_so_far, end_register)
        builder.change(op.RENEW, Section.MONTH, moment, *values, s=table, p=stream)
    else:
        with builder.region(op.WAIT, moment, end_register, end=op.WAIT_END):
            if isinstance(first, Scalar):  # to the next multiple: a sum of many intervals would drift
                number = apply(builder, "add", number_so_far, builder.number(2.0))
                due = apply(builder, "add", after, product(builder, [first, number]))
                step = builder.in_register(apply(builder, "sub", due, moment))
            else:
                step = builder.in_register(context.value(expression, Ordinals(number_so_far)))
            named = builder.stream(timing.interval.address, "event", 0.0)  # for the message, should the run stop here
            builder.change(op.STEP, Section.MONTH, moment, step, number_so_far, end_register, p=named)
    return builder.emit(op.SUBTRACT, number_so_far, before), Ordinals(before)


def amount_of_events(context: Context, amount: Expression, count: Value, ordinals: Ordinals) -> Value:
    """Return what the present month's events cost together, each with draws of its own."""
    builder = context.builder
    terms = linear_terms(amount)
    if terms is not None:
        return total(builder, [_term(context, term, count, ordinals) for term in terms])
    return _one_by_one(context, amount, count, ordinals)[0]


def trace_events(context: Context, name: str, amount: Expression, count: Value, ordinals: Ordinals) -> None:
    """Note a line's events one by one, with their named values, if there is a tracer."""
    if context.tracer is not None:
        context.tracer.events(name, count, _one_by_one(context, amount, count, ordinals)[1])
        for value in dict.fromkeys(part for part in walk(amount) if isinstance(part, Draw) and of_event(part)):
            context.tracer.event_value(name, value.address, _one_by_one(context, value, count, ordinals)[1])


def _one_by_one(context: Context, amount: Expression, count: Value, ordinals: Ordinals) -> tuple[Register, Instruction]:
    """Return the sum of a month's events, and the instruction that adds each of them."""
    builder = context.builder
    number = builder.in_register(count)
    result = builder.state(builder.number(0.0))
    builder.change(op.LOAD, Section.MONTH, result, s=builder.scalar_row(builder.number(0.0)))
    with builder.region(op.EVENTS, number, end=op.EVENTS_END):
        each = builder.in_register(context.value(amount, ordinals))
        adding = builder.change(op.ADD_EVENT, Section.MONTH, result, each, number)
    return result, adding


def _term(context: Context, term: Term, count: Value, ordinals: Ordinals) -> Value:
    builder = context.builder
    coefficients = [context.value(factor) for factor in term[0]]
    if term[1] is None:
        return product(builder, [*coefficients, count])
    table, stream = context.event_stream(term[1])
    base = None if ordinals.base is None else builder.in_register(ordinals.base)
    number = builder.in_register(count)
    drawn: Register = builder.emit(
        op.SUM_DRAWS, number, base, s=table, p=stream, q=int(base is not None), section=Section.MONTH
    )
    return product(builder, [*coefficients, drawn])


def linear_terms(expression: Expression) -> Sequence[Term] | None:
    """Split an expression into a sum of terms with at most one draw each; None where that cannot be done."""
    if not any(isinstance(part, Draw) for part in walk(expression)):
        return [((expression,), None)]
    match expression:
        case Draw():
            return [((), expression)]
        case Call("add", (a, b)):
            left, right = linear_terms(a), linear_terms(b)
            return None if left is None or right is None else [*left, *right]
        case Call("sub", (a, b)):
            return linear_terms(Call("add", (a, Call("neg", (b,)))))
        case Call("neg", (a,)):
            return _scaled((Number(-1.0),), linear_terms(a))
        case Call("div", (a, b)) if not any(isinstance(part, Draw) for part in walk(b)):
            return _scaled((Call("div", (Number(1.0), b)),), linear_terms(a))
        case Call("mul"):
            random = [factor for factor in factors(expression) if any(isinstance(part, Draw) for part in walk(factor))]
            fixed = tuple(factor for factor in factors(expression) if factor not in random)
            return _scaled(fixed, linear_terms(random[0])) if len(random) == 1 else None
    return None


def _scaled(coefficients: tuple[Expression, ...], terms: Sequence[Term] | None) -> Sequence[Term] | None:
    return None if terms is None else [((*coefficients, *factors_), draw) for factors_, draw in terms]
