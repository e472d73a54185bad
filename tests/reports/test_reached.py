"""The sentence on the precision that a run was asked for."""

import pytest
from small_document import small_document

from tcorisk.reports.words.reached import error_so_far, reached
from tcorisk.reports.words.view import View


def said(**found):
    document = small_document()
    name, *others = document["strategies"]
    widest = {"figure": "p90", "strategy": name, "baseline": None, "horizon": 24, "error": 0.00312}
    if found.pop("beats", False):
        widest |= {"figure": "p_beats", "baseline": others[0]}
    widest["error"] = found.pop("error", widest["error"])
    look = {"asked": 0.005, "reached": False, "most": 2**20, "widest": widest, "needed": None} | found
    document["run"]["precision"] = look
    return reached(View(document, 100)), error_so_far(look)


def test_nothing_asked_nothing_said():
    document = small_document()
    assert reached(View(document, 100)) == ""
    del document["run"]["precision"]
    assert reached(View(document, 100)) == ""


def test_what_was_reached_and_the_widest_figure():
    text, short = said(reached=True, needed=2**20)
    assert text.startswith("Precision of 0.5 % reached with 1,048,576 futures; widest: P90 of ")
    assert text.endswith(" over 24 months, +-0.312 %.")
    assert short == "error 0.31 %, asked 0.5 %"


@pytest.mark.parametrize(
    ("found", "end"),
    [
        ({"needed": 2**22, "error": 0.00612}, "+-0.612 %. It may take 4,194,304 futures."),
        (
            {"error": 0.6},
            "+-60 %. More futures may not help: four times as many hardly narrowed it, as where costs jump.",
        ),
        ({"error": None}, "error not known. How many it takes is not known."),
        ({"beats": True, "needed": 2**22, "error": 0.01}, "+-1 % of futures. It may take 4,194,304 futures."),
    ],
)
def test_how_far_it_came(found, end):
    text, _ = said(**found)
    assert text.startswith("Precision of 0.5 % not reached with 1,048,576 futures, the most allowed: ")
    assert text.endswith(end)


def test_a_precision_not_known():
    assert said(error=None)[1] == "error unknown, asked 0.5 %"
