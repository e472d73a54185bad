"""Truth: what is left out of a program, or made one of two instructions, changes no number."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import SCENARIOS, scenario

from tcorisk import Scenario, load
from tcorisk.simulator.engine import operations as op
from tcorisk.simulator.engine.chunks import Job, run_chunk
from tcorisk.simulator.engine.program import BLOCK, Program
from tcorisk.simulator.engine.reference import run_reference
from tcorisk.simulator.engine.streams import Uniforms
from tcorisk.simulator.lowering import assembly, lower
from tcorisk.simulator.lowering import scenario as lowering

FUSED = {op.CHARGE_PRODUCT, op.INCREASE_PRODUCT, op.SHARE, op.COMPOUND}


def as_written(what: Scenario) -> Program:
    """Return the program instruction by instruction, with all that no result needs."""
    draft = lowering._draft(what)
    return assembly.assemble(draft.builder, draft.layout, draft.dimension, fuse=False)


@pytest.mark.parametrize("sampler", ["sobol", "random"])
@pytest.mark.parametrize("name", ["legal_startup", "saas_growth", "everything", "whole_language"])
def test_numbers_stay(name: str, sampler: str) -> None:
    """The kernel on the short program, and the twin on the long one: bits of the kernel on the long one."""
    what = load(SCENARIOS / f"{name}.toml" if name in ("everything", "whole_language") else name)
    short, long = lower(what), as_written(what)
    uniforms = Uniforms.of(short, sampler, 2)
    results = [run_chunk(Job(program, uniforms, 20 * BLOCK), 3, 1).results for program in (short, long)]
    np.testing.assert_array_equal(*results)
    twin = run_reference(long, uniforms, 3)
    size = np.max(np.abs(np.where(np.isfinite(twin), twin, 0.0)), axis=0)
    with np.errstate(invalid="ignore"):
        assert np.nanmax(np.abs(results[0] - twin) / size) <= 1e-12
    assert len(short.code) < len(long.code)
    assert FUSED & set(short.code[:, 0].tolist()) and not FUSED & set(long.code[:, 0].tolist())


def test_what_is_read_twice_stays() -> None:
    """Two lines of one amount: the product is written once, and not taken into either charge."""
    drivers = 'm = { dist = "uniform", low = 1, high = 2, each = "month" }\nn = "uniform(1, 2)"'
    one = scenario({"a": {"x": 'monthly = "m * n"'}}, drivers=drivers)
    two = scenario({"a": {"x": 'monthly = "m * n"', "y": 'monthly = "m * n"'}}, drivers=drivers)
    assert op.CHARGE_PRODUCT in lower(one).code[:, 0]
    assert op.CHARGE_PRODUCT not in lower(two).code[:, 0] and op.MULTIPLY in lower(two).code[:, 0]
