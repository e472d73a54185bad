"""The deck's charts: what only native charts have; that they draw their stories' numbers is tested for all painters."""

from __future__ import annotations

from io import BytesIO

import pytest
from deck_case import across, board_of, charts, series_of, table_of
from openpyxl import load_workbook
from pptx import Presentation

from tcorisk.reports.deck import render_deck
from tcorisk.reports.stories import BarRow


def test_cost_range_has_a_band_from_p10_to_p90(deck, small):
    story, found = small.stories["cumulative_cost"], charts(deck)
    for name, band in story.bands.items():
        series = series_of(found[f"Cost range {name}"])
        base, width = series["base of the band (not shown)"], series["band, P10 to P90"]
        assert [a + b for a, b in zip(base, width, strict=True)] == pytest.approx([0.0, *band.p90], rel=1e-12)
        assert base == pytest.approx([0.0, *band.p10], rel=1e-12)
    other = series_of(found[f"Cost range {story.focus}"])[f"{story.labels[story.baseline]}, P50"]
    assert other[1:] == pytest.approx(story.bands[story.baseline].p50, rel=1e-12)


def test_panels_share_one_scale(deck, small):
    found = charts(deck)
    names = small.stories["cumulative_cost"].bands
    ends = {
        (found[f"Cost range {n}"].value_axis.minimum_scale, found[f"Cost range {n}"].value_axis.maximum_scale)
        for n in names
    }
    assert len(ends) == 1
    ((low, high),) = ends
    assert low <= 0.0 and high >= max(max(band.p90) for band in small.stories["cumulative_cost"].bands.values())


def test_panels_have_plots_of_one_width(deck, small):
    wide = set()
    for name in small.scenario.strategies:
        for slide in Presentation(BytesIO(deck)).slides:
            for shape in slide.shapes:
                if shape.name == f"Cost range {name}":
                    share = shape.chart._chartSpace.xpath("./c:chart/c:plotArea/c:layout/c:manualLayout/c:w/@val")
                    wide.add(round(float(share[0]) * shape.width / 12_700))
    assert len(wide) == 1


def test_break_even_is_marked(tmp_path):
    text = """
schema = 1
title = "Rent or buy"
currency = "EUR"
horizons = [12]
[strategies.rent]
label = "Rent"
costs.x = { category = "Compute", monthly = "900 to 1_100" }
[strategies.buy]
label = "Buy"
costs.x = { category = "Compute", one_time = "4_000 to 4_400" }
"""
    board = board_of(text, tmp_path)
    found = charts(render_deck(board))
    month = board.stories["cumulative_cost"].break_even
    assert month == 5
    marked = {
        name: [
            int(at.get("val")) for at in found[f"Cost range {name}"]._chartSpace.xpath(".//c:lineChart//c:dPt/c:idx")
        ]
        for name in ("rent", "buy")
    }
    assert marked == {"rent": [], "buy": [month]}


def test_budgets_are_upright_lines(deck, small):
    story, series = small.stories["budget"], list(charts(deck)["Budget"].plots[0].series)
    budgets = series[len(story.labels) :]
    assert [across(found) for found in budgets] == [[amount, amount] for amount in story.budgets.values()]
    assert story.budgets and all(list(found.values) == [0.0, 1.0] for found in budgets)
    assert all(words in found.name for found, words in zip(budgets, story.kept_words.values(), strict=True))


def test_one_month_is_no_months_and_a_small_budget_no_part_of_a_million(tmp_path):
    text = _ONE.format('"1e11 to 2e11"', "5").replace("[12]", "[1]")
    text = text.replace("label =", "budget_per_month = 7_000\nlabel =")
    chart = charts(render_deck(board_of(text, tmp_path)))["Budget"]
    assert chart.category_axis.axis_title.text_frame.text == "Cash over 1 month, EUR"
    assert "budget 7,000, kept in" in list(chart.plots[0].series)[-1].name


def test_savings_have_every_share_once(deck, small):
    story, found = small.stories["savings"], series_of(charts(deck)["Savings"])
    totals = [sum(shares) for shares in zip(*found.values(), strict=True)]
    assert totals == pytest.approx([share for _, _, share in story.columns], rel=1e-12)
    assert sum(totals) == pytest.approx(1.0)
    assert sum(found.get(f"{story.labels[story.strategy]} is cheaper", [])) == pytest.approx(story.p_beats)


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


def test_ties_are_a_series_of_their_own(tmp_path):
    board = board_of(_TIES, tmp_path)
    (compared,) = board.document["comparisons"]
    found = {name: sum(shares) for name, shares in series_of(charts(render_deck(board))["Savings"]).items()}
    p, ties = compared["p_beats"], compared["p_ties"]
    assert ties > 0.5
    expected = {"api is cheaper": 1.0 - p - ties, "both cost the same": ties, "twin is cheaper": p}
    assert found == pytest.approx(expected)


def test_waterfall_ends_where_its_story_does(deck, small):
    story, series = small.stories["first_estimate"], series_of(charts(deck)["From the budget"])
    base, _ = series.pop("base (not shown)"), series.pop("room for labels (not shown)")
    parts = [sum(values) for values in zip(*series.values(), strict=True)]
    drawn = [[low, low + part] for low, part in zip(base, parts, strict=True)]
    expected = [sorted((row.start, row.end)) for row in story.rows]
    assert len(drawn) == 1 + len(story.steps) + 3
    assert [end for ends in drawn for end in ends] == pytest.approx([end for ends in expected for end in ends])
    reached = story.start + sum(step.adds for step in story.steps)
    assert reached == pytest.approx(story.mean) == pytest.approx(drawn[-3][1])


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (2.0, 5.0, (2.0, 3.0, 0.0)),
        (5.0, 2.0, (2.0, 3.0, 0.0)),
        (-5.0, -2.0, (-2.0, 0.0, -3.0)),
        (-1.0, 4.0, (0.0, 4.0, -1.0)),
        (4.0, -1.0, (0.0, 4.0, -1.0)),
        (0.0, 0.0, (0.0, 0.0, 0.0)),
    ],
)
def test_bars_stack_up_to_their_ends(start, end, expected):
    assert BarRow("", start, end, "", "").stacked == expected


def test_tornado_has_its_bars_around_the_mean(deck, small):
    story, chart = small.stories["drivers"], charts(deck)["Drivers"]
    assert chart.value_axis.crosses_at == pytest.approx(story.centre)
    assert chart.value_axis.minimum_scale < story.centre < chart.value_axis.maximum_scale


def test_volume_has_a_logarithmic_axis_where_its_story_has_one(deck, small):
    story, chart = small.stories["volume"], charts(deck)["Volume"]
    assert story.even
    assert bool(chart.category_axis._element.xpath("./c:scaling/c:logBase")) == story.logarithmic


def test_the_map_has_the_colours_of_its_cells(deck, small):
    story = small.stories["heat_map"]
    table = table_of(deck, "Map")
    for row, papers in zip(list(table.rows)[1:], reversed(story.papers), strict=True):
        for cell, paper in zip(list(row.cells)[1:], papers, strict=True):
            assert str(cell.fill.fore_color.rgb) == paper.lstrip("#").upper()


def test_a_double_click_shows_the_same_numbers(deck):
    for name, chart in charts(deck).items():
        sheet = load_workbook(BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
        held = {cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int | float)}
        shown = {float(v.text) for v in chart._chartSpace.xpath(".//c:ser//c:numRef//c:pt/c:v")}
        assert sorted({f"{value:.12g}" for value in held}) == sorted({f"{value:.12g}" for value in shown}), name
        assert held


_ONE = """
schema = 1
title = "One way"
currency = "EUR"
horizons = [12]
[strategies.a]
label = "Rented. Paid by the hour"
[strategies.a.costs.x]
category = "Compute"
monthly = {}
[strategies.a.costs.back]
category = "Compute"
monthly = {}
"""


def test_one_strategy_has_no_comparison(tmp_path):
    deck = render_deck(board_of(_ONE.format('"1_000 to 9_000"', '"0 - 100 to 0 - 50"'.replace("0 - ", "-")), tmp_path))
    found = charts(deck)
    assert list(found) == ["Options", "Budget", "Cost range a", "Categories a", "From the budget", "Drivers"]
    first = series_of(found["From the budget"])
    assert any(first["saves"])  # the credit
    titles = [slide.shapes.title.text_frame.text for slide in Presentation(BytesIO(deck)).slides]
    assert titles[1].startswith('"Rented. Paid by the hour" costs')


def test_what_costs_nothing_has_no_categories_to_show(tmp_path):
    deck = render_deck(board_of(_ONE.format("0", "0"), tmp_path))
    assert list(charts(deck)) == ["Options", "Cost range a", "From the budget"]


def test_what_is_certain_has_no_curves_of_chance(tmp_path):
    deck = render_deck(board_of(_ONE.format("1_000", "-1_500"), tmp_path))
    found = charts(deck)
    assert list(found) == ["Options", "Cost range a", "Categories a", "From the budget"]
    assert series_of(found["Cost range a"])["cost"][-1] == pytest.approx(-6_000.0)
    waterfall = series_of(found["From the budget"])
    # from 1,000 down to -500: one part above nothing, one below
    assert (waterfall["saves"][1], waterfall["saves below 0"][1]) == (1_000.0, -500.0)
    assert waterfall["base (not shown)"][1] == 0.0
    for slide in Presentation(BytesIO(deck)).slides:
        assert "How sure is that?" in slide.notes_slide.notes_text_frame.text
