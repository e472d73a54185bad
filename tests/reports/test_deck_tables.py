"""The deck's tables and lists: the verdict with its key figures, the assumptions, what is not counted."""

from __future__ import annotations

from io import BytesIO

import pytest
from deck_case import table_of, words
from pptx import Presentation

from tcorisk.reports.board.left_out import left_out
from tcorisk.reports.deck.assumption_slide import that_matter
from tcorisk.reports.deck.key_figures import key_figures
from tcorisk.reports.deck.native_tables import needs
from tcorisk.reports.deck.slide_text import Box
from tcorisk.reports.stories import bad_case
from tcorisk.reports.words.changes import flip_conditions
from tcorisk.reports.words.decision_words import needs as needs_of
from tcorisk.reports.words.verdict import reasons
from tcorisk.reports.words.view import View


def test_verdict_table_has_the_figures_of_the_document(deck, small):
    table = table_of(deck, "Key figures")
    head, *rows = ([cell.text_frame.text for cell in row.cells] for row in table.rows)
    costs = ["cash P50", "cash P90", "TCO P50", "TCO P90", "TCO worst 5 %"]
    assert head == ["Strategy", *costs, "budget", "budget kept in", "cheapest in"]
    strategies = [small.document["strategies"][name] for name in small.stories["options"].costs]
    for row, strategy in zip(rows, strategies, strict=True):
        numbers = strategy["horizons"]["12"]
        amounts = [numbers["cash"]["p50"], numbers["cash"]["p90"], numbers["p50"], numbers["p90"], numbers["cvar95"]]
        assert row[0] == strategy["label"]
        assert [float(text.replace(",", "")) for text in row[1:6]] == pytest.approx(amounts, rel=5e-3)
        assert row[6] == ("-" if numbers["budget"] is None else f"{numbers['budget']['amount']:,.0f}")


@pytest.mark.parametrize("width", [150, 250, 300, 350, 400, 500, 600, 700, 900])
def test_a_budget_has_how_often_it_is_kept_beside_it(small, width):
    every = key_figures(small, View(small.document, 100), Box(0, 0, 2_000 * 12_700, 300 * 12_700))
    found = key_figures(small, View(small.document, 100), Box(0, 0, width * 12_700, 300 * 12_700))
    heads = [cell.text for row in found.rows for cell in row]
    assert ("budget" in heads) == ("budget kept in" in heads)
    gone = [cell.text for cell in every.rows[0][1:] if cell.text not in heads]
    assert all(head in "; ".join(found.unseen) for head in gone)
    assert bool(gone) == bool(found.unseen) and not every.unseen


def test_many_figures_of_few_strategies_stand_in_columns(small):
    view = View(small.document, 100)
    narrow, wide = (key_figures(small, view, Box(0, 0, width * 12_700, 400 * 12_700)) for width in (450, 2_000))
    assert not narrow.unseen and len(narrow.rows) == len(wide.rows[0])
    assert [[cell.text for cell in column][1:] for column in zip(*narrow.rows, strict=True)][1:] == [
        [cell.text for cell in row][1:] for row in wide.rows[1:]
    ]
    assert sum(needs(narrow.rows, narrow.size)) <= 450.0


def test_no_paragraph_of_the_verdict_is_cut(narrow_deck, small):
    said = "\n".join(word for slide in Presentation(BytesIO(narrow_deck)).slides for word in words(slide))
    view = View(small.document, 100)
    paragraphs = [*reasons(view), *needs_of(view), *flip_conditions(view)]
    assert paragraphs and all(paragraph in said for paragraph in paragraphs)


def test_strategies_without_room_in_the_table_are_named(small):
    found = key_figures(small, View(small.document, 100), Box(0, 0, 900 * 12_700, 90 * 12_700))
    shown = {row[0].text for row in found.rows[1:]}
    gone = [label for label in View(small.document, 100).labels.values() if label not in shown]
    assert gone and found.unseen == [f"not shown for lack of room: {gone[0]}"]


@pytest.mark.parametrize("which", ["deck", "narrow_deck"])
def test_what_is_not_counted_is_all_there(which, request, small):
    said = {
        line
        for slide in Presentation(BytesIO(request.getfixturevalue(which))).slides
        for word in words(slide)
        for line in word.split("\n")
    }
    assert set(left_out(small)) <= said
    assert bad_case(small.document) in said


def test_assumptions_are_not_cut_where_there_is_room(deck, small):
    table = table_of(deck, "Assumptions")
    rows = [[cell.text_frame.text for cell in row.cells] for row in table.rows][1:]
    assert len(rows) == len(that_matter(small))
    assert not any(text.endswith("...") for row in rows for text in row)
