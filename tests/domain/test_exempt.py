"""The state: a tax on what is bought, an exchange rate that returns to an uncertain level, a relief, carbon."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import Futures, z_mean
from idioms import check_page, futures, idiom
from laws import Z95, to

ENGINEER = to(9_000, 13_000).mean()
VAT = 0.18


def rate(month: int) -> float:
    """E(mean^(1-k) 0.76^k) of a lognormal mean; the shocks have mean 1."""
    k = 2.0 ** (-(month - 1) / 24.0)
    power, sd = 1.0 - k, np.log(0.84 / 0.70) / (2.0 * Z95)
    return float(0.76**k * (0.70 * 0.84) ** (power / 2.0) * np.exp((power * sd) ** 2 / 2.0))


RATES = np.array([rate(month) for month in range(1, 25)])
TOKENS = 14_000.0 * RATES.sum()
GPUS = 7_000.0 * RATES.sum()
PEOPLE = 24.0 * 1.25 * ENGINEER
RELIEF = -0.15 * (0.8 * 6.0 * 1.25 * ENGINEER + 0.5 * 7_000.0 * RATES[:6].sum())
CARBON = 24.0 * 4.0 * 0.7 * 1.35 * 730.0 * to(0.12, 0.25).mean() * to(0.03, 0.08).mean()


@pytest.fixture(scope="module")
def run() -> Futures:
    return futures(idiom("exempt"))


def answers() -> dict[str, float]:
    return {
        "mean exchange rate over 24 months": RATES.mean(),
        "tokens of 24 months": TOKENS,
        "value added tax of 24 months, API": VAT * TOKENS,
        "value added tax of 24 months, own GPUs": VAT * GPUS,
        "relief, own GPUs": -RELIEF,
        "carbon of 24 months": CARBON,
        "tax on the whole bill of own GPUs, wages included": VAT * (GPUS + PEOPLE),
    }


def test_the_page_tells_the_exact_answers() -> None:
    check_page("exempt", answers())


@pytest.mark.parametrize(
    ("strategy", "line", "truth"),
    [
        ("api", "tokens", TOKENS),
        ("api", "vat", VAT * TOKENS),
        ("own", "gpus", GPUS),
        ("own", "vat", VAT * GPUS),
        ("own", "people", PEOPLE),
        ("own", "relief", RELIEF),
        ("own", "carbon", CARBON),
    ],
)
def test_each_line_has_its_mean(run: Futures, strategy: str, line: str, truth: float) -> None:
    assert abs(z_mean(run.line(strategy, line, 24), truth)) < 3.0


def test_a_tax_on_wages_is_noticed() -> None:
    change = ("vat_lost * costs.gpus", "vat_lost * (costs.gpus + costs.people)")
    wrong = futures(idiom("exempt", change=change)).line("own", "vat", 24)
    assert abs(z_mean(wrong, VAT * GPUS)) > 50.0
    assert abs(z_mean(wrong, VAT * (GPUS + PEOPLE))) < 3.0
