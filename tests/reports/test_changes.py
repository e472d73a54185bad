"""What would change the recommendation, in words: every output prints the same sentences, which say what was found."""

from __future__ import annotations

from typing import Any

import pytest
from judged import judged
from small_document import certain_document, small_document

from tcorisk.reports.deck.change_slide import change_slide
from tcorisk.reports.deck.frame import Frame
from tcorisk.reports.terminal.default_table import render_table
from tcorisk.reports.words.changes import change_headline, changes, flip_conditions, measured
from tcorisk.reports.words.view import View

REQUESTS, SHARE = "drivers.requests_per_day", "strategies.own.inputs.engineer_share"


def flip(address: str = REQUESTS, **given: Any) -> dict[str, Any]:
    """Return an entry of "flips": the API is kept up to 61,240 requests."""
    found = {"value": 61_240.0, "interval90": [58_210.0, 65_180.0], "side": "above", "probability": 0.12, "to": "own"}
    return {"address": address, **found, **given}


NEVER = {"value": None, "interval90": None, "side": None, "probability": 0.0, "to": None}
BOX = {
    "strategy": "own", "against": "api",
    "limits": [{"address": REQUESTS, "above": 60_012.0, "below": None},
               {"address": SHARE, "above": 0.1, "below": 0.6013}],
    "share": 0.1, "coverage": 0.82, "density": 0.91, "checked_coverage": 0.8, "checked_density": 0.9, "overlap": 0.9,
}  # fmt: skip


def said(**members: Any) -> list[str]:
    """Return the sentences about a verdict with these members."""
    document = judged(small_document())
    document["verdict"] |= {"regret": {"api": 1_510.0, "own": 506_400.0}, "regret_se": {"api": 20.0, "own": None}}
    document["verdict"] |= members
    return changes(View(document, 100))


def test_flips() -> None:
    first, note, second, *_ = said(flips=[flip(), flip(SHARE, **NEVER)])
    assert first == (
        "Llama on 4x A100 becomes the choice if requests per day is above 61,200 (90 % interval 58,200 to 65,200); "
        "12 % of futures are there."
    )
    assert note == "One input at a time, all else as uncertain as before."
    assert second == "No value of engineer share (Llama on 4x A100) from P1 to P99 changes the recommendation."


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ([None, 5.0], "(90 % interval up to 5)"),
        ([5.0, None], "(90 % interval from 5)"),
        ([None, None], "(90 % interval anywhere from P1"),
    ],
)
def test_open_intervals(ends: list[float | None], words: str) -> None:
    assert words in said(flips=[flip(interval90=ends)])[0]
    assert "Within the simulation error requests per day might change it" in said(
        flips=[flip(**NEVER | {"interval90": ends})]
    )[0]  # fmt: skip


def test_an_interval_that_is_written_like_one_number_is_left_out() -> None:
    assert "is above 61,200; 12 % of" in said(flips=[flip(interval90=[61_235.0, 61_241.0])])[0]


MEAN = {"measured": "monthly_mean", "percent": False, "initial": 11_000.0}


def test_a_rate_or_a_share_is_read_in_percent() -> None:
    growth = flip(f"{REQUESTS}.growth_per_month", value=0.0784, interval90=[0.0767, 0.0816])
    facts = {"measured": "value", "percent": True, "initial": None}
    words = said(flips=[growth], inputs={growth["address"]: facts})[0]
    assert "growth a month is above 7.84 % (90 % interval 7.67 % to 8.16 %); 12 %" in words


def test_a_mean_over_the_months_is_said_to_be_one() -> None:
    """In the same words for a flip, a box and a risk, and a flip has the value of the start beside it."""
    over = "on average over 24 months"
    members = {"flips": [flip()], "boxes": [BOX], "inputs": {REQUESTS: MEAN}}
    first, *_ = found = said(**members)
    assert f"above 61,200 (90 % interval 58,200 to 65,200) {over}, against 11,000 at the start; 12 %" in first
    assert f"requests per day > 60,000 {over} and" in " ".join(found)
    document = judged(small_document())
    document["verdict"] |= members
    assert f"is above 61,200 {over}" in change_headline(View(document, 100))
    assert f"is above 61,200 {over}, against 11,000 at the start (12 %" in flip_conditions(View(document, 100))[0]


@pytest.mark.parametrize(
    ("address", "kind", "words"),
    [
        ("drivers.price_steps", "events_per_month", " a month on average over 24 months"),
        ("strategies.own.costs.outages", "total", " USD in total over 24 months"),
        ("strategies.own.costs.engineer.monthly#2", "value", " (`monthly#2`)"),
        ("strategies.own.costs.engineer.monthly", "value", " USD a month"),
        ("drivers.answers", "value", ""),
    ],
)
def test_a_value_has_its_unit(address: str, kind: str, words: str) -> None:
    document = judged(small_document())
    document["verdict"]["inputs"] = {address: {"measured": kind, "percent": False, "initial": None}}
    assert measured(View(document, 100), address) == words


def test_whatever_its_value() -> None:
    found = said(flips=[flip(**NEVER | {"to": "own", "probability": 1.0})])
    assert found[0] == "For each single value of requests per day, Llama on 4x A100 has the lower mean."


def test_boxes() -> None:
    first, again, *_ = said(boxes=[BOX, BOX | {"coverage": 0.16}])
    assert first == (
        "Llama on 4x A100 is cheaper than API under a BAA if requests per day > 60,000 and engineer share "
        "(Llama on 4x A100) > 0.1 and engineer share (Llama on 4x A100) < 0.601: 82 % of its wins, right in 91 % "
        "(in futures not used to find it, 80 % and 90 %)."
    )
    assert again.startswith("Llama on 4x A100 is cheaper than API under a BAA also if")
    (none, _) = said(no_boxes="it is cheaper in fewer than 1 of 100 futures")
    assert none == (
        "When is Llama on 4x A100 cheaper than API under a BAA? No rule is given: it is cheaper in fewer than 1 of 100 "
        "futures."
    )


@pytest.mark.parametrize(("order", "words"), [(1, "at least as likely to stay within"), (2, "by less on average")])
@pytest.mark.parametrize(("better", "worse"), [("api", "own"), ("own", "api")])
def test_dominance(order: int, words: str, better: str, worse: str) -> None:
    labels = {"api": "API under a BAA", "own": "Llama on 4x A100"}
    (found, _) = said(dominance=[{"better": better, "worse": worse, "order": order, "in_every_future": False}])
    assert found.startswith(labels[better])
    assert words in found
    assert f"compared with {labels[worse]}" in found


def test_regret_with_its_error() -> None:
    (found,) = said()
    assert found.startswith(
        "Expected regret, USD: 1,510 +-40 for API under a BAA and 506,000 for Llama on 4x A100. This is"
    )


def test_the_headline_is_the_first_flip() -> None:
    document = judged(small_document())
    assert change_headline(View(document, 100)) == "No leading input changes the recommendation by itself"
    document["verdict"]["flips"] = [flip(SHARE, **NEVER), flip()]
    assert change_headline(View(document, 100)) == (
        "Llama on 4x A100 becomes the choice if requests per day is above 61,200: 12 % of futures"
    )


def test_nothing_is_said_where_nothing_is_random() -> None:
    assert changes(View(judged(certain_document()), 100)) == []
    assert "WHAT WOULD CHANGE IT" not in render_table(judged(certain_document()))
    assert "WHAT WOULD CHANGE IT, 24 months" in render_table(judged(small_document()))


@pytest.mark.parametrize(("flips", "slides"), [(1, 1), (5, 2)])
def test_the_deck_drops_no_sentence(flips: int, slides: int) -> None:
    """What does not fit on one slide gets a second, with regret in its title."""
    document = judged(small_document())
    document["verdict"] |= {"regret": {"api": 1_510.0, "own": 506_400.0}, "regret_se": {"api": 20.0, "own": None}}
    document["verdict"] |= {"flips": [flip(), *[flip(SHARE, to="own", value=None)] * (4 * (flips - 1))], "boxes": [BOX]}
    view, frame = View(document, 100), Frame.of(None)
    change_slide(frame, view, "footer")
    found = list(frame.presentation.slides)
    text = "\n".join(shape.text_frame.text for slide in found for shape in slide.shapes if shape.has_text_frame)
    assert all(sentence in text for sentence in changes(view))
    assert len(found) == slides
    assert slides == 1 or found[1].shapes.title.text_frame.text.startswith("Expected regret in USD: 1,510 with API")
