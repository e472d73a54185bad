"""Resale value of a purchase: a fraction of its price that depends on its age."""

from __future__ import annotations

from ...configs import Line
from .accounts import Ledger
from .arithmetic import apply
from .expressions import Context

__all__ = ["credit_resale"]


def credit_resale(context: Context, name: str, line: Line, ledger: Ledger) -> None:
    """Credit a line that was charged with its residual value at the end of the present month, if it has one."""
    if line.residual is None:
        return
    builder = context.builder
    after = builder.number(0.0) if line.after is None else context.value(line.after.expression)
    age = apply(builder, "sub", builder.by_month(lambda t: t), after)
    age = apply(builder, "max", age, builder.number(0.0))  # before it is bought: no root of a negative age
    names = context.names
    of_age = context.within(lambda word: age if word == "age" else names(word))
    ledger.credit(name, of_age.value(line.residual.expression))
