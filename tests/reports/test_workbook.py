"""The workbook: numbers as numbers, sums as formulas that are right, words as words."""

from __future__ import annotations

import re
import zipfile
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from board_case import HOSTILE, MADE, hostile_board, small_board

from tcorisk import load, simulate
from tcorisk.reports.board import Board, gather
from tcorisk.reports.workbook import render_workbook
from tcorisk.reports.workbook.styles import MONEY, _money, cell_words

#: Among them one in which what was bought is worth something at the end.
SCENARIOS = Path(__file__).parents[1] / "scenarios"


@cache
def book_of(which: str) -> bytes:
    return render_workbook(board_of(which))


@cache
def board_of(which: str) -> Board:
    if which in ("small", "hostile"):
        return small_board() if which == "small" else hostile_board()
    where = SCENARIOS / f"{which}.toml" if (SCENARIOS / f"{which}.toml").exists() else which
    return gather(simulate(load(where), 8192), made=MADE)


@cache
def opened(which: str, values: bool = True) -> Any:
    return fresh(which, values)


def fresh(which: str, values: bool = True) -> Any:
    return openpyxl.load_workbook(BytesIO(book_of(which)), data_only=values)


def rows_of(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_sheets_come_in_the_order_in_which_they_are_read():
    story = ["Summary", "Contents", "Charts", "Percentiles", "Contingency", "Cash by line", "By month", "Comparisons"]
    story += ["Bill", "Categories", "Sensitivity", "Volume", "Map", "Assumptions", "Trajectories", "Provenance"]
    assert [name for name in opened("small").sheetnames if name in story] == story


def test_the_summary_holds_the_numbers_of_the_result():
    rows = {row[0]: row[1:] for row in rows_of(opened("small")["Summary"])}
    document = small_board().document
    horizons = [each for strategy in document["strategies"].values() for each in strategy["horizons"].values()]
    assert rows["Total cost P90"][: len(horizons)] == pytest.approx([each["p90"] for each in horizons], rel=1e-15)
    assert rows["Cash P50"][: len(horizons)] == pytest.approx([each["cash"]["p50"] for each in horizons], rel=1e-15)
    assert rows["Horizon, months"][:2] == [6, 12]


def cells_of(formula: str) -> str:
    return formula.removeprefix("=SUM(").removesuffix(")")


@pytest.mark.parametrize("which", ["small", "bought_gpus", "support_chatbot"])
def test_totals_are_formulas_and_add_up_to_what_was_simulated(which):
    """Work the sums out here, from the cells they name; the value kept beside a formula has to be the same."""
    formulas, values = opened(which, values=False)["Bill"], opened(which)["Bill"]
    rows = rows_of(formulas)
    total = next(at for at, row in enumerate(rows) if row[0] == "Total")
    last = str(board_of(which).scenario.horizons[-1])
    for at, (_, strategy) in enumerate(board_of(which).document["strategies"].items(), 2):
        formula = rows[total][at]
        assert formula.startswith("=SUM(")
        added = sum(cell.value or 0.0 for (cell,) in values[cells_of(formula)])
        assert added == pytest.approx(strategy["horizons"][last]["mean"], rel=1e-9)
        assert values.cell(total + 1, at + 1).value == pytest.approx(added, rel=1e-12)
        # sixteen digits are what a workbook keeps
        assert rows[total + 1][at] == pytest.approx(strategy["horizons"][last]["mean"], rel=1e-15)


def test_a_wrong_line_does_not_add_up():
    values = fresh("small")["Bill"]
    formula = next(row for row in rows_of(opened("small", values=False)["Bill"]) if row[0] == "Total")[2]
    cells = [cell for (cell,) in values[cells_of(formula)]]
    cells[0].value += 1.0
    mean = small_board().document["strategies"]["api"]["horizons"]["12"]["mean"]
    assert sum(cell.value or 0.0 for cell in cells) != pytest.approx(mean, rel=1e-9)


def test_categories_are_sums_of_their_lines():
    sheet = opened("small")["Bill"]
    rows = rows_of(sheet)
    top = max(at for at, row in enumerate(rows) if row[0] == "Category")
    assert len(rows) > top + 2
    for row in rows[top + 1 :]:
        for at, strategy in enumerate(small_board().document["strategies"].values(), 2):
            expected = strategy["horizons"]["12"]["categories"].get(row[0], {"mean": 0.0})["mean"]
            assert row[at] == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_cash_so_far_is_the_running_sum():
    head, *rows = rows_of(opened("small")["By month"])[3:]
    name, month, so_far = (head.index(each) for each in ("Name", "Month", "Cash so far, mean"))
    assert len(rows) == 3 * 12
    for row in rows:
        mean = small_board().document["strategies"][row[name]]["months"]["cash"]["mean"]
        assert row[so_far] == pytest.approx(sum(mean[: row[month]]), rel=1e-12)


def test_every_heading_says_what_it_means():
    book = opened("small")
    for name in ("Percentiles", "Cash by line", "Assumptions"):
        heads = [cell for cell in book[name][4] if cell.value]
        assert heads
        assert all(cell.comment is not None and len(cell.comment.text) > 10 for cell in heads)
        assert book[name].freeze_panes is not None


def test_charts_are_native_and_draw_the_numbers_of_the_stories():
    with zipfile.ZipFile(BytesIO(book_of("small"))) as file:
        charts = [name for name in file.namelist() if name.startswith("xl/charts/chart")]
        assert len(charts) == 9
        assert not any("media" in name for name in file.namelist())  # no picture of a chart
    data = rows_of(opened("small")["Chart data"])
    at = data[4].index("Host: two GPUs, P50")
    p50 = small_board().document["strategies"]["own"]["months"]["cumulative_tco"]["p50"]
    assert [row[at] for row in data[6:18]] == pytest.approx(p50)


def test_hostile_words_stay_words():
    for values in (True, False):
        book = opened("hostile", values)
        words = {str(cell) for sheet in book for row in rows_of(sheet) for cell in row if isinstance(cell, str)}
        for hostile in (HOSTILE[0], HOSTILE[2], HOSTILE[5], HOSTILE[9]):
            assert any(cell_words(hostile) in text for text in words), hostile
    assert cell_words(HOSTILE[4]) in {cell for row in rows_of(opened("hostile")["Comparisons"]) for cell in row}


def test_no_formula_and_no_link_comes_from_a_scenario():
    """All formulas are sums of ours and all links lead to our sheets; words that begin as a formula does stay words."""
    cells = [cell for sheet in opened("hostile", values=False) for row in sheet.iter_rows() for cell in row]
    formulas = [cell.value for cell in cells if cell.data_type == "f"]
    assert formulas
    ours = r"=(SUM|SUBTOTAL|SUMIFS|ROUND|SUMPRODUCT)\(([$A-Z0-9:,&<=\"-]|--EXACT\([$A-Z0-9:,]*\))*\)"
    assert all(re.fullmatch(ours, formula) for formula in formulas)
    assert not re.fullmatch(ours, '=HYPERLINK("http://example.com","x")')
    assert any(cell.data_type == "s" and cell.value.startswith("=HYPERLINK") for cell in cells)
    with zipfile.ZipFile(BytesIO(book_of("hostile"))) as file:
        texts = [file.read(name).decode() for name in file.namelist() if name.endswith((".xml", ".rels"))]
    assert not any("TargetMode" in text for text in texts)
    links = [link for text in texts for link in re.findall(r"<hyperlink [^>]*>", text)]
    to_ours = r"<hyperlink ref=\"A\d+\" location=\"'([A-Z][A-Za-z ]*)'!A1\" display=\"[A-Z][A-Za-z ]*\"/>"
    tabs = set(opened("hostile").sheetnames)
    assert links
    assert all((found := re.fullmatch(to_ours, link)) and found[1] in tabs for link in links)
    # a chart takes its names from cells, its references are to our two sheets
    references = {ref for text in texts for ref in re.findall(r"<c:f>(.*?)</c:f>", text)}
    assert references
    assert all(reference.startswith("'Chart data'!$") for reference in references)


def test_the_same_findings_are_the_same_bytes():
    assert render_workbook(small_board()) == book_of("small")


def test_a_scenario_without_risk_has_no_sheets_about_risk():
    names = opened("support_chatbot").sheetnames
    assert "Percentiles" not in names
    assert "Sensitivity" not in names


def test_the_map_is_that_of_the_page():
    rows = rows_of(opened("small")["Map"])
    story = small_board().stories["heat_map"]
    assert rows[4][1:] == pytest.approx(story.columns)
    rows = rows[5 : 5 + len(story.rows)]
    assert [row[0] for row in rows] == pytest.approx(story.rows[::-1])
    for row, cells in zip(rows, story.cells[::-1], strict=True):
        assert list(row[1:]) == list(cells)


_TIES = """
schema = 1
title = "Ties"
currency = "USD"
horizons = [12]
[strategies.api.costs.tokens]
category = "Compute"
monthly = "300 to 900"
[strategies.twin]
like = "api"
[strategies.twin.costs.credit]
category = "Compute"
one_time = "bernoulli(0.3) * -500 + 400 * bernoulli(0.2)"
"""


_SAVED = "Savings, USD (negative: costs more)"


def test_ties_have_a_column_at_0_in_a_colour_of_its_own(tmp_path):
    (tmp_path / "ties.toml").write_text(_TIES, encoding="utf-8")
    board = gather(simulate(load(tmp_path / "ties.toml"), 8192), made=MADE)
    file = BytesIO(render_workbook(board))
    rows = rows_of(openpyxl.load_workbook(file, data_only=True)["Chart data"])
    heads = rows[4]
    middles, *shares = (
        heads.index(head) for head in (_SAVED, "api is cheaper", "both cost the same", "twin is cheaper")
    )
    found = {row[middles]: [row[at] for at in shares] for row in rows[5:] if row[middles] is not None}
    (compared,) = board.document["comparisons"]
    assert found[0.0] == pytest.approx([0.0, compared["p_ties"], 0.0])
    assert sum(cheaper for _, _, cheaper in found.values()) == pytest.approx(compared["p_beats"])
    with zipfile.ZipFile(file) as parts:
        drawn = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]
    columns = ('<c:grouping val="clustered"/>', '<c:barDir val="col"/>')
    (savings,) = [text for text in drawn if all(mark in text for mark in columns)]
    fills = re.findall(r'<c:ser>.*?<a:solidFill><a:srgbClr val="(\w+)"/>', savings)
    assert len(fills) == len(set(fills)) == 3


def test_rare_chances_and_small_amounts_are_not_rounded_to_nothing():
    sheet = opened("small")["Summary"]
    rows = {row[0].value: row[1:] for row in sheet.iter_rows() if row[0].value}
    formats = {
        cell.value: cell.number_format for cell in rows["Probability of beating the baseline"] if cell.value is not None
    }
    for chance, shown in formats.items():
        assert shown == ('"none seen"' if chance == 0.0 else "0.0000%" if chance < 0.001 else "0.0%")
    assert _money(0.0035) == "#,##0.00000;[Red]-#,##0.00000"
    assert _money(12.0) == "#,##0.00;[Red]-#,##0.00"
    assert _money(1e6) == MONEY
