"""Types of the arrays that kernels take from Python: they say what machine code is made for."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

__all__ = [
    "BoolArray1D",
    "Float64Array1D",
    "Float64Array2D",
    "Float64Array3D",
    "Int64Array1D",
    "Int64Array2D",
    "Int64Array3D",
    "Int64Array5D",
    "Uint32Array1D",
    "Uint32Array2D",
    "Uint32Array3D",
    "Uint64Array1D",
    "Uint64Array2D",
]

_1D: TypeAlias = tuple[int]
_2D: TypeAlias = tuple[int, int]
_3D: TypeAlias = tuple[int, int, int]
_5D: TypeAlias = tuple[int, int, int, int, int]

BoolArray1D: TypeAlias = np.ndarray[_1D, np.dtype[np.bool_]]
Float64Array1D: TypeAlias = np.ndarray[_1D, np.dtype[np.float64]]
Float64Array2D: TypeAlias = np.ndarray[_2D, np.dtype[np.float64]]
Float64Array3D: TypeAlias = np.ndarray[_3D, np.dtype[np.float64]]
Int64Array1D: TypeAlias = np.ndarray[_1D, np.dtype[np.int64]]
Int64Array2D: TypeAlias = np.ndarray[_2D, np.dtype[np.int64]]
Int64Array3D: TypeAlias = np.ndarray[_3D, np.dtype[np.int64]]
Int64Array5D: TypeAlias = np.ndarray[_5D, np.dtype[np.int64]]
Uint32Array1D: TypeAlias = np.ndarray[_1D, np.dtype[np.uint32]]
Uint32Array2D: TypeAlias = np.ndarray[_2D, np.dtype[np.uint32]]
Uint32Array3D: TypeAlias = np.ndarray[_3D, np.dtype[np.uint32]]
Uint64Array1D: TypeAlias = np.ndarray[_1D, np.dtype[np.uint64]]
Uint64Array2D: TypeAlias = np.ndarray[_2D, np.dtype[np.uint64]]
