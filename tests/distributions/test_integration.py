"""Integrals of functions with kinks and jumps, over one to three laws, against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from tcorisk.distributions import (
    Array,
    Bernoulli,
    Discrete,
    Exponential,
    Law,
    LawError,
    LogNormal,
    Mixture,
    Normal,
    Pareto,
    Poisson,
    Uniform,
    expected_value,
    nodes_of,
)

TOKENS = LogNormal(60_000.0, 1.0)


def priced(tokens: Array) -> Array:
    """3 a million up to 200,000 tokens, 6 for all of them beyond."""
    return np.asarray(tokens * np.where(tokens > 200_000.0, 6e-6, 3e-6))


#: E of `priced`: 3e-6 E X (1 + the share of E X above the limit).
PRICED = 3e-6 * TOKENS.mean * (1.0 + float(stats.norm.sf(math.log(200 / 60) - 1.0)))


def test_a_jump_is_found() -> None:
    assert expected_value(priced, [TOKENS]) == pytest.approx(PRICED, rel=1e-9)


@pytest.mark.parametrize(
    ("law", "threshold", "expected"),
    [
        (Exponential(2.0), 3.0, 2.0 * math.exp(-1.5)),
        (Uniform(0.0, 4.0), 3.0, 0.125),
        (Normal(0.0, 1.0), 1.0, float(stats.norm.pdf(1.0) - stats.norm.sf(1.0))),
        (Poisson(2.0), 1.0, 2.0 - 1.0 + math.exp(-2.0)),
        (Discrete((0.0, 1.0, 5.0), (1.0, 2.0, 1.0)), 1.5, 0.25 * 3.5),
        (Mixture((Uniform(0.0, 4.0), Bernoulli(0.5)), (1.0, 1.0)), 3.0, 0.0625),
    ],
)
def test_the_mean_beyond_a_threshold(law: Law, threshold: float, expected: float) -> None:
    assert expected_value(lambda x: np.maximum(x - threshold, 0.0), [law]) == pytest.approx(expected, rel=1e-9)


def test_two_and_three_quantities() -> None:
    """Sums of normal quantities are normal, those of exponential ones gamma."""
    normal = Normal(0.0, 1.0)
    assert expected_value(lambda x, y: x + y > 1.0, [normal, normal]) == pytest.approx(
        float(stats.norm.sf(1.0 / math.sqrt(2.0))), rel=1e-5
    )
    exponential = Exponential(1.0)
    found = expected_value(lambda x, y, z: np.maximum(x + y + z - 4.0, 0.0), [exponential] * 3)
    assert found == pytest.approx(3.0 * stats.gamma.sf(4.0, 4) - 4.0 * stats.gamma.sf(4.0, 3), rel=1e-4)


def test_what_cannot_be_integrated() -> None:
    with pytest.raises(LawError, match="no mean"):
        expected_value(np.square, [Pareto(1.0, 1.9)])
    with pytest.raises(LawError, match="not finite at"):
        expected_value(lambda x: 1.0 / x, [Poisson(2.0)])


def test_fixed_points() -> None:
    """Smooth functions to the tails; a jump by a hundredth of it at most; atoms exactly."""
    x, weight = nodes_of(TOKENS, 1)
    assert weight @ x == pytest.approx(TOKENS.mean, rel=1e-9)
    assert weight @ x**3 == pytest.approx(60_000.0**3 * math.exp(4.5), rel=1e-6)
    for limit in np.linspace(-3.0, 3.0, 200):
        tokens = 60_000.0 * math.exp(limit)
        assert abs(weight @ (x > tokens) - float(stats.norm.sf(limit))) < 0.01
    assert [list(part) for part in nodes_of(Bernoulli(0.25), 1)] == [[0.0, 1.0], [0.75, 0.25]]
    for laws in (2, 3):
        x, weight = nodes_of(TOKENS, laws)
        assert weight @ x == pytest.approx(TOKENS.mean, rel=1e-6)
