"""Months by their names: wherever a number stands for a month, where the scenario says which one is the first."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from io import BytesIO

import openpyxl
import pytest
from deck_case import charts
from test_trajectory import one_future

from tcorisk.configs import loads
from tcorisk.reports.board import Board
from tcorisk.reports.charts.fan import draw
from tcorisk.reports.deck import render_deck
from tcorisk.reports.explain.explain import render_explanation
from tcorisk.reports.explain.reading import render_reading
from tcorisk.reports.page.opening import opening
from tcorisk.reports.page.timing_section import when
from tcorisk.reports.stories import CumulativeCost
from tcorisk.reports.tables.tables import tables
from tcorisk.reports.terminal.default_table import render_table
from tcorisk.reports.terminal.trajectory import render_trajectory
from tcorisk.reports.words.month_names import MonthNames
from tcorisk.reports.words.view import View
from tcorisk.reports.workbook import render_workbook
from tcorisk.simulator import simulate

TEXT = """schema = 1
title = "Buy or rent"
currency = "USD"
horizons = [12, 24]
start = 2026-11-01
[drivers]
load = "80 to 120"
[strategies.rent.outputs]
late = { value = "month > 3 and load > 0", as = "first_month" }
[strategies.rent.costs.fee]
category = "Compute"
monthly = "10 * load"
[strategies.buy.costs.box]
category = "Compute"
one_time = "5_000 to 7_000"
[strategies.buy.costs.care]
category = "Compute"
monthly = "load * month / month"
from = 2027-01-01
"""
PLAIN = TEXT.replace("start = 2026-11-01\n", "").replace("from = 2027-01-01", "after = 2")


@cache
def board(text: str) -> Board:
    return Board(simulate(loads(text), 1_024, sampler="random"), None, None, None, None, date(2026, 11, 21))


@pytest.mark.parametrize(
    ("start", "month", "long", "short"),
    [
        (None, 7, "month 7", "7"),
        (date(2026, 4, 1), 1, "April 2026", "Apr 2026"),
        (date(2026, 4, 1), 9, "December 2026", "Dec 2026"),
        (date(2026, 4, 1), 10, "January 2027", "Jan 2027"),
        (date(2026, 12, 1), 120, "November 2036", "Nov 2036"),
        (date(2026, 1, 1), 12, "December 2026", "Dec 2026"),
        (date(9999, 12, 1), 2, "January 10000", "Jan 10000"),
    ],
)
def test_a_month_has_its_name(start: date | None, month: int, long: str, short: str) -> None:
    names = MonthNames(start)
    assert (names(month), names.short(month)) == (long, short)


def test_sentences_pictures_and_tables_name_the_month_of_break_even() -> None:
    found, plain = board(TEXT), board(PLAIN)
    [item] = View(found.document, 100).comparisons(24)
    month = item["break_even"]["p50"]
    assert month == 7  # 6,000 of 9 x 100 a month
    assert "by May 2027 in half of all futures" in render_table(found.document, 100)
    assert "by month 7 in half of all futures" in render_table(plain.document, 100)
    assert "USD, before tax, from November 2026" in render_table(found.document, 100)
    assert opening(found, View(found.document, 100)).facts[0] == "USD, before tax, from November 2026"
    assert opening(plain, View(plain.document, 100)).facts[0] == "USD, before tax"
    assert re.search(r"late \(first month\) +- +February 2027", render_table(found.document, 100))
    assert re.search(r"late \(first month\) +- +month 4", render_table(plain.document, 100))
    story = CumulativeCost.of(found.result)
    assert "overtakes rent in May 2027 (P50)" in story.headline
    assert "overtakes rent in month 7 (P50)" in CumulativeCost.of(plain.result).headline
    assert story.counted == "Month, 1 is November 2026"
    words = {text.get_text() for text in draw(story).findobj(lambda one: hasattr(one, "get_text"))}
    assert "Break-even: May 2027 (P50)" in words
    section = when(found, View(found.document, 100))
    assert "May 2027" in section.lead[0] and "May 2027" in str(section.sheets)
    record = tables(found)["comparisons"].records()[-1]
    assert (record["break_even_p50"], record["break_even_p50_name"]) == (7, "May 2027")
    assert "break_even_p50_name" not in tables(plain)["comparisons"].records()[0]
    months = tables(found)["months"].records()
    assert [row["month_name"] for row in months[:3]] == ["Nov 2026", "Dec 2026", "Jan 2027"]
    assert "month_name" not in tables(plain)["months"].records()[0]


def test_a_deck_and_a_workbook_name_months() -> None:
    deck = charts(render_deck(board(TEXT)))["Cost range rent"]
    names = [str(name) for name in deck.plots[0].categories]
    assert (names[:3], names[-1]) == (["start", "Nov 2026", "Dec 2026"], "Oct 2028")
    book = openpyxl.load_workbook(BytesIO(render_workbook(board(TEXT))))
    assert [book["By month"].cell(row, 4).value for row in (4, 5, 6, 7)] == [
        "Calendar month",
        "Nov 2026",
        "Dec 2026",
        "Jan 2027",
    ]
    book = openpyxl.load_workbook(BytesIO(render_workbook(board(PLAIN))))
    assert [book["By month"].cell(row, 3).value for row in (4, 5, 6)] == ["Month", 1, 2]
    assert "Calendar month" not in [cell.value for cell in book["By month"][4]]


def test_the_reading_and_the_explanation_name_months() -> None:
    scenario = loads(TEXT)
    assert "Month 1 is November 2026, month 24 is October 2028." in render_reading(scenario)
    assert "Month 1 is" not in render_reading(loads(PLAIN))
    words = render_explanation(scenario, "strategies.buy.costs.care.monthly")
    assert "\nJan 2027  mean" in words
    assert "from = 2027-01-01 (2 months)" in render_explanation(scenario, "strategies.buy.costs.care")
    assert "\nMonth 3   mean" in render_explanation(loads(PLAIN), "strategies.buy.costs.care.monthly")


def test_a_future_is_told_by_months_with_names() -> None:
    document = one_future()
    plain = render_trajectory(document)
    document["scenario"]["start"] = "2026-11-01"
    named = render_trajectory(document)
    assert "Nov 2026  Dec 2026  Jan 2027" in named and "month 1 " not in named
    assert "  Dec 2026  launch, 1.2 months after the start" in named
    assert "  month   2  launch" in plain and "2026" not in plain
    assert max(map(len, named.split("\n"))) <= 100
