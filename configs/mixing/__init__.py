"""Mixes: strategies as parts of another."""

from __future__ import annotations

from .plain_strategy import mixed

__all__ = ["mixed"]
