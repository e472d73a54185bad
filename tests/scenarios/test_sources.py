"""Every number of a bundled scenario has a source, or the word judgement with its reason; a price has a date."""

from __future__ import annotations

from pathlib import Path

import pytest
from sourced import assumptions, undated, unsourced

CONFIGS = Path(__file__).parents[2] / "configs"
NAMES = sorted(path.stem for path in CONFIGS.glob("*.toml"))


@pytest.mark.parametrize("name", NAMES)
def test_every_number_has_a_source_or_is_called_a_judgement(name: str) -> None:
    text = (CONFIGS / f"{name}.toml").read_text("utf-8")
    assert len(list(assumptions(text))) > 10
    assert unsourced(text) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_price_has_a_date(name: str) -> None:
    assert undated((CONFIGS / f"{name}.toml").read_text("utf-8")) == []


def test_a_number_without_a_source_is_noticed() -> None:
    assert unsourced('x = "5 to 9"             # USD a month\n') == ['x = "5 to 9"             # USD a month']
    assert unsourced('x = "5 to 9"             # USD a month: judgement, as for the neighbours\n') == []
    assert unsourced("# recorded, 2026\nx = 5.5\ny = 6.5\n") == ["y = 6.5"]
