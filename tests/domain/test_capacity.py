"""Capacity: whole servers for a lognormal demand, reservations, and what a purchase keeps."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats as st
from engine_tools import Array, Futures, z_mean, z_share
from idioms import N, check_page, futures, idiom, output, told
from laws import Z95, to

HOURS = 730.0
SERVER_HOUR = to(9, 14).mean()
MONTHS = np.arange(1, 25)

#: Reports the servers of a month: an output is the mean over 24 months of what is zero in all others.
SHOWN = (
    "[strategies.fixed.outputs]\n",
    '[strategies.fixed.outputs]\nfirst = "servers if month == 1 else 0"\nlast = "servers if month == 24 else 0"\n',
)
WHOLE = 'servers = "max(2, ceil(tokens * peak * 1.2 / throughput))"'
ANY = 'servers = "max(2, tokens * peak * 1.2 / throughput)"'


def demand(month: int, peak: bool = True) -> tuple[float, float]:
    """Mean and sd of the logarithm of the servers wanted in a month."""
    laws = [to(200, 800), *([to(2, 4)] if peak else [])]
    middle = sum(np.log(law.median()) for law in laws) + (month - 1) * np.log(1.02) + np.log(1.2 / (950 * 0.6))
    return float(middle), float(
        np.sqrt(sum((np.log(law.ppf(0.95) / law.median()) / Z95) ** 2 for law in laws) + 0.4**2)
    )


def more_than(k: float | Array, month: int) -> Array:
    """P(servers > k), for k of 2 or more."""
    middle, sd = demand(month)
    return st.norm.sf((np.log(k) - middle) / sd)


def mean_servers(month: int) -> float:
    """2 + P(X > 2) + P(X > 3) + ..."""
    return float(2.0 + np.sum(more_than(np.arange(2.0, 2000.0), month)))


def mean_autoscaled(month: int) -> float:
    """2 + E max(0, Y - 2) of a lognormal Y, as options are priced."""
    middle, sd = demand(month, peak=False)
    d = (middle - np.log(2.0)) / sd
    return float(2.0 + np.exp(middle + sd**2 / 2) * st.norm.cdf(d + sd) - 2.0 * st.norm.cdf(d))


def mean_utilisation() -> float:
    """Mean over months, demand per server and peak: over midpoints in probability, both lognormal."""
    u = (np.arange(800) + 0.5) / 800
    total = 0.0
    for month in MONTHS:
        middle, sd = demand(int(month), peak=False)
        load = np.exp(middle + sd * st.norm.ppf(u))[:, None] / 1.2
        total += np.mean(load / np.maximum(2.0, np.ceil(load * 1.2 * to(2, 4).ppf(u))))
    return total / 24.0


@pytest.fixture(scope="module")
def run() -> Futures:
    return futures(idiom("capacity", change=SHOWN))


def answers() -> dict[str, float]:
    """Return what the page's table says, computed apart."""
    return {
        "servers in month 1, always on": mean_servers(1),
        "servers in month 1, autoscaled": mean_autoscaled(1),
        "servers from the mean demand, month 1": np.ceil(
            to(200, 800).mean() * to(2, 4).mean() * 1.2 / (950 * st.lognorm(0.4, scale=0.6).mean())
        ),
        "utilisation, always on": mean_utilisation(),
        "months paid for the reservation": 12.0,
        "resale value of a bought server after 24 months, as a fraction": (0.66**3 - 0.60**3) / (3 * 0.06),
    }


def test_the_page_tells_the_exact_answers() -> None:
    check_page("capacity", answers())


@pytest.mark.parametrize(("name", "month"), [("first", 1), ("last", 24)])
def test_whole_servers_have_their_exact_chances(run: Futures, name: str, month: int) -> None:
    servers = np.round(24.0 * output(run, "fixed", name))
    for k in (2, 3, 4, 6, 9):
        assert abs(z_share(int(np.sum(servers > k)), N, float(more_than(k, month)))) < 3.5
    assert servers.min() == 2.0
    assert abs(z_mean(servers, mean_servers(month))) < 3.0


def test_costs_are_those_of_the_servers(run: Futures) -> None:
    fixed = sum(mean_servers(int(t)) for t in MONTHS) * SERVER_HOUR * HOURS
    assert abs(z_mean(run.tco("fixed", 24), fixed)) < 3.0
    scaled = sum(mean_autoscaled(int(t)) for t in MONTHS) * SERVER_HOUR * HOURS
    assert abs(z_mean(run.tco("autoscaled", 24), scaled)) < 3.0
    assert abs(z_mean(output(run, "fixed", "utilisation"), mean_utilisation())) < 3.0


def test_a_reservation_is_paid_to_its_end_and_demand_beyond_it_by_the_hour(run: Futures) -> None:
    np.testing.assert_allclose(run.line("mixed", "reserved", 24), 2 * 6.50 * HOURS * 12, rtol=1e-12)
    hours = sum(mean_servers(int(t)) - (2.0 if t <= 12 else 0.0) for t in MONTHS) * HOURS
    assert abs(z_mean(run.line("mixed", "on_demand", 24), hours * SERVER_HOUR)) < 3.0
    unbound = futures(idiom("capacity", change=("commitment = 12\n", "")), 1)
    np.testing.assert_allclose(unbound.line("mixed", "reserved", 24), 2 * 6.50 * HOURS * 10)


def test_bought_servers_cost_their_price_less_what_is_left_and_power_and_place(run: Futures) -> None:
    servers = mean_servers(24)
    kilowatts = servers * 4 * 0.7
    price = servers * to(100_000, 140_000).mean()
    kept = told("capacity", "resale value of a bought server after 24 months, as a fraction").value
    truths = {
        "purchase": price * (1.0 - kept),
        "power": 24 * kilowatts * 1.35 * HOURS * to(0.08, 0.18).mean(),
        "colocation": 24 * kilowatts * 225.0,
    }
    for line, truth in truths.items():
        assert abs(z_mean(run.line("bought", line, 24), truth)) < 3.0, line
    assert abs(z_mean(run.cash("bought", 24), price + truths["power"] + truths["colocation"])) < 3.0


def test_servers_that_are_no_whole_number_are_noticed() -> None:
    wrong = futures(idiom("capacity", change=(WHOLE, ANY)))
    fixed = sum(mean_servers(int(t)) for t in MONTHS) * SERVER_HOUR * HOURS
    assert abs(z_mean(wrong.tco("fixed", 24), fixed)) > 8.0
    assert abs(z_mean(output(wrong, "fixed", "utilisation"), mean_utilisation())) > 8.0
