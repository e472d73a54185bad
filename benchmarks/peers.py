"""The engine beside other ways to run the same model: NumPy, squigglepy, JAX, a kernel written by hand.

Two models: `capacity.toml`, small, with powers and capacity steps; `reference.toml`, large, with many events. Answers
are compared before times are taken. All figures are processor time a trajectory on one thread, statistics included,
but for two lines: kernels alone, without statistics, and the engine on two threads, by the clock. JAX cannot be held to
one thread; its processor time is that of all.
"""

from __future__ import annotations

import importlib.util
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import capacity_fused
import capacity_plain
import numpy_model
import numpy_plain

from tcorisk import load, simulate
from tcorisk.configs import Scenario
from tcorisk.simulator import lower
from tcorisk.simulator.engine.chunks import CHUNK, Job, run_chunk
from tcorisk.simulator.engine.program import BLOCK, Program
from tcorisk.simulator.engine.streams import Uniforms

HERE = Path(__file__).parent
N = 2**20  # as the command runs by default
WHOLE = 2**18  # whole arrays of more would fill the memory of most machines, and would not be faster
ROUNDS = 3


class Way(NamedTuple):
    """A way to run a model, and the clock it is timed with."""

    call: Callable[[], object]
    clock: Callable[[], float] = time.process_time


def main() -> None:
    """Compare the answers, then print a table for each model."""
    for name, ways in (("capacity", capacity_ways), ("reference", reference_ways)):
        scenario = load(HERE / f"{name}.toml")
        ours = simulate(scenario, N).document  # compiles the kernel and builds the tables
        peers, kernels = ways(scenario)
        for peer, call in peers.items():
            check(peer, ours, call(1), size_of(peer))
        engine = {
            "tcorisk": Way(lambda s=scenario: simulate(s, N, threads=1).document),
            "tcorisk, random draws": Way(lambda s=scenario: simulate(s, N, threads=1, sampler="random").document),
            "tcorisk, 2 threads": Way(lambda s=scenario: simulate(s, N, threads=2).document, time.perf_counter),
        }
        print(f"\n{name}.toml, {N:,} trajectories (whole arrays: {WHOLE:,})\n{'':<28} ns a trajectory   x NumPy")
        found = times(engine | {peer: Way(lambda c=call: c(2)) for peer, call in peers.items()} | kernels)
        each = {way: seconds / size_of(way) for way, seconds in found.items()}
        for way, seconds in each.items():
            print(f"{way:<28} {seconds * 1e9:>15,.0f}   {each['NumPy'] / seconds:>7.1f}")
        if "kernel by hand, alone" in each:
            share = each["kernel by hand, alone"] / each["kernel of tcorisk, alone"]
            print(f"the kernel has {share:.2f} of the speed of the one written by hand")


def size_of(way: str) -> int:
    """Return how many trajectories a way runs."""
    return WHOLE if way in {"NumPy", "squigglepy", "JAX, all its threads"} else N


def capacity_ways(scenario: Scenario) -> tuple[dict[str, Callable[[int], Any]], dict[str, Way]]:
    """Return the peers of the small model, each of which takes a seed, and the kernels without statistics."""
    peers: dict[str, Callable[[int], Any]] = {"NumPy": lambda seed: capacity_plain.run(WHOLE, seed)}
    if importlib.util.find_spec("squigglepy"):
        import capacity_squiggle

        peers["squigglepy"] = lambda seed: capacity_squiggle.run(WHOLE, seed)
    if importlib.util.find_spec("jax"):
        import capacity_jax

        peers["JAX, all its threads"] = lambda seed: capacity_jax.run(WHOLE, seed)
    program = lower(scenario)
    fused = capacity_fused.Fused(program, 0)
    totals, _ = fused.run(2**14)
    results = run_chunk(job_of(program, 2**14), 0, 2**14 // BLOCK).results
    layout = program.layout
    rows = [layout.row(layout.tco[name], horizon) for name in ("api", "self_hosted") for horizon in (12, 24)]
    if abs(results[rows] / totals - 1.0).max() > 1e-12:
        raise SystemExit("the kernel written by hand has other results")
    return peers, {
        "kernel of tcorisk, alone": Way(lambda: kernel(program)),
        "kernel by hand, alone": Way(lambda: fused.run(N)),
    }


def reference_ways(scenario: Scenario) -> tuple[dict[str, Callable[[int], Any]], dict[str, Way]]:
    """Return the peers of the large model, and the kernel without statistics."""
    program = lower(scenario)
    peers: dict[str, Callable[[int], Any]] = {
        "NumPy": lambda seed: numpy_plain.run(WHOLE, seed),
        "NumPy, tuned to the cache": lambda seed: numpy_model.run(N, seed),
    }
    return peers, {"kernel of tcorisk, alone": Way(lambda: kernel(program))}


def job_of(program: Program, trajectories: int) -> Job:
    """Return a job with Sobol points."""
    return Job(program, Uniforms.of(program, "sobol", 0), trajectories)


def kernel(program: Program) -> None:
    """Run the kernel, chunk by chunk as a run does, and count nothing."""
    job = job_of(program, N)
    results = None
    for first in range(0, job.blocks, CHUNK):
        results = run_chunk(job, first, CHUNK, results=results).results


def times(ways: dict[str, Way]) -> dict[str, float]:
    """Return the least seconds of each way; they take turns, so that a busy minute hits all of them."""
    found = dict.fromkeys(ways, float("inf"))
    for _ in range(ROUNDS):
        for name, way in ways.items():
            start = way.clock()
            way.call()
            found[name] = min(found[name], way.clock() - start)
    return found


def check(peer: str, ours: dict[str, Any], theirs: dict[str, Any], n: int) -> None:
    """Stop unless a peer has the same TCO: within five standard errors of its run of n independent draws."""
    worst = 0.0
    for name, strategy in ours["strategies"].items():
        for horizon, numbers in strategy["horizons"].items():
            # An order statistic of independent draws at p has sd sqrt(p (1 - p) / n) in p: read off neighbouring ones.
            errors = {
                "mean": numbers["sd"] / n**0.5,
                "p50": 0.5 / n**0.5 * (numbers["p75"] - numbers["p25"]) / 0.5,
                "p90": 0.3 / n**0.5 * (numbers["p95"] - numbers["p80"]) / 0.15,
            }
            for key, error in errors.items():
                away = abs(numbers[key] - theirs["strategies"][name]["horizons"][horizon][key]) / error
                worst = max(worst, away)
                if away > 5.0:
                    raise SystemExit(
                        f"{name}, {horizon} months: {key} is {away:.1f} standard errors from that of {peer}"
                    )
    print(f"{peer} agrees: the largest difference is {worst:.1f} standard errors")


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
