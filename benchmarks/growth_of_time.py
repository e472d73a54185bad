"""Does a larger scenario take longer in proportion, and a longer run?

Time of a trajectory against the instructions that it executes, then against the months, and of a run against the number
of trajectories.

The reference scenario grows by copies of a strategy, written out with draws of their own, and by processes that are
reported. An instruction works on 512 trajectories at once; one inside a loop over events is counted once, though the
loop may turn more often. A straight line through the times of each family says what one of its instructions costs (a
draw costs more than a sum, so that families differ); how far the times are from it, how well that holds. What bends
the line upwards is the cache: once the registers of a block outgrow its second level, each instruction takes longer.
Every strategy is also compared with every other, which the whole run pays for and the kernel does not. Times are those
of the processor, on one thread. `python benchmarks/growth_of_time.py 1e9` runs that many trajectories of the last table
too, which takes a while; its memory does not grow.
"""

from __future__ import annotations

import re
import resource
import sys
import time
from pathlib import Path

import numpy as np

from tcorisk.configs import Scenario, loads
from tcorisk.simulator import lower, simulate
from tcorisk.simulator.engine import operations as op
from tcorisk.simulator.engine.chunks import Job, run_chunk
from tcorisk.simulator.engine.program import BLOCK, Program
from tcorisk.simulator.engine.streams import Uniforms

TEXT = Path(__file__).with_name("reference.toml").read_text("utf-8")
#: One line a strategy: how time grows with trajectories does not depend on what they are.
SMALL = """schema = 1
title = "One line a strategy"
currency = "USD"
horizons = [12]
[drivers]
requests = "1e6 to 4e6"
[strategies.api]
costs.tokens = { category = "Compute", monthly = "requests * to(0.001, 0.004)" }
[strategies.own]
costs.servers = { category = "Compute", monthly = "max(2, ceil(requests / 1e6)) * to(1_500, 2_500)" }
"""
BLOCKS = 64
ROUNDS = 3
RUN = 2**17

PROCESSES = {
    "growth": 'process = "growth"\ninitial = "1 to 2"\ngrowth_per_month = 0.01\nvolatility = 0.05\nnoise = 0.1',
    "mean_reverting": 'process = "mean_reverting"\ninitial = 1\nmean = 1\nhalf_life = "4 to 9"\nvolatility = 0.1',
    "jumps": 'process = "jumps"\ninitial = 1\njumps_per_year = 1.5\nfactor = "0.5 to 0.9"',
    "events": 'process = "events"\nevery = "3 to 6"',
}


def main() -> None:
    """Compare a copy with what it copies, then print the times and the line through them."""
    scenarios = {
        "as it is": loads(TEXT),
        "self_hosted twice": loads(with_copies(TEXT, "self_hosted", 1)),
        "self_hosted four times": loads(with_copies(TEXT, "self_hosted", 3)),
        "each strategy twice": loads(with_all_copied(1)),
        "each strategy four times": loads(with_all_copied(3)),
        "8 processes more": loads(with_processes(2)),
        "32 processes more": loads(with_processes(8)),
    }
    check(scenarios["self_hosted twice"])
    programs = {name: lower(scenario) for name, scenario in scenarios.items()}
    counts = np.array([executed(program) for program in programs.values()], dtype=np.float64)
    kernel, whole = np.full(len(programs), np.inf), np.full(len(programs), np.inf)
    for _ in range(ROUNDS):  # in turns, so that a busy minute hits all of them
        for k, (name, program) in enumerate(programs.items()):
            kernel[k] = min(kernel[k], kernel_seconds(program) / (BLOCKS * BLOCK))
            whole[k] = min(whole[k], run_seconds(scenarios[name]) / RUN)
    print(f"{'':<25} instructions   registers, kB   kernel, ns   whole run, ns   kernel, ns an instruction")
    for k, (name, program) in enumerate(programs.items()):
        kilobytes = program.registers * BLOCK * 8 / 1024
        print(
            f"{name:<25} {counts[k]:>12,.0f}   {kilobytes:>13,.0f}   {kernel[k] * 1e9:>10,.0f}"
            f"   {whole[k] * 1e9:>13,.0f}   {kernel[k] * 1e9 / counts[k]:>25.2f}"
        )
    families = {"strategies": [0, 1, 2, 3, 4], "processes": [0, 5, 6]}
    for what, seconds in (("kernel", kernel), ("whole run", whole)):
        for family, which in families.items():
            slope, start = np.polyfit(counts[which], seconds[which] * 1e9, 1)
            away = seconds[which] * 1e9 / (start + slope * counts[which]) - 1.0
            line = f"{start:>7,.0f} ns + {slope:.2f} ns an instruction"
            print(f"{what}, more {family:<10} {line}; at most {np.max(np.abs(away)):.0%} off")

    months()
    trajectories([10**k for k in range(4, 8)] + [int(float(size)) for size in sys.argv[1:] if size[0].isdigit()])


def months() -> None:
    """Print what a month costs, as horizons grow."""
    print("months   kernel, ns a trajectory   ns a month")
    for horizon in (12, 24, 60, 120):
        program = lower(loads(TEXT.replace("horizons = [12, 24]", f"horizons = [{horizon}]")))
        kernel_seconds(program)
        each = min(kernel_seconds(program) for _ in range(ROUNDS)) / (BLOCKS * BLOCK) * 1e9
        print(f"{horizon:>6}   {each:>23,.0f}   {each / horizon:>10.0f}")


def trajectories(sizes: list[int]) -> None:
    """Print time and peak memory of a small scenario, as runs grow; the peak is that of the process so far."""
    scenario = loads(SMALL)
    unit = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kilobytes here
    print("trajectories     processor, s   ns each   peak, MB")
    for size in sizes:
        start = time.process_time()
        run = simulate(scenario, size, threads=1).document["run"]["trajectories"]
        seconds = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
        print(f"{run:>13,}   {seconds:>12.2f}   {seconds / run * 1e9:>7.0f}   {peak:>8.0f}")


def with_copies(text: str, strategy: str, copies: int) -> str:
    """Return the reference scenario with copies of a strategy, written out: their draws are their own."""
    start = TEXT.index(f"[strategies.{strategy}]")
    following = re.search(r"^# -{20,}", TEXT[start:], re.MULTILINE)
    block = TEXT[start:] if following is None else TEXT[start : start + following.start()]
    written = (block.replace(f"[strategies.{strategy}", f"[strategies.{strategy}_{n + 2}") for n in range(copies))
    return "\n".join([text, *written])


def with_all_copied(copies: int) -> str:
    """Return the reference scenario with copies of all of its strategies."""
    text = TEXT
    for strategy in re.findall(r"^\[strategies\.(\w+)\]$", TEXT, re.MULTILINE):
        text = with_copies(text, strategy, copies)
    return text


def with_processes(copies: int) -> str:
    """Return the reference scenario with that many processes of each kind, reported as outputs of one strategy."""
    names = [f"more_{kind}_{n}" for n in range(copies) for kind in PROCESSES]
    drivers = "\n".join(f"[drivers.{name}]\n{PROCESSES[name[5:].rpartition('_')[0]]}" for name in names)
    outputs = "\n".join(f'seen_{name} = "{name}"' for name in names)
    return f"{TEXT}\n{drivers}\n[strategies.api.outputs]\n{outputs}\n"


def executed(program: Program) -> int:
    """Count the instructions of one block; those of a branch that is passed over are not executed."""
    count = 0
    for start, stop, month, _ in program.schedule.tolist():
        at = start
        while at < stop:
            count += 1
            operation, *_, s, p, _ = program.code[at].tolist()
            skipped = operation == op.SKIP and program.scalars[s, month] == 0.0
            at += 1 + (p if skipped else 0)
    return count


def kernel_seconds(program: Program) -> float:
    """Time the kernel alone on one thread."""
    job = Job(program, Uniforms.of(program, "sobol", 0), BLOCKS * BLOCK)
    start = time.process_time()
    run_chunk(job, 0, BLOCKS)
    return time.process_time() - start


def run_seconds(scenario: Scenario) -> float:
    """Time a run with its statistics, on one thread."""
    start = time.process_time()
    assert simulate(scenario, RUN, threads=1).document
    return time.process_time() - start


def check(scenario: Scenario) -> None:
    """Stop unless a copy has the figures of what it copies, within five standard errors."""
    strategies = simulate(scenario, RUN).document["strategies"]
    one, other = (strategies[name]["horizons"]["24"] for name in ("self_hosted", "self_hosted_2"))
    for key in ("mean", "p50", "p90"):
        error = (one["se"][key] ** 2 + other["se"][key] ** 2) ** 0.5
        if abs(one[key] - other[key]) > 5.0 * error:
            raise SystemExit(f"the copy's {key} is {other[key]:,.0f}, not {one[key]:,.0f}")
    print("answers agree: a copied strategy has the mean, P50 and P90 of what it copies")


if __name__ == "__main__":
    main()
