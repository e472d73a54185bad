"""Truth: what is known by month (plans, actuals), and processes that go on from it, in closed form by month."""

from __future__ import annotations

import numpy as np
from engine_tools import Array, Futures, scenario

from tcorisk.simulator.lowering import lower

N = 2**13
PLAN = [40.25, 42, 1e-3, 45, -7, 48, 50, 52, 55, 55, 56, 60, 61, 0, 0.1, 70, 71, 72, 73, 74, 75, 76, 77, 78]


def months(
    settings: str, formula: str = "d", *, drivers: str = "", horizon: int = 12, n: int = N, top: str = ""
) -> Array:
    """Value of a formula over a process by month, shape (months, n), by independent draws."""
    lines = {"a": {"x": f'monthly = "{formula}"'}}
    made = scenario(lines, drivers=f"{drivers}\n[drivers.d]\n{settings}", horizons=(horizon,), top=top)
    return Futures(made, n, "random").months("a")


def test_a_plan_is_its_numbers_to_the_last_bit() -> None:
    plan = f'process = "plan"\nvalues = {PLAN}'
    found = months(plan, horizon=24, n=512)
    np.testing.assert_array_equal(found, np.broadcast_to(np.array(PLAN)[:, None], found.shape))
    np.testing.assert_array_equal(months(plan, "lag(d, 2, 5)", horizon=9, n=512)[:, 0], [5, 5, *PLAN[:7]])
    np.testing.assert_array_equal(months(plan, "max_so_far(d)", horizon=6, n=512)[:, 0], [40.25, 42, 42, 45, 45, 48])
    assert not np.array_equal(found[:, 0], np.roll(PLAN, 1))  # the wrong one: a month late


def test_a_plan_costs_nothing_at_run_time() -> None:
    """The program with a plan is that with a number of the same kind: no register, no draw, one instruction less."""
    programs = [
        lower(scenario({"a": {"x": 'monthly = "d * to(1, 2)"'}}, drivers=f"[drivers.d]\n{what}", horizons=(24,)))
        for what in (f'process = "plan"\nvalues = {PLAN}', 'process = "growth"\ninitial = 40\ngrowth_per_month = 0.02')
    ]
    assert programs[0].code.shape == programs[1].code.shape and programs[0].registers == programs[1].registers
    assert programs[0].dimensions == programs[1].dimensions == 1
