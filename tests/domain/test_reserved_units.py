"""Reserved units: break-even use, the best number of units, the overflow of a lognormal hour."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats as st
from engine_tools import Futures, z_mean
from idioms import check_page, futures, idiom, output
from laws import mean_of, to

FULL, MEDIAN, SIGMA = 260.0, 40.0, 0.6
MEAN = MEDIAN * np.exp(SIGMA**2 / 2)
SIZE = to(0.7, 1.4)


def over(units: float, size: object = 1.0) -> float:
    """Mean of the load above the units."""
    d = np.log(np.asarray(size) * MEDIAN / units) / SIGMA
    return np.asarray(size) * MEAN * st.norm.cdf(d + SIGMA) - units * st.norm.cdf(d)  # type: ignore[no-any-return]


def bill(units: float, price: float) -> float:
    return 12 * (units * price + FULL * mean_of(lambda size: over(units, size), SIZE))


def used(units: float) -> float:
    return mean_of(lambda size: size * MEAN - over(units, size), SIZE) / units


def answers() -> dict[str, float]:
    """Return what the page's table says, computed apart."""
    return {
        "use at which a unit pays, by the hour": 730 / FULL,
        "use at which a unit pays, by the month": 260 / FULL,
        "use at which a unit pays, by the year": 221 / FULL,
        "best number of units by the year, planned load": st.lognorm(SIGMA, scale=MEDIAN).isf(221 / FULL),
        "mean use of units for the busy hours": used(107),
        "mean use of units for the base load": used(21),
        "cost of 12 months, by the token": 12 * FULL * MEAN * float(SIZE.mean()),
        "cost of 12 months, units for the busy hours": bill(107, 260),
        "cost of 12 months, units for the base load": bill(21, 221),
    }


@pytest.fixture(scope="module")
def run() -> Futures:
    return futures(idiom("reserved_units"))


def test_the_page_tells_the_exact_answers() -> None:
    check_page("reserved_units", answers())


def test_the_best_number_of_units_is_that_of_the_page() -> None:
    costs = [221 * units + FULL * float(over(units)) for units in range(1, 80)]
    assert 1 + int(np.argmin(costs)) == 21
    assert st.lognorm(SIGMA, scale=MEDIAN).isf(0.05) == pytest.approx(107, abs=0.5)


def test_units_and_overflow(run: Futures) -> None:
    for strategy, key in (("tokens", "by the token"), ("peak", "units for the busy hours")):
        assert abs(z_mean(run.tco(strategy, 12), answers()[f"cost of 12 months, {key}"])) < 3.0
    assert abs(z_mean(run.tco("base", 12), bill(21, 221))) < 3.0
    assert abs(z_mean(output(run, "base", "used"), used(21))) < 3.0


def test_the_mean_load_is_noticed() -> None:
    formula = "expected(max(0, size * load - units), load = lognormal(40, 0.6))"
    wrong = futures(idiom("reserved_units", change=(formula, "max(0, size * 47.9 - units)")))
    assert abs(z_mean(wrong.tco("base", 12), bill(21, 221))) > 10.0
