"""Retraining: one renewal process, three lines."""

from __future__ import annotations

import numpy as np
import pytest
import renewal_theory as theory
from engine_tools import Futures, z_mean, z_variance
from idioms import check_page, futures, idiom, output
from laws import to

EVERY = to(3, 6)
PARTS = {
    "labelling": to(5_000, 50_000).mean(),
    "compute": to(150, 800).mean() * to(1.8, 3.2).mean(),
    "evaluation": to(2_000, 8_000).mean(),
}
SHOWN = '\n[strategies.self_hosted.outputs]\nretrainings = "retrainings"\n'


@pytest.fixture(scope="module")
def run() -> Futures:
    return futures(idiom("retraining", SHOWN))


def answers() -> dict[str, float]:
    """Return what the page's table says, computed apart."""
    expected = theory.expected_count(EVERY.cdf, 24)
    return {
        "retrainings in 12 months": theory.expected_count(EVERY.cdf, 12),
        "retrainings in 24 months": expected,
        "retrainings in 24 months, by 24 / mean interval": 24 / EVERY.mean(),
        "cost of 24 months": expected * sum(PARTS.values()),
    }


def test_the_page_tells_the_exact_answers() -> None:
    check_page("retraining", answers())


def test_retrainings_are_renewals(run: Futures) -> None:
    count = np.round(24.0 * output(run, "self_hosted", "retrainings"))
    chances = theory.count_chances(EVERY.cdf, 24)[:, -1]
    k = np.arange(chances.size)
    assert abs(z_mean(count, chances @ k)) < 3.0
    assert abs(z_variance(count, chances @ k**2 - (chances @ k) ** 2)) < 3.0
    assert abs(z_mean(count, 24 / EVERY.mean())) > 20.0


def test_each_part_is_paid_at_every_retraining(run: Futures) -> None:
    expected = theory.expected_count(EVERY.cdf, 24)
    for line, mean in PARTS.items():
        assert abs(z_mean(run.line("self_hosted", line, 24), expected * mean)) < 3.0, line


def test_parts_come_together_and_clocks_of_their_own_are_noticed() -> None:
    """With 1 for each amount, the parts are equal in every future; with a clock each, they are not."""
    ones = {f"strategies.self_hosted.costs.{line}.per_event": 1 for line in PARTS}
    right = futures(idiom("retraining").with_values(ones), 2**12)
    own = {"category": "Compute", "every": "3 to 6", "per_event": 1}
    wrong = futures(idiom("retraining").with_values({**ones, "strategies.self_hosted.costs.compute": own}), 2**12)
    for run, together in ((right, True), (wrong, False)):
        labels, compute = (run.line("self_hosted", line, 24) for line in ("labelling", "compute"))
        assert np.array_equal(labels, compute) == together
