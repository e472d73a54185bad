"""From a scenario to a program: one small function for each kind of line, process and policy."""

from __future__ import annotations

from .scenario import lower

__all__ = ["lower"]
