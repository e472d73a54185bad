"""One trajectory alone, in the reference twin: for what the kernel adds up and does not keep, single events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..engine.program import BLOCK, Program
from ..engine.reference import SampledDraws, run_with
from ..engine.streams import Uniforms
from ..lowering.trace_rows import EventKey

__all__ = ["event_amounts"]


@dataclass
class LaneDraws(SampledDraws):
    """The draws of one trajectory of a block.

    Attributes
    ----------
    lane : int
        From 0 to 511.
    """

    lane: int = 0

    def _bits(self, stream: int, month: int) -> NDArray[np.uint32]:
        return super()._bits(stream, month)[self.lane : self.lane + 1]

    def events(
        self, stream: int, table: int, month: int, event: NDArray[np.float64], which: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Fresh draws for events; `which` counts within the one trajectory, the generator within the block."""
        return super().events(stream, table, month, event, which + self.lane)


def event_amounts(
    program: Program, uniforms: Uniforms, trajectory: int, wanted: Mapping[int, EventKey]
) -> dict[tuple[EventKey, int], list[float]]:
    """Return the amount of each event of one trajectory, and its named values.

    Parameters
    ----------
    program : Program
    uniforms : Uniforms
    trajectory : int
    wanted : mapping of int to (str, str, str)
        Strategy, line and the address of a value, empty for the amount, by number of the instruction `ADD_EVENT` that
        takes them one by one.

    Returns
    -------
    dict of ((strategy, line, value), month) to list of float
        In the order of the events; equal to what the kernel adds up within 1e-12. Months without events are not in it.
    """
    found: dict[tuple[EventKey, int], list[float]] = {}

    def listen(instruction: int, month: int, amounts: NDArray[np.float64]) -> None:
        if instruction in wanted and not np.isnan(amounts[0]):
            found.setdefault((wanted[instruction], month), []).append(float(amounts[0]))

    block, lane = divmod(trajectory, BLOCK)
    run_with(program, LaneDraws(program, uniforms, block, lane), 1, listen)
    return found
