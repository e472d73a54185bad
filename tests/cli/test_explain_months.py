"""What `simulate explain` says of a month is what a run has in that month: season, ceiling, noise and start."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SCENARIO = """schema = 1
title = "Claims"
currency = "USD"
horizons = [12, 24]
unit = { name = "claims", monthly = "claims" }

[drivers]
rate = "1 to 2"
late = "3 to 9"
[drivers.claims]
process = "growth"
initial = 100
growth_per_month = 0.1
season = [0.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1.25]    # a quiet start
ceiling = 180
[drivers.noisy]
process = "growth"
initial = 100
noise = 0.2
[drivers.seat]
process = "steps"
values = [1, 2, "3 to 4"]
at = [3, "4 + to(1, 2)"]

[strategies.own]
label = "Own"
inputs = { pages = "2 * claims", noisy_pages = "min(100, noisy)" }
[strategies.own.costs.now]
category = "Compute"
monthly = "2 * claims"
[strategies.own.costs.later]
category = "Compute"
monthly = "2 * claims"
after = 2
[strategies.own.costs.sometime]
category = "Compute"
monthly = "2 * claims"
after = "late + 0"
[strategies.own.costs.never]
category = "Compute"
one_time = "2 * claims"
after = 30
[strategies.own.costs.built]
category = "Compute"
monthly = "costs.later + costs.now"

[strategies.twin]
like = "own"

[[correlations]]
between = ["drivers.rate", "drivers.late"]
rank = 0.4
"""

#: 100 x 1.1^(t - 1), times the season, at most 180.
CLAIMS = {1: 50.0, 3: 121.0, 6: 161.051, 24: 180.0}


@pytest.fixture
def explained(invoke, tmp_path: Path):
    """Return a function that explains an address of the scenario above."""
    path = tmp_path / "claims.toml"
    path.write_text(SCENARIO, "utf-8")

    def explain(address: str) -> str:
        result = invoke("explain", address, "--config", str(path), "-q")
        assert result.exit_code == 0, result.stderr
        return str(result.stdout)

    return explain


def found(text: str, month: int, name: str = "mean") -> float:
    """Return a number that stands beside a month."""
    row = re.search(rf"^Month {month} .*?\b{name} (-?[\d.,]*\d)[, ]", text, re.MULTILINE)
    assert row is not None, text
    return float(row[1].replace(",", ""))


def test_a_process_is_shown_with_season_and_ceiling(explained) -> None:
    text = explained("drivers.claims")
    assert found(text, 1) == CLAIMS[1]
    assert found(text, 24) == CLAIMS[24]
    assert "Month 1   mean 50, sd 0, P5 50, P50 50, P95 50 (" in text
    assert "never above ceiling" in " ".join(text.split())
    assert "  season = [0.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1.25]\n      # a quiet start\n" in text
    assert "  ceiling = 180\n" in text


def test_what_builds_on_a_process_has_its_season_and_ceiling(explained) -> None:
    text = explained("strategies.own.inputs.pages")
    assert found(text, 1) == 2.0 * CLAIMS[1]
    assert "claims: a process of kind growth (mean in month 1: 50)" in " ".join(text.split())


def test_noise_is_there_in_month_one(explained) -> None:
    text = explained("strategies.own.inputs.noisy_pages")
    # E min(100, 100 L) for a lognormal L of mean 1 and sigma 0.2 is 200 Phi(-0.1) = 92.03
    assert abs(found(text, 1) - 92.03) < 0.1
    assert found(text, 1, "P95") == 100.0
    assert "processes at their start" not in text


@pytest.mark.parametrize(
    ("line", "month", "why"),
    [
        ("now", 1, "futures)"),
        ("later", 3, "the first month in which it is paid"),
        ("sometime", 6, "half of all futures"),
    ],
)
def test_an_amount_is_shown_in_the_month_that_pays_it_first(explained, line: str, month: int, why: str) -> None:
    text = explained(f"strategies.own.costs.{line}.monthly")
    assert found(text, month) == pytest.approx(2.0 * CLAIMS[month], rel=1e-3)
    assert why in " ".join(text.split())
    average = f"{2.0 * CLAIMS[month]:,.4g} )".replace(" ", "")
    assert f"(mean in month {month}: {average}" in explained(f"strategies.own.costs.{line}")
    assert text.count("Month ") == 1


def test_an_amount_that_is_never_paid_says_so(explained) -> None:
    assert "Paid      never paid within 24 months\n" in explained("strategies.own.costs.never.one_time")
    assert "(never paid within 24 months)" in explained("strategies.own.costs.never")


def test_a_line_in_a_formula_counts_from_its_start(explained) -> None:
    assert found(explained("strategies.own.costs.built.monthly"), 1) == 2.0 * CLAIMS[1]


@pytest.mark.parametrize(
    ("address", "rows"),
    [
        ("drivers", ["drivers.rate", "drivers.late", "drivers.claims", "drivers.noisy", "drivers.seat"]),
        ("unit", ["unit.monthly"]),
        ("strategies", ["strategies.own", "strategies.twin"]),
        ("strategies.own.inputs", ["strategies.own.inputs.pages", "strategies.own.inputs.noisy_pages"]),
        ("strategies.own.costs", [f"strategies.own.costs.{n}" for n in ("now", "later", "sometime", "never", "built")]),
        ("strategies.twin.inputs", ["strategies.twin.inputs.pages", "strategies.twin.inputs.noisy_pages"]),
        ("correlations", ["correlations.0"]),
    ],
)
def test_tables_of_named_things_are_listed(explained, address: str, rows: list[str]) -> None:
    text = explained(address)
    assert text.startswith(f"{address}: ") and "Meaning   " in text
    assert [row.split()[0] for row in text.splitlines() if row.startswith(f"  {address}.")] == rows


def test_a_dependence_is_explained(explained) -> None:
    assert "Ranks     1 0.4; 0.4 1" in explained("correlations.0")


def test_parts_of_a_process_are_used_in_it(explained) -> None:
    assert explained("drivers.seat.at.1").endswith("Used in:\n  drivers.seat\n")


def test_only_what_the_file_has_is_offered(invoke, tmp_path: Path) -> None:
    path = tmp_path / "claims.toml"
    path.write_text(SCENARIO, "utf-8")
    result = invoke("explain", "drivers.noisy.noise#1", "--config", str(path), "-q")
    assert result.exit_code == 2
    assert "did you mean `drivers.noisy.noise`" in result.stderr
    assert "volatility" not in result.stderr and "ceiling" not in result.stderr
