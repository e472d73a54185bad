"""The bundled scenarios against the published outcomes of their cases."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tcorisk import load, simulate
from tcorisk.simulator import lower
from tcorisk.simulator.engine import Job, run_chunk
from tcorisk.simulator.streams import Uniforms


def monthly_cash(name: str, strategy: str, first: int, last: int) -> NDArray[np.float64]:
    """Mean cash of months `first` to `last` in each of 16,384 futures."""
    program = lower(load(name))
    job = Job(program, Uniforms.of(program, "sobol", 0), 16_384)
    row = program.layout.month_cash[strategy]
    return np.concatenate(
        [run_chunk(job, block, 1).results[row + first - 1 : row + last].mean(axis=0) for block in range(job.blocks)]
    )


@pytest.mark.parametrize(("strategy", "published"), [("self_hosted", 28_000.0), ("api", 12_000.0)])
def test_legal_startup_holds_the_published_bill_between_p10_and_p90(strategy: str, published: float) -> None:
    p10, p90 = np.quantile(monthly_cash("legal_startup", strategy, 7, 12), [0.1, 0.9])
    assert p10 < published < p90
    assert p90 / p10 <= 2.0


def test_legal_startup_does_not_keep_what_was_promised() -> None:
    document = simulate(load("legal_startup"), 65_536).document
    for horizon in document["strategies"]["self_hosted"]["horizons"].values():
        assert horizon["budget"]["p_within"] < 0.01


def test_two_year_exercise_crosses_between_30_000_and_50_000_requests_a_day() -> None:
    scenario = load("two_year_exercise")
    chances = {
        volume: simulate(scenario.with_values({"drivers.requests_per_day": volume}), 65_536).p_beats(
            "self_hosted", "api", 24
        )
        for volume in (10_000, 30_000, 50_000, 100_000)
    }
    assert chances[10_000] < 0.01
    assert chances[30_000] < 0.5 < chances[50_000]
    assert chances[100_000] > 0.99


def test_support_chatbot_is_exact() -> None:
    strategies = simulate(load("support_chatbot"), 8_192).document["strategies"]
    for name, total in {"api": 86_200.0, "self_hosted": 441_000.0}.items():
        numbers = strategies[name]["horizons"]["12"]
        assert (numbers["mean"], numbers["p50"], numbers["p99"], numbers["sd"]) == (total, total, total, 0.0)
