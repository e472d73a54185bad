"""Steps: one value until a moment, the next until another; a month in which a step falls has its share of both."""

from __future__ import annotations

from itertools import pairwise

from ...configs import Steps
from .arithmetic import apply, product, total
from .builder import Value
from .expressions import Context
from .timing import active_share

__all__ = ["lower_steps"]


def lower_steps(context: Context, process: Steps) -> Value:
    """Return the process's value in the present month: each value times the share of the month that it holds.

    A moment before the one it follows comes with it: the value between them is then passed over.
    """
    builder = context.builder
    values = [context.value(value.expression) for value in process.values]
    moments: list[Value] = [builder.number(0.0)]
    for at in process.at:
        moments.append(apply(builder, "max", moments[-1], context.value(at.expression)))
    moments.append(builder.number(builder.months))
    shares = [active_share(builder, begin, end) for begin, end in pairwise(moments)]
    return total(builder, [product(builder, [*pair]) for pair in zip(values, shares, strict=True)])
