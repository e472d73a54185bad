"""Regression behind the value of knowing: steps, tails, rare values and products, where broken lines fall short."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from engine_tools import scenario
from scipy.special import ndtri

from tcorisk import evpi, evppi
from tcorisk.simulator.sensitivity.broken_lines import _finest_parts, broken_lines
from tcorisk.simulator.sensitivity.estimates import Estimate, replicate_of
from tcorisk.simulator.sensitivity.regression import _saved, _two_best, perfect_information, value_of_knowing
from tcorisk.simulator.sensitivity.surfaces import curved, plane, products

STANDARD = NormalDist()
NORMAL = '{ dist = "normal", mean = 0, sd = 1 }'
MIDDLES = (np.arange(2**18) + 0.5) / 2**18
NO_CEILING = Estimate(math.inf, 0.0)


def lognormal(low, high, u):
    return np.exp((math.log(low) + math.log(high)) / 2 + ndtri(u) * math.log(high / low) / 2 / STANDARD.inv_cdf(0.95))


def between(formula, drivers, base="0"):
    """A choice between two amounts, and an input that counts for nothing: so none is all there is to know."""
    drivers += f"\nidle = {NORMAL}"
    lines = {"base": {"x": f'one_time = "{base}"'}, "other": {"x": f'one_time = "{formula} + 0 * idle"'}}
    return scenario(lines, drivers=drivers)


def worth(difference):
    """Value of knowing a difference of costs, from values of it that are equally likely."""
    return min(0.0, difference.mean()) - np.minimum(0.0, difference).mean()


RARE = '{ dist = "discrete", values = [0, 1, 2], weights = [94, 3, 3] }'
#: Base, other, law of x, its quantiles, the difference given x, and what that is worth.
ONE = {
    "a rare value": (
        "0",
        "10 if x < 0.5 else (-300 if x < 1.5 else 300)",
        RARE,
        lambda u: np.where(u < 0.94, 0.0, np.where(u < 0.97, 1.0, 2.0)),
        lambda x: np.array([10.0, -300.0, 300.0])[x.astype(int)],
        9.0,
    ),
    "the square of a range": (
        "20_000",
        "10 * x ** 2",
        '"5 to 90"',
        lambda u: lognormal(5, 90, u),
        lambda x: 10 * x**2 - 20_000,
        12_208.0,
    ),
    "a heavy tail": (
        "0",
        "exp(1.5 * x) - 3.0802168489",
        NORMAL,
        ndtri,
        lambda x: np.exp(1.5 * x) - 3.0802168489,
        1.684,
    ),
    "a step far out": (
        "0",
        "-99 if x > 2.2 else 1.01",
        NORMAL,
        ndtri,
        lambda x: np.where(x > 2.2, -99.0, 1.01),
        0.996,
    ),
    "forty teeth": (
        "0",
        "10 * (x - floor(x)) - 5",
        '{ dist = "uniform", low = 0, high = 40 }',
        lambda u: 40.0 * u,
        lambda x: 10 * (x - np.floor(x)) - 5,
        1.25,
    ),
}


@pytest.mark.parametrize("name", ONE)
def test_one_number(name):
    base, other, law, quantile, given, told = ONE[name]
    truth = worth(given(quantile(MIDDLES)))
    assert truth == pytest.approx(told, rel=2e-3)
    found = evppi(between(other, f"x = {law}", base), "drivers.x")
    assert abs(found.value - truth) < max(3.0 * found.se, 5e-4 * truth)
    assert found.se < 0.006 * truth


@pytest.mark.parametrize("name", ONE)
def test_one_number_among_noise(name):
    _, _, _, quantile, given, _ = ONE[name]
    generator = np.random.default_rng(11)
    x = quantile(generator.permutation((np.arange(2**16) + 0.5) / 2**16))
    difference = given(x)
    truth = worth(difference)
    noisy = difference + generator.standard_normal(x.size) * difference.std()
    found = value_of_knowing([x], np.column_stack([np.zeros_like(x), noisy]), NO_CEILING)
    assert abs(found.value - truth) < 3.5 * found.se
    assert found.se < 0.07 * truth


@pytest.mark.parametrize("name", ONE)
def test_a_line_broken_at_twelve_quantiles_falls_short(name):
    _, _, _, quantile, given, _ = ONE[name]
    x = quantile((np.arange(2**14) + 0.5) / 2**14)
    difference = given(x)
    knots = np.unique(np.quantile(x, np.linspace(0.0, 1.0, 13)))
    hats = np.column_stack([np.interp(x, knots, row) for row in np.eye(knots.size)])
    fitted = hats @ np.linalg.lstsq(hats, difference, rcond=None)[0]
    found = min(0.0, difference.mean()) - np.where(fitted < 0.0, difference, 0.0).mean()
    assert found < 0.94 * worth(difference)


BILL = {"a": "1_000 to 10_000", "b": "0.5 to 3", "c": "5 to 20", "d": "0.3 to 3", "e": "0.5 to 2"}
BILL_OF_8 = BILL | {"f": "0.5 to 2", "g": "0.5 to 2", "h": "0.5 to 2"}
MANY = {
    "a bill of five ranges": ("60_000", "a * b * c * d * e", {n: f'"{law}"' for n, law in BILL.items()}),
    "a bill of eight": ("60_000", " * ".join(BILL_OF_8), {n: f'"{law}"' for n, law in BILL_OF_8.items()}),
    "five exponents": ("1_000 * exp(0.4)", "1_000 * exp(0.4 * (a + b + c + d + e))", dict.fromkeys(BILL, NORMAL)),
    "a product around 0": ("0", "1_000 * a * b * c", dict.fromkeys("abc", NORMAL)),
    "a change of sign": ("0", "1_000 * (a if b > 0 else -a)", dict.fromkeys("ab", NORMAL)),
    "sums of products": ("0", "1_000 * (a * b + c * d + e * f)", dict.fromkeys("abcdef", NORMAL)),
    "a product and a rare value": ("60_000", "a * b * c + (200_000 if d > 1.5 else 0)", {
        **{n: f'"{BILL[n]}"' for n in "abc"}, "d": RARE
    }),
}  # fmt: skip


@pytest.mark.parametrize("name", MANY)
def test_many_numbers(name):
    base, other, laws = MANY[name]
    what = between(other, "\n".join(f"{n} = {law}" for n, law in laws.items()), base)
    whole, found = evpi(what), evppi(what, [f"drivers.{n}" for n in laws])  # the idle input is worth nothing
    assert 0.994 * whole.value < found.value <= whole.value
    assert found.se < 0.015 * whole.value


def sample(count, size=2**15, seed=1):
    return list(np.random.default_rng(seed).standard_normal((count, size)))


def test_a_plane_alone_falls_short():
    x = sample(3)
    costs = np.column_stack([np.zeros_like(x[0]), x[0] * x[1] * x[2]])
    whole = perfect_information(costs).value
    assert _saved(plane(x).fitted(costs), costs).mean() < 0.1 * whole
    for surface in (curved(x), products(x)):
        assert _saved(surface.fitted(costs), costs).mean() > 0.98 * whole


def test_more_than_eight_numbers():
    x = sample(12)
    difference = x[11] * (2.0 + x[2]) + 0.1 * sum(x[3:10])
    costs = np.column_stack([np.zeros_like(difference), difference])
    whole = perfect_information(costs)
    found = value_of_knowing(x, costs, whole)
    assert found.value > 0.97 * whole.value
    assert value_of_knowing(x[:11], costs, whole).value < 0.2 * whole.value


def test_three_strategies_and_two_numbers():
    x, y, noise = sample(3)
    costs = np.column_stack([0.0 * x, x * y + noise, np.abs(x) - 0.8 + noise])
    a, b = (ndtri((np.arange(800) + 0.5) / 800)[(slice(None), None)[::s]] for s in (1, -1))
    truth = -np.minimum(np.minimum(0.0, a * b), np.abs(a) - 0.8).mean() + min(0.0, math.sqrt(2 / math.pi) - 0.8)
    found = value_of_knowing([x, y], costs, NO_CEILING)
    assert abs(found.value - truth) < max(3.0 * found.se, 0.01 * truth)


@pytest.mark.parametrize("count", [1, 2, 9])
def test_noise_is_worth_next_to_nothing(count):
    found = []
    for seed in range(8):
        *x, noise = sample(count + 1, size=8192, seed=seed)
        found.append(value_of_knowing(x, np.column_stack([np.zeros_like(noise), noise]), NO_CEILING).value)
    assert np.mean(found) < 0.02  # of a standard deviation; the best of 8,192 hindsights would be 0.4


def test_all_that_is_uncertain_is_worth_the_ceiling():
    what = between("sin", f'a = {NORMAL}\nb = {NORMAL}\nsin = "a ** 3 * b - b ** 5"')
    assert evppi(what, ["drivers.a", "drivers.b", "drivers.idle"]) == evpi(what)
    assert evppi(what, ["drivers.a", "drivers.b"]) != evpi(what)


# -- the fits themselves ----------------------------------------------------------------------------------------------


def test_no_part_cuts_equal_values():
    x = np.concatenate([np.zeros(5_000), np.random.default_rng(2).gamma(2.0, size=11_384)])
    part = _finest_parts(x)
    assert np.unique(part[:5_000]).size == 1
    assert np.all(np.diff(part[np.argsort(x)]) >= 0)
    assert np.unique(part).size > 700


def test_few_values_have_a_part_each():
    x = np.random.default_rng(3).integers(0, 900, 2**15) * 0.1
    assert np.array_equal(np.unique(x)[_finest_parts(x)], x)


def best_fit(x, y):
    return _two_best(broken_lines(x, y), y)[0]


def test_a_straight_line_is_one_line():
    x, noise = sample(2)
    line = 3.0 + 2.0 * x
    assert best_fit(x, line) == pytest.approx(line, abs=1e-6)
    noisy = best_fit(x, line + noise)
    assert np.max(np.abs(noisy - 3.0 - 2.0 * x)) < 0.1  # out to 4 sd: as good as one regression line of all


def fit_of(surface):
    return lambda x, costs: surface([x, x**2]).fitted(costs)


def every_length(x, costs):
    """All forms of broken lines but the last two, which choose among them."""
    return np.column_stack(broken_lines(x, costs[:, 1])[:-2])


@pytest.mark.parametrize("fit", [every_length, *map(fit_of, (plane, curved, products))])
def test_nobody_learns_from_a_future_of_its_own(fit):
    x, noise = sample(2, size=2**14)
    costs = np.column_stack([x, np.sin(3.0 * x) + noise])
    own = replicate_of(x.size) == 3
    changed = costs + np.where(own, 50.0 * x**2, 0.0)[:, None]
    before, after = fit(x, costs), fit(x, changed)
    assert after[own] == pytest.approx(before[own], abs=1e-6)
    assert np.abs(after[~own] - before[~own]).mean() > 0.1


@pytest.mark.parametrize("size", [1e-140, 1e140])
def test_numbers_of_any_size(size):
    x, y, noise = sample(3, size=8192)
    costs = np.column_stack([0.0 * x, x + 0.5 * y + noise])
    for numbers, bigger in (([x], [size * x]), ([x, y], [size * x, y / size])):
        plain, found = (value_of_knowing(given, costs * by, NO_CEILING) for given, by in ((numbers, 1), (bigger, size)))
        assert found.value == pytest.approx(size * plain.value, rel=1e-6)
