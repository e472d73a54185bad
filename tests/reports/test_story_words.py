"""Words of stories: addresses and values as they are spoken of, and sentences that fit above a picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from board_case import hostile_board, small_board
from story_case import VOLUME, swept

from tcorisk import load
from tcorisk.reports.stories import CostByCategory, Drivers, FirstEstimate, HeatMap, VolumeChoice
from tcorisk.reports.stories.swept import axes_of, of_axis
from tcorisk.reports.stories.wording import axis_name, fitting
from tcorisk.reports.words.layout import clean, text_width
from tcorisk.reports.words.names import line_name
from tcorisk.reports.words.numbers import number


def test_an_amount_is_never_cut_within_its_digits() -> None:
    for length in range(60, 110):
        amounts = "169,000 million at P50, 1,234,000 million at P90"
        sentence = fitting({}, lambda _, n=length, words=amounts: [f"{'z' * n} costs {words}"])
        assert text_width(sentence) <= 110
        whole = sentence.replace("169,000 million a", "").replace("1,234,000 million a", "").replace("P50", "")
        assert not any(c.isdigit() for c in whole.replace("P90", ""))


def test_words_of_addresses_and_values() -> None:
    assert line_name("gpus", {}) == "GPUs"
    assert line_name("a100_hour", {}) == "A100 hour"
    assert line_name("smaller_gpuses", {}) == "smaller gpuses"
    assert line_name("home.gpu_rent", {}) == "home: GPU rent"
    assert line_name("at_home.launch", {}) == "at home: lost revenue"
    assert axis_name("drivers.requests_per_day.initial") == "requests per day"
    written = {5_196.0: "5,200", 0.25: "0.25", 0.0: "0", 89_443.0: "89,400", 3.0: "3", 1e15: "1e+15"}
    assert {x: number(x, 3) for x in written} == written
    assert of_axis("requests per day", "9") == "9 requests per day"
    assert of_axis("pair hour", "9") == "a pair hour of 9"


def test_an_axis_says_whose_input_it_is_where_several_have_one() -> None:
    scenario = load("custom_model")
    team = [f"strategies.{name}.inputs.team" for name in ("self_hosted", "custom")]
    assert axes_of(scenario, team) == ("team (Tuned open 8B, rented)", "team (Custom 7B)")
    assert axes_of(scenario, ["drivers.requests_per_day"]) == ("requests per day",)
    grows = ["drivers.requests_per_day.initial", "strategies.custom.inputs.team.initial"]
    assert axes_of(scenario, grows) == ("requests per day at the start", "team at the start (Custom 7B)")
    assert of_axis("team (Tuned models, rented)", "2") == "a team (Tuned models, rented) of 2"
    points = [(x, y, 0.3) for x in (1_000, 2_000) for y in (1.0, 2.0)]
    frame = swept(points, (VOLUME, team[0])).replace({"api": scenario.baseline})
    frame["strategy"] = frame["strategy"].replace({"self_hosted": "custom"})
    assert HeatMap.of(frame, scenario).axes == ("requests per day", "team (Tuned open 8B, rented)")
    alone = swept([(1.0, 0.3), (2.0, 0.7)], (team[1],))
    alone["strategy"] = alone["strategy"].replace({"api": scenario.baseline, "self_hosted": "custom"})
    assert VolumeChoice.of(alone, scenario).axis == "team (Custom 7B)"


def test_a_sentence_gives_way_before_labels_get_unreadable_or_alike() -> None:
    long = {"a": "Llama 3 70B on 2x A100 " + "x" * 300, "b": "Llama 3 70B on 2x A100 " + "y" * 300}
    sentence = fitting(long, lambda w: [f"{w['a']} is {'very ' * 20}unlike {w['b']}", w["a"]])
    assert sentence == "Llama 3 70B on 2x A100 xxxxxxxxxxxxxx..."
    assert text_width(fitting(long, lambda w: [f"{'z' * 200}{w['a']}"])) <= 110


@pytest.mark.parametrize("board", [small_board, hostile_board])
def test_every_story_of_a_board_is_plain_text_that_fits(board: Callable[[], Any]) -> None:
    told = board()
    stories = [
        CostByCategory.of(told.result),
        FirstEstimate.of(told.result),
        Drivers.of(told.sensitivity),
        VolumeChoice.of(told.volume.frame, told.scenario, footer="f"),
        HeatMap.of(told.grid.frame, told.scenario, footer="f"),
    ]
    for story in stories:
        assert text_width(story.headline) <= 110
        for words in (story.headline, story.subtitle, story.note, story.footer, story.currency):
            assert words == clean(words)
            assert words
        assert not story.headline.removesuffix("...").endswith(".")
