"""`tools/refresh_prices.py` writes what the package holds; a stand-in for the package, which tests do not need."""

from __future__ import annotations

import importlib.util
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def price(input: str, output: str | None, cached: object = None, write: object = None) -> SimpleNamespace:
    values = {"input_mtok": Decimal(input), "output_mtok": None if output is None else Decimal(output)}
    return SimpleNamespace(**values, cache_read_mtok=cached, cache_write_mtok=write)


def later(day: date, prices: object) -> SimpleNamespace:
    return SimpleNamespace(constraint=SimpleNamespace(start_date=day), prices=prices)


def always(prices: object) -> SimpleNamespace:
    return SimpleNamespace(constraint=None, prices=prices)


TIERED = SimpleNamespace(base=Decimal("0.30"), tiers=[])
MODELS = {
    "plain": price("2.50", "10"),
    "tiered": price("3", "15", TIERED, Decimal("3.750")),
    "cut": [always(price("10", "40")), later(date(2026, 3, 1), price("2", "8"))],
    "coming": [always(price("1", "4")), later(date.today() + timedelta(days=30), price("2", "8"))],
    "embedding": price("0.1", None),
}


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    models = [SimpleNamespace(id=name, prices=prices) for name, prices in MODELS.items()]
    data = ModuleType("genai_prices.data")
    data.providers = [SimpleNamespace(id="vendor", models=models)]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "genai_prices", ModuleType("genai_prices"))
    monkeypatch.setitem(sys.modules, "genai_prices.data", data)
    spec = importlib.util.spec_from_file_location("refresh_prices", ROOT / "tools" / "refresh_prices.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    path = tmp_path / "models.csv"
    path.write_text(
        "model,provider,input,output,cached,cache_write,source,checked\nplain,vendor,9,9,,,old,2020-01-01\n"
    )
    monkeypatch.setattr(module, "PATH", path)
    monkeypatch.setattr(module, "version", lambda name: "1.0")
    return module


def test_models_stay_and_those_named_are_added(tool: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["refresh", "vendor/tiered", "vendor/cut", "vendor/plain"])
    tool.main()
    first = tool.PATH.read_text()
    assert first.splitlines() == [
        "model,provider,input,output,cached,cache_write,source,checked",
        "plain,vendor,2.5,10,,,genai-prices 1.0,2026-03-01",
        "tiered,vendor,3,15,0.3,3.75,genai-prices 1.0,2026-03-01",
        "cut,vendor,2,8,,,genai-prices 1.0,2026-03-01",
    ]
    monkeypatch.setattr(sys, "argv", ["refresh"])
    tool.main()
    assert tool.PATH.read_text() == first


@pytest.mark.parametrize(
    ("model", "reason"), [("coming", "changes on a coming day"), ("embedding", "no price of input")]
)
def test_a_price_that_says_too_little_is_refused(
    tool: Any, monkeypatch: pytest.MonkeyPatch, model: str, reason: str
) -> None:
    monkeypatch.setattr(sys, "argv", ["refresh", f"vendor/{model}"])
    before = tool.PATH.read_text()
    with pytest.raises(SystemExit, match=reason):
        tool.main()
    assert tool.PATH.read_text() == before


def test_the_shipped_file_has_the_columns_that_the_tool_writes(tool: Any) -> None:
    shipped = (ROOT / "configs" / "listed" / "models.csv").read_text().splitlines()
    assert shipped[0] == ",".join(tool.COLUMNS)
