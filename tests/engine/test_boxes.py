"""Boxes of scenario discovery, against known ones and brute force."""

from __future__ import annotations

import numpy as np
import pytest

from tcorisk import simulate
from tcorisk.configs import loads
from tcorisk.simulator.decision.boxes import Found, find_boxes
from tcorisk.simulator.samples import RankedInput

N = 8_192
EDGE = 0.012  # three futures in a thousand of the square, and the place of the next cut


def boxes(x: np.ndarray, wins: np.ndarray) -> Found:
    """Return the boxes of inputs of shape (inputs, futures)."""
    return find_boxes([RankedInput.of(each) for each in x], wins)


@pytest.mark.parametrize("seed", range(3))
def test_a_known_box_on_the_square(seed: int) -> None:
    """Two inputs decide, two are noise: the edges are found, and noise is never in a box."""
    x = np.random.default_rng(seed).random((4, N))
    wins = (x[1] > 0.6) & (x[3] > 0.2) & (x[3] < 0.7)
    (box,) = boxes(x, wins).boxes
    assert set(box.limits) == {1, 3}
    assert box.limits[1] == (pytest.approx(0.6, abs=EDGE), None)
    assert box.limits[3] == (pytest.approx(0.2, abs=EDGE), pytest.approx(0.7, abs=EDGE))
    assert min(box.coverage, box.density, box.checked_coverage, box.checked_density, box.overlap) > 0.97


def test_coverage_and_density_by_brute_force() -> None:
    """With a tenth of futures the other way round: 0.9 of the box, and the wins outside it are lost."""
    random = np.random.default_rng(7)
    x = random.random((3, N))
    wins = ((x[0] > 0.6) & (x[1] < 0.5)) ^ (random.random(N) < 0.1)
    (box,) = boxes(x, wins).boxes
    (low, _), (_, high) = box.limits[0], box.limits[1]
    assert low is not None
    assert high is not None
    inside = (x[0] > low) & (x[1] < high)
    assert (box.share, box.coverage, box.density) == pytest.approx(
        (inside.mean(), (inside & wins).sum() / wins.sum(), (inside & wins).sum() / inside.sum()), rel=1e-12
    )
    assert box.density == pytest.approx(0.9, abs=0.02)
    assert box.coverage == pytest.approx(0.18 / 0.26, abs=0.03)
    assert (box.checked_coverage, box.checked_density) == pytest.approx((box.coverage, box.density), abs=0.03)


def test_two_boxes_apart() -> None:
    x = np.random.default_rng(8).random((4, N))
    found = boxes(x, ((x[0] > 0.7) & (x[1] < 0.5)) | ((x[2] > 0.8) & (x[3] > 0.6))).boxes
    assert [set(box.limits) for box in found] == [{0, 1}, {2, 3}]
    assert sum(box.coverage for box in found) > 0.97


def test_at_most_three_inputs() -> None:
    x = np.random.default_rng(9).random((5, N))
    (box,) = boxes(x, (x[:4] > 0.4).all(axis=0)).boxes
    assert len(box.limits) <= 3


@pytest.mark.parametrize("share", [0.1, 0.3, 0.7])
def test_noise_has_no_box(share: float) -> None:
    """Five seeds, five inputs: nothing is found where nothing is to be found."""
    for seed in range(5):
        random = np.random.default_rng(seed)
        x = random.random((5, N))
        found = boxes(x, random.random(N) < share)
        assert found.boxes == []
        assert found.because == "no ranges of up to three inputs separate these futures from the others"


@pytest.mark.parametrize(("wins", "because"), [(0.005, "fewer than 1"), (0.995, "more than 99")])
def test_no_box_of_next_to_none_or_all(wins: float, because: str) -> None:
    x = np.random.default_rng(10).random((2, N))
    assert boxes(x, x[0] < wins).because == f"it is cheaper in {because} of 100 futures"


def test_no_box_of_few_futures_and_of_no_input() -> None:
    x = np.random.default_rng(11).random((1, 1000))
    assert boxes(x, x[0] < 0.5).because == "the sample is too small"
    assert boxes(x[:0], x[0] < 0.5).because == "no input decides"


def test_a_discrete_input() -> None:
    """Cuts lie between its values."""
    random = np.random.default_rng(12)
    x = np.stack([random.integers(0, 4, size=N).astype(float), random.random(N)])
    (box,) = boxes(x, x[0] >= 2.0).boxes
    assert box.limits == {0: (1.5, None)}
    assert (box.coverage, box.density) == (1.0, 1.0)


def test_it_stands_in_the_verdict_with_addresses() -> None:
    """Owning is cheaper where requests exceed 60 and upkeep stays below 0.5; on average the API is."""
    text = """
schema = 1
title = "Box"
currency = "USD"
horizons = [1]
[drivers]
requests = "uniform(0, 100)"
upkeep = "uniform(0, 1)"
other = "uniform(0, 1)"
[strategies.api.costs.use]
category = "Compute"
one_time = "1000 + other"
[strategies.own.costs.use]
category = "Compute"
one_time = "1200 + other - ((300 if upkeep < 0.5 else 0) if requests > 60 else 0)"
"""
    found = simulate(loads(text), N).verdict
    (box,) = found["boxes"]
    assert (box["strategy"], box["against"], found["no_boxes"]) == ("own", "api", None)
    limits = {limit["address"].partition("#")[0]: (limit["above"], limit["below"]) for limit in box["limits"]}
    assert limits == {
        "drivers.requests": (pytest.approx(60.0, abs=0.5), None),
        "drivers.upkeep": (None, pytest.approx(0.5, abs=0.01)),
    }
    assert min(box["coverage"], box["density"], box["overlap"]) > 0.98
