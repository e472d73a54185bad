"""The fit of a history of rents finds the process that the history was drawn from."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fit_gpu_rent", ROOT / "tools" / "fit_gpu_rent.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look it up
    spec.loader.exec_module(module)
    return module


def test_a_long_history_gives_the_process_back(tool: ModuleType) -> None:
    """Every third month is missing; the error of k is sqrt((1 - k^2) / n), that of the volatility sd / sqrt(2 n)."""
    months = np.array([month for month in range(9_000) if month % 3], dtype=np.float64)
    true = tool.Fit(2.0 ** (-1 / 6), np.log(2.3), 0.08)
    x = tool.drawn(true, months, true.mean, np.random.default_rng(1))
    found = tool.fit(months, x)
    assert abs(found.k - true.k) < 3 * np.sqrt((1 - true.k**2) / 6_000)
    assert abs(found.volatility - 0.08) < 3 * 0.08 / np.sqrt(12_000)
    packed = tool.fit(np.arange(months.size, dtype=np.float64), x)  # the gaps forgotten: another process
    assert abs(packed.k - true.k) > 3 * np.sqrt((1 - true.k**2) / 6_000)


def test_a_short_history_reverts_too_fast_until_corrected(tool: ModuleType) -> None:
    rng, months = np.random.default_rng(2), np.arange(33.0)
    true = tool.Fit(2.0 ** (-1 / 8), 1.0, 0.07)
    fitted = [tool.fit(months, tool.drawn(true, months, 1.0, rng)).k for _ in range(400)]
    error = np.std(fitted) / np.sqrt(400)
    assert np.mean(fitted) < true.k - 10 * error
    assert np.mean(fitted) == pytest.approx(true.k - (1 + 3 * true.k) / 33, abs=0.03)  # Marriott and Pope


def test_a_file_is_read_by_month(tool: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "rents.csv"
    rows = ["day,gpu,usd"] + [
        f"2025-{month:02d}-{day},H100,{2 + month / 10 + day / 1_000}"
        for month in (1, 2, 4, 5, 6, 7)
        for day in (10, 20)
    ]
    path.write_text("\n".join([*rows, "2025-03-10,A100,9", "2025-03-11,H100,"]) + "\n")
    prices = tool.history(path, "day", "usd", {"gpu": "H100"})
    assert [round(price, 3) for price in prices.values()] == [2.115, 2.215, 2.415, 2.515, 2.615, 2.715]
    text = tool.report(prices, repeats=20)
    assert text.startswith("6 months, 2025-01 to 2025-07, mean ")
    assert "the lowest month is 2.12, the next 2.21" in text or "the lowest month is 2.12, the next 2.22" in text
