"""The six whole scenarios of the guide against models of their own: plain numpy, written from the files, other draws.

A model gives by strategy the discounted TCO of each future and the cash of each month. Every figure of the simulator is
compared in standard errors of the difference, and a model that reads one line of the file wrongly has to stand out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import erf, exp, log, sqrt
from typing import Any

import numpy as np
import pytest
from guide_pages import DOCS
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from tcorisk import load, simulate

Array = NDArray[np.float64]
Model = dict[str, tuple[Array, Array]]  # by strategy: TCO of each future; cash of each month and future

SIMULATED = 2**13
N = 2**14  # futures of a model
Z90, Z95 = 1.2815515655446004, 1.6448536269514722
HOURS, DAYS = 730, 365 / 12


def between(rng: Generator, low: float, high: float, n: int = N) -> Array:
    """`low to high`: lognormal, P5 and P95."""
    return np.exp(rng.normal(log(low * high) / 2, log(high / low) / (2 * Z95), n))


def factor(rng: Generator, sigma: float) -> Array:
    """Noise, or a step of volatility: lognormal, of mean 1."""
    return np.exp(rng.normal(-(sigma**2) / 2, sigma, N))


def before(launch: Array, t: int) -> Array:
    """The part of month t before the launch."""
    return np.clip(launch - (t - 1), 0, 1)


def sum_by_future(counts: NDArray[np.int64], events: Array) -> Array:
    return np.bincount(np.repeat(np.arange(N), counts), events, N).astype(float)  # of no events: integers


def undiscounted(cash: Array, lost: Array | float = 0) -> tuple[Array, Array]:
    return cash.sum(0) + lost, cash


def platform(rng: Generator, wrong: bool) -> Model:
    share = {"small": between(rng, 0.7, 0.85), "large": between(rng, 0.15, 0.3)}
    total = share["small"] + share["large"]
    cached = rng.beta(8.97344587, 3.47490209, N)  # P5 50%, P95 90%
    tokens_a_request = 2_200 * (1 + between(rng, 0.01, 0.06)) * (1 - 0.9 * cached)
    level, growth = between(rng, 4e6, 7e6), between(rng, 0.01, 0.05)
    hour, engineer, launch = between(rng, 9, 13), between(rng, 6_000, 9_000), between(rng, 2, 4)
    season = {7: 0.8, 11: 1.3} if wrong else {8: 0.8, 12: 1.3}
    contract, at_once, rent = np.zeros((3, 24, N))
    servers = np.zeros(N)
    for t in range(1, 25):
        if t > 1:
            level = level * (1 + growth) * factor(rng, 0.05)
        if t in (1, 13):  # a year of the contract begins
            used, billed = dict.fromkeys(share, np.zeros(N)), dict.fromkeys(share, np.zeros(N))
        requests, bill = level * season.get((t - 1) % 12 + 1, 1), {}
        for name in share:
            used[name] = used[name] + requests * tokens_a_request * share[name] / total
            first, rest = np.minimum(used["small"], 3e10), np.maximum(used["small"] - 3e10, 0)
            year = {"small": 0.24e-6 * first + 0.20e-6 * rest}
            year["large"] = used["large"] * np.where(used["large"] <= 5e9, 2.4e-6, 2.1e-6)
            bill[name], billed[name] = year[name] - billed[name], year[name]
        shortfall = np.maximum(0, 60_000 - billed["small"] - billed["large"]) if t in (12, 24) else 0
        contract[t - 1] = bill["small"] + bill["large"] + shortfall
        servers = np.maximum(servers, np.ceil(requests * tokens_a_request * share["small"] / total / 6e9))
        at_once[t - 1] = before(launch, t) * bill["small"] + bill["large"] + engineer
        rent[t - 1] = servers * hour * HOURS
    discount = 1.08 ** (-np.arange(1, 26) / 12)
    own = discount[:24] @ at_once + discount[1:] @ rent, at_once + np.vstack([np.zeros(N), rent[:-1]])
    return {"contract": (discount[:24] @ contract, contract), "servers": own}


def fleet(rng: Generator, wrong: bool) -> Model:
    plan = [0, 0, 4, 8, 12, 16, 18, 18, 20, 22, 22, 24, 24][wrong:]
    peak, price, comes_true = between(rng, 1.8, 3), between(rng, 7, 10), between(rng, 0.5, 1.3)
    growth, level = between(rng, 0.01, 0.04), 49 * factor(rng, 0.08)
    reserved, spot = np.zeros((2, 12, N))
    for t in range(1, 13):
        level = level * (1 + growth) * factor(rng, 0.04)
        need = np.ceil((level * factor(rng, 0.08) + plan[t - 1] * comes_true) * peak / 30)
        there = 4 if t >= 4 else 0
        reserved[t - 1] = (there * 0.6 + np.maximum(0, need - there)) * price * HOURS
        gone = rng.beta(2.2699998, 22.57874677, N)  # P5 0.02, P95 0.2
        interrupted = rng.poisson(0.5 * need)
        spot[t - 1] = need * HOURS * price * ((1 - gone) * 0.35 + gone)
        spot[t - 1] += sum_by_future(interrupted, between(rng, 100, 2_000, interrupted.sum()))
    return {"reserved": undiscounted(reserved), "spot": undiscounted(spot)}


def hybrid(rng: Generator, wrong: bool) -> Model:
    requests, tokens_each = between(rng, 2e6, 5e6), between(rng, 1_500, 2_500)
    buffer_api, buffer_own = 1 + between(rng, 0.05, 0.1), 1 + between(rng, 0.1, 0.3)
    launch, hour = between(rng, 2, 5), between(rng, 2, 3.5)
    engineer, setup = between(rng, 8_000, 12_000), between(rng, 20_000, 60_000)

    def own_cost(requests: Array, t: int) -> Array:
        servers = np.maximum(2, np.ceil(requests / 1.2e6))
        return (servers * 2 * hour * HOURS + engineer + setup * (t == 1)) * buffer_own

    api, own, mix = np.zeros((3, 24, N))
    lost_revenue = np.zeros(N)
    for t in range(1, 25):
        outages = rng.poisson(0.4, N)
        lost_hours = sum_by_future(outages, np.exp(rng.normal(log(2), log(5) / Z90, outages.sum())))
        at_home = 0.33 * (1 - np.minimum(1, lost_hours / HOURS)) * (t > launch)
        api[t - 1] = requests * tokens_each * 4e-6 * buffer_api
        own[t - 1] = own_cost(requests, t)
        lost_revenue += 15_000 * before(launch, t)
        rest = api[t - 1] * (1 if wrong else 1 - at_home)
        mix[t - 1] = rest + own_cost(at_home * requests, t) + 2_000 + 0.01 * rest
    return {"api": undiscounted(api), "own": undiscounted(own, lost_revenue), "hybrid": undiscounted(mix)}


def move(rng: Generator, wrong: bool) -> Model:
    level, growth = between(rng, 15_000, 30_000), between(rng, 0.02, 0.06)
    engineer, launch = between(rng, 12_000, 18_000), between(rng, 2, 4)
    api, own, autumn = np.zeros((3, 24, N))
    for t in range(1, 25):
        if t > 1:
            level = level * (1 + growth) * factor(rng, 0.06)
        servers = np.maximum(1, np.ceil(level / 40_000)) * 2.5 * 2 * HOURS
        api[t - 1] = level * DAYS * 0.012
        own[t - 1] = servers + 0.5 * engineer * (1 - before(launch, t))
        ready = before(launch + 6, t) if wrong else 0  # without a launch there is no waiting
        autumn[t - 1] = api[t - 1] * (t <= 9) + (servers + 0.5 * engineer * (1 - ready)) * (t >= 7)
    own[0] += 2 * engineer
    autumn[6] += 2 * engineer
    autumn[9] += engineer
    return {"api": undiscounted(api), "own": undiscounted(own, 25_000 * launch), "autumn": undiscounted(autumn)}


def healthcare(rng: Generator, wrong: bool) -> Model:
    documents = between(rng, 20_000, 60_000)
    sigma = Z95 - sqrt(Z95**2 - 2 * log(40 / 12))  # mean 12, P95 40: the lighter tail of two
    pages = np.exp(rng.normal(log(12) - sigma**2 / 2, sigma, N))
    low, mode, high = 29.3097617, 42, 82.7365072  # so that P10 is 35 and P90 is 60
    alpha, beta = 1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low)
    reviewer_hour = low + (high - low) * rng.beta(alpha, beta, N)
    launch, engineer = between(rng, 3, 6), between(rng, 7_000, 11_000)
    outside = documents * (1 - rng.beta(8.95553481, 17.15126161, N))  # named: P5 20%, P95 50%
    a_year = between(rng, 15_000, 30_000)  # one price, met every year
    own, provider, abroad, both = np.zeros((4, 24, N))
    for t in range(1, 25):
        audit = a_year if t in ((13,) if wrong else (12, 24)) else 0
        own[t - 1] = 2 * 6.5 * HOURS + engineer * (1 - before(launch, t))
        provider[t - 1] = documents * pages * 900 * 5e-6 + audit
        abroad[t - 1] = documents * pages * 900 * 2e-6
        hours = rng.gamma(4 * outside * 0.02, 0.025)  # a sum of gammas of shape 4
        both[t - 1] = own[t - 1] + outside * pages * 900 * 5e-6 + audit + hours * reviewer_hour
    strategies = {"own": own, "provider": provider, "abroad": abroad, "both": both}
    return {name: undiscounted(cash) for name, cash in strategies.items()}


def long_context(rng: Generator, wrong: bool) -> Model:
    requests, sessions = between(rng, 8_000, 15_000), between(rng, 3_000, 8_000)
    index, missed = between(rng, 1_500, 4_000), between(rng, 0.05, 0.2)

    def request(median: float, sigma: float) -> float:
        """Mean price of a request: the part of the tokens that are in requests above 200,000 costs twice as much."""
        dear = (1 + erf((sigma - log(200_000 / median) / sigma) / sqrt(2))) / 2
        return 3e-6 * median * exp(sigma**2 / 2) * (1 + dear)

    variance = 6 + 6**2 / 4 if wrong else 6 * 4  # of the turns: 4 is variance / mean
    agent = 3e-6 * (7 * 9_000 * exp(0.8**2 / 2) + 1_800 * (variance + 6**2 + 6) / 2)
    tool, tool_sd = 0.02 * exp(1.5**2 / 2), 0.02 * exp(1.5**2 / 2) * sqrt(exp(1.5**2) - 1)
    whole, retrieval = np.zeros((2, 12, N))
    for t in range(1, 13):
        runaways = rng.poisson(sessions / 2_000)
        tokens = np.exp(rng.normal(log(4e6), 1, runaways.sum()))
        both = sessions * (agent + tool) + tool_sd * np.sqrt(sessions) * rng.normal(size=N)
        both += sum_by_future(runaways, 3e-6 * tokens + 200 * (tokens > 1e7))
        whole[t - 1] = both + requests * request(60_000, 1)
        retrieval[t - 1] = both + requests * (request(9_000, 0.5) + missed * request(60_000, 1)) + index
    return {"whole": undiscounted(whole), "retrieval": undiscounted(retrieval)}


def figures(sample: Array) -> Iterator[tuple[str, float, float]]:
    """The name of a figure, its value and its standard error."""
    n, mean, sd = len(sample), sample.mean(), sample.std()
    yield "mean", mean, sd / sqrt(n)
    yield "sd", sd, sqrt(max(0.0, ((sample - mean) ** 4).mean() - sd**4) / n) / (2 * sd)
    for p in (0.1, 0.5, 0.9):
        low, value, high = np.quantile(sample, [p - sqrt(p * (1 - p) / n), p, p + sqrt(p * (1 - p) / n)])
        yield f"p{p * 100:.0f}", value, (high - low) / 2


def deviations(document: dict[str, Any], model: Model) -> Iterator[tuple[str, float]]:
    """What is compared, and how far the simulator is from the model in standard errors of the difference."""
    assert document["strategies"].keys() == model.keys()
    both = sqrt(1 + N / SIMULATED)
    allowed = [name for name in model if document["strategies"][name]["barred"] is None]
    cheapest = np.argmin([model[name][0] for name in allowed], axis=0)
    for name, (tco, cash) in model.items():
        strategy = document["strategies"][name]
        at_end = strategy["horizons"][str(len(cash))]
        for key, value, error in figures(tco):
            yield f"{name} {key}", (at_end[key] - value) / (error * both)
        for key, value, error in figures(cash.sum(0)):
            if key != "sd":
                yield f"{name} cash {key}", (at_end["cash"][key] - value) / (error * both + 1e-9 * value)
        for t, (month, theirs) in enumerate(zip(cash, strategy["months"]["cash"]["mean"], strict=True), 1):
            error = month.std() / sqrt(N) + 1e-4 * abs(month.mean())  # some months are constant but for rare futures
            yield f"{name} month {t}", (theirs - month.mean()) / (error * both)
        if name in allowed:
            won = (cheapest == allowed.index(name)).mean()
            error = sqrt((won + 1 / N) * (1 - won + 1 / N) / N)
            yield f"{name} cheapest", (at_end["p_cheapest"] - won) / (error * both)


@pytest.mark.parametrize("model", [platform, fleet, hybrid, move, healthcare, long_context], ids=lambda m: m.__name__)
def test_a_model_of_its_own_agrees(model: Callable[[Generator, bool], Model]) -> None:
    document = simulate(load(DOCS / "examples" / f"{model.__name__}.toml"), SIMULATED).document
    assert {what: z for what, z in deviations(document, model(default_rng(1), False)) if not abs(z) < 4} == {}
    assert max(abs(z) for _, z in deviations(document, model(default_rng(1), True))) > 6, "a wrong reading is not seen"
