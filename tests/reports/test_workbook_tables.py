"""The workbook for a controller: tables, names, live totals whose kept values are right, and what is printed."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from board_case import MADE, hostile_board, small_board
from openpyxl.utils import range_boundaries

from tcorisk import simulate
from tcorisk.configs import loads
from tcorisk.reports.board import Board, gather
from tcorisk.reports.workbook import render_workbook
from tcorisk.reports.workbook.defined_names import DefinedNames
from tcorisk.reports.workbook.sheet import UNPRINTED

#: Two strategies with lines that are paid later, lost revenue, a purchase with a resale value, and a start.
_DATED = """
schema = 1
title = "Dated"
currency = "EUR"
start = 2026-11-01
horizons = [6, 14]
discount_rate = 0.07
[drivers]
staff = "4_000 to 6_000"
[strategies.c1]
[strategies.c1.costs.tokens]
category = "Compute"
monthly = "0.5 * staff * to(0.8, 1.2)"
paid_after = 2
[strategies.r]
launch = { months = "1 to 2", revenue_per_month = 9_000 }
buffer = { share = "10% to 30%" }
[strategies.r.costs.servers]
category = "Compute"
one_time = "20_000 to 30_000"
residual = "0.9 ** age"
[strategies.r.costs.incidents]
category = "Incidents"
events_per_month = 0.2
per_event = "1_000 to 9_000"
"""


def many(strategies: int, law: str = '"100 to 900"') -> str:
    """Return a scenario with so many strategies, whose names are as alike as they may be."""
    head = 'schema = 1\ntitle = "Many"\ncurrency = "EUR"\nhorizons = [12]\n'
    parts = [
        f'[strategies.s_{at}]\nlabel = "Same"\n[strategies.s_{at}.costs.line]\ncategory = "Compute"\n'
        f'monthly = {law}\n[strategies.s_{at}.costs.more]\ncategory = "Incidents"\nmonthly = {at + 1}\n'
        for at in range(strategies)
    ]
    return head + "".join(parts)


_TEXTS = {"dated": _DATED, "one": many(1), "five": many(5), "certain": many(3, "700")}
_ALL = ["small", "hostile", *_TEXTS]


@cache
def board_of(which: str) -> Board:
    if which in ("small", "hostile"):
        return small_board() if which == "small" else hostile_board()
    return gather(simulate(loads(_TEXTS[which]), 8192), made=MADE)


@cache
def opened(which: str, values: bool = True) -> Any:
    return openpyxl.load_workbook(BytesIO(render_workbook(board_of(which))), data_only=values)


def numbers(cells: Any) -> list[float]:
    return [cell.value for row in cells for cell in row if isinstance(cell.value, int | float)]


def worked_out(formula: str, values: Any) -> float:
    """Compute one of our formulas from the cells that it names, by rules of its own."""
    name, inside = re.fullmatch(r"=([A-Z]+)\((.*)\)", formula).groups()  # type: ignore[union-attr]
    if name == "SUM":
        return sum(numbers(values[inside]))
    if name == "SUBTOTAL":
        return sum(numbers(values[inside.removeprefix("109,")]))
    if name == "ROUND":
        one, other = re.split("-", inside.removesuffix(",6"))
        return round(values[one].value - values[other].value, 6)
    if name == "SUMIFS":
        amounts, owners, owner, months, until = inside.split(",")
        last = values[until.removeprefix('"<="&')].value
        columns = [[cell.value for (cell,) in values[span.replace("$", "")]] for span in (amounts, owners, months)]
        return sum(x for x, who, month in zip(*columns, strict=True) if who == values[owner].value and month <= last)
    assert name == "SUMPRODUCT"
    *tests, amounts = re.split(r",(?![^(]*\))", inside)
    kept = [True] * len(values[amounts])
    for test in tests:
        span, cell = test.removeprefix("--EXACT(").removesuffix(")").split(",")
        kept = [was and one.value == values[cell].value for was, (one,) in zip(kept, values[span], strict=True)]
    return sum(cell.value or 0.0 for keep, (cell,) in zip(kept, values[amounts], strict=True) if keep)


@pytest.mark.parametrize("which", _ALL)
def test_the_value_kept_beside_each_formula_is_what_it_comes_to(which):
    formulas, values = opened(which, values=False), opened(which)
    seen = 0
    for sheet in formulas:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            kept = values[sheet.title][cell.coordinate].value
            assert kept == pytest.approx(worked_out(cell.value, values[sheet.title]), rel=1e-9, abs=1e-6), cell
            seen += 1
    assert seen > 30


def test_a_changed_cell_changes_what_its_formulas_come_to():
    book = openpyxl.load_workbook(BytesIO(render_workbook(board_of("dated"))), data_only=True)
    formulas, values = opened("dated", values=False)["Cash by line"], book["Cash by line"]
    (month,) = [cell.column for cell in formulas[4] if cell.value == "Nov 2026"]
    kept = values.cell(3, month).value
    values.cell(5, month).value += 1.0
    assert worked_out(formulas.cell(3, month).value, values) == pytest.approx(kept + 1.0)
    wrong = [
        cell
        for row in formulas.iter_rows()
        for cell in row
        if cell.data_type == "f" and abs(worked_out(cell.value, values) - values[cell.coordinate].value) > 0.5
    ]
    assert len({cell.row for cell in wrong}) == 4  # rows shown, the line, its category, all lines


def cash_rows(which: str) -> tuple[list[str], list[dict[str, Any]]]:
    head, *rows = [[cell.value for cell in row] for row in opened(which)["Cash by line"].iter_rows(min_row=4)]
    return head, [dict(zip(head, row, strict=True)) for row in rows if row[1] is not None]


@pytest.mark.parametrize("which", _ALL)
def test_cash_by_line_adds_up_to_the_cash_of_each_month_as_simulated(which):
    document, (head, rows) = board_of(which).document, cash_rows(which)
    first = next(at for at, name in enumerate(head) if name in ("Month 1", "Nov 2026"))
    for name, strategy in document["strategies"].items():
        mine = [row for row in rows if row["Name"] == name]
        lines = [row for row in mine if row["Category"] != "All lines" and row["Cost line"] != "Sum"]
        simulated = strategy["months"]["cash"]["mean"]
        for at, mean in enumerate(simulated):
            month = head[first + at]
            assert sum(row[month] for row in lines) == pytest.approx(mean, rel=1e-12, abs=1e-9)
            kept = {row["Cost line"]: row[month] for row in mine if row["Category"] == "All lines"}
            assert kept["Sum"] == pytest.approx(mean, rel=1e-12, abs=1e-9)
            assert kept["As simulated"] == pytest.approx(mean, rel=1e-15)
            assert kept["Difference"] == 0.0


def test_each_line_has_its_cash_of_the_horizon():
    """The run counts each line's cash until a horizon by another way: with months of payment, and nothing lost."""
    document, (head, rows) = board_of("dated").document, cash_rows("dated")
    months = head[next(at for at, name in enumerate(head) if name == "Nov 2026") :]
    assert months[0] == "Nov 2026"
    assert len(months) == 14
    for name, strategy in document["strategies"].items():
        for horizon, numbers_of in strategy["horizons"].items():
            for line, figures in numbers_of["lines"].items():
                mine = [row for row in rows if (row["Name"], row["Cost line"]) == (name, line)]
                assert len(mine) == (line != "launch")
                for row in mine:
                    paid = sum(row[month] for month in months[: int(horizon)])
                    assert paid == pytest.approx(figures["cash_mean"], rel=1e-12)


def test_periods_are_those_of_the_calendar():
    _, rows = cash_rows("dated")
    (total,) = [row for row in rows if (row["Name"], row["Cost line"], row["Category"]) == ("r", "Sum", "All lines")]
    mean = board_of("dated").document["strategies"]["r"]["months"]["cash"]["mean"]
    assert total["14 months"] == pytest.approx(sum(mean))
    assert total["2026 (2 months)"] == pytest.approx(sum(mean[:2]))
    assert total["2027"] == pytest.approx(sum(mean[2:]))
    assert total["Q2 2027"] == pytest.approx(sum(mean[5:8]))


@pytest.mark.parametrize("which", _ALL)
def test_plain_tables_are_tables_of_excel(which):
    book, taken = opened(which), set()
    for sheet in book:
        for table in sheet.tables.values():
            assert table.autoFilter is not None
            assert table.tableStyleInfo.showRowStripes
            assert table.displayName.casefold() not in taken
            taken.add(table.displayName.casefold())
            left, top, right, bottom = range_boundaries(table.ref)
            assert bottom > top
            heads = [str(sheet.cell(top, column).value) for column in range(left, right + 1)]
            assert heads == [column.name for column in table.tableColumns]
            assert len({head.casefold() for head in heads}) == len(heads)
    assert not taken & {name.casefold() for name in book.defined_names}
    expected = {"months_table", "cash_by_line_table", "categories_table", "assumptions_table", "provenance_table"}
    assert expected <= taken


@pytest.mark.parametrize("which", _ALL)
def test_names_lead_to_the_figures(which):
    book, document = opened(which), board_of(which).document
    cells = {name: next(iter(defined.destinations)) for name, defined in book.defined_names.items()}
    value = {name: book[sheet][cell.replace("$", "")].value for name, (sheet, cell) in cells.items()}
    assert value["recommended"] == document["verdict"]["recommended"]
    assert value["horizon"] == document["verdict"]["horizon"]
    assert isinstance(value["currency"], str)
    for name, strategy in document["strategies"].items():
        for horizon, figures in strategy["horizons"].items():
            assert value[f"{name}_TCO_P50_{horizon}"] == pytest.approx(figures["p50"], rel=1e-15)
            assert value[f"{name}_TCO_mean_{horizon}"] == pytest.approx(figures["mean"], rel=1e-15)
            assert value[f"{name}_cash_P90_{horizon}"] == pytest.approx(figures["cash"]["p90"], rel=1e-15)
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,254}", name) for name in value)
    assert not any(re.fullmatch(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*", name) for name in value)
    assert len({name.casefold() for name in value}) == len(value)


def test_assumptions_have_an_address_and_a_name():
    book = opened("small")
    head, *rows = [[cell.value for cell in row] for row in book["Assumptions"].iter_rows(min_row=4)]
    (mean,) = [row[head.index("Mean")] for row in rows if row[head.index("Address")] == "drivers.engineer"]
    sheet, cell = next(iter(book.defined_names["drivers_engineer"].destinations))
    assert book[sheet][cell.replace("$", "")].value == mean


class _Book:
    """Takes names as a workbook does."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def define_name(self, name: str, _: str) -> None:
        self.names.append(name)


def test_names_are_valid_and_each_is_given_once():
    book = _Book()
    names = DefinedNames(book)  # type: ignore[arg-type]  # as far as names go
    asked = ("a.b", "a_b", "A_B", "r1c1", "abc12", "r", "2x", "x#1", "x" * 300, "x" * 299 + "y", "\u05e9", "abcd12")
    found = [names.cell(each, "Summary", 0, 0) for each in asked]
    assert found == book.names
    assert found[:8] == ["a_b", "a_b_2", "A_B_3", "_r1c1", "_abc12", "_r", "_2x", "x_1"]
    assert found[-1] == "abcd12"  # no column has four letters
    assert all(len(each) <= 255 for each in found)
    assert len({each.casefold() for each in found}) == len(asked)


def test_the_contents_list_every_sheet_and_lead_there():
    book = opened("small")
    listed = [row[0] for row in book["Contents"].iter_rows(min_row=5)]
    assert [cell.value for cell in listed] == [name for name in book.sheetnames if name != "Contents"]
    assert all(cell.hyperlink.location == f"'{cell.value}'!A1" for cell in listed)
    assert all(len(row[1].value) > 10 for row in book["Contents"].iter_rows(min_row=5))


@pytest.mark.parametrize("which", _ALL)
def test_sheets_are_set_up_for_paper(which):
    book = opened(which)
    unprinted = {sheet.title for sheet in book if UNPRINTED in str(sheet["A2"].value)}
    assert unprinted >= {"Contents", "By month", "Bill", "Categories", "Chart data"}
    assert not unprinted & {"Summary", "Charts", "Contingency", "Cash by line", "Comparisons", "Assumptions"}
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert str(sheet.page_setup.paperSize) == "9"
        assert "&P of &N" in "".join(part.text or "" for part in (sheet.oddFooter.left, sheet.oddFooter.right))
        assert sheet.oddHeader.right.text == "&A"
        if sheet.title != "Charts":
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert int(sheet.page_setup.fitToWidth or 1) == 1
        if sheet.title in unprinted:
            (cell,) = re.findall(r"\$([A-Z]+)\$(\d+)", sheet.print_area)[:1]
            assert sheet[f"{cell[0]}{cell[1]}"].value is None
            assert sheet.print_title_rows in (None, "")
        elif sheet.tables:
            assert sheet.print_title_rows == "$4:$4"


def test_only_the_lines_of_a_strategy_change_when_the_filter_does():
    """The row above the headings counts what is shown: SUBTOTAL 109 leaves out what a filter hides."""
    sheet = opened("small", values=False)["Cash by line"]
    (table,) = sheet.tables.values()
    _, top, _, bottom = range_boundaries(table.ref)
    month = next(cell for cell in sheet[top] if cell.value == "Month 1")
    assert sheet.cell(top - 1, month.column).value == (
        f"=SUBTOTAL(109,{month.column_letter}${top + 1}:{month.column_letter}${bottom})"
    )


def test_the_same_findings_are_the_same_bytes():
    assert render_workbook(board_of("dated")) == render_workbook(board_of("dated"))
