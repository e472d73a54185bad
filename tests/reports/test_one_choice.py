"""All outputs name the strategy that the verdict recommends, and their pictures compare it with its runner-up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from io import BytesIO

import openpyxl
import pytest
from choice_writer import choice_text
from lxml import html
from pptx import Presentation

from tcorisk import simulate
from tcorisk.configs import loads
from tcorisk.reports import render_table
from tcorisk.reports.board import Board
from tcorisk.reports.deck import render_deck
from tcorisk.reports.page import render_page
from tcorisk.reports.stories import Savings
from tcorisk.reports.words.decision_words import decision_headline
from tcorisk.reports.words.verdict import verdict
from tcorisk.reports.words.view import View
from tcorisk.reports.workbook import render_workbook

SEEDS = range(30)

#: Written out in every format: one, two, three, four and five strategies; barred, certain, close, changed by a rule.
WRITTEN = (5, 7, 8, 9, 13, 17, 21, 23, 25)


@cache
def board(seed: int) -> Board:
    """Return a run with nothing around it: no sweep, no sensitivity."""
    return Board(simulate(loads(choice_text(seed)), 8_192), None, None, None, None, date(2026, 11, 21))


@cache
def texts(seed: int) -> dict[str, str]:
    """Return all words of each output."""
    made = board(seed)
    deck = Presentation(BytesIO(render_deck(made)))
    shapes = [shape for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
    book = openpyxl.load_workbook(BytesIO(render_workbook(made)), read_only=True)
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    page = html.document_fromstring(render_page(made))
    return {
        "table": render_table(made.document),
        "page": " ".join(page.xpath("//body//text()")),
        "deck": "\n".join(paragraph.text for shape in shapes for paragraph in shape.text_frame.paragraphs),
        "workbook": "\n".join(cells),
    }


def label(seed: int) -> str:
    """Return the label of the recommended strategy."""
    document = board(seed).document
    return document["strategies"][document["verdict"]["recommended"]]["label"]


@pytest.mark.parametrize("seed", WRITTEN)
@pytest.mark.parametrize("output", ["table", "page", "deck", "workbook"])
def test_every_output_recommends_the_same_strategy(seed: int, output: str) -> None:
    text = " ".join(texts(seed)[output].split())
    labels = {s["label"] for s in board(seed).document["strategies"].values()}
    advice = [rf'(?:stay with|choose) "?{re.escape(each)}\b' for each in labels]
    advised = [each for each, words in zip(labels, advice, strict=True) if re.search(words, text, re.IGNORECASE)]
    if len(board(seed).scenario.allowed) == 1:
        assert not advised
    else:
        assert advised == [label(seed)]


@pytest.mark.parametrize("seed", WRITTEN)
@pytest.mark.parametrize("output", ["page", "deck", "workbook"])
def test_every_output_has_the_verdict_in_the_same_words(seed: int, output: str) -> None:
    text = " ".join(texts(seed)[output].split())
    view = View(board(seed).document, 100)
    first = verdict(view)[0].partition(". ")[0] if output == "workbook" else decision_headline(view)
    assert first.removesuffix(".") in text


@pytest.mark.parametrize("seed", SEEDS)
def test_pictures_compare_the_recommended_strategy_with_its_runner_up(seed: int) -> None:
    found = board(seed).document["verdict"]
    two = {found["recommended"], found["compared_with"]} - {None}
    stories = board(seed).stories
    if len(two) == 1:
        assert "savings" not in stories
        return
    savings, cumulative = stories["savings"], stories["cumulative_cost"]
    assert isinstance(savings, Savings)
    assert {savings.strategy, savings.baseline} == two
    assert {cumulative.focus, cumulative.baseline} == two
    assert set(stories["categories"].first) == two
    sides = (savings.p_beats, 1.0 - savings.p_beats - savings.p_ties)
    assert found["p_beats_runner_up"] == pytest.approx(sides[savings.strategy != found["recommended"]], abs=1e-12)
    assert found["p_cheapest"] > 0.0 or any(rule["changed_from"] for rule in found["rules"])


@pytest.mark.parametrize("seeds", [SEEDS, WRITTEN], ids=["all", "written"])
def test_the_scenarios_are_of_all_kinds(seeds: Sequence[int]) -> None:
    """Ties, barred ones, certain ones, rules that change the recommendation: none of the tests runs on nothing."""
    verdicts = [board(seed).document["verdict"] for seed in seeds]
    assert {len(found["scores"]) for found in verdicts} >= {1, 2, 3, 4, 5}
    assert sum(bool(found["barred"]) for found in verdicts) >= 3
    assert sum(View(board(seed).document, 100).all_certain for seed in seeds) >= 2
    assert sum(any(rule["changed_from"] for rule in found["rules"]) for found in verdicts) >= 3
    bases = [board(seed).scenario.baseline for seed in seeds]
    pairs = [(found["recommended"], found["compared_with"]) for found in verdicts]
    assert sum(pair[0] != base for pair, base in zip(pairs, bases, strict=True)) >= 5
    assert sum(base not in pair for pair, base in zip(pairs, bases, strict=True)) >= 3
    assert sum(found["close"] for found in verdicts) >= 3
