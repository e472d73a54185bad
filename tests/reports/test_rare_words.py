"""A choice by mean that rests on rare futures: every output that prints the verdict says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tcorisk import load, simulate
from tcorisk.reports import render_table
from tcorisk.reports.words.rare_words import rare_sentences
from tcorisk.reports.words.verdict import verdict
from tcorisk.reports.words.view import View

GROWTH = Path(__file__).parents[1] / "scenarios" / "rare_growth.toml"


@pytest.fixture(scope="module")
def view() -> View:
    return View(simulate(load(GROWTH), 2**13).document, 100)


def test_the_verdict_says_what_it_rests_on_and_what_percentiles_choose(view: View) -> None:
    [said] = rare_sentences(view)
    assert said.startswith(
        "This choice rests on rare futures: the most extreme ones, 1 in 1,000 at either end, account for 98 +-3 % of "
        "the mean saving. There requests per day reaches 11,000,000,000 in month 60. "
    )
    assert said.endswith("By P50, P80 and P90 the same rule recommends API.")
    assert said in verdict(view)
    assert said in " ".join(render_table(view.document).split())


def test_nothing_is_said_where_it_does_not() -> None:
    view = View(simulate(load("two_year_exercise"), 2**13).document, 100)
    assert rare_sentences(view) == []
