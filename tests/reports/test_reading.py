"""What `simulate check` prints about processes, shared events, purchases, outputs, the unit and correlations."""

from __future__ import annotations

from pathlib import Path

import pytest

from tcorisk.configs import Draw, Number, Quantity, load, loads
from tcorisk.distributions import make_law
from tcorisk.reports.explain.quantities import text_of
from tcorisk.reports.explain.reading import render_reading
from tcorisk.reports.words.correlations import correlation_words

WHOLE = load(Path(__file__).parents[1] / "scenarios" / "whole_language.toml")
READING = render_reading(WHOLE)
ONE_LINE = " ".join(READING.split())


@pytest.mark.parametrize(
    "words",
    [
        "Unit: 1M tokens, and their number a month is requests * days_per_month * 3_000 / 1e6.",
        "requests: 3,000 to 9,000 at first, growing by 2 % to 6 % a month, volatility 0.05 a month, noise 0.1, "
        "seasonal factors from April 2026 on 0.8, 0.8, 1, 1, 1.1, 1.1, 0.9, 0.7, 1.2, 1.2, 1.2, 1, "
        "never above 40,000 to 60,000.",
        "gpu_hour: 1.8 to 3.6 at first, halfway back to 2 in 4 to 9 months, volatility 0.08 a month, never below 0.9.",
        "list_price: 3, multiplied by 0.5 to 0.9 at each of 1.5 jumps a year.",
        "tariff: 1, then 1.1 to 1.3 after 6 months, then 1.5 after 12 to 15 months.",
        "shortage: 1 for 1 to 3 months, 0 for 6 + to(1, 9), and so on, each period drawn separately.",
        "retirements: an event every 5 to 11 months, each interval drawn separately.",
        "outages: 0.2 + 0.1 * shortage events a month on average, variance 1.5 times the mean.",
        "upkeep: 900 at first, growing by 3 % a year.",
        "Strategy buy (Buy): 6 cost lines (1 paid at events)",
        'Strategy host (in reports "Host (host)"): 5 cost lines (2 paid at events), 9 uncertain numbers, '
        "a buffer of 10 % to 20 % on Compute",
        'Strategy lease (in reports "Host (lease)"): 4 cost lines',
        "migration: paid at every event of retirements.",
        "seats: paid in whole periods of 12 months; until 13.5 months.",
        "servers: resale value max(0, 1 - age / life) * to(0.6, 0.9) of its price, credited at each horizon.",
        "Outputs: utilisation and machine_hours.",
        "Correlated: drivers.mood and drivers.weather, rank -0.5.",
        "strategies.host.outputs.utilisation#1, rank 0.3, t copula of 4 degrees of freedom.",
    ],
)
def test_everything_is_told_in_words(words: str) -> None:
    assert words in ONE_LINE


def test_a_process_is_told_where_it_is_written() -> None:
    lease = READING.partition("Strategy lease")[2].partition("Correlated")[0]
    assert "faults: an event every 2 months" in lease and "upkeep" not in lease


@pytest.mark.parametrize(
    ("address", "note"),
    [
        ("mood", "each month"),
        ("list_price.factor", "each jump"),
        ("shortage.on_lasts", "each period"),
        ("retirements.every", "each event"),
        ("costs.migration.per_event#1", "each event"),
        ("engineer", ""),
        ("costs.servers.residual#1", ""),
    ],
)
def test_the_table_says_when_a_law_is_drawn(address: str, note: str) -> None:
    (row,) = [line for line in READING.split("\n") if line.startswith(f"  {address}  ")]
    assert row.endswith(note) and ("each" in row) == bool(note)


def test_lines_are_of_bounded_width() -> None:
    assert max(len(line) for line in READING.split("\n")) <= 100


def test_many_correlated_pairs_are_counted() -> None:
    names = [f"x{k}" for k in range(8)]
    drivers = "\n".join(f'{name} = "1 to 2"' for name in names)
    matrix = [[1.0 if i == j else 0.01 * (i + j) for j in range(8)] for i in range(8)]
    between = ", ".join(f'"drivers.{name}"' for name in names)
    text = f"""schema = 1
title = "Eight"
currency = "USD"
horizons = [12]
[drivers]
{drivers}
[strategies.a.costs.a]
category = "Compute"
monthly = "{" + ".join(names)}"
[[correlations]]
between = [{between}]
rank = {matrix}
"""
    (found,) = loads(text).correlations
    words = correlation_words(found)
    assert words.startswith("drivers.x6 and drivers.x7, rank 0.13; ") and words.endswith("; 16 more pairs")


NORMAL = {"mean": 0.03, "sd": 0.02}


@pytest.mark.parametrize(
    ("expression", "text", "rate", "words"),
    [
        (Number(0.3), "0.3", True, "30 %"),
        (Number(0.07), "7%", True, "7 %"),
        (Number(40_000.0), "40000", False, "40,000"),
        (Number(2.35), "", False, "2.35"),
        (Draw("drivers.x", make_law("normal", NORMAL)), "{ dist = ... }", True, "-0.2897 % to 6.29 % (normal)"),
        (Draw("drivers.x", make_law("normal", NORMAL)), "{ dist = ... }", False, "-0.002897 to 0.0629 (normal)"),
        (Draw("drivers.x", make_law("to", {"low": 4e4, "high": 6e4})), "40000 to 6e4", False, "40,000 to 60,000"),
        (Draw("drivers.x", make_law("to", {"low": 0.02, "high": 0.1})), "2% to 10%", False, "2 % to 10 %"),
        (Draw("drivers.x", make_law("to", {"low": 0.02, "high": 0.1})), "0.02 to 0.1", True, "2 % to 10 %"),
        (Draw("drivers.x", make_law("constant", {"value": 5_000})), "{ dist = ... }", False, "5,000"),
    ],
)
def test_quantities_are_read_as_people_write_them(expression, text: str, rate: bool, words: str) -> None:
    assert text_of(Quantity("drivers.x", expression, text), rate) == words
