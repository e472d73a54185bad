"""Mutants that no test can notice, because they compute the same: file, code and mutated code, with the reason."""

from __future__ import annotations

__all__ = ["EQUIVALENT"]

EQUIVALENT: dict[tuple[str, str, str], str] = {}
