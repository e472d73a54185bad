"""Truth: means in an input's lowest and highest tenth, their errors, and what is told from luck.

Independent answers: of a straight line in a normal input from its density; of a rare event from its two halves.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm, t

from tcorisk.simulator.tenths import InputEnds, TenthMeans, error_of, least_seen, tenth_means

N, GROUP = 8_192, np.arange(8_192) // 512
T90 = float(t.ppf(0.95, 15))
FAR = norm.pdf(norm.ppf(0.9)) / 0.1  # mean of the highest tenth of a standard normal


def ends_of(x: np.ndarray) -> InputEnds:
    return InputEnds.of(np.argsort(x, kind="stable"), np.sort(x))


def normal(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, float]:
    x = rng.standard_normal(N)
    return x, 100.0 * x + 300.0 * rng.standard_normal(N), 200.0 * FAR


def heavy(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, float]:
    """Return an input without a third moment to speak of: the output is what it is, in its tenths."""
    x = rng.pareto(3.5, N) + 1.0
    edge = 0.1 ** (-1.0 / 3.5)
    low = (3.5 / 2.5) * (1.0 - 0.9 ** (2.5 / 3.5)) / 0.1  # mean of the lowest tenth: its integral from 1
    return x, x + rng.standard_normal(N), edge * 3.5 / 2.5 - low


def atom(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, float]:
    """Return an event in 4 of 100 futures: the highest tenth is four parts event and six parts none."""
    x = rng.random(N) < 0.04
    return x.astype(float), 1_000.0 * x + 200.0 * rng.standard_normal(N), 400.0


def rare(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, float]:
    """Return an input that has nothing to do with an event of 1 in 400 futures, 50 times the usual cost."""
    x = rng.standard_normal(N)
    return x, rng.random(N) + 50.0 * (rng.random(N) < 0.0025), 0.0


def found(case, seeds: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return effects, standard errors, and the exact effect, of many samples."""
    rows = []
    for seed in range(seeds):
        x, y, exact = case(np.random.default_rng(seed))
        means = tenth_means(ends_of(x), y, GROUP)
        rows.append((means.high - means.low, means.effect_se, exact))
    return tuple(np.array(rows).T)


@pytest.mark.parametrize("case", [normal, heavy, atom, rare])
def test_intervals_hold_the_exact_effect(case) -> None:
    """In 85 to 95 % of 400 samples; those of half the width do not, so that the check sees too short ones."""
    effect, error, exact = found(case, 400)
    off = np.abs(effect - exact)
    assert 0.85 <= np.mean(off <= T90 * error) <= 0.95
    assert np.mean(off <= T90 * error / 2.0) < 0.7
    assert abs(np.mean(effect - exact)) < 4.0 * np.std(effect) / 20.0 + 0.002 * np.std(effect)


def test_the_edge_of_a_tenth_counts_in_the_error() -> None:
    """With it the error is the spread of many samples; without it, that of a mean whose tenth stays where it is."""
    rng = np.random.default_rng(1)
    x = rng.standard_normal(N)
    end = ends_of(x).highest
    fixed = np.bincount(GROUP[end.futures], weights=x[end.futures] - x[end.futures].mean(), minlength=16)
    plain = error_of(fixed / end.futures.size)
    of_many = [ends_of(np.random.default_rng(k).standard_normal(N)) for k in range(200)]
    spread = np.std([
        e.highest.mean(np.random.default_rng(k).standard_normal(N), GROUP)[0] for k, e in enumerate(of_many)
    ])  # fmt: skip
    means = [tenth_means(e, np.random.default_rng(k).standard_normal(N), GROUP).high_se for k, e in enumerate(of_many)]
    assert np.mean(means) == pytest.approx(spread, rel=0.12)
    assert plain < 0.75 * spread


def test_noise_is_hardly_ever_taken_for_an_effect() -> None:
    """Of fifty inputs beside a heavy tail none stands out in 95 % of samples; by the 90 % interval some would."""
    luck = by_interval = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        y = rng.lognormal(0.0, 2.0, N)
        each: list[TenthMeans] = [tenth_means(ends_of(rng.random(N)), y, GROUP) for _ in range(50)]
        ratios = [abs(m.high - m.low) / m.effect_se for m in each]
        luck += max(ratios) > least_seen(50)
        by_interval += max(ratios) > T90
    assert luck <= 10
    assert by_interval > 90


def test_one_distant_future_costs_no_digits() -> None:
    x, y, _ = normal(np.random.default_rng(1))
    x[0], far = 0.0, np.append(1e12, y[1:])  # the future is in neither tenth
    here, there = (tenth_means(ends_of(x), each, GROUP) for each in (y, far))
    assert [there.low, there.high] == pytest.approx([here.low, here.high], rel=1e-13)
    lowest = y[np.argsort(x)[:819]]
    assert abs((lowest - far[0]).mean() + far[0] - lowest.mean()) > 1e-6  # from the distant value they would be lost
    equal = tenth_means(ends_of(x), np.full(N, 1.3), GROUP)
    assert (equal.low, equal.high, equal.effect_se) == (1.3, 1.3, 0.0)


def test_ends_of_equal_values_and_of_small_samples() -> None:
    ends = ends_of(np.repeat([0.0, 1.0], [95, 5]))
    assert [end.futures.size + end.weight * end.tied.size for end in ends] == pytest.approx([10.0, 10.0])
    assert [(end.futures.size, end.tied.size) for end in ends] == [(0, 95), (5, 95)]
    assert (ends.lowest.edge, ends.highest.edge) == (0.0, 0.0)
    assert ends_of(np.arange(100.0)).highest.futures.tolist() == list(range(90, 100))
