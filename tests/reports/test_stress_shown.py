"""Stress in the outputs: one sentence, the same strategies and figures in page, deck, workbook, data and command."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pptx import Presentation

from tcorisk import load, simulate, stress
from tcorisk.reports.board import gather
from tcorisk.reports.board.board import Board
from tcorisk.reports.data import render_data
from tcorisk.reports.deck import render_deck
from tcorisk.reports.page import render_page
from tcorisk.reports.stories import StressStory
from tcorisk.reports.terminal.differences import render_comparison
from tcorisk.reports.words.layout import clean
from tcorisk.reports.words.numbers import Money
from tcorisk.reports.words.stress_words import change_words, exposed_sentence, recommendation_sentence
from tcorisk.reports.workbook import render_workbook

N = 2**13


@pytest.fixture(scope="module")
def board() -> Board:
    return gather(simulate(load("two_year_exercise"), N), made=date(2026, 11, 30))


@pytest.fixture(scope="module")
def story(board: Board) -> StressStory:
    assert board.stress_story is not None
    return board.stress_story


def test_the_headline_counts_what_changes(story: StressStory) -> None:
    """In 3 of 9 the recommendation changes; as many rows say so."""
    changing = [row for row in story.rows if row.recommended != "api"]
    assert len(story.rows) == 10
    assert [row.verdict for row in changing] == ["changes"] * 3
    assert story.headline == (
        "The recommendation survives 6 of 9 stresses; it changes in 3, for instance if the volume doubles"
    )
    assert [row.verdict for row in story.rows if row.recommended == "api"] == ["", *["stays"] * 6]


def test_figures_as_things_are_are_those_of_the_document(board: Board, story: StressStory) -> None:
    numbers = board.document["strategies"]
    first = story.rows[0]
    assert first.p50 == numbers["api"]["horizons"]["24"]["p50"]
    assert first.rival_p50 == numbers["self_hosted"]["horizons"]["24"]["p50"]


def test_every_output_has_the_same_sentence_and_figures(board: Board, story: StressStory) -> None:
    money = Money("USD")
    written = [(clean(row.what), money(row.p50), change_words(row.change)) for row in story.rows]
    page = render_page(board)
    assert story.headline in page
    deck = Presentation(BytesIO(render_deck(board)))
    [slide] = [each for each in deck.slides if each.shapes.title.text_frame.text == story.headline]
    [table] = [shape.table for shape in slide.shapes if shape.has_table]
    on_slide = [[cell.text_frame.text for cell in row.cells][:3] for row in table.rows][1:]
    for (what, p50, change), cells in zip(written, on_slide, strict=True):
        assert what in page and p50 in page
        assert cells[1:] == [p50, change]
    tables = json.loads(render_data(board, "json")["tables.json"])
    assert tables["stress"]["title"] == story.headline
    assert [row[1] for row in tables["stress"]["rows"]] == [row.p50 for row in story.rows]
    sheet = load_workbook(BytesIO(render_workbook(board)))["Stress"]
    assert sheet["A1"].value == story.headline
    assert [sheet.cell(at, 2).value for at in range(5, 15)] == pytest.approx([row.p50 for row in story.rows])


def test_the_command_says_whom_it_hits_and_what_it_changes() -> None:
    found = stress(
        load("two_year_exercise"), {"strategies.self_hosted.inputs.upkeep_share": (0.0, 0.1)}, trajectories=N
    ).document
    text = " ".join(render_comparison(found).split())
    assert "No strategy costs visibly more at P50 over 24 months. The recommendation changes from API to " in text
    found = stress(load("two_year_exercise"), {"drivers.output_tokens": (0.9, 1.0)}, trajectories=N).document
    text = " ".join(render_comparison(found).split())
    assert "API is exposed most: +11 % at P50 over 24 months. The recommendation stays: API." in text


def choice(**changed: object) -> dict[str, object]:
    p50 = {"a": {"a": 100.0, "b": 118.0, "change": 0.18}, "b": {"a": 90.0, "b": 91.0, "change": 1 / 90}}
    found = {"horizon": 24, "before": "a", "after": "a", "changes": False, "rival": "b", "told_apart": True}
    return {**found, "p50": p50, "most_exposed": "a", **changed}


@pytest.mark.parametrize(
    ("changed", "exposed", "recommended"),
    [
        ({}, "A is exposed most: +18 % at P50 over 24 months.", "The recommendation stays: A."),
        (
            {"after": "b", "changes": True, "told_apart": False},
            "A is exposed most: +18 % at P50 over 24 months.",
            "The recommendation changes from A to B, but by less than the simulation error.",
        ),
        (
            {"p50": {"a": {"a": -5.0, "b": 1_000.0, "change": None}}, "rival": None},
            "A costs more: +1,000 USD at P50 over 24 months.",
            "",
        ),
        (
            {"p50": {k: {"a": 100.0, "b": 80.0, "change": -0.2} for k in "ab"}},
            "No strategy costs more at P50 over 24 months; A changes least, -20 %.",
            "The recommendation stays: A.",
        ),
    ],
)
def test_sentences(changed: dict[str, object], exposed: str, recommended: str) -> None:
    labels = {"a": "A", "b": "B"}
    assert exposed_sentence(choice(**changed), labels, Money("USD")) == exposed
    assert recommendation_sentence(choice(**changed), labels) == recommended
