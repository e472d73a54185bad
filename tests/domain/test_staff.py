"""Staff: stay and gap as an alternating renewal process, averaged over an uncertain attrition."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import renewal_theory as theory
import scipy.stats as st
from engine_tools import Futures, z_mean, z_variance
from idioms import N, check_page, futures, idiom, output
from laws import to

GAP = to(3, 6)
SALARY = to(15_000, 22_000).mean()
REPLACEMENT = 0.55 * 12 * 0.7 * SALARY
SHOWN = '\n[strategies.filled.outputs]\nthere = "present"\n[strategies.vacant.outputs]\nmissing = "missing"\n'
SHOWN_TEAM = '\n[strategies.team.outputs]\nleavers = "leavers"\n'

#: Attrition is uniform: Gauss-Legendre points and weights.
POINTS, WEIGHTS = np.polynomial.legendre.leggauss(5)
ATTRITION = 0.14 + 0.06 * POINTS


def stay(attrition: float) -> st.rv_continuous:
    return st.expon(scale=12.0 / attrition)


def over_attrition(function: object) -> float:
    return float(WEIGHTS @ [function(stay(rate).cdf) for rate in ATTRITION] / 2.0)  # type: ignore[operator]


@cache
def vacant(filled_first: bool) -> float:
    """Expected months vacant of 24."""
    if filled_first:
        return over_attrition(lambda on: theory.time_integral(1.0 - theory.chance_on(on, GAP.cdf, 24)))
    return over_attrition(lambda on: theory.time_integral(theory.chance_on(GAP.cdf, on, 24)))


@cache
def departures() -> float:
    return over_attrition(lambda on: theory.switched_off(on, GAP.cdf, 24))


@pytest.fixture(scope="module")
def run() -> Futures:
    return futures(idiom("staff", SHOWN + SHOWN_TEAM))


def test_the_lattice_gives_the_known_occupancy() -> None:
    """Both periods exponential: a Markov chain of two states."""
    leave, hire = 0.02, 0.25
    on, off = st.expon(scale=1 / leave).cdf, st.expon(scale=1 / hire).cdf
    t = np.arange(24 * theory.FINE + 1) / theory.FINE
    known = hire / (leave + hire) + leave / (leave + hire) * np.exp(-(leave + hire) * t)
    found = theory.chance_on(on, off, 24)
    np.testing.assert_allclose(found, known, atol=1e-6)
    assert theory.switched_off(on, off, 24) == pytest.approx(leave * theory.time_integral(known), rel=1e-5)


def answers() -> dict[str, float]:
    """Return what the page's table says, computed apart."""
    return {
        "months vacant of 24, post filled at first": vacant(True),
        "departures in 24 months, post filled at first": departures(),
        "departures paid by spreading, post filled at first": vacant(True) / 4.34,
        "months vacant of 24, post empty at first": vacant(False),
        "departures in 24 months, a team of four": 24 / 12 * 4 * 0.14,
    }


def test_the_page_tells_the_exact_answers() -> None:
    assert GAP.mean() == pytest.approx(4.34, abs=0.005)
    check_page("staff", answers())


def test_vacant_months_are_those_of_the_renewals(run: Futures) -> None:
    missing = 24.0 * (1.0 - output(run, "filled", "there"))
    assert abs(z_mean(missing, vacant(True))) < 3.0
    assert abs(z_mean(24.0 * output(run, "vacant", "missing"), vacant(False))) < 3.0
    assert abs(z_mean(missing, 24 * 4.34 * 0.14 / 12)) > 5.0  # gaps that end after the horizon, counted whole


def test_money_follows_the_vacancy(run: Futures) -> None:
    half = 0.5 * SALARY
    engineer, evaluation = (run.line("filled", line, 24) for line in ("engineer", "evaluation"))
    assert abs(z_mean(engineer, half * 0.85 * (24 - vacant(True)))) < 3.0
    assert abs(z_mean(evaluation, half * 0.15 * (24 - vacant(True)))) < 3.0
    assert abs(z_mean(engineer + evaluation, half * (24 - vacant(True)))) < 3.0  # the same hours, paid once
    assert abs(z_mean(engineer + evaluation, half * 1.15 * (24 - vacant(True)))) > 20.0
    assert abs(z_mean(run.line("filled", "contractor", 24), half * 1.8 * vacant(True))) < 3.0
    assert abs(z_mean(run.line("filled", "replacement", 24), REPLACEMENT * vacant(True) / 4.34)) < 3.0
    assert abs(z_mean(run.line("vacant", "lost_work", 24), 20_000 * vacant(False))) < 3.0
    gap, search = (run.line("filled", line, 24) for line in ("contractor", "replacement"))
    np.testing.assert_array_equal(gap > 0.0, search > 0.0)  # both in the same futures


def test_the_search_at_the_departure_has_the_number_of_departures() -> None:
    """The other way that the page tells of: right on average, but not in the futures that have the gap."""
    at_once = """
[strategies.filled.costs.departures]
category = "Engineering"
events_per_year = "attrition * present"
per_event = 1
"""
    run = futures(idiom("staff", at_once))
    left, gap = run.line("filled", "departures", 24), run.line("filled", "contractor", 24)
    assert abs(z_mean(left, departures())) < 3.0
    assert abs(z_mean(left, 24 * 0.14 / 12)) > 3.0  # who is not there does not leave
    assert np.mean(left[gap > 0.0] > 0.0) < 0.5


def test_a_team_loses_people_at_random(run: Futures) -> None:
    leavers = np.round(24.0 * output(run, "team", "leavers"))
    mean = 8 * 0.14
    assert abs(z_mean(leavers, mean)) < 3.0
    assert abs(z_variance(leavers, mean + 64 * 0.12**2 / 12)) < 3.5  # Poisson, of an uncertain mean
    assert abs(z_mean(run.line("team", "search", 24), mean * REPLACEMENT)) < 3.0
    assert abs(z_mean(run.line("team", "gap", 24), mean * GAP.mean() * 0.8 * SALARY)) < 3.0
    assert np.count_nonzero(leavers) < N


def test_a_flat_share_is_noticed() -> None:
    """The same mean in every future: the chance of no gap at all is gone."""
    flat = (
        '[strategies.filled.inputs.present]\nprocess = "on_off"\n'
        'on_lasts = "exponential(mean=12) / attrition"\noff_lasts = "3 to 6"',
        '[strategies.filled.inputs.present]\nprocess = "growth"\ninitial = 0.956',
    )
    exact = over_attrition(lambda on: 1.0 - on(24.0))
    right, wrong = (futures(idiom("staff", change=change)) for change in (None, flat))
    for run, holds in ((right, True), (wrong, False)):
        no_gap = run.line("filled", "contractor", 24) == 0.0
        error = np.sqrt(exact * (1.0 - exact) / N)
        assert (abs(no_gap.mean() - exact) < 3.0 * error) == holds
