"""Truth: the spreadsheet estimate is what the reference twin gives on a trajectory of plain guesses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tcorisk import SimulationError, simulate
from tcorisk.configs import Scenario, load, loads
from tcorisk.simulator.engine import operations as op
from tcorisk.simulator.engine.point import run_point
from tcorisk.simulator.engine.reference import PointDraws, run_with
from tcorisk.simulator.lowering import lower_probed

ROOT = Path(__file__).parents[2]
BUNDLED = sorted((ROOT / "configs").glob("*.toml"))
LANGUAGE = sorted((ROOT / "tests").rglob("whole_language.toml"))


#: What these lack.
MODULO = """schema = 1
title = "Whole months"
currency = "USD"
horizons = [12]
[strategies.a]
kind = "api"
[strategies.a.costs.x]
category = "Compute"
monthly = "mod(month * to(2, 9), 7)"
"""


def scenarios() -> dict[str, Scenario]:
    return {path.stem: load(path) for path in [*BUNDLED, *LANGUAGE]} | {"modulo": loads(MODULO)}


@pytest.mark.parametrize("name", scenarios())
def test_the_estimate_is_the_twins(name: str) -> None:
    program = lower_probed(scenarios()[name])[1]
    np.testing.assert_allclose(run_point(program), run_with(program, PointDraws(program), 1)[:, 0], rtol=1e-12)


def test_every_operation_is_met() -> None:
    """Together these scenarios use every instruction there is, or the comparison would say little."""
    programs = [lower_probed(scenario)[1] for scenario in scenarios().values()]
    assert {operation for program in programs for operation in program.code[:, 0].tolist()} == set(op.READS)


def test_an_interval_that_is_not_positive_ends_with_words() -> None:
    """The estimate comes before the run, which has words for it: a loop over its events may not go on for ever."""
    scenario = load("healthcare").with_values({"drivers.attrition": -1e-9})
    with pytest.raises(SimulationError, match=r"engineer_there\.on_lasts: an interval between events, .* positive"):
        simulate(scenario, 1_000)


def test_a_zero_has_no_sign() -> None:
    """A division by -0.0 would be the other infinity: here, a stay of less than no time."""
    plus, minus = (load("healthcare").with_values({"drivers.attrition": zero}) for zero in (0.0, -0.0))
    assert simulate(minus, 1_000).document["strategies"] == simulate(plus, 1_000).document["strategies"]
