"""Prefix cache and quantisation: products of independent factors, and the price of an error that decides."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import Futures, z_mean
from idioms import check_page, futures, idiom
from laws import to

REQUESTS = to(2e6, 4e6).mean()
PLAIN = 12.0 * REQUESTS * 2.0 / 3_600.0 * to(1.90, 2.90).mean()
CACHED = PLAIN * (1.0 - 0.4 * 0.4)
FP8 = CACHED * np.log(1.33 / 1.30) / 0.03
FURTHER = 12.0 * REQUESTS * 0.002
ERRORS = FURTHER * to(0.05, 0.50).mean()


@pytest.fixture(scope="module")
def run() -> Futures:
    return futures(idiom("quantised"))


def answers() -> dict[str, float]:
    return {
        "cost of 12 months, 16 bits, no cache": PLAIN,
        "cost of 12 months, with a prefix cache": CACHED,
        "GPUs of 12 months, with a prefix cache and FP8": FP8,
        "errors of 12 months, FP8": ERRORS,
        "price of an error at which FP8 saves nothing": (CACHED - FP8) / FURTHER,
    }


def test_the_page_tells_the_exact_answers() -> None:
    check_page("quantised", answers())


def test_gpus_and_errors(run: Futures) -> None:
    assert abs(z_mean(run.tco("plain", 12), PLAIN)) < 3.0
    assert abs(z_mean(run.tco("cached", 12), CACHED)) < 3.0
    assert abs(z_mean(run.line("quantised", "gpus", 12), FP8)) < 3.0
    assert abs(z_mean(run.line("quantised", "errors", 12), ERRORS)) < 3.0


def test_a_factor_taken_off_and_not_divided_by_is_noticed() -> None:
    wrong = futures(idiom("quantised", change=("/ faster", "* (2 - faster)")))
    assert abs(z_mean(wrong.line("quantised", "gpus", 12), FP8)) > 8.0


def test_at_the_price_that_decides_fp8_saves_nothing() -> None:
    even = (CACHED - FP8) / FURTHER
    run = futures(idiom("quantised", change=('error = "0.05 to 0.50"', f"error = {even}")))
    assert abs(z_mean(run.tco("quantised", 12) - run.tco("cached", 12), 0.0)) < 3.0
