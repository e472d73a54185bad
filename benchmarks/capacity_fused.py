"""The model of `capacity.toml` as a numba kernel written for it by hand: what an expert would make of an afternoon.

The draws are those of the engine, from the same points and the same tables, so that the answers are the same and the
difference is what a program costs beside code for one model. All that follows the draws of a month is one loop. It
gives totals and sums of months, and no percentiles.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from tcorisk.simulator.engine.drawing import draw_batch
from tcorisk.simulator.engine.program import Program
from tcorisk.simulator.engine.sampling import fill_sobol
from tcorisk.simulator.engine.streams import Uniforms

#: Addresses of the draws: nine of a trajectory, then five of each month, in the order in which the kernel takes them.
ONCE = (
    "drivers.engineer",
    "drivers.tokens",
    "drivers.peak",
    "drivers.decline",
    "drivers.requests_per_day.initial",
    "drivers.requests_per_day.growth_per_month",
    "drivers.gpu_hour.initial",
    "strategies.self_hosted.inputs.gain",
    "strategies.self_hosted.inputs.speed",
)
MONTHLY = (
    "drivers.requests_per_day.volatility#path",
    "drivers.requests_per_day.noise#path",
    "drivers.gpu_hour.volatility#path",
    "drivers.gpu_hour.noise#path",
    "drivers.season",
)
MONTHS = 24


@numba.njit(nogil=True, error_model="numpy")
def fused(
    blocks, matrix, shift, dimensions, tables, start, upper, bits, first, value, cells, discount, totals, sums
):  # a kernel: its types are those of its first call
    """Run blocks of 512; totals[k] are the TCO of API and self-hosting at 12 and at 24 months, sums those of cash."""
    rows = np.empty((32, 512))
    uniforms = np.empty(512, np.uint32)
    place = np.empty(512)
    place_bits = place.view(np.uint64)
    cell = np.empty(512, np.uint64)
    for block in range(blocks):
        column = block * 512
        for k in range(9):
            fill_sobol(uniforms, matrix, shift, block % 16, dimensions[k, 0], block // 16)
            draw_batch(
                rows, np.uint64(k), np.uint64(512), uniforms, place, place_bits, cell, start[tables[k]],
                start[tables[k] + 1], upper, bits, first, value, cells,
            )  # fmt: skip
        for i in range(np.uint64(512)):
            rows[14, i] = rows[1, i] * (365 / 12 / 1e6 * 6.0)  # price of a daily request, this month
            rows[15, i] = rows[4, i]  # requests a day but for the noise
            rows[16, i] = rows[6, i]  # price of a GPU but for the noise
            rows[17, i] = rows[8, i]  # speed of a server
            rows[18, i] = rows[19, i] = 0.0
        for month in range(MONTHS):
            for k in range(9, 14):
                if dimensions[k, month + 1] >= 0:
                    fill_sobol(uniforms, matrix, shift, block % 16, dimensions[k, month + 1], block // 16)
                    draw_batch(
                        rows, np.uint64(k), np.uint64(512), uniforms, place, place_bits, cell, start[tables[k]],
                        start[tables[k] + 1], upper, bits, first, value, cells,
                    )  # fmt: skip
            x = discount[month]
            api_cash = own_cash = 0.0
            if month > 0:
                for i in range(np.uint64(512)):
                    rows[15, i] *= rows[9, i] * (1.0 + rows[5, i])
                    rows[16, i] *= rows[11, i] * (1.0 - 0.01)
                    rows[14, i] *= 1.0 - rows[3, i]
                    rows[17, i] *= 1.0 + rows[7, i]
            for i in range(np.uint64(512)):
                requests = rows[15, i] * rows[10, i] * rows[13, i]
                gpu = rows[16, i] * rows[12, i]
                api = requests * rows[14, i] + 0.3 * rows[0, i]
                servers = max(2.0, np.ceil(requests * rows[2, i] / rows[17, i]))
                own = servers * gpu * (4.0 * 730.0) + 1.2 * rows[0, i]
                rows[18, i] += api * x
                rows[19, i] += own * x
                rows[20, i] = api
                rows[21, i] = own
            for i in range(np.uint64(512)):
                api_cash += rows[20, i]
                own_cash += rows[21, i]
            sums[0, month] += api_cash
            sums[1, month] += own_cash
            if month == 11 or month == 23:
                h = 0 if month == 11 else 1
                for i in range(np.uint64(512)):
                    totals[h, column + i] = rows[18, i]
                    totals[2 + h, column + i] = rows[19, i]


class Fused:
    """The kernel with the draws of a run."""

    def __init__(self, program: Program, seed: int) -> None:
        self.uniforms = Uniforms.of(program, "sobol", seed)
        streams = [find(program, address) for address in (*ONCE, *MONTHLY)]
        self.dimensions = program.dimension[streams]
        self.tables = np.array([table_of(program, stream) for stream in streams])
        self.program = program
        self.discount = 1.08 ** (-np.arange(1, MONTHS + 1) / 12)

    def run(self, trajectories: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return totals, shape (4, trajectories), and sums of the cash of months, shape (2, 24)."""
        totals, sums, t = np.empty((4, trajectories)), np.zeros((2, MONTHS)), self.program.tables
        fused(
            trajectories // 512, self.uniforms.matrix, self.uniforms.shift, self.dimensions, self.tables, t.start,
            t.upper, t.bits, t.first, t.value, t.cells, self.discount, totals, sums,
        )  # fmt: skip
        return totals, sums


def find(program: Program, address: str) -> int:
    """Return the stream of an address."""
    found: Any = [k for k, known in enumerate(program.addresses) if known == address]
    if len(found) != 1:
        raise SystemExit(f"no single stream {address} among {program.addresses}")
    return int(found[0])


def table_of(program: Program, stream: int) -> int:
    """Return the quantile table that a stream is drawn from."""
    from tcorisk.simulator.engine import operations as op

    for operation, _, _, _, _, s, p, _ in program.code.tolist():
        if operation == op.DRAW and p == stream:
            return int(program.scalars[s, -1])
    raise SystemExit(f"{program.addresses[stream]} is not drawn")
