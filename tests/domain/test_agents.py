"""Agent loops: tokens summed call by call over the negative binomial number of turns."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats as st
from engine_tools import Futures, z_mean
from idioms import check_page, futures, idiom
from laws import to

BASE, WRITTEN, RETURNED, RATE = 8_000, 300, 1_200, 3e-6
TURNS = np.arange(2_000)
CHANCES = st.nbinom.pmf(TURNS, 12 / 7, 1 / 8)  # mean 12, variance 8 times as much
MEAN_TASKS = float(to(10_000, 30_000).mean())


def read(turns: int) -> int:
    """Tokens read by a task, call by call."""
    history, total = BASE, 0
    for _ in range(turns + 1):
        total += history
        history += WRITTEN + RETURNED
    return total


READ = np.array([read(turns) for turns in TURNS], dtype=float)
FRESH = BASE + (WRITTEN + RETURNED) * TURNS
ANSWERS = 5 * RATE * WRITTEN * (TURNS + 1)
UNCACHED = READ * RATE + ANSWERS
AGAIN = 0.10 * RATE * (READ - FRESH)
CACHED = 1.25 * RATE * FRESH + AGAIN + ANSWERS


def answers() -> dict[str, float]:
    """Return what the page's table says, computed apart."""
    return {
        "tokens read by a mean task": CHANCES @ READ,
        "tokens read by a task of 12 turns": READ[12],
        "cost of a mean task, no cache, USD": CHANCES @ UNCACHED,
        "cost of a mean task, history from the cache, USD": CHANCES @ CACHED,
        "of it for tokens read again": CHANCES @ AGAIN / (CHANCES @ CACHED),
        "of it for tokens read again, a task of 60 turns": AGAIN[60] / CACHED[60],
    }


@pytest.fixture(scope="module")
def run() -> Futures:
    return futures(idiom("agents"))


def test_the_page_tells_the_exact_answers() -> None:
    np.testing.assert_allclose([CHANCES @ TURNS, CHANCES @ TURNS**2], [12, 240])
    check_page("agents", answers())


def test_bills_are_tasks_times_the_mean_task(run: Futures) -> None:
    for strategy, task in (("uncached", UNCACHED), ("cached", CACHED)):
        assert abs(z_mean(run.tco(strategy, 12), 12 * MEAN_TASKS * float(CHANCES @ task))) < 3.0
    assert abs(z_mean(run.line("cached", "read_again", 12), 12 * MEAN_TASKS * float(CHANCES @ AGAIN))) < 3.0


def test_the_mean_turns_are_noticed() -> None:
    law = "t * (t + 1) / 2, t = negative_binomial(12, 8)"
    wrong = futures(idiom("agents", change=(law, "t * (t + 1) / 2, t = constant(12)")))
    assert abs(z_mean(wrong.line("uncached", "prompts", 12), 12 * MEAN_TASKS * RATE * READ[12])) < 3.0
    assert abs(z_mean(wrong.line("uncached", "prompts", 12), 12 * MEAN_TASKS * RATE * float(CHANCES @ READ))) > 50.0
