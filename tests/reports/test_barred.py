"""A barred strategy stands in every report, marked, with its reason; no sentence names it the winner."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from judged import judged
from small_document import around, certain_document, many_document, small_document

from tcorisk import load, simulate, trace
from tcorisk.configs import loads
from tcorisk.reports.board import Board, gather
from tcorisk.reports.page import render_page
from tcorisk.reports.stories import VolumeChoice
from tcorisk.reports.tables.tables import tables
from tcorisk.reports.terminal.default_table import render_table
from tcorisk.reports.terminal.grid import StrategyGrid
from tcorisk.reports.terminal.trajectory import render_trajectory
from tcorisk.reports.words.names import label_of
from tcorisk.reports.words.verdict import verdict
from tcorisk.reports.words.view import View
from tcorisk.reports.workbook import render_workbook
from tcorisk.simulator.decision import pair_of

REASON = "<b>no</b> vendor signs, $1 vs $2."


def bar(document: dict[str, Any], name: str, p: float | None = None) -> dict[str, Any]:
    """Bar a strategy of a document, and say how often it would beat the baseline."""
    strategy = document["strategies"][name]
    strategy |= {"barred": REASON, "label": f"{strategy['label']} (barred)"}
    for numbers in strategy["horizons"].values():
        numbers["p_cheapest"] = 0.0
    for item in document["comparisons"]:
        if item["strategy"] == name and p is not None:
            item |= {"p_beats": p, "interval90": {"p_beats": around(p, 1e-6)}}
    return judged(document)


def test_the_only_challenger_is_barred() -> None:
    answer, more = verdict(View(bar(small_document(), "own", 0.75), 100))
    assert answer.startswith("API under a BAA: over 24 months half of all futures cost less than")
    assert more == (
        "Llama on 4x A100 would be cheaper than API under a BAA in 75 of 100 futures, but is barred: "
        "<b>no</b> vendor signs, $1 vs $2."
    )


def test_it_is_not_said_of_one_that_would_not_be_cheaper() -> None:
    more = verdict(View(bar(small_document(), "own", 0.0), 100))[-1]
    assert more == "Llama on 4x A100 is barred: <b>no</b> vendor signs, $1 vs $2."


def test_of_three_two_are_left_and_compared_as_a_pair() -> None:
    made = bar(many_document(3), "own", 0.999)
    plain = small_document()
    plain["strategies"]["own"]["label"] = made["strategies"]["more_0"]["label"]
    pair = verdict(View(judged(plain), 100))
    found = verdict(View(made, 100))
    assert found[:-1] == pair
    assert found[-1].startswith("Llama on 4x A100 would be cheaper than API under a BAA in 999 of 1,000 futures")


def test_of_four_three_are_ranked() -> None:
    made = bar(many_document(4), "own", 0.999)
    for name, p in (("api", 0.8), ("more_0", 0.2), ("more_1", 0.0)):
        for numbers in made["strategies"][name]["horizons"].values():
            numbers["p_cheapest"] = p
    answer = verdict(View(judged(made), 100))[0]
    assert "Over 24 months API under a BAA is the cheapest of 3 allowed in 80 of 100 futures" in answer
    assert "Llama" not in answer
    page = render_table(made)
    rows = [line for line in page.splitlines() if line.startswith("  cheapest allowed")]
    assert "80 in 100" in rows[0]  # the recommended strategy comes first
    assert "cheapest of all" not in page and any("-" in row.split() for row in rows)


def test_exact_figures_know_it_too() -> None:
    made = certain_document()
    for numbers in made["strategies"]["own"]["horizons"].values():
        numbers |= {"mean": 1_000.0, "p50": 1_000.0}
    for item in made["comparisons"]:
        item["savings"]["mean"] = 171_400.0
    answer, more = verdict(View(bar(made, "own", 1.0), 100))
    assert answer.startswith("API under a BAA costs 172,400 over 24 months.")
    assert more.startswith("Llama on 4x A100 would be cheaper than API under a BAA by 171,400 USD, but is barred")


def test_it_is_the_challenger_only_where_it_is_asked_for() -> None:
    made = bar(many_document(3), "own", 0.999)
    assert pair_of(made) == ("more_0", "api")
    assert pair_of(made, "own") == ("own", "api")
    assert pair_of(bar(small_document(), "own")) is None


@pytest.mark.parametrize("width", [18, 24, 40])
def test_the_mark_is_not_cut(width: int) -> None:
    found = label_of("A label that is far too long for the column (barred)", "name", width)
    assert found.endswith("... (barred)") and len(found) <= width
    assert label_of("Short (barred)", "name", width) == "Short (barred)"
    grid = StrategyGrid({"x": "A label that is far too long for it (barred)"}, ["24 months"] * 2)
    grid.row("row", {"x": ["1", "2"]})
    lines, cut = grid.lines(60)
    assert "(barred)" in lines[0].text and cut == ["x"]


def test_the_one_that_is_left_need_not_be_the_first_of_the_file() -> None:
    first, _, third = TEXT.partition("[strategies.api]")
    api, _, _ = third.partition("[strategies.rented]")
    head, own, servers = first.partition("[strategies.own]")
    scenario = loads(f"{head}[strategies.api]{api}{own}{servers}".replace("horizons", 'baseline = "own"\nhorizons'))
    assert list(scenario.strategies) == ["api", "own"]
    found = gather(simulate(scenario, 2**13), made=date(2026, 11, 21))
    assert found.focus is None
    assert found.stories["cumulative_cost"].headline.startswith("Own servers costs")
    assert not [story.headline for story in found.stories.values() if "Vendor" in story.headline]
    assert "Vendor (barred)" in render_page(found)


TEXT = """
schema = 1
title = "Three ways"
currency = "USD"
horizons = [6]
[drivers]
requests_per_day = "20_000 to 60_000"
[strategies.own]
label = "Own servers"
[strategies.own.costs.servers]
category = "Compute"
monthly = "6_000 to 9_000"
[strategies.api]
label = "Vendor"
kind = "api"
barred = "<b>no</b> vendor signs, $1 vs $2."
[strategies.api.costs.tokens]
category = "Compute"
monthly = "requests_per_day * days_per_month * 0.001"
[strategies.rented]
label = "Rented servers"
[strategies.rented.costs.servers]
category = "Compute"
monthly = "8_000 to 12_000"
"""


@pytest.fixture(scope="module")
def board() -> Board:
    """The report of three ways of which the cheapest is barred."""
    return gather(simulate(loads(TEXT), 2**13), made=date(2026, 11, 21))


def test_the_report_is_about_the_allowed_ones(board: Board) -> None:
    assert board.focus == "rented"
    for story in board.stories.values():
        assert "Vendor" not in story.headline
    page = render_page(board)
    assert "&lt;b&gt;no&lt;/b&gt; vendor signs, $1 vs $2." in page and "<b>no</b>" not in page
    assert "Vendor (barred)" in page
    assert not re.search(r"cheapest[^.<]*Vendor|Vendor[^.<]*is the cheapest", page)


def test_tables_carry_the_reason_and_no_chance_to_be_cheapest(board: Board) -> None:
    summary = tables(board)["summary"]
    keys = [column.key for column in summary.columns]
    rows = {row[keys.index("strategy")]: dict(zip(keys, row, strict=True)) for row in summary.rows}
    assert rows["api"]["barred"] == "<b>no</b> vendor signs, $1 vs $2."
    assert rows["api"]["p_cheapest"] is None and rows["own"]["barred"] is None
    book = openpyxl.load_workbook(BytesIO(render_workbook(board)))
    cells = {str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line}
    assert "Vendor (barred)" in cells
    assert any("but is barred: <b>no</b> vendor signs, $1 vs $2." in cell for cell in cells)


def test_a_sweep_speaks_of_an_allowed_one(board: Board) -> None:
    from tcorisk import sweep

    scenario = board.scenario
    frame = sweep(scenario, {"drivers.requests_per_day": [20_000, 60_000]}, trajectories=2**13)
    story = VolumeChoice.of(frame, scenario)
    assert "Vendor" not in story.headline
    assert "api" not in story.cheapest and "api" not in story.chosen


def test_what_it_is_worth_to_know_is_asked_among_the_allowed(board: Board) -> None:
    from tcorisk import sensitivity
    from tcorisk.reports.terminal.sensitivity import render_sensitivity

    found = sensitivity(board.scenario, "rented", trajectories=2**13)
    assert "on the table" not in render_sensitivity(found.document)  # the two are all that is left
    asked = " ".join(render_sensitivity(sensitivity(board.scenario, "api", trajectories=2**13).document).split())
    assert "With the 2 strategies that are not barred on the table" in asked


def test_one_future_is_won_by_an_allowed_one() -> None:
    page = " ".join(render_trajectory(trace(load("healthcare"), 5, seed=0).document).split())
    assert "LoRA in a HIPAA cloud costs least of those allowed in this future" in page
    assert re.search(r"API under a BAA \(barred\) costs [\d,]+ \(\d+ %\) less", page)
