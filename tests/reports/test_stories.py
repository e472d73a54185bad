"""Stories of categories, first estimate, drivers, volume and map: numbers against independent ones, true sentences."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest
from board_case import hostile_board, small_board

from tcorisk import load, simulate, sweep
from tcorisk.reports.stories import (
    BudgetKept,
    CostByCategory,
    Drivers,
    FirstEstimate,
    HeatMap,
    VolumeChance,
)
from tcorisk.reports.stories.focus import promise_of, promises
from tcorisk.reports.stories.swept import axes_of, crossings, of_axis, readable
from tcorisk.reports.stories.wording import axis_name, fitting, line_name, unlike
from tcorisk.reports.words.layout import clean, text_width
from tcorisk.reports.words.money import Money
from tcorisk.simulator import Result
from tcorisk.simulator.sensitivity import Sensitivity, sensitivity
from tcorisk.simulator.sensitivity.estimates import Estimate
from tcorisk.simulator.sensitivity.findings import InputSensitivity

HEAD = """
schema = 1
title = "T"
currency = "EUR"
horizons = [10]
"""

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Any) -> Run:
    """Return what runs a scenario of one strategy whose lines are given as `name: TOML`."""

    def _run(lines: dict[str, str], head: str = "", settings: str = "") -> Result:
        text = HEAD + head + "\n[strategies.own]\n" + settings + "\n"
        for name, body in lines.items():
            text += f"[strategies.own.costs.{name}]\n{body}\n"
        path = tmp_path / "case.toml"
        path.write_text(text, encoding="utf-8")
        return simulate(load(path), 8_192)

    return _run


def monthly(amount: object, category: str = "Compute") -> str:
    return f'category = "{category}"\nmonthly = {amount}'


# ---------------------------------------------------------------------------------------------------- first estimate


def bill(story: FirstEstimate) -> float:
    return story.start + sum(step.adds for step in story.steps)


def test_the_waterfall_begins_with_the_promise_and_ends_with_the_mean_bill(run: Run) -> None:
    lines = {
        "gpus": monthly(7_400),
        "staff": monthly(9_000),
        "fees": monthly(600),
        "setup": 'category = "Compute"\none_time = 20_000',
    }
    story = FirstEstimate.of(run(lines, settings="budget_per_month = 7_000"))
    assert (story.promised, story.start, story.covered) == (True, 7_000.0, ("GPUs",))
    assert [(step.label, step.adds) for step in story.steps] == [
        ("GPUs, more than promised", pytest.approx(400.0)),
        ("staff", pytest.approx(9_000.0)),
        ("setup", pytest.approx(2_000.0)),
        ("fees", pytest.approx(600.0)),
    ]
    assert bill(story) == pytest.approx(story.mean, rel=1e-12)
    assert story.mean == story.p50 == story.p90 == 19_000.0
    assert story.headline == "The promised 7,000 a month pays for GPUs at best: the full bill is 19,000"


@pytest.mark.parametrize(
    ("budget", "covered", "sentence"),
    [
        (1_000, 1, "The promised 1,000 a month does not even pay for first: the full bill is 12,000"),
        (3_000, 1, "The promised 3,000 a month pays for first, not for the rest: the full bill is 12,000"),
        (7_000, 2, "The promised 7,000 a month pays for first and second, not for the rest: the full bill is 12,000"),
        (
            11_500,
            3,
            "The promised 11,500 a month pays for the first 3 of 4 cost lines, not for the rest: "
            "the full bill is 12,000",
        ),
        (12_000, 4, "The promised 12,000 a month covers the full bill: 12,000"),
        (99_000, 4, "The promised 99,000 a month covers the full bill: 12,000"),
    ],
)
def test_the_promise_is_held_against_the_first_lines_it_pays_for(
    run: Run, budget: int, covered: int, sentence: str
) -> None:
    lines = {"first": monthly(3_000), "second": monthly(4_000), "third": monthly(4_500), "fourth": monthly(500)}
    story = FirstEstimate.of(run(lines, settings=f"budget_per_month = {budget}"))
    assert story.covered == tuple(lines)[:covered]
    assert story.headline == sentence
    assert bill(story) == pytest.approx(12_000.0, rel=1e-12)


def test_a_promise_between_p50_and_p90_covers_the_one_alone(run: Run) -> None:
    story = FirstEstimate.of(run({"all": monthly('"8_000 to 12_000"')}, settings="budget_per_month = 10_200"))
    assert story.p50 < 10_200.0 < story.p90
    assert story.headline.startswith("The promised 10,200 a month covers the bill at P50, 9,800, but not at P90, 11,")


def test_a_promise_that_is_kept_nine_times_of_ten_is_held_against_the_mean_too(run: Run) -> None:
    rare = 'category = "Incidents"\nevents_per_year = 0.05\nper_event = "100_000 to 900_000"'
    story = FirstEstimate.of(run({"blow": rare}, settings="budget_per_month = 10"))
    assert story.p90 == 0.0
    assert story.mean > 100.0
    start = "The promised 10 a month covers the bill in nine futures of ten, but the mean bill is "
    assert story.headline.startswith(start)
    assert float(story.headline.removeprefix(start).replace(",", "")) == pytest.approx(story.mean, rel=0.01)
    kept = FirstEstimate.of(run({"all": monthly('"8_000 to 12_000"')}, settings="budget_per_month = 13_000"))
    assert kept.headline.startswith("The promised 13,000 a month covers the bill in nine futures of ten: 9,800 at P50")


def test_a_small_promise_beside_large_amounts_is_said_in_plain_units(run: Run) -> None:
    amount = "{ dist = 'uniform', low = 1e11, high = 2e11 }"
    result = run({"gpus": monthly(amount), "staff": monthly(amount)}, settings="budget_per_month = 7_000")
    story = FirstEstimate.of(result)
    assert story.headline.startswith("The promised 7,000 a month does not even pay for GPUs: ")
    assert story.headline.endswith(" million at P90")
    assert text_width(story.headline) <= 110
    budget = BudgetKept.of(result)
    assert "the promised 7,000 EUR a month" in budget.headline
    assert budget.headline.endswith(" million")
    assert Money.fitting("EUR", 1e11).exact(7_000.0) == "0.00700"
    assert Money.fitting("EUR", 1e11).exact(2_500_000.0) == "2.50"


def test_an_amount_is_never_cut_within_its_digits() -> None:
    for length in range(60, 110):
        amounts = "169,000 million at P50, 1,234,000 million at P90"
        sentence = fitting({}, lambda _, n=length, words=amounts: f"{'z' * n} costs {words}")
        assert text_width(sentence) <= 110
        whole = sentence.replace("169,000 million a", "").replace("1,234,000 million a", "").replace("P50", "")
        assert not any(c.isdigit() for c in whole.replace("P90", ""))


def test_without_a_promise_it_begins_with_the_first_line(run: Run) -> None:
    story = FirstEstimate.of(run({"gpus": monthly(4_000), "staff": monthly(9_000)}))
    assert (story.promised, story.start, [step.adds for step in story.steps]) == (False, 4_000.0, [9_000.0])
    assert story.headline == "The first cost line, GPUs, is 4,000 a month: the full bill is 13,000"
    alone = FirstEstimate.of(run({"gpus": monthly(4_000)}))
    assert (alone.start, alone.steps, alone.mean) == (4_000.0, (), 4_000.0)
    assert alone.headline == "own costs 4,000 a month in cash"


def test_small_lines_are_put_together_and_credits_come_last(run: Run) -> None:
    lines = {f"l{k}": monthly(1_000 + 100 * k) for k in range(1, 15)} | {"refund": monthly(-5_000)}
    story = FirstEstimate.of(run(lines, settings="budget_per_month = 1_000"))
    labels = [step.label for step in story.steps]
    assert len(labels) == 9
    assert labels[0] == "l1, more than promised"
    assert labels[1:7] == ["l14", "l13", "l12", "l11", "l10", "l9"]
    assert labels[7:] == ["7 smaller ones", "refund"]
    assert story.steps[-2].adds == pytest.approx(sum(1_000 + 100 * k for k in range(2, 9)))
    assert story.steps[-1].adds == -5_000.0
    assert bill(story) == pytest.approx(story.mean, rel=1e-12)


def test_large_amounts_are_said_in_millions(run: Run) -> None:
    lines = {"gpus": monthly(9e8), "staff": monthly("{ dist = 'uniform', low = 1e9, high = 2e9 }", "Engineering")}
    story = FirstEstimate.of(run(lines, settings="budget_per_month = 900_000_000"))
    start = "The promised 900 million a month pays for GPUs, not for the rest: P50 2,400 million, P90 2,800 million"
    assert story.headline == start
    assert CostByCategory.of(run({"a": monthly(2e9)})).headline == "All of the cost of own is Compute: 20,000 million"


def test_lost_revenue_is_no_cash(run: Run) -> None:
    lines = {"gpus": monthly(4_000), "lost": monthly(3_000, "Opportunity")}
    story = FirstEstimate.of(run(lines, settings="launch = { months = 3, revenue_per_month = 20_000 }"))
    assert story.steps == ()
    assert story.mean == 4_000.0


@pytest.mark.parametrize(("rate", "residual"), [(0.0, False), (0.08, False), (0.0, True), (0.08, True)])
def test_discount_and_resale_are_put_back_so_that_steps_add_up_to_cash(run: Run, rate: float, residual: bool) -> None:
    server = 'category = "Compute"\none_time = "60_000 to 90_000"' + '\nresidual = "0.65 ** (age / 12)"' * residual
    lines = {"server": server, "staff": monthly('"3_000 to 9_000"'), "fees": monthly(100)}
    result = run(lines, head=f"discount_rate = {rate}", settings='buffer = { share = "10% to 30%" }')
    story = FirstEstimate.of(result)
    numbers = result.document["strategies"]["own"]["horizons"]["10"]
    assert bill(story) == pytest.approx(numbers["cash"]["mean"] / 10, rel=1e-9)
    assert story.mean == numbers["cash"]["mean"] / 10
    back = [step for step in story.steps if step.label.endswith("put back")]
    in_tco = sum(line["mean"] for line in numbers["lines"].values()) / 10
    resale = (numbers["residual"] or {"mean": 0.0})["mean"] / 10
    assert (resale > 0.0) == residual
    if rate or residual:  # the lines alone would not reach the bill
        assert in_tco < 0.99 * story.mean
    else:
        assert in_tco == pytest.approx(story.mean, rel=1e-9)
    assert [step.label for step in back] == (["Discount put back"] if rate else [])
    assert sum(step.adds for step in back) == pytest.approx(story.mean - in_tco - resale, rel=1e-9, abs=1e-9)
    assert ("put" in story.note) == bool(rate)
    assert story.start == pytest.approx(numbers["lines"]["server"]["mean"] / 10 + resale)  # what was paid for it
    assert "buffer" in {step.label for step in story.steps}


def test_of_several_resale_values_nobody_knows_whose_they_are(run: Run) -> None:
    server = 'category = "Compute"\none_time = 50_000\nresidual = 0.5'
    result = run({"one": server, "two": server, "staff": monthly(2_000)}, settings="budget_per_month = 2_600")
    story = FirstEstimate.of(result)
    assert bill(story) == pytest.approx(story.mean) == 12_000.0
    assert (story.steps[-1].label, story.steps[-1].adds) == ("Resale value put back", pytest.approx(5_000.0))
    assert story.covered == ("one",)  # of which 5,000 a month are paid: that 2,600 pay for it would be false
    assert story.headline == "The promised 2,600 a month is not enough: the full bill is 12,000"
    assert story.steps[0].label == "one as in the TCO, less than promised"


def test_a_discount_does_not_bring_lines_under_the_promise(run: Run) -> None:
    lines = {"rent": monthly(1_000), "staff": monthly(9_000)}
    (story, clear) = (
        FirstEstimate.of(run(lines, head="discount_rate = 0.5", settings=f"budget_per_month = {promise}"))
        for promise in (950, 1_500)
    )
    assert story.steps[0].label == "rent as in the TCO, less than promised"
    assert story.headline.startswith("The promised 950 a month is not enough: ")  # it does not pay for 1,000 in cash
    assert clear.headline.startswith("The promised 1,500 a month pays for rent")


def test_the_waterfall_is_of_the_focus_or_of_the_promise_least_often_kept() -> None:
    result, focus = small_board().result, small_board().focus
    kept = {name: result.document["strategies"][name]["horizons"]["12"]["budget"] for name in ("own", "cheap")}
    assert focus == "cheap"
    assert kept["own"]["p_within"] < kept["cheap"]["p_within"]
    assert (FirstEstimate.of(result).strategy, FirstEstimate.of(result).promised) == ("cheap", True)
    assert promises(result.document, "cheap") == ["cheap", "own"]
    assert promises(result.document, None) == promises(result.document, "own") == ["own", "cheap"]
    assert promise_of(result.document, "api") == "own"  # the baseline promised nothing
    own = FirstEstimate.of(result, "own")
    assert (own.strategy, own.start, own.horizon) == ("own", 7_000.0, 12)
    assert FirstEstimate.of(small_board().result, "api", 6).strategy == "api"
    for name, horizon in (("nobody", 12), ("own", 7)):
        with pytest.raises(ValueError, match=r"strategy needs|horizon needs"):
            FirstEstimate.of(small_board().result, name, horizon)


# -------------------------------------------------------------------------------------------------------- categories


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
    ("amounts", "sentence"),
    [
        (
            {"Compute": 46, "Engineering": 34, "Data & Eval": 20},
            "Compute is the largest part: 46 % of the cost of own",
        ),
        ({"Compute": 30, "Engineering": 70}, "Engineering is the largest part: 70 % of the cost of own"),
        (
            {"Compute": 40, "Engineering": 40, "Incidents": 20},
            "Compute and Engineering are the largest parts: 40 % each of the cost of own",
        ),
        ({"Compute": 40}, "All of the cost of own is Compute: 400"),
        ({"Compute": 90, "Incidents": -80}, "Compute is the largest part of own: 900"),
        ({"Compute": 10, "Incidents": -80}, "Compute is the largest part of own: 100"),
        ({"Compute": -10, "Incidents": -80}, "own costs nothing in any category"),
        ({"Compute": 0}, "own costs nothing in any category"),
    ],
)
def test_the_largest_category_is_named_truly(run: Run, amounts: dict[str, int], sentence: str) -> None:
    lines = {f"line_{at}": monthly(amount, category) for at, (category, amount) in enumerate(amounts.items())}
    story = CostByCategory.of(run(lines))
    assert story.headline == sentence
    assert len(story.categories) == sum(amount != 0 for amount in amounts.values())


def test_categories_of_the_same_look_are_told_apart() -> None:
    assert unlike(["x" * 300, "x" * 301, "", "\u202eab"], 12) == ("xxxxxxxxx...", "xxxxx... (2)", "unnamed", "ab")


# ----------------------------------------------------------------------------------------------------------- drivers


@cache
def found(of: str = "savings") -> Sensitivity:
    return sensitivity(load("two_year_exercise"), of=of, trajectories=8_192)


def tornado(*ends: tuple[str, float, float], of: str = "savings", sd: float = 1_000.0) -> Drivers:
    nothing = Estimate(0.0, 0.0)
    inputs = tuple(InputSensitivity(a, "value", low, high, 0.0, nothing, None, None, None) for a, low, high in ends)
    return Drivers.of(replace(found(), of=of, inputs=inputs, sd=sd))


def test_bars_are_those_of_the_analysis_widest_first() -> None:
    story = Drivers.of(found())
    widths = [abs(bar.high - bar.low) for bar in story.bars]
    assert widths == sorted(widths, reverse=True)
    assert max(widths) == max(abs(item.high - item.low) for item in found().inputs)
    for bar in story.bars:
        assert (bar.low, bar.high) == (found()[bar.address].low, found()[bar.address].high)
    assert story.centre == found().mean
    assert story.bars[0].label == "upkeep share"
    assert Drivers.of(found("tco")).headline.startswith(
        "Upkeep share moves the cost most: Llama 3 70B on 2x H100 costs"
    )


def test_ten_bars_at_most_and_none_too_narrow_to_be_seen() -> None:
    ends = [(f"drivers.d{k:02}", -1.0 * k, 1.0 * k) for k in range(1, 15)]
    story = tornado(*ends, ("drivers.nothing", 0.0, 0.1))
    assert [bar.label for bar in story.bars] == [f"d{k:02}" for k in range(14, 4, -1)]
    assert len(tornado(("drivers.a", 0.0, 900.0), ("drivers.b", 0.0, 1.0)).bars) == 1


LABEL = "Llama 3 70B on 2x H100"


@pytest.mark.parametrize(
    ("ends", "of", "start", "rest"),
    [
        (
            [("drivers.ml_a", 200.0, -50.0)],
            "savings",
            "ML a moves the saving most",
            "saves 200 where it is low, costs 50.0 more where it is high",
        ),
        (
            [("drivers.a", 200.0, 900.0)],
            "savings",
            "A moves the saving most",
            "saves 200 where it is low, 900 where it is high",
        ),
        (
            [("drivers.a", -200.0, -900.0)],
            "savings",
            "A moves the saving most",
            "costs 200 more where it is low, 900 where it is high",
        ),
        (
            [("drivers.a", 200.0, 900.0)],
            "tco",
            "A moves the cost most",
            "costs 200 where it is low, 900 where it is high",
        ),
        (
            [("drivers.a", 0.0, 900.0), ("drivers.b", 895.0, 0.0)],
            "savings",
            "Nothing moves the saving more than a",
            "saves 0 where it is low, 900 where it is high",
        ),
        ([("drivers.a", 5.0, 5.0)], "savings", "No single input moves the mean saving of {LABEL} visibly", ""),
    ],
)
def test_what_moves_most_is_said_with_both_ends(ends: Any, of: str, start: str, rest: str) -> None:
    sentence = f"{start}: {LABEL} {rest}" if rest else start.format(LABEL=LABEL)
    assert tornado(*ends, of=of).headline == sentence


def test_a_tornado_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing in these strategies is random"):
        tornado()


# ------------------------------------------------------------------------------------------------------------ volume

VOLUME = "drivers.requests_per_day"
PAIR = "strategies.self_hosted.inputs.pair_hour"


def swept(points: list[tuple[Any, ...]], addresses: tuple[str, ...] = (VOLUME,), se: float = 0.01) -> pd.DataFrame:
    """Return a sweep's frame from tuples of varied values and the chance of the one rival, with rows shuffled."""
    rows = []
    for *values, p in points:
        varied = dict(zip(addresses, values, strict=True))
        numbers = {"horizon": 24, "mean": 1.0, "p10": 1.0, "p50": 1.0, "p90": 1.0}
        rows.append({**varied, "strategy": "api", **numbers, "p_beats": math.nan, "p_beats_se": math.nan})
        rows.append({**varied, "strategy": "self_hosted", **numbers, "p_beats": p, "p_beats_se": se})
    return pd.DataFrame(rows).sample(frac=1.0, random_state=1)


def curve(points: list[tuple[float, float]], **more: Any) -> VolumeChance:
    return VolumeChance.of(swept(points, **more), load("two_year_exercise"))


def test_the_crossing_lies_where_it_does_by_hand() -> None:
    # normal scores of 0.3 and 0.7 differ by their sign alone: half way, on the logarithm
    story = curve([(1_000, 0.1), (10_000, 0.3), (40_000, 0.7), (100_000, 0.9)])
    assert story.logarithmic
    assert story.even == {"self_hosted": pytest.approx(20_000.0)}
    assert story.values == (1_000.0, 10_000.0, 40_000.0, 100_000.0)
    assert story.chance == {"self_hosted": (0.1, 0.3, 0.7, 0.9)}
    assert story.today == 40_000.0
    straight = curve([(10_000, 0.3), (40_000, 0.7)])
    assert not straight.logarithmic
    assert straight.even == {"self_hosted": pytest.approx(25_000.0)}
    # scores of 0.8413 and 0.0228 are +1 and -2: a third of the way down
    falling = crossings([10.0, 40.0], [0.841344746, 0.022750132], logarithmic=False)
    assert [(round(place.value, 5), place.rises) for place in falling] == [(20.0, False)]


def test_the_crossing_of_a_real_sweep_is_close_to_that_of_the_search() -> None:
    frame = sweep("two_year_exercise", {VOLUME: [10_000, 22_500, 40_000, 100_000]}, 8_192)
    story = VolumeChance.of(frame, load("two_year_exercise"))
    assert story.even["self_hosted"] == pytest.approx(36_090, rel=0.02)  # as `crossover` finds it


def test_the_band_is_that_of_90_percent_within_0_and_1() -> None:
    story = curve([(1_000, 0.0), (10_000, 0.4), (40_000, 1.0)], se=0.01)
    assert story.low["self_hosted"] == pytest.approx((0.0, 0.4 - 0.01753, 1.0 - 0.01753))
    assert story.high["self_hosted"] == pytest.approx((0.01753, 0.4 + 0.01753, 1.0))
    unknown = curve([(1_000, 0.2), (10_000, 0.4)], se=math.nan)
    assert unknown.low == unknown.high == unknown.chance


@pytest.mark.parametrize(
    ("chances", "even", "words"),
    [
        ((0.1, 0.3, 0.7), True, "From about 20,000 requests per day"),
        ((0.9, 0.7, 0.3), True, "Up to about 20,000 requests per day"),
        ((0.0, 0.0, 1.0), True, "From somewhere in 10,000 to 40,000 requests per day"),
        ((0.1, 0.7, 0.3), True, "change places 2 times, first at about"),
        ((0.1, 0.2, 0.3), False, "At no value up to 40,000 requests per day is"),
        ((0.1, 0.5, 0.1), False, "At no value"),  # touches, and does not cross
        ((0.5, 0.5, 0.5), False, "At no value"),
        ((0.0, 0.0, 0.0), False, "At no value"),
        ((0.5, 0.6, 0.7), True, "From about 1,000 requests per day"),
        ((0.7, 0.6, 0.5), True, "Up to about 40,000 requests per day"),
        ((0.5, 0.4, 0.3), False, "At no value"),
        ((0.7, 0.5, 0.7), False, "in half of all futures or more at 1,000 to 40,000 requests per day"),
        ((0.6, 0.6, 0.7), False, "is cheaper more often than not at 1,000 to 40,000 requests per day; today"),
    ],
)
def test_what_is_said_of_a_curve_is_true(chances: tuple[float, ...], even: bool, words: str) -> None:
    story = curve(list(zip((1_000, 10_000, 40_000), chances, strict=True)))
    assert ("self_hosted" in story.even) == even
    assert words in story.headline
    assert text_width(story.headline) <= 110
    assert story.headline.endswith("; today 40,000") or "half of all" in words


def test_todays_volume_is_left_out_where_it_is_not_on_the_axis() -> None:
    story = curve([(1_000, 0.3), (10_000, 0.7)])
    assert story.today is None
    assert "today" not in story.headline


@pytest.mark.parametrize(
    ("frame", "complaint"),
    [
        (swept([(1, 2, 0.3), (2, 2, 0.3)], (VOLUME, PAIR)), "needs to vary 1 address, it varies 2"),
        (swept([("1 to 2", 0.3), ("2 to 3", 0.3)]), "need to be numbers"),
        (swept([(1_000, 0.3)]), "two values"),
        (swept([(1_000, 0.3), (2_000, 0.4), (2_000, 0.4)]), "once"),
        (swept([(1_000, 0.3), (2_000, 0.4)]).query("strategy == 'api'"), "no strategy beside the baseline"),
        (swept([(1_000, 0.3), (2_000, 0.4)]).drop(columns="p_beats"), "lacks p_beats"),
    ],
)
def test_other_sweeps_are_refused(frame: pd.DataFrame, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        VolumeChance.of(frame, load("two_year_exercise"))


def test_a_horizon_that_was_not_swept_is_refused() -> None:
    with pytest.raises(ValueError, match="one of 24, got 12"):
        VolumeChance.of(swept([(1_000, 0.3), (2_000, 0.4)]), load("two_year_exercise"), horizon=12)


# --------------------------------------------------------------------------------------------------------------- map


def cells(chance: list[list[float]], columns: tuple[float, ...] = (10_000, 40_000, 160_000)) -> HeatMap:
    rows = (4, 6)
    points = [(x, y, chance[j][i]) for i, x in enumerate(columns) for j, y in enumerate(rows)]
    return HeatMap.of(swept(points, (VOLUME, PAIR)), load("two_year_exercise"))


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        ([[0.3, 0.7, 0.9], [0.1, 0.3, 0.7]], "above about 20,000 to 80,000 requests per day"),
        ([[0.3, 0.7, 0.9], [0.3, 0.7, 0.8]], "above about 20,000 requests per day, whatever the pair hour"),
        ([[0.0, 1.0, 1.0], [0.0, 0.0, 1.0]], "above about 10,000 to 160,000 requests per day"),
        ([[0.7, 0.3, 0.1], [0.9, 0.7, 0.3]], "below about 20,000 to 80,000 requests per day"),
        ([[0.6, 0.7, 0.9], [0.6, 0.7, 1.0]], "everywhere on this map: at least in 60 % of futures"),
        ([[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]], "at best in <1 % of futures"),
        ([[0.3, 0.3, 0.5], [0.1, 0.2, 0.3]], "at best in 50 % of futures"),
        ([[0.3, 0.3, 0.7], [0.1, 0.2, 0.3]], "in 1 of the 6 cases on this map"),
        ([[0.3, 0.7, 0.7], [0.7, 0.6, 0.3]], "in 4 of the 6 cases on this map"),
    ],
)
def test_where_the_answer_flips_is_said_truly(chance: list[list[float]], words: str) -> None:
    story = cells(chance)
    assert story.chance == tuple(tuple(row) for row in chance)
    assert (story.columns, story.rows) == ((10_000.0, 40_000.0, 160_000.0), (4.0, 6.0))
    assert words in story.headline
    assert text_width(story.headline) <= 110


def test_todays_place_is_marked_where_it_is_on_the_map() -> None:
    x, y = cells([[0.3, 0.7, 0.9], [0.1, 0.3, 0.7]]).today or (0.0, 0.0)
    assert x == 40_000.0
    assert y == pytest.approx(math.sqrt(4.20 * 8.50))  # the median of the lognormal between them
    assert cells([[0.3, 0.7, 0.9], [0.1, 0.3, 0.7]], (1.0, 2.0, 3.0)).today is None


def test_a_map_with_a_hole_is_refused() -> None:
    holed = swept([(1, 4, 0.1), (2, 4, 0.1), (1, 6, 0.1)], (VOLUME, PAIR))
    with pytest.raises(ValueError, match="each combination"):
        HeatMap.of(holed, load("two_year_exercise"))
    with pytest.raises(ValueError, match="strategy needs to be one of self_hosted, got 'api'"):
        HeatMap.of(holed, load("two_year_exercise"), "api")


# ------------------------------------------------------------------------------------------------------------- words


def test_words_of_addresses_and_values() -> None:
    assert line_name("gpus") == "GPUs"
    assert line_name("a100_hour") == "A100 hour"
    assert line_name("smaller_gpuses") == "smaller gpuses"
    assert axis_name("drivers.requests_per_day.initial") == "requests per day"
    written = {5_196.0: "5,200", 0.25: "0.25", 0.0: "0", 89_443.0: "89,400", 3.0: "3", 1e15: "1e+15"}
    assert {x: readable(x) for x in written} == written
    assert of_axis("requests per day", "9") == "9 requests per day"
    assert of_axis("pair hour", "9") == "a pair hour of 9"


def test_an_axis_says_whose_input_it_is_where_several_have_one() -> None:
    scenario = load("custom_model")
    team = [f"strategies.{name}.inputs.team" for name in ("self_hosted", "custom")]
    assert axes_of(scenario, team) == ("team (Tuned open 8B, re...)", "team (Custom 7B)")
    assert axes_of(scenario, ["drivers.requests_per_day"]) == ("requests per day",)
    assert of_axis("team (Tuned models, rented)", "2") == "a team (Tuned models, rented) of 2"
    points = [(x, y, 0.3) for x in (1_000, 2_000) for y in (1.0, 2.0)]
    frame = swept(points, (VOLUME, team[0])).replace({"api": scenario.baseline})
    frame["strategy"] = frame["strategy"].replace({"self_hosted": "custom"})
    assert HeatMap.of(frame, scenario).axes == ("requests per day", "team (Tuned open 8B, re...)")
    alone = swept([(1.0, 0.3), (2.0, 0.7)], (team[1],))
    alone["strategy"] = alone["strategy"].replace({"api": scenario.baseline, "self_hosted": "custom"})
    assert VolumeChance.of(alone, scenario).axis == "team (Custom 7B)"


def test_a_sentence_gives_way_before_labels_get_unreadable_or_alike() -> None:
    long = {"a": "Llama 3 70B on 2x A100 " + "x" * 300, "b": "Llama 3 70B on 2x A100 " + "y" * 300}
    sentence = fitting(long, lambda said: f"{said['a']} is {'very ' * 20}unlike {said['b']}", lambda said: said["a"])
    assert sentence == "Llama 3 70B on 2x A100 xxxxxxxxxxxxxx..."
    assert text_width(fitting(long, lambda said: f"{'z' * 200}{said['a']}")) <= 110


@pytest.mark.parametrize("board", [small_board, hostile_board])
def test_every_story_of_a_board_is_plain_text_that_fits(board: Callable[[], Any]) -> None:
    told = board()
    stories = [
        CostByCategory.of(told.result),
        FirstEstimate.of(told.result),
        Drivers.of(told.sensitivity),
        VolumeChance.of(told.volume.frame, told.scenario, footer="f"),
        HeatMap.of(told.grid.frame, told.scenario, told.focus, footer="f"),
    ]
    for story in stories:
        assert text_width(story.headline) <= 110
        for words in (story.headline, story.subtitle, story.note, story.footer, story.currency):
            assert words == clean(words)
            assert words
        assert not story.headline.endswith(".")
