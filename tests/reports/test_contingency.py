"""Contingency by cost line, in every output: the figures of the document, rounded, and lines that add up."""

from __future__ import annotations

from io import BytesIO

import pytest
from board_case import small_board
from click.testing import CliRunner
from deck_case import table_of
from openpyxl import load_workbook

from tcorisk import load, simulate
from tcorisk.cli import main
from tcorisk.reports.page import render_page
from tcorisk.reports.tables.tables import tables
from tcorisk.reports.terminal.default_table import table_lines
from tcorisk.reports.words.contingency_words import ALL_LINES, contingency_rows, contingency_table, contingency_words
from tcorisk.reports.words.view import View
from tcorisk.reports.workbook import render_workbook

LEVELS = ("p50", "p70", "p80", "p90")


@pytest.fixture(scope="module")
def board():
    return small_board()


@pytest.fixture(scope="module")
def view(board):
    return View(board.document, 100)


def _amount(text):
    return float(text.replace(",", ""))


def test_the_table_is_the_document_and_adds_up(board):
    found = tables(board)["contingency"].records()
    for name, strategy in board.document["strategies"].items():
        for horizon, numbers in strategy["horizons"].items():
            table = numbers["confidence"]
            rows = [r for r in found if (r["strategy"], r["horizon"]) == (name, int(horizon))]
            *lines, whole = rows
            assert whole["line"] == ALL_LINES and len(lines) == len(table["lines"])
            for level in LEVELS:
                assert whole[level] == table["contingency"][level]
                assert whole[f"cash_{level}"] == pytest.approx(table["amounts"][level], rel=1e-12)
                assert sum(r[level] for r in lines) == pytest.approx(whole[level], abs=0.005)
            assert all(r["p80_se"] is not None for r in lines) and whole["p80_se"] == table["se"]["p80"] > 0.0


def test_rows_are_sorted_and_the_small_ones_put_together(view):
    every = contingency_rows(view, "own", view.last)
    few = contingency_rows(view, "own", view.last, 4)
    assert [row.contingency["p80"] for row in every[:-1]] == sorted(
        (r.contingency["p80"] for r in every[:-1]), reverse=True
    )
    assert [row.line for row in few] == [every[0].line, every[1].line, f"{len(every) - 3} other lines", ALL_LINES]
    for level in LEVELS:
        assert few[2].contingency[level] == pytest.approx(sum(row.contingency[level] for row in every[2:-1]))
    assert contingency_rows(view, "own", view.last, len(every)) == every


def test_the_sentence_has_the_figures(view):
    found = view.numbers("own", view.last)["confidence"]
    words = contingency_words(view, "own")
    *_, whole, to_budget = contingency_table(view, "own", view.last, ("p80",))
    for amount in (to_budget[-1], whole[-1], whole[1]):
        assert amount in words
    assert _amount(whole[-1]) == pytest.approx(found["contingency"]["p80"], rel=0.01)
    assert _amount(to_budget[-1]) == pytest.approx(found["amounts"]["p80"], rel=5e-3)
    assert "above the spreadsheet estimate" in words
    assert f" is for {contingency_rows(view, 'own', view.last)[0].line}" in words


def test_printed_lines_add_up_to_the_last_digit_of_their_sum(view):
    for column in range(1, 6):
        *lines, whole, _ = contingency_table(view, "own", view.last, LEVELS)
        digits = whole[column].replace(",", "").lstrip("-")
        unit = 10 ** (len(digits) - len(digits.rstrip("0")))
        off = sum(_amount(row[column]) for row in lines) - _amount(whole[column])
        assert abs(off) <= unit * (len(lines) + 1) / 2


def test_the_terminal_prints_it_when_asked():
    asked = ["--config", "two_year_exercise", "-n", "8192", "--quiet"]
    short, long = (CliRunner().invoke(main, [*asked, *more]) for more in ([], ["--details"]))
    assert short.exit_code == long.exit_code == 0
    assert "CONTINGENCY" not in short.stdout
    assert "CONTINGENCY BY COST LINE, 24 months" in long.stdout
    assert set(short.stdout.splitlines()) <= set(long.stdout.splitlines())


def test_columns_of_the_terminal_add_up_to_rounding(board, view):
    lines = [line.text for line in table_lines(board.document, 100, details=True)]
    at = next(k for k, text in enumerate(lines) if text.startswith("CONTINGENCY"))
    names = {row.line for name in view.strategies for row in contingency_rows(view, name, view.last)}
    for column in (-1, -2, -3):
        total, parts = 0.0, 0.0
        for text in lines[at:]:
            name = text.strip().split("   ")[0]
            if name == ALL_LINES:
                total = _amount(text.split()[column])
                assert abs(parts - total) <= 0.02 * abs(total) + 50.0
                parts = 0.0
            elif name in names:
                parts += _amount(text.split()[column])
        assert total


def test_page_deck_and_workbook_have_it(board, view, deck):
    page = render_page(board)
    assert "Contingency by cost line over 12 months" in page
    name = view.verdict["recommended"]
    head, *rows = ([cell.text_frame.text for cell in row.cells] for row in table_of(deck, "Contingency").rows)
    assert head == [f"Contingency, {view.labels[name]}", "estimate", "P50", "P80", "P90"]
    whole = board.document["strategies"][name]["horizons"]["12"]["confidence"]
    assert [row[0] for row in rows[-2:]] == [ALL_LINES, "cash to budget"]
    assert _amount(rows[-1][3]) == pytest.approx(whole["amounts"]["p80"], rel=5e-3)
    assert _amount(rows[-2][3]) == pytest.approx(whole["contingency"]["p80"], rel=5e-3)
    sheet = load_workbook(BytesIO(render_workbook(board)), read_only=True)["Contingency"]
    values = [row for row in sheet.iter_rows(values_only=True) if ALL_LINES in row]
    assert len(values) == len(tables(board)["contingency"].column("line")) - sum(
        len(n["confidence"]["lines"]) for s in board.document["strategies"].values() for n in s["horizons"].values()
    )


def test_where_nothing_is_random_nothing_is_said():
    document = simulate(load("support_chatbot"), 8_192).document
    assert not any("CONTINGENCY" in line.text for line in table_lines(document, 100, details=True))
