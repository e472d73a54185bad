"""The uniforms of a run: keys of the counter generator and scrambled Sobol directions, for one seed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .program import Program
from .sampling import scramble, stream_key

__all__ = ["REPLICATES", "SAMPLERS", "Uniforms"]

#: Independent scrambles: trajectory i lies in block i // 512, and block j in replicate j mod 16.
REPLICATES = 16

SAMPLERS = ("sobol", "random")


@dataclass(frozen=True, eq=False)
class Uniforms:
    """What a uniform is a function of, besides trajectory and address.

    Attributes
    ----------
    sobol : bool
    replicates : int
    keys : uint32, shape (streams, 2)
    matrix, shift : uint32, shapes (replicates, dimensions, 32) and (replicates, dimensions)
    """

    sobol: bool
    replicates: int
    keys: NDArray[np.uint32]
    matrix: NDArray[np.uint32]
    shift: NDArray[np.uint32]

    @classmethod
    def of(cls, program: Program, sampler: str, seed: int) -> Uniforms:
        """Return the uniforms of a program's streams for a sampler and a seed."""
        keys = np.array([stream_key(seed, address) for address in program.addresses], dtype=np.uint32)
        sobol = sampler == "sobol" and program.dimensions > 0
        matrix, shift = _scrambled(seed, program.dimensions if sobol else 1)
        return cls(sobol, REPLICATES, keys.reshape(-1, 2), matrix, shift)


@lru_cache(maxsize=1)  # a run and the sample taken from it have the same
def _scrambled(seed: int, dimensions: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    return scramble(seed, REPLICATES, dimensions)
