"""Published figures come out of their TOML files, and a wrong answer would be seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from published_cases import CHOICES, FIGURES, Figure, Found, agrees, chosen


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: f"{figure.case}-{figure.name}")
def test_a_published_figure(figure: Figure) -> None:
    found = figure.ours(figure.case)
    assert agrees(figure, found)
    assert found.se < 0.02 * figure.truth


@pytest.mark.parametrize("case", CHOICES)
def test_a_published_choice(case: str) -> None:
    assert chosen(case) == CHOICES[case]


def test_wrong_answers_do_not_agree() -> None:
    figure = Figure("none", "none", "none", "4.63", lambda case: Found(0.0))
    assert agrees(figure, Found(4.6348))
    assert not agrees(figure, Found(4.636))
    assert agrees(figure, Found(4.70, 0.02)) and not agrees(figure, Found(4.72, 0.02))
    assert figure.truth == 4.63 and figure.rounding == pytest.approx(0.005)
    assert Figure("none", "none", "none", "1,040,000", lambda case: Found(0.0)).rounding == 0.5


def test_every_file_is_a_case() -> None:
    files = {path.stem for path in (Path(__file__).parent / "published").glob("*.toml")}
    assert files == {figure.case for figure in FIGURES} - {"compound_poisson"}


def test_the_page_shows_them() -> None:
    page = (Path(__file__).parents[2] / "docs" / "trust.md").read_text("utf-8").partition("## Published cases")[2]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if line.startswith("| ")]
    found = [row for row in rows if len(row) == 6 and row[0] in {figure.case for figure in FIGURES}]
    assert [row[:4] for row in found] == [[f.case, f.name, f.source, f.published] for f in FIGURES]
    for figure, row in zip(FIGURES, found, strict=True):
        assert float(row[4].replace(",", "")) == pytest.approx(figure.truth, rel=0.01)
