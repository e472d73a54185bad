"""Quality has a price: products of independent means, and the error cost at which the order turns."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats as st
from engine_tools import Futures, z_mean
from idioms import check_page, futures, idiom, output
from laws import to

ANSWERS = 12 * float(to(80_000, 150_000).mean())
WRONG, MINUTE, SECOND = (float(to(*ends).mean()) for ends in ((0.20, 0.80), (0.50, 0.80), (0.00005, 0.0004)))
MODELS = {"large": (0.0120, 0.04, 0.01, 0.02, 4), "small": (0.0006, 0.10, 0.02, 0.05, 1)}


def costs(name: str) -> tuple[float, float, float, float]:
    """Mean cost of an answer by line: tokens, errors, review, waiting."""
    call, wrong, _, reviewed, wait = MODELS[name]
    return call, wrong * (1 - reviewed) * WRONG, reviewed * 2 * MINUTE, wait * SECOND


def useful(name: str) -> float:
    """Mean cost of a useful answer: over the beta law of the error rate, the other means outside."""
    _, mean, sd, reviewed, _ = MODELS[name]
    size = mean * (1 - mean) / sd**2 - 1
    law = st.beta(mean * size, (1 - mean) * size)
    call, _, review, waiting = costs(name)
    rate = law.ppf((np.arange(20_000) + 0.5) / 20_000) * (1 - reviewed)
    return float(np.mean((call + review + waiting + rate * WRONG) / (1 - rate)))


def answers() -> dict[str, float]:
    """Return what the page's table says, computed apart."""
    by_name = {f"cost of an answer, {name}, all lines, USD": sum(costs(name)) for name in MODELS}
    by_name |= {f"cost of an answer, {name}, tokens alone, USD": MODELS[name][0] for name in MODELS}
    by_name |= {f"cost of a useful answer, {name}, USD": useful(name) for name in MODELS}
    even = (0.0120 - 0.0006) / (0.10 * 0.95 - 0.04 * 0.98)
    return {"cost of a wrong answer from which large costs less, tokens and errors alone": even} | by_name


@pytest.fixture(scope="module")
def run() -> Futures:
    return futures(idiom("quality"), 2**17)


def test_the_page_tells_the_exact_answers() -> None:
    check_page("quality", answers())


def test_lines_and_useful_answers(run: Futures) -> None:
    for name in MODELS:
        for line, cost in zip(("tokens", "errors", "review", "waiting"), costs(name), strict=True):
            assert abs(z_mean(run.line(name, line, 12), ANSWERS * cost)) < 3.0
        assert abs(z_mean(output(run, name, "useful_answer"), useful(name))) < 3.0
    assert (run.tco("large", 12) < run.tco("small", 12)).mean() > 0.9


def test_without_a_price_of_errors_the_order_turns() -> None:
    free = futures(idiom("quality", change=('"0.20 to 0.80"', "0")))
    tokens = {name: free.line(name, "tokens", 12) for name in MODELS}
    assert (tokens["small"] < tokens["large"] / 10).all()
    assert abs(z_mean(free.tco("small", 12), ANSWERS * sum(costs("small")))) > 50.0
