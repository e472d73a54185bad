"""Amounts: see `numbers`."""

from .numbers import Money
from .numbers import error_percent as percent

__all__ = ["Money", "percent"]
