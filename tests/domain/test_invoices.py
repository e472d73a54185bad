"""Invoices paid later: geometric sums."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import Futures, z_mean
from idioms import check_page, futures, idiom

GROWTH, RATE = 1.05, 0.10
OWED = 1_000 * GROWTH ** np.arange(12)


@pytest.fixture(scope="module")
def run() -> Futures:
    return futures(idiom("invoices"))


def worth(later: int) -> float:
    return float(OWED @ (1.0 + RATE) ** (-(np.arange(1, 13) + later) / 12.0))


def answers() -> dict[str, float]:
    """Return what the page's table says, computed apart."""
    return {
        "invoices of 12 months": OWED.sum(),
        "cash of 12 months, a new contract": OWED[:10].sum(),
        "cash of 12 months, a running contract": OWED[:10].sum() + 2 * 900,
        "cash of 12 months, with `after = 2` instead": OWED[2:].sum(),
        "total cost of 12 months, a new contract": worth(2),
        "total cost of 12 months, paid at once": worth(0),
    }


def test_the_page_tells_the_exact_answers() -> None:
    check_page("invoices", answers())
    assert round(OWED[:10].sum()) == 12_578


def test_what_is_owed_in_a_month_is_paid_two_months_later(run: Futures) -> None:
    new, running = run.months("new_contract"), run.months("running_contract")
    assert not new[:2].any() and np.all(running[:2] == 900.0)
    np.testing.assert_allclose(new[2:], running[2:], rtol=1e-12)
    assert abs(z_mean(run.cash("new_contract", 12), OWED[:10].sum())) < 3.0
    assert abs(z_mean(run.tco("new_contract", 12), worth(2))) < 3.0
    assert abs(z_mean(run.cash("new_contract", 12), OWED.sum())) > 20.0


def test_a_later_start_is_another_bill() -> None:
    later = futures(idiom("invoices", change=("paid_after = 2", "after = 2")))
    assert abs(z_mean(later.cash("new_contract", 12), OWED[2:].sum())) < 3.0
    at_once = futures(idiom("invoices", change=("paid_after = 2", "paid_after = 0")))
    assert abs(z_mean(at_once.tco("new_contract", 12), worth(0))) < 3.0
