"""`simulate prices`, and what `check`, `explain` and reports say of listed prices."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from tcorisk.cli.main import main
from tcorisk.configs import load, loads
from tcorisk.configs.listed.prices import STALE_PRICE_DAYS, find, table
from tcorisk.reports.board.assumptions import assumptions

FILE = """
schema = 1
title = "t"
currency = "USD"
horizons = [12]
[strategies.a.costs.tokens]
category = "Compute"
monthly = '1e3 * list_price("gpt-4o", "input")'
[strategies.a.costs.gpu]
category = "Compute"
monthly = "730 * 2"    # 2026-11-08
"""


def output(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == code, result.output
    return result.output


def test_prices_lists_every_model_and_gpu_with_sources() -> None:
    text = output("prices")
    assert all(name in text for function in ("list_price", "list_rent") for name in table(function))
    assert "Source: genai-prices" in text
    assert "Checked: the day of the data set that the price was taken from." in text
    row = next(line for line in text.splitlines() if line.split()[:1] == ["gpt-4o"])
    assert row.split()[1:] == ["2.5", "10", "1.25", "-", find("list_price", "gpt-4o", "input").checked.isoformat()]


def test_one_model_or_gpu() -> None:
    assert "claude" not in (text := output("prices", "--model", "H100"))
    assert "list_rent" in text and "list_price" not in text
    assert "did you mean `gpt-4o`?" in output("prices", "--model", "gpt-4oo", code=2)


def test_explain_shows_value_source_and_day(tmp_path: Path) -> None:
    (tmp_path / "f.toml").write_text(FILE)
    text = output("explain", "strategies.a.costs.tokens.monthly", "--config", str(tmp_path / "f.toml"))
    assert 'Listed    list_price("gpt-4o", "input") is 2.5 USD per million tokens: genai-prices' in text
    assert "Listed" not in output("explain", "strategies.a.costs.gpu.monthly", "--config", str(tmp_path / "f.toml"))


@pytest.mark.parametrize(("days", "warned"), [(STALE_PRICE_DAYS, False), (STALE_PRICE_DAYS + 1, True)])
def test_check_warns_of_an_old_price(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, warned: bool) -> None:
    day = find("list_price", "gpt-4o", "input").checked + timedelta(days=days)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(86_400 * (day - date(1970, 1, 1)).days))
    (tmp_path / "f.toml").write_text(FILE)
    text = output("check", "--config", str(tmp_path / "f.toml"))
    assert text.count("Warning: strategies.a.costs.tokens.monthly: list_price(") == warned
    assert text.endswith("OK\n")


def test_a_listed_price_is_an_assumption_with_source_and_age() -> None:
    scenario = loads(FILE)
    checked = find("list_price", "gpt-4o", "input").checked
    for days, stale in ((STALE_PRICE_DAYS, False), (STALE_PRICE_DAYS + 1, True)):
        found = {item.address: item for item in assumptions(scenario, checked + timedelta(days=days))}
        tokens = found["strategies.a.costs.tokens.monthly"]
        assert (tokens.dated, tokens.age_days, tokens.stale) == (checked, days, stale)
        assert "genai-prices" in tokens.source
        assert not found["strategies.a.costs.gpu.monthly"].stale  # a typed price has its own, longer limit


def test_report_warns_of_an_old_price(tmp_path: Path) -> None:
    (tmp_path / "f.toml").write_text(FILE)
    checked = find("list_price", "gpt-4o", "input").checked
    for days, warned in ((STALE_PRICE_DAYS, False), (STALE_PRICE_DAYS + 1, True)):
        out = tmp_path / f"board{days}"
        day = (checked + timedelta(days=days)).isoformat()
        output("report", "--config", str(tmp_path / "f.toml"), "--out", str(out), "--formats", "html", "--date", day,
               "-n", "1024")  # fmt: skip
        [page] = out.glob("*.html")
        assert ("was checked on" in page.read_text("utf-8")) == warned


@pytest.mark.parametrize("days", [-365, 0, STALE_PRICE_DAYS + 1, 3_650])
@pytest.mark.parametrize("name", ["ecommerce", "custom_model"])
def test_bundled_scenarios_load_on_any_day(monkeypatch: pytest.MonkeyPatch, name: str, days: int) -> None:
    """The day is in what `check` says, and in nothing that is written."""
    day = find("list_price", "gpt-4o", "input").checked + timedelta(days=days)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(86_400 * (day - date(1970, 1, 1)).days))
    assert load(name).warnings == ()
    text = output("check", "--config", name)
    assert text.endswith("OK\n")
    assert ("was checked on" in text) == (days > STALE_PRICE_DAYS)
