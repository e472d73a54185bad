"""Throughput at the promised latency: square-root staffing against Erlang C, whole GPUs for lognormal arrivals."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import Futures, z_mean
from idioms import check_page, futures, idiom, output
from scipy import stats

ARRIVALS = stats.lognorm(0.4, scale=8.0)
LOAD = stats.lognorm(0.4, scale=64.0)
GPU = 1_700.0
K = np.arange(2_000.0)


def erlang_c(servers: int, load: float) -> float:
    """Probability of waiting, from the recursion of Erlang's formula B."""
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = load * blocked / (k + load * blocked)
    return blocked / (1.0 - load / servers * (1.0 - blocked))


def square_root(beta: float) -> float:
    """Probability of waiting with load + beta sqrt(load) places, for a large load."""
    return float(1.0 / (1.0 + beta * stats.norm.cdf(beta) / stats.norm.pdf(beta)))


def load_of(places: np.ndarray) -> np.ndarray:
    """The load that needs so many places: x + sqrt(x) = places."""
    return ((np.sqrt(1.0 + 4.0 * places) - 1.0) / 2.0) ** 2


PROMISED = float(np.sum(LOAD.sf(load_of(16.0 * K))))
BENCH = float(np.sum(ARRIVALS.sf(4.0 * K)))


def mean_utilisation() -> float:
    load = LOAD.ppf((np.arange(200_000) + 0.5) / 200_000)
    return float(np.mean(load / (16.0 * np.ceil((load + np.sqrt(load)) / 16.0))))


@pytest.fixture(scope="module")
def run() -> Futures:
    return futures(idiom("promised_latency"))


def answers() -> dict[str, float]:
    waiting = erlang_c(72, 64.0)
    return {
        "GPUs, sized for the promise": PROMISED,
        "GPUs, sized by the bench": BENCH,
        "cost of 12 months, sized for the promise": 12.0 * GPU * PROMISED,
        "utilisation in the busiest hour, sized for the promise": mean_utilisation(),
        "probability of waiting, 72 places for a load of 64, Erlang C": waiting,
        "the same by the square-root formula": square_root(1.0),
        "probability of waiting more than 2 s, 72 places for a load of 64": waiting * np.exp(-(72 - 64) * 2.0 / 8.0),
    }


def test_the_page_tells_the_exact_answers() -> None:
    check_page("promised_latency", answers())


def test_whole_gpus_for_the_promise_and_for_the_bench(run: Futures) -> None:
    assert abs(z_mean(run.tco("promised", 12), 12.0 * GPU * PROMISED)) < 3.0
    assert abs(z_mean(run.tco("bench", 12), 12.0 * GPU * BENCH)) < 3.0
    assert abs(z_mean(output(run, "promised", "utilisation"), mean_utilisation())) < 3.0
    no_headroom = futures(idiom("promised_latency", change=('"load + sqrt(load)"', '"load"')))
    assert abs(z_mean(no_headroom.tco("promised", 12), 12.0 * GPU * PROMISED)) > 50.0


def test_the_square_root_keeps_the_probability_of_waiting_and_a_fixed_headroom_does_not() -> None:
    rooted = [erlang_c(round(load + np.sqrt(load)), load) for load in (64.0, 400.0, 10_000.0)]
    assert rooted == pytest.approx([square_root(1.0)] * 3, abs=0.02)
    fixed = [erlang_c(round(1.3 * load), load) for load in (4.0, 400.0)]
    assert fixed[0] > 0.5
    assert fixed[1] < 1e-6


def test_erlang_c_is_that_of_the_queue() -> None:
    """Against the stationary distribution of the birth and death process, solved by itself."""
    load, places, most = 5.0, 7, 400
    weights = np.cumsum(np.r_[0.0, np.log(load / np.minimum(np.arange(1, most), places))])
    states = np.exp(weights) / np.exp(weights).sum()
    assert erlang_c(places, load) == pytest.approx(states[places:].sum(), rel=1e-12)
