"""From the budget to the bill: steps that add up, and a sentence that is true of them."""

from __future__ import annotations

import pytest
from board_case import small_board
from story_case import monthly, run, said

from tcorisk.reports.stories import BudgetKept, CostByCategory, FirstEstimate
from tcorisk.reports.stories.budget_order import budget_of, budgeted
from tcorisk.reports.words.layout import text_width
from tcorisk.reports.words.numbers import Money


def bill(story: FirstEstimate) -> float:
    return story.start + sum(step.adds for step in story.steps)


def test_the_waterfall_begins_with_the_budget_and_ends_with_the_mean_bill() -> None:
    lines = {
        "gpus": monthly(7_400),
        "staff": monthly(9_000),
        "fees": monthly(600),
        "setup": 'category = "Compute"\none_time = 20_000',
    }
    story = FirstEstimate.of(run(lines, settings="budget_per_month = 7_000"))
    assert (story.has_budget, story.start, story.covered) == (True, 7_000.0, ("GPUs",))
    assert [(step.label, step.adds) for step in story.steps] == [
        ("GPUs above budget", pytest.approx(400.0)),
        ("staff", pytest.approx(9_000.0)),
        ("setup", pytest.approx(2_000.0)),
        ("fees", pytest.approx(600.0)),
    ]
    assert bill(story) == pytest.approx(story.mean, rel=1e-12)
    assert story.mean == story.p50 == story.p90 == 19_000.0
    assert said("first estimate, nearly enough for the first line", story.headline)


@pytest.mark.parametrize(
    ("budget", "covered", "reach"),
    [
        (1_000, 1, "does not even pay for first"),
        (3_000, 1, "pays for first, not for the rest"),
        (7_000, 2, "pays for first and second, not for the rest"),
        (11_500, 3, "pays for the first 3 of 4 cost lines, not for the rest"),
        (12_000, 4, "covers the full bill"),
        (99_000, 4, "covers the full bill"),
    ],
)
def test_the_budget_is_compared_with_the_first_lines_it_pays_for(budget: int, covered: int, reach: str) -> None:
    lines = {"first": monthly(3_000), "second": monthly(4_000), "third": monthly(4_500), "fourth": monthly(500)}
    story = FirstEstimate.of(run(lines, settings=f"budget_per_month = {budget}"))
    assert story.covered == tuple(lines)[:covered]
    assert bill(story) == pytest.approx(12_000.0, rel=1e-12)
    assert reach in story.headline and "12,000" in story.headline
    assert said(f"first estimate, budget {budget:,} for 12,000", story.headline)


def test_a_budget_between_p50_and_p90_covers_the_one_alone() -> None:
    story = FirstEstimate.of(run({"all": monthly('"8_000 to 12_000"')}, settings="budget_per_month = 10_200"))
    assert story.p50 < 10_200.0 < story.p90
    assert story.headline.startswith("The budget of 10,200 a month covers the bill at P50, 9,800, but not at P90, 11,")


def test_a_budget_kept_nine_times_in_ten_is_compared_with_the_mean_too() -> None:
    rare = 'category = "Incidents"\nevents_per_year = 0.05\nper_event = "100_000 to 900_000"'
    story = FirstEstimate.of(run({"blow": rare}, settings="budget_per_month = 10"))
    assert story.p90 == 0.0
    assert story.mean > 100.0
    start = "The budget of 10 a month covers the bill in nine futures in ten, but the mean bill is "
    assert story.headline.startswith(start)
    assert float(story.headline.removeprefix(start).replace(",", "")) == pytest.approx(story.mean, rel=0.01)
    kept = FirstEstimate.of(run({"all": monthly('"8_000 to 12_000"')}, settings="budget_per_month = 13_000"))
    assert kept.headline.startswith("The budget of 13,000 a month covers the bill in nine futures in ten: 9,800 at P50")


def test_a_small_budget_beside_large_amounts_is_said_in_plain_units() -> None:
    amount = "{ dist = 'uniform', low = 1e11, high = 2e11 }"
    result = run({"gpus": monthly(amount), "staff": monthly(amount)}, settings="budget_per_month = 7_000")
    story = FirstEstimate.of(result)
    assert story.headline.startswith("The budget of 7,000 a month is not enough: ")
    assert story.headline.endswith(" million at P90")
    assert text_width(story.headline) <= 110
    budget = BudgetKept.of(result)
    assert "7,000 EUR a month" in budget.headline
    assert budget.headline.endswith(" million")
    assert Money.fitting("EUR", 1e11).exact(7_000.0) == "0.00700"
    assert Money.fitting("EUR", 1e11).exact(2_500_000.0) == "2.50"


def test_without_a_budget_it_begins_with_the_first_line() -> None:
    story = FirstEstimate.of(run({"gpus": monthly(4_000), "staff": monthly(9_000)}))
    assert (story.has_budget, story.start, [step.adds for step in story.steps]) == (False, 4_000.0, [9_000.0])
    assert said("first estimate, no budget", story.headline)
    alone = FirstEstimate.of(run({"gpus": monthly(4_000)}))
    assert (alone.start, alone.steps, alone.mean) == (4_000.0, (), 4_000.0)
    assert said("first estimate, one line", alone.headline)


def test_small_lines_are_put_together_and_credits_come_last() -> None:
    lines = {f"l{k}": monthly(1_000 + 100 * k) for k in range(1, 15)} | {"refund": monthly(-5_000)}
    story = FirstEstimate.of(run(lines, settings="budget_per_month = 1_000"))
    labels = [step.label for step in story.steps]
    assert len(labels) == 9
    assert labels[0] == "l1 above budget"
    assert labels[1:7] == ["l14", "l13", "l12", "l11", "l10", "l9"]
    assert labels[7:] == ["7 smaller lines", "refund"]
    assert story.steps[-2].adds == pytest.approx(sum(1_000 + 100 * k for k in range(2, 9)))
    assert story.steps[-1].adds == -5_000.0
    assert bill(story) == pytest.approx(story.mean, rel=1e-12)


def test_large_amounts_are_said_in_millions() -> None:
    lines = {"gpus": monthly(9e8), "staff": monthly("{ dist = 'uniform', low = 1e9, high = 2e9 }", "Engineering")}
    story = FirstEstimate.of(run(lines, settings="budget_per_month = 900_000_000"))
    assert said("first estimate, in millions", story.headline)
    assert said("categories, in millions", CostByCategory.of(run({"a": monthly(2e9)})).headline)


def test_lost_revenue_is_no_cash() -> None:
    lines = {"gpus": monthly(4_000), "lost": monthly(3_000, "Opportunity")}
    story = FirstEstimate.of(run(lines, settings="launch = { months = 3, revenue_per_month = 20_000 }"))
    assert story.steps == ()
    assert story.mean == 4_000.0


@pytest.mark.parametrize(("rate", "residual"), [(0.0, False), (0.08, False), (0.0, True), (0.08, True)])
def test_discount_and_resale_are_added_back_so_that_steps_add_up_to_cash(rate: float, residual: bool) -> None:
    server = 'category = "Compute"\none_time = "60_000 to 90_000"' + '\nresidual = "0.65 ** (age / 12)"' * residual
    lines = {"server": server, "staff": monthly('"3_000 to 9_000"'), "fees": monthly(100)}
    result = run(lines, head=f"discount_rate = {rate}", settings='buffer = { share = "10% to 30%" }')
    story = FirstEstimate.of(result)
    numbers = result.document["strategies"]["own"]["horizons"]["10"]
    assert bill(story) == pytest.approx(numbers["cash"]["mean"] / 10, rel=1e-9)
    assert story.mean == numbers["cash"]["mean"] / 10
    back = [step for step in story.steps if step.label.endswith("added back")]
    in_tco = sum(line["mean"] for line in numbers["lines"].values()) / 10
    resale = (numbers["residual"] or {"mean": 0.0})["mean"] / 10
    assert (resale > 0.0) == residual
    if rate or residual:  # the lines alone would not reach the bill
        assert in_tco < 0.99 * story.mean
    else:
        assert in_tco == pytest.approx(story.mean, rel=1e-9)
    assert [step.label for step in back] == (["discount added back"] if rate else [])
    assert sum(step.adds for step in back) == pytest.approx(story.mean - in_tco - resale, rel=1e-9, abs=1e-9)
    assert ("adds the discount back" in story.note) == bool(rate)
    assert story.start == pytest.approx(numbers["lines"]["server"]["mean"] / 10 + resale)  # what was paid for it
    assert "buffer" in {step.label for step in story.steps}


@pytest.mark.parametrize("rate", [0.0, 0.08])
def test_late_payment_is_the_step_from_cost_to_cash(rate: float) -> None:
    """Of ten invoices of 1,000 the last two are not paid yet: 200 a month less than owed."""
    lines = {"staff": monthly(2_000), "tokens": monthly(1_000) + "\npaid_after = 2"}
    result = run(lines, head=f"discount_rate = {rate}", settings="budget_per_month = 3_100")
    story = FirstEstimate.of(result)
    assert bill(story) == pytest.approx(story.mean) == 2_800.0
    words = "discount and late payment, from cost to cash" if rate else "late payment, from cost to cash"
    assert story.steps[-1].label == words
    assert story.steps[-1].adds == pytest.approx(-200.0) if not rate else story.steps[-1].adds > -200.0
    assert "leads from one to the other" in story.note and "back" not in story.note
    assert "tokens" not in story.headline  # what of their cash the budget pays for is not known


def test_of_several_resale_values_nobody_knows_whose_they_are() -> None:
    server = 'category = "Compute"\none_time = 50_000\nresidual = 0.5'
    result = run({"one": server, "two": server, "staff": monthly(2_000)}, settings="budget_per_month = 2_600")
    story = FirstEstimate.of(result)
    assert bill(story) == pytest.approx(story.mean) == 12_000.0
    assert (story.steps[-1].label, story.steps[-1].adds) == ("resale value added back", pytest.approx(5_000.0))
    assert story.covered == ("one",)  # of which 5,000 a month are paid: that 2,600 pay for it would be false
    assert said("first estimate, several resale values", story.headline)
    assert "one" not in story.headline
    assert story.steps[0].label == "one (TCO) below budget"


def test_a_discount_does_not_bring_lines_within_the_budget() -> None:
    lines = {"rent": monthly(1_000), "staff": monthly(9_000)}
    (story, clear) = (
        FirstEstimate.of(run(lines, head="discount_rate = 0.5", settings=f"budget_per_month = {promise}"))
        for promise in (950, 1_500)
    )
    assert story.steps[0].label == "rent (TCO) below budget"
    assert story.headline.startswith("The budget of 950 a month is not enough: ")  # it does not pay for 1,000 in cash
    assert clear.headline.startswith("The budget of 1,500 a month pays for rent")


def test_the_waterfall_is_of_what_is_recommended_or_of_the_budget_least_often_kept() -> None:
    result = small_board().result
    kept = {name: result.document["strategies"][name]["horizons"]["12"]["budget"] for name in ("own", "cheap")}
    assert result.document["verdict"]["recommended"] == "api"  # it has no budget
    assert kept["own"]["p_within"] < kept["cheap"]["p_within"]
    assert (FirstEstimate.of(result).strategy, FirstEstimate.of(result).has_budget) == ("own", True)
    assert budgeted(result.document, "cheap") == ["cheap", "own"]
    assert budgeted(result.document, None) == budgeted(result.document, "own") == ["own", "cheap"]
    assert budget_of(result.document, "api") == "own"  # the baseline has no budget
    own = FirstEstimate.of(result, "own")
    assert (own.strategy, own.start, own.horizon) == ("own", 7_000.0, 12)
    assert FirstEstimate.of(small_board().result, "api", 6).strategy == "api"
    for name, horizon in (("nobody", 12), ("own", 7)):
        with pytest.raises(ValueError, match=r"strategy needs|horizon needs"):
            FirstEstimate.of(small_board().result, name, horizon)
