"""The six whole scenarios of the guide: short, without a warning, run as they are, and listed on the first page."""

from __future__ import annotations

from pathlib import Path

import pytest
from guide_pages import DOCS, page_text

from tcorisk import load, simulate

FILES = sorted(path for path in (DOCS / "examples").glob("*.toml") if path.stem != "prices")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_is_short_and_runs(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) < 60
    assert f"[{path.name}](examples/{path.name})" in page_text("README.md")
    scenario = load(path)
    assert not scenario.warnings
    assert simulate(scenario, 512).document["run"]["status"] == "complete"


def test_there_are_six() -> None:
    assert len(FILES) == 6
