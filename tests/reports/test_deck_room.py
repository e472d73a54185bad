"""Room on a slide: how wide words are, which scale an axis has, and how columns share a width."""

from __future__ import annotations

from io import BytesIO

import pytest
from deck_case import charts, words
from pptx import Presentation

from tcorisk.reports.deck.fitting import fitted, lines_of, one_line, points_wide
from tcorisk.reports.deck.native_tables import TableCell, needs, widths_for
from tcorisk.reports.deck.panels import pages
from tcorisk.reports.deck.scale import amount_format, plain_amount, scale_of, share_format
from tcorisk.reports.deck.slide_text import Box


def test_words_are_fitted_by_size_first_and_then_cut():
    text = "seven plain words that take some room"
    assert fitted(text, 1_000.0, 40.0, (28.0, 14.0)) == (text, 28.0)
    assert fitted(text, 300.0, 40.0, (28.0, 14.0), 1) == (text, 14.0)
    cut, size = fitted(text, 100.0, 40.0, (28.0, 14.0), 1)
    assert size == 14.0 and cut.endswith("...") and lines_of(cut, size, 100.0) == 1


def test_a_word_longer_than_a_line_takes_several():
    assert lines_of("x" * 100, 14.0, points_wide("x" * 30, 14.0)) == 4
    assert one_line("x" * 100, 14.0, 200.0).endswith("...")


def test_widths_are_above_those_of_a_real_font():
    # Arial, of which the letters here have 0.556 (n), 0.222 (i), 0.833 (m), 0.667 (A), 0.556 (5) of their size
    for character, width in {"n": 0.556, "i": 0.222, "m": 0.833, "A": 0.667, "5": 0.556, " ": 0.278}.items():
        assert points_wide(character, 100.0) > 100.0 * width


@pytest.mark.parametrize(("low", "high"), [(0.0, 411_000.0), (-35.0, 12.0), (5.0, 5.0), (0.0, 0.0), (1e-6, 3e-6)])
def test_scales_hold_their_range_in_round_steps(low, high):
    scale = scale_of(low, high)
    assert scale.low <= low and scale.high >= high and scale.low <= 0.0 <= scale.high
    assert 2 <= round((scale.high - scale.low) / scale.step) <= 12


def test_amounts_are_written_as_a_spreadsheet_would():
    assert plain_amount(1_234_567.0, "#,##0") == "1,234,567"
    assert plain_amount(1_234_567.0, '#,##0,"k"') == "1,235k"
    assert plain_amount(12_345_678.0, amount_format(2e7, 5e5)) == "12.3M"
    assert plain_amount(0.25, "#,##0.00") == "0.25"


def test_axes_stay_in_round_steps_of_shares():
    assert [share_format(step) for step in (0.25, 0.025, 0.01, 0.005)] == ["0%", "0.0%", "0%", "0.0%"]


def test_columns_get_what_they_need_and_share_the_rest():
    rows = [[TableCell("a"), TableCell("b" * 200), TableCell("c" * 300)]]
    first, second, third = widths_for(rows, Box(0, 0, 600 * 12_700, 1), 2)
    assert first == pytest.approx(needs(rows)[0])
    assert second == pytest.approx(third) and first + second + third == pytest.approx(600.0)
    loose = widths_for([[TableCell("a"), TableCell("b"), TableCell("c")]], Box(0, 0, 600 * 12_700, 1), 1)
    assert sum(loose) == pytest.approx(600.0) and loose[0] < loose[1] > loose[2]
    one, two = (needs([[TableCell("seven words and a few more words", lines=lines)]])[0] for lines in (1, 2))
    assert two < 0.7 * one


def test_a_narrow_slide_drops_no_strategy(narrow_deck, small):
    found = charts(narrow_deck)
    for kind in ("Cost range", "Categories"):
        shown = [found[f"{kind} {name}"] for name in small.scenario.strategies]
        assert len({(chart.value_axis.minimum_scale, chart.value_axis.maximum_scale) for chart in shown}) == 1
    said = [word for slide in Presentation(BytesIO(narrow_deck)).slides for word in words(slide)]
    assert sum(word.endswith("slide 1 of 2, on one scale") for word in said) == 2
    assert sum(word.endswith("slide 2 of 2, on one scale") for word in said) == 2


def test_what_is_on_no_slide_is_named():
    labels = {f"s{at}": f"Way {at}" for at in range(9)}
    cost = {name: float(at) for at, name in enumerate(labels)}
    wide = pages(labels, ["s0", "s8"], cost, 900.0)
    assert [len(names) for names in wide.slides] == [3, 3, 3] and not wide.unseen
    assert wide.words(0, labels) == ["slide 1 of 3, on one scale"]
    narrow = pages(labels, ["s0", "s8"], cost, 500.0)
    assert narrow.names == ["s0", "s8", "s1", "s2", "s3", "s4"]  # those compared are on the first slide
    assert narrow.words(2, labels)[1] == "not shown for lack of room: Way 5, Way 6 and Way 7"
    assert pages({"a": "A"}, [], {"a": 1.0}, 100.0).words(0, {"a": "A"}) == []
