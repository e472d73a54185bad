"""Expressions on arrays: the values of a formula where the values of all that is in it are known."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING, TypeAlias

from .expressions import Call, Expression, Number
from .functions import TABLE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Values: TypeAlias = NDArray[np.float64]

__all__ = ["evaluate"]


def evaluate(expression: Expression, known: Callable[[Expression], Values | None]) -> Values:
    """Return the values of an expression.

    Parameters
    ----------
    expression : Expression
        Of functions that are the same in every month.
    known : callable
        Returns the values of what is known, float64 of any shape; None of what is computed from its arguments.
    """
    import numpy as np

    if (values := known(expression)) is not None:
        return values
    if isinstance(expression, Number):
        return np.asarray(expression.value)
    assert isinstance(expression, Call)
    found = [evaluate(argument, known) for argument in expression.arguments]
    function = TABLE[expression.function]
    apply: Callable[..., Values] = getattr(np, function.numpy)
    return np.asarray(reduce(apply, found) if function.arity is None else apply(*found), dtype=np.float64)
