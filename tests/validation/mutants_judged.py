"""Mutants that no test can notice, because they compute the same: file, code and mutated code, with the reason."""

from __future__ import annotations

__all__ = ["EQUIVALENT"]

_STRICT = "`strict` of a zip: lengths are equal by construction, it only guards against a later mistake"

EQUIVALENT: dict[tuple[str, str, str], str] = {
    ("simulator/lowering/merging.py", "True", "False"): _STRICT,
    ("simulator/engine/tallies.py", "True", "False"): _STRICT,
    ("simulator/engine/reference.py", "event < most", "event <= most"): "one more round, in which no event has a share",
    (
        "simulator/engine/tally.py",
        "first_block < _FIRST_BLOCKS",
        "first_block <= _FIRST_BLOCKS",
    ): "a chunk that begins there has no trajectory for months and categories, whatever rows are kept",
    ("simulator/engine/histogram.py", "value < low", "value <= low"): "an equal value takes the place of the smallest",
}
