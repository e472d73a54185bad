"""What no figure of a report contains is said, by strategy, in short and plain words."""

from __future__ import annotations

from board_case import hostile_board
from deck_case import board_of

from tcorisk.reports.board.left_out import left_out


def test_what_is_left_out_is_said_by_strategy(tmp_path):
    text = """
schema = 1
title = "Rent or buy"
currency = "EUR"
horizons = [12]
categories = ["Travel"]
[strategies.rent]
label = "Rent"
launch = { months = 1, revenue_per_month = 100 }
costs.x = { category = "Compute", monthly = "900 to 1_100" }
costs.y = { category = "Travel", monthly = 10 }
[strategies.buy]
label = "Buy"
buffer = { share = 0.1 }
costs.x = { category = "Engineering", one_time = "4_000 to 4_400" }
"""
    found = left_out(board_of(text, tmp_path))
    assert found[:5] == (
        "No strategy has a cost under Data & Eval, Compliance, Incidents and Migration.",
        "Rent has no cost under Engineering.",
        "Buy has no cost under Compute and Travel.",
        "Revenue lost before launch is not counted for Buy.",
        "Rent has no buffer for unlisted work.",
    )
    assert "Nothing is discounted: later months count as much as early ones." in found
    assert any(sentence.endswith("assumptions are taken as certain: plain numbers.") for sentence in found)
    discounted = left_out(board_of(text.replace("horizons", "discount_rate = 0.05\nhorizons"), tmp_path))
    assert not any("discounted" in sentence for sentence in discounted)


def test_hostile_words_in_what_is_left_out_are_short_and_plain():
    found = left_out(hostile_board())
    assert found
    for sentence in found:
        assert len(sentence) < 300 and sentence.isprintable() and sentence.endswith(".")
