"""What is averaged or summed inside a month: `expected` over laws of which nothing is drawn."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np

from ...configs import Call, Expression, Number, Variable, walk
from ...configs.formulas.evaluation import evaluate
from ...configs.formulas.expected import expected, variables_of
from ...configs.text.refused import Refused
from ...distributions import Array, LawError, expected_value, nodes_of
from ..engine.errors import SimulationError
from .arithmetic import apply, product, total
from .builder import Builder, Scalar, Value

__all__ = ["expected_again", "mean_over"]

#: Operations that an `expected` with random quantities in it may need in a month.
MOST_OPERATIONS = 20_000

#: Lowers an expression without variables.
LowerExpression = Callable[[Expression], Value]


def expected_again(f: Expression) -> Expression:
    """Return the mean of an expression over its variables, as far as it can be integrated before the run."""
    try:
        return expected(f)
    except Refused as error:
        raise SimulationError(f"`expected` cannot be integrated: {error}") from None


def mean_over(builder: Builder, f: Expression, lower: LowerExpression) -> Value:
    """Return the mean of f over its variables.

    Where all else in f is the same in every trajectory, it is integrated here and now, month by month; else it becomes
    a weighted sum of f at fixed points.
    """
    outer: dict[Expression, Value] = {part: lower(part) for part in _without_variables(f)}
    scalars = {part: value for part, value in outer.items() if isinstance(value, Scalar)}
    if len(scalars) == len(outer):
        return _by_month(builder, f, scalars)
    variables = variables_of(f)
    points = [nodes_of(variable.law, len(variables)) for variable in variables]
    operations = sum(isinstance(part, Call) for part in walk(f)) * int(np.prod([x.size for x, _ in points]))
    if operations > MOST_OPERATIONS:
        raise SimulationError(
            f"`expected` needs {operations:_} operations a month, more than {MOST_OPERATIONS:_}: "
            "take what is random out of it, or use fewer names"
        )
    terms = []
    for place in itertools.product(*(range(x.size) for x, _ in points)):
        chosen = [x[k] for (x, _), k in zip(points, place, strict=True)]
        known = dict(outer)
        known.update((variable, builder.number(x)) for variable, x in zip(variables, chosen, strict=True))
        weight = float(np.prod([w[k] for (_, w), k in zip(points, place, strict=True)]))
        terms.append(product(builder, [builder.number(weight), _at(builder, f, known)]))
    return total(builder, terms)


def _without_variables(f: Expression) -> list[Expression]:
    """Return the largest parts of f that have no variable in them and are not plain numbers."""
    if isinstance(f, Variable | Number):
        return []
    if not variables_of(f):
        return [f]
    assert isinstance(f, Call)
    return list(dict.fromkeys(part for argument in f.arguments for part in _without_variables(argument)))


def _at(builder: Builder, f: Expression, known: dict[Expression, Value]) -> Value:
    """Return the value of f where its variables and all else in it are known."""
    if (value := known.get(f)) is not None:
        return value
    if isinstance(f, Number):
        return builder.number(f.value)
    assert isinstance(f, Call)
    return apply(builder, f.function, *(_at(builder, argument, known) for argument in f.arguments))


def _by_month(builder: Builder, f: Expression, outer: dict[Expression, Scalar]) -> Scalar:
    """Return the mean of f in each month, integrated once for equal months."""
    variables = variables_of(f)
    laws = [variable.law for variable in variables]
    columns = np.array([value.series for value in outer.values()]).reshape(len(outer), builder.months + 1)
    different, which = np.unique(columns, axis=1, return_inverse=True)
    found = np.empty(different.shape[1])
    for month, column in enumerate(different.T):
        fixed: dict[Expression, Array] = dict(zip(outer, column, strict=True))

        def values(*x: Array, fixed: dict[Expression, Array] = fixed) -> Array:
            known = dict(fixed)
            known.update(zip(variables, x, strict=True))
            return evaluate(f, known.get)

        try:
            found[month] = expected_value(values, laws)
        except LawError as error:
            raise SimulationError(f"`expected` cannot be integrated: {error}") from None
    return Scalar(found[which.ravel()])
