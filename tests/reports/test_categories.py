"""Cost by category: the amounts of the document, and the largest part named truly."""

from __future__ import annotations

import math

import pytest
from board_case import small_board
from story_case import monthly, run, said

from tcorisk.reports.stories import CostByCategory
from tcorisk.reports.stories.categories import largest_parts
from tcorisk.reports.stories.wording import unlike
from tcorisk.reports.words.view import View


def test_categories_are_those_with_costs_and_means_add_up_to_the_total() -> None:
    result = small_board().result
    story = CostByCategory.of(result)
    for name, strategy in result.document["strategies"].items():
        numbers = strategy["horizons"]["12"]
        assert math.fsum(story.mean[name]) == pytest.approx(numbers["mean"], rel=1e-9)
        assert math.fsum(story.p90[name]) > 1.001 * numbers["p90"]  # percentiles do not add up: not to this, at least
        for at, category in enumerate(story.categories):
            of_one = numbers["categories"].get(category, {"p50": 0.0, "p90": 0.0})
            assert (story.p50[name][at], story.p90[name][at]) == (of_one["p50"], of_one["p90"])
    largest = [max(story.mean[name][at] for name in story.mean) for at in range(len(story.categories))]
    assert largest == sorted(largest, reverse=True)


@pytest.mark.parametrize(
    ("amounts", "facts"),
    [
        ({"Compute": 46, "Engineering": 34, "Data & Eval": 20}, ("Compute", "46 %")),
        ({"Compute": 30, "Engineering": 70}, ("Engineering", "70 %")),
        ({"Compute": 40, "Engineering": 40, "Incidents": 20}, ("Compute and Engineering", "40 % each")),
        ({"Compute": 40}, ("All", "Compute", "400")),
        ({"Compute": 90, "Incidents": -80}, ("Compute", "900")),
        ({"Compute": 10, "Incidents": -80}, ("Compute", "100")),
        ({"Compute": -10, "Incidents": -80}, ("nothing",)),
        ({"Compute": 0}, ("nothing",)),
    ],
)
def test_the_largest_category_is_named_truly(amounts: dict[str, int], facts: tuple[str, ...]) -> None:
    lines = {f"line_{at}": monthly(amount, category) for at, (category, amount) in enumerate(amounts.items())}
    story = CostByCategory.of(run(lines))
    assert all(fact in story.headline for fact in facts)
    assert len(story.categories) == sum(amount != 0 for amount in amounts.values())
    costs = " and ".join(f"{category} {amount}" for category, amount in amounts.items())
    assert said(f"categories, {costs}", story.headline)


def test_categories_of_the_same_look_are_told_apart() -> None:
    assert unlike(["x" * 300, "x" * 301, "", "\u202eab"], 12) == ("xxxxxxxxx...", "xxxxx... (2)", "unnamed", "ab")


def test_a_further_picture_names_the_largest_part_of_each_strategy_and_its_share() -> None:
    lines = {"gpus": monthly(300), "staff": monthly(700, "Engineering")}
    result = run(lines)
    story, view = CostByCategory.of(result), View(result.document, 100)
    assert largest_parts(view, story, ["own"]) == "Largest part of the cost: Engineering, 70 %, of own"
    several = small_board().result
    story, view = CostByCategory.of(several), View(several.document, 100)
    view.labels.update({name: f"{name:x<38}" for name in view.labels})
    title = largest_parts(view, story, list(view.labels))  # names that long have no room: none is cut
    assert title.startswith("Largest part of the mean cost: ") and title.endswith(" %") and "xx" not in title
