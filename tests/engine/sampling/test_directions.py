"""Direction numbers against SciPy's unscrambled points, and the file against the script that makes it."""

from __future__ import annotations

import runpy
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import qmc

from tcorisk.simulator.engine.sampling import MAX_DIMENSIONS, direction_numbers, sobol_points
from tcorisk.simulator.engine.sampling.sobol import gray_columns


def unscrambled(dimensions: list[int], count: int) -> NDArray[np.uint32]:
    """Our points with an identity scramble and no shift, shape (count, dimensions)."""
    directions = direction_numbers(max(dimensions) + 1)
    matrix, shift = gray_columns(directions)[None], np.zeros((1, len(directions)), np.uint32)
    return np.stack([sobol_points(matrix, shift, 0, d, 0, count) for d in dimensions], axis=1)


def scipys(dimensions: int, count: int) -> NDArray[np.uint32]:
    points = qmc.Sobol(dimensions, scramble=False, bits=32).random(count) * 2.0**32
    return points.astype(np.uint32)


def test_points_are_scipys_in_64_dimensions() -> None:
    np.testing.assert_array_equal(unscrambled(list(range(64)), 4096), scipys(64, 4096))


def test_points_are_scipys_in_high_dimensions() -> None:
    chosen = [*np.random.default_rng(0).integers(64, 4095, 20).tolist(), 4095]
    np.testing.assert_array_equal(unscrambled(chosen, 256), scipys(4096, 256)[:, chosen])


def test_high_columns_are_scipys() -> None:
    """Point 2^b is column b alone, and further on than one would walk from the start."""
    columns = gray_columns(direction_numbers(600))
    for b in (9, 15, 20):
        engine = qmc.Sobol(600, scramble=False, bits=32)
        engine.fast_forward(2**b)
        point = (engine.random(1)[0] * 2.0**32).astype(np.uint32)
        np.testing.assert_array_equal(columns[:, b], point)


def test_first_dimension_is_van_der_corputs() -> None:
    assert direction_numbers(1)[0].tolist() == [2**i for i in range(31, -1, -1)]


def test_generating_matrices_are_upper_triangular_with_unit_diagonal() -> None:
    directions = direction_numbers(MAX_DIMENSIONS)
    assert directions.shape == (4096, 32)
    assert directions.dtype == np.uint32
    lowest_bit = directions & -directions.view(np.int32)
    np.testing.assert_array_equal(lowest_bit, np.broadcast_to(direction_numbers(1)[0], (4096, 32)))
    assert len(np.unique(directions, axis=0)) == 4096


def test_the_first_dimensions_do_not_depend_on_how_many_there_are() -> None:
    whole = direction_numbers(300)
    for dimensions in (0, 1, 2, 3, 37, 299):
        np.testing.assert_array_equal(direction_numbers(dimensions), whole[:dimensions])


@pytest.mark.parametrize("dimensions", [-1, 4097])
def test_more_dimensions_than_there_are_numbers_for_are_refused(dimensions: int) -> None:
    with pytest.raises(ValueError, match=f"from 0 to 4096 dimensions, got {dimensions}"):
        direction_numbers(dimensions)


def test_the_file_is_what_the_script_makes() -> None:
    script = Path(__file__).parents[3] / "tools" / "make_joe_kuo.py"
    made = runpy.run_path(str(script))["lines"]()
    kept = files("tcorisk.simulator.engine.sampling").joinpath("joe_kuo.txt").read_text(encoding="ascii")
    assert kept.splitlines() == made
    assert "Copyright (c) 2008, Frances Y. Kuo and Stephen Joe" in kept
