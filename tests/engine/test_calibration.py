"""Truth: our own error bars. Intervals at 90 % hold the true value in 90 % of 250 small runs.

Two strategies of eight normal inputs each, so that TCO, savings and p_beats are known exactly. A run has 512 points to
a replicate; its interval is estimate +- t90 x standard error.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from engine_tools import Array, scenario
from scipy.special import ndtr, ndtri

from tcorisk.simulator.engine.chunks import Job
from tcorisk.simulator.engine.engine import run
from tcorisk.simulator.engine.streams import Uniforms
from tcorisk.simulator.intervals import student_t90, win_standard_error
from tcorisk.simulator.lowering import lower
from tcorisk.simulator.statistics import summaries

RUNS, N = 250, 8_192
#: 2.2 sampling errors of a coverage of 0.9 in 250 runs, each 0.019.
LOW, HIGH = 0.858, 0.942
MEANS = np.array([40.0, 25.0, 90.0, 60.0, 30.0, 75.0, 20.0, 55.0])
SPREADS = np.array([9.0, 4.0, 11.0, 7.0, 6.0, 12.0, 3.0, 8.0])


@pytest.fixture(scope="module")
def runs() -> dict[str, Array]:
    """By quantity: estimate, its standard error and t90 of every run, shape (RUNS, 3)."""
    laws = [f"normal({m}, {s})" for m, s in zip(MEANS, SPREADS, strict=True)]
    cheap = [f"normal({m - 2.5}, {s})" for m, s in zip(MEANS, SPREADS[::-1], strict=True)]
    lines = {"a": {"x": f'monthly = "{" + ".join(laws)}"'}, "b": {"x": f'monthly = "{" + ".join(cheap)}"'}}
    program = lower(scenario(lines, horizons=(1,)))
    # nothing is counted but the two costs: pages of histograms are most of the time of a run as small as these
    layout = replace(program.layout, savings={}, cash={}, break_even={}, categories={}, month_cash={}, month_tco={})
    program = replace(program, layout=layout)
    row = layout.row(layout.tco["a"], 1)

    def one(seed: int) -> dict[str, tuple[float, float, float]]:
        tally = run(Job(program, Uniforms.of(program, "sobol", seed), N), [], threads=1)
        t90, numbers = student_t90(tally), summaries(tally, [row], [4])[0]
        wins = tally.wins[:, 0, 1, 0, 0]
        error = win_standard_error(wins, tally.count)
        assert t90 is not None
        assert error is not None
        found = {key: (numbers[key], numbers["se"][key], t90) for key in ("mean", "p50", "p90")}  # type: ignore[index]
        return {**found, "p_beats": (wins.sum() / N, error, t90)}  # type: ignore[dict-item]

    found = [one(seed) for seed in range(RUNS)]
    return {key: np.array([each[key] for each in found]) for key in found[0]}


MEAN, SD = float(MEANS.sum()), float(np.sqrt(np.sum(SPREADS**2)))
TRUTH = {
    "mean": MEAN,
    "p50": MEAN,
    "p90": MEAN + SD * float(ndtri(0.9)),
    "p_beats": float(ndtr(20.0 / (SD * np.sqrt(2.0)))),  # b is cheaper by 8 x 2.5 in the mean
}


def coverage(runs: Array, truth: float, widths: Array) -> float:
    """Share of runs whose interval of half these widths holds the truth."""
    return float(np.mean(np.abs(runs[:, 0] - truth) <= widths))


@pytest.mark.parametrize("key", ["p50", "p90", "p_beats"])
def test_intervals_hold_the_truth(
    runs: dict[str, Array], key: str, record_property: Callable[[str, object], None]
) -> None:
    """Coverage of estimate +- t90 x se lies in 86-94 %; half the error, or that of independent draws, does not."""
    estimates, errors, t90 = runs[key].T
    assert t90 == pytest.approx(1.753, abs=5e-4)
    held = coverage(runs[key], TRUTH[key], t90 * errors)
    record_property("coverage", held)
    assert LOW <= held <= HIGH
    assert coverage(runs[key], TRUTH[key], t90 * errors / 2.0) < LOW - 0.1
    p = {"p50": 0.5, "p90": 0.9, "p_beats": TRUTH["p_beats"]}[key]
    density = 1.0 if key == "p_beats" else np.exp(-0.5 * float(ndtri(p)) ** 2) / np.sqrt(2.0 * np.pi) / SD
    naive = np.sqrt(p * (1.0 - p) / N) / density
    assert coverage(runs[key], TRUTH[key], np.full(RUNS, 1.645 * naive)) > HIGH
    # and no bias worth a tenth of the error
    assert abs(estimates.mean() - TRUTH[key]) < 4.0 * estimates.std() / np.sqrt(RUNS) + 0.1 * errors.mean()


def test_sobol_points_earn_their_keep(runs: dict[str, Array]) -> None:
    """On a sum of normals the mean's error is a small part of that of independent draws."""
    spread = float(runs["mean"][:, 0].std())
    assert spread < 0.05 * SD / np.sqrt(N)
    assert float(np.sqrt(np.mean(runs["mean"][:, 1] ** 2))) == pytest.approx(spread, rel=0.15)
