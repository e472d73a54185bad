"""Incidents: a compound negative binomial law, by Fourier transform. Source: as in the tests of the engine."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import z_mean, z_share
from idioms import N, check_page, futures, idiom
from laws import to

#: Width of a cell in USD, and the number of cells: up to 4 million.
STEP, CELLS = 20.0, 2**18
NUMBER, DISPERSION = 9.6, 2.5
SIZE = to(1_000, 20_000)


def below(dispersion: float = DISPERSION) -> np.ndarray:
    """P(total <= k STEP), of the year's total; `dispersion` 1 is Poisson."""
    masses = np.diff(SIZE.cdf((np.arange(CELLS + 1) - 0.5) * STEP))
    z = np.fft.rfft(masses)
    excess = dispersion - 1.0
    law = np.exp(NUMBER * (z - 1.0)) if excess == 0.0 else (1.0 + excess * (1.0 - z)) ** (-NUMBER / excess)
    return np.cumsum(np.fft.irfft(law, CELLS))


def quantile(shares: np.ndarray, p: float) -> float:
    return float(np.searchsorted(shares, p) * STEP)


def p99_of_one_size() -> float:
    """P99 of one size times the number: the number's law by its recursion, the size's by SciPy."""
    size, share = NUMBER / (DISPERSION - 1.0), 1.0 / DISPERSION
    chances = [share**size]
    for k in range(1, 200):
        chances.append(chances[-1] * (size + k - 1) / k * (1.0 - share))
    k = np.arange(1, 200)
    low, high = 0.0, 1e7
    while high - low > 1.0:
        middle = 0.5 * (low + high)
        held = chances[0] + np.asarray(chances[1:]) @ SIZE.cdf(middle / k)
        low, high = (middle, high) if held < 0.99 else (low, middle)
    return high


def worst(values: np.ndarray, shares: np.ndarray) -> float:
    """By how many standard errors the worst of three shares below true percentiles is off."""
    return max(
        abs(z_share(int(np.sum(values < quantile(shares, p) + STEP / 2)), values.size, p)) for p in (0.5, 0.9, 0.99)
    )


def answers() -> dict[str, float]:
    """Return what the page's table says, computed apart."""
    shares = below()
    return {
        "mean of 12 months": NUMBER * SIZE.mean(),
        "P50 of 12 months": quantile(shares, 0.5),
        "P90 of 12 months": quantile(shares, 0.9),
        "P99 of 12 months": quantile(shares, 0.99),
        "P99 as one size times the number": p99_of_one_size(),
    }


def test_the_page_tells_the_exact_answers() -> None:
    check_page("incidents", answers())


def test_totals_follow_the_transform_and_wrong_ones_do_not() -> None:
    right = futures(idiom("incidents"), 2 * N).tco("self_hosted", 12)
    assert worst(right, below()) < 3.5
    assert abs(z_mean(right, NUMBER * SIZE.mean())) < 3.0
    poisson = futures(idiom("incidents", change=("dispersion = 2.5 ", "dispersion = 1 ")), 2 * N)
    assert worst(poisson.tco("self_hosted", 12), below(1.0)) < 3.5
    assert worst(poisson.tco("self_hosted", 12), below()) > 20.0
    once = idiom(
        "incidents", '\n[drivers]\nsize = "1_000 to 20_000"\n', ('per_event = "1_000 to 20_000"', 'per_event = "size"')
    )
    wrong = futures(once, 2 * N).tco("self_hosted", 12)
    assert worst(wrong, below()) > 20.0
    assert abs(z_mean(wrong, NUMBER * SIZE.mean())) < 3.5  # what makes the mistake so easy: its mean is right
    assert np.quantile(wrong, 0.99) == pytest.approx(p99_of_one_size(), rel=0.05)
