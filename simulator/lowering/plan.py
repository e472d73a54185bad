"""A plan: a number for each month, the same in every trajectory."""

from __future__ import annotations

import numpy as np

from ...configs import Plan
from .builder import Scalar, Value
from .expressions import Context

__all__ = ["lower_plan"]


def lower_plan(context: Context, process: Plan) -> Value:
    """Return the number of the present month: it is folded into what uses it, and costs nothing in a run."""
    values = np.array(process.values[: context.builder.months])
    return Scalar(np.concatenate([values[:1], values]))
