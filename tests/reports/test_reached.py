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
    start = "Precision of 0.5 % (P50, P90 and probabilities) reached with 1,048,576 futures; widest: P90 of "
    assert text.startswith(start)
    assert text.endswith(" over 24 months, +-0.312 %.")
    assert short == "error 0.31 %, asked 0.5 %"


@pytest.mark.parametrize(
    ("found", "end"),
    [
        ({"needed": 2**22, "error": 0.00612}, "+-0.612 %. About 4,194,304 futures may be needed."),
        (
            {"error": 0.6},
            "+-60 %. More futures may not help: four times as many hardly narrowed it, as where costs jump.",
        ),
        ({"error": None}, "error not known. How many it takes is not known."),
        (
            {"beats": True, "needed": 2**22, "error": 0.01},
            "+-1 percentage point. About 4,194,304 futures may be needed.",
        ),
        (
            {"beats": True, "needed": 2**21, "error": 0.00436},
            "+-0.44 percentage points. About 2,097,152 futures may be needed.",
        ),
    ],
)
def test_how_far_it_came(found, end):
    text, _ = said(**found)
    start = "Precision of 0.5 % (P50, P90 and probabilities) not reached with 1,048,576 futures, the most allowed: "
    assert text.startswith(start)
    assert text.endswith(end)


@pytest.mark.parametrize(
    ("by", "ends", "said"),
    [
        ("mean", None, "that of Llama on 4x A100 over 24 months, error not known."),
        ("mean", [0.98, 1.01], "that of Llama on 4x A100 over 24 months, +-2 %."),
        ("mean", [0.996, 1.004], ""),
        ("p90", None, ""),
    ],
)
def test_a_mean_that_decides_and_is_less_certain(by, ends, said):
    document = small_document()
    figures = document["strategies"]["own"]["horizons"]["24"]
    figures["interval90"]["mean"] = ends and [each * figures["mean"] for each in ends]
    document["verdict"] = {"by": by, "horizon": 24, "scores": {"api": 1.0, "own": 2.0}}
    widest = {"figure": "p50", "strategy": "api", "baseline": None, "horizon": 24, "error": 0.001}
    document["run"]["precision"] = {"asked": 0.005, "reached": True, "most": 2**20, "widest": widest, "needed": 2**20}
    tail = f" Means decide, and are less certain: {said}" if said else ""
    assert reached(View(document, 100)).endswith(f"+-0.1 %.{tail}")


def test_a_precision_not_known():
    assert said(error=None)[1] == "error unknown, asked 0.5 %"
