"""Words: see `names`."""

from .names import capital

__all__ = ["capital"]
