"""The figures of `docs/trust.md` that no other command prints: `python tests/validation/claims.py laws processes`.

Without names, all of them. Tests named on the page hold each claim; here it is measured.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import runpy
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from tcorisk import ConfigError, load, simulate
from tcorisk.configs import loads
from tcorisk.distributions import build_table
from tcorisk.simulator.engine.chunks import Job, run_chunk
from tcorisk.simulator.engine.errors import SimulationError
from tcorisk.simulator.engine.reference import run_reference
from tcorisk.simulator.engine.streams import Uniforms
from tcorisk.simulator.lowering import lower

__all__ = ["CLAIMS"]

TESTS = Path(__file__).parents[1]


def laws() -> str:
    """Compare quantiles with SciPy's, and the tables that are drawn from with the quantiles."""
    cases = runpy.run_path(str(TESTS / "distributions" / "conftest.py"))["CASES"]
    make_law = runpy.run_path(str(TESTS / "distributions" / "conftest.py"))["make_law"]
    u = (np.arange(1_000) + 0.5) / 1_000
    worst = table = 0.0
    for case in cases:
        law = make_law(case.name, case.parameters)
        twin = np.asarray(case.twin.ppf(u), dtype=np.float64)
        size = max(float(np.max(np.abs(twin))), 1e-300)
        worst = max(worst, float(np.max(np.abs(law.ppf(u) - twin))) / size)
        table = max(table, build_table(law).error)
    return (
        f"{len(cases)} laws: quantiles differ from SciPy's by at most {worst:.0e} of the largest, "
        f"tables from quantiles by {table:.0e} of the spread"
    )


def processes() -> str:
    """Compare the mean of every month with its formula, in standard errors of independent draws."""
    growth = 'process = "growth"\ninitial = 100\ngrowth_per_month = 0.02\nvolatility = 0.1\nnoise = 0.15'
    reverts = 'process = "mean_reverting"\ninitial = 4\nmean = 2\nhalf_life = 3\nvolatility = 0.2'
    jumps = 'process = "jumps"\ninitial = 10\njumps_per_year = 3.6\nfactor = "uniform(0.5, 1.1)"'
    months = np.arange(1, 13)
    truths = {
        growth: 100.0 * 1.02 ** (months - 1),
        reverts: 2.0 * 2.0 ** (2.0 ** (-(months - 1) / 3.0)),
        jumps: 10.0 * np.exp(0.3 * (0.8 - 1.0) * (months - 1)),
    }
    worst = 0.0
    for table, truth in truths.items():
        text = f'schema = 1\ntitle = "t"\ncurrency = "USD"\nhorizons = [12]\n[drivers.x]\n{table}\n'
        program = lower(loads(text + '[strategies.a.costs.x]\ncategory = "Compute"\nmonthly = "x"\n'))
        job = Job(program, Uniforms.of(program, "random", 0), 2**17)
        first = program.layout.month_cash["a"]
        found = run_chunk(job, 0, job.blocks).results[first : first + 12]
        se = np.maximum(found.std(axis=1) / np.sqrt(found.shape[1]), 1e-12 * truth)
        worst = max(worst, float(np.max(np.abs(found.mean(axis=1) - truth) / se)))
    return (
        f"3 processes, 12 months, 131,072 futures: monthly means are within {worst:.1f} standard errors of the formula"
    )


def twin() -> str:
    """Run the kernel and its twin on the same draws."""
    sys.path.insert(0, str(TESTS / "engine"))
    from choice_writer import choice_text

    names = ["legal_startup", "two_year_exercise", TESTS / "scenarios" / "everything.toml"]
    names.append(TESTS / "scenarios" / "whole_language.toml")
    scenarios = [load(name) for name in names] + [loads(choice_text(seed)) for seed in range(10)]
    worst, count = 0.0, 0
    for scenario, sampler in product(scenarios, ("sobol", "random")):
        program = lower(scenario)
        uniforms = Uniforms.of(program, sampler, 3)
        try:
            kernel = run_chunk(Job(program, uniforms, 512), 0, 1).results
        except (ConfigError, SimulationError):
            continue
        found = run_reference(program, uniforms, 0)
        finite = np.isfinite(found)
        size = np.max(np.abs(np.where(finite, found, 0.0)), axis=0)
        worst = max(worst, float(np.max(np.abs(np.where(finite, kernel - found, 0.0)) / np.maximum(size, 1e-300))))
        count += found.size
    return (
        f"{count:,} results of {len(scenarios)} scenarios: kernel and twin differ by at most {worst:.0e} of the largest"
    )


def threads() -> str:
    """Write the same run with other threads and chunks of work."""
    scenario = load(TESTS / "scenarios" / "everything.toml")
    ways = list(product(("sobol", "random"), ((1, 64), (2, 3), (3, 16), (7, 1))))
    seen = {
        (sampler, hashlib.sha256(json.dumps(simulate(scenario, 9_001, sampler=sampler, threads=n, chunk=chunk).document)
                                 .encode()).hexdigest())
        for sampler, (n, chunk) in ways
    }  # fmt: skip
    return f"{len(ways)} runs with 1 to 7 threads and chunks of 1 to 64 blocks: {len(seen)} documents, one a sampler"


def bills() -> str:
    """Say where each published bill falls among the futures."""
    sys.path.insert(0, str(TESTS / "scenarios"))
    from test_published import CASES

    places = []
    for case in CASES:
        paid = case.paid(case.months)
        rounding = 1e-9 * case.bill
        if np.ptp(paid) > rounding:
            places.append(100.0 * float(np.mean(paid < case.bill)))
        else:
            assert abs(paid[0] - case.bill) < 1e-6 * case.bill
    return (
        f"{len(CASES)} bills: {len(CASES) - len(places)} exact, the others at P{min(places):.0f} to P{max(places):.0f} "
        "of the futures"
    )


def choice() -> str:
    """Read which strategy each output recommends."""
    sys.path[:0] = [str(TESTS / "engine"), str(TESTS / "reports")]
    from test_one_choice import board, label, texts

    seeds = [seed for seed in range(12) if len(board(seed).scenario.allowed) > 1][:6]
    agree = outputs = 0
    for seed in seeds:
        for text in texts(seed).values():
            outputs += 1
            words = " ".join(text.split()).lower()
            labels = {each["label"] for each in board(seed).document["strategies"].values()}
            advised = {each for each in labels for verb in ("stay with", "choose")
                       if re.search(rf'{verb} "?{re.escape(each.lower())}\b', words)}  # fmt: skip
            agree += advised == {label(seed)}
    return f"{len(seeds)} scenarios, {outputs} outputs: {agree} recommend the verdict's strategy and no other"


CLAIMS: dict[str, Callable[[], str]] = {
    "laws": laws,
    "processes": processes,
    "twin": twin,
    "threads": threads,
    "bills": bills,
    "choice": choice,
}


def main() -> None:
    """Print a line for each claim."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claims", nargs="*", choices=[*CLAIMS, []], default=[])
    asked: Any = parser.parse_args()
    for name in asked.claims or CLAIMS:
        print(f"{name}: {CLAIMS[name]()}", flush=True)


if __name__ == "__main__":
    main()
