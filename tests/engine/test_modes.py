"""Truth: the kernels give the same numbers as plain Python, and touch no memory that is not theirs.

In plain Python NumPy checks every index, as `NUMBA_BOUNDSCHECK` does, and nothing has to be compiled for it.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stdout

import pytest
from engine_tools import SCENARIOS

#: Runs a block of a scenario of everything, kernel and folding, and writes what it finds.
CODE = """
import json, sys
import numpy as np
from tcorisk import load
from tcorisk.simulator.engine.chunks import Job, run_chunk
from tcorisk.simulator.lowering import lower
from tcorisk.simulator.engine.streams import Uniforms
from tcorisk.simulator.engine.tally import Tally, UncountedChunk

program = lower(load(sys.argv[1]).with_values({"horizons": [1, 2]}))
found = []
for sampler in ("sobol", "random"):
    job = Job(program, Uniforms.of(program, sampler, 3), 1024)
    results = run_chunk(job, 1, 1).results
    found.append(results[:, ::7].tolist())
tally = Tally(program.layout, results, 16, [(0, 40_000.0)])
chunk = run_chunk(Job(program, job.uniforms, 512 + 50), 1, 1, tally)
tally.add(tally.fold(UncountedChunk(chunk.results, chunk.sums, range(1, 2), chunk.lanes)))
found.append([tally.sums.sum(axis=0).tolist(), tally.wins.tolist(), tally.cheapest.tolist(), tally.below.tolist()])
found.append([tally.distribution(row).quantile([0.1, 0.5]).tolist() for row in (0, 1)])
jitted, checked = hasattr(run_chunk.__globals__["run_blocks"], "by_numba"), False
if not jitted:
    from tcorisk.simulator.engine.sampling import fill_counter
    try:
        fill_counter(np.empty(511, np.uint32), 0, 0, 0, np.uint32(1), np.uint32(2))
    except IndexError:
        checked = True
print(json.dumps({"jitted": jitted, "checked": checked, "found": found}))
"""


def answer(**environment: str) -> dict[str, object]:
    """Run in a process of its own, with settings of numba in its environment."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("NUMBA_")}
    command = [sys.executable, "-W", "error", "-c", CODE, str(SCENARIOS / "everything.toml")]
    done = subprocess.run(command, env=kept | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def compiled_here() -> dict[str, object]:
    """Run in this process, whose kernels are compiled."""
    with redirect_stdout(io.StringIO()) as out, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["", str(SCENARIOS / "everything.toml")])
        exec(compile(CODE, "modes", "exec"), {})
    return json.loads(out.getvalue())  # type: ignore[no-any-return]


def test_without_compilation() -> None:
    """Plain Python computes the same, to 1e-12: exp and log may differ in the last bit. Each index is in its array."""
    plain, compiled = answer(NUMBA_DISABLE_JIT="1"), compiled_here()
    assert (plain["jitted"], compiled["jitted"]) == (False, True)
    assert plain["checked"]  # an array that is short by one ends it with an IndexError
    assert flat(plain["found"]) == pytest.approx(flat(compiled["found"]), rel=1e-11, abs=1e-8)
    assert flat(plain["found"]) != pytest.approx([1.001 * x for x in flat(compiled["found"])], rel=1e-11, abs=1e-8)


def flat(value: object) -> list[float]:
    """Return all numbers of nested lists."""
    return [x for item in value for x in flat(item)] if isinstance(value, list) else [float(value)]  # type: ignore[arg-type]
