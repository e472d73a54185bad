"""Retries: a cut geometric number of tries, with the moments of a beta law."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import Futures, z_mean
from idioms import check_page, futures, idiom, output
from laws import to

A, B, CALL, BILLED, PERSON = 2.0, 48.0, 0.009, 0.4, 2.50
WANTED = 12 * float(to(400_000, 900_000).mean())


def moment(k: int) -> float:
    return float(np.prod([(A + i) / (A + B + i) for i in range(k)]))


TRIES = sum(moment(k) for k in range(4))
FAILED = sum(moment(k) for k in range(1, 5))
GIVEN_UP = moment(4)


def answers() -> dict[str, float]:
    """Return what the page's table says, computed apart."""
    return {
        "tries an answer": TRIES,
        "failed calls an answer": FAILED,
        "answers given up, in a million": 1e6 * GIVEN_UP,
        "answers given up, in a million, of the mean share": 1e6 * moment(1) ** 4,
        "surcharge for failed calls, of the bill": BILLED * FAILED / (1 - GIVEN_UP),
    }


@pytest.fixture(scope="module")
def run() -> Futures:
    return futures(idiom("retries"))


def test_the_page_tells_the_exact_answers() -> None:
    check_page("retries", answers())


def test_lines_have_the_moments_of_the_law(run: Futures) -> None:
    assert abs(z_mean(output(run, "api", "tries"), TRIES)) < 3.0
    assert abs(z_mean(run.line("api", "answers", 12), WANTED * CALL * (1 - GIVEN_UP))) < 3.0
    assert abs(z_mean(run.line("api", "failed", 12), WANTED * CALL * BILLED * FAILED)) < 3.0
    assert abs(z_mean(run.line("api", "people", 12), WANTED * PERSON * GIVEN_UP)) < 3.0


def test_one_share_for_all_months_is_noticed() -> None:
    wrong = futures(idiom("retries", change=('{ dist = "beta", alpha = 2, beta = 48, each = "month" }', "0.04")))
    assert abs(z_mean(wrong.line("api", "people", 12), WANTED * PERSON * moment(1) ** 4)) < 3.0
    assert abs(z_mean(wrong.line("api", "people", 12), WANTED * PERSON * GIVEN_UP)) > 50.0
