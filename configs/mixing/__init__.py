"""Mixes and policies: strategies as parts of another."""

from __future__ import annotations

from .plain_strategy import mixed
from .policies import of_stages, shadow_names

__all__ = ["mixed", "of_stages", "shadow_names"]
