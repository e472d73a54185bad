"""From a scenario to a program: one small function for each kind of line, process and policy."""

from __future__ import annotations

from . import paying
from .merging import Draft, alike
from .scenario import look_over, lower, lower_lines, lower_probed, lower_totals, lower_traced, together
from .trace_rows import TraceRows

__all__ = [
    "Draft",
    "TraceRows",
    "alike",
    "look_over",
    "lower",
    "lower_lines",
    "lower_probed",
    "lower_totals",
    "lower_traced",
    "paying",
    "together",
]
