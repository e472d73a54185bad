"""From the budget to the bill: steps that add up, and a sentence that is true of them."""

from __future__ import annotations

import pytest
from board_case import small_board
from story_case import monthly, run, said

from tcorisk.reports.stories import BudgetKept, CostByCategory, FirstEstimate
from tcorisk.reports.stories.budget_order import budget_of, budgeted
from tcorisk.reports.words.cost_cells import cash_cell
from tcorisk.reports.words.layout import text_width
from tcorisk.reports.words.numbers import Money
from tcorisk.reports.words.view import View


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
    result = run({"blow": rare}, settings="budget_per_month = 10")
    story, view = FirstEstimate.of(result), View(result.document, 100)
    assert story.p90 == 0.0
    assert story.mean > 100.0
    start = "The budget of 10 a month covers the bill in nine futures in ten, but the mean bill is "
    assert story.headline.startswith(start)
    assert story.headline.removeprefix(start) == cash_cell(view, "own", 10, "mean", 10, error_shown=False)
    assert view.half_interval(view.numbers("own", 10), "mean") / 10 > abs(story.mean - 1_600.0)  # digits that are known
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
    assert budget.headline.endswith(" million (P80)")
    assert Money.fitting("EUR", 1e11).exact(7_000.0) == "0.00700"
    assert Money.fitting("EUR", 1e11).exact(2_500_000.0) == "2.50"


def test_without_a_budget_it_begins_with_the_largest_line() -> None:
    story = FirstEstimate.of(run({"gpus": monthly(4_000), "staff": monthly(9_000)}))
    assert (story.has_budget, story.start, [step.adds for step in story.steps]) == (False, 9_000.0, [4_000.0])
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
def test_steps_are_nominal_cash_and_add_up_to_it(rate: float, residual: bool) -> None:
    server = 'category = "Compute"\none_time = "60_000 to 90_000"' + '\nresidual = "0.65 ** (age / 12)"' * residual
    lines = {"server": server, "staff": monthly('"3_000 to 9_000"'), "fees": monthly(100)}
    buffer = 'buffer = { share = "10% to 30%" }'
    story = FirstEstimate.of(run(lines, head=f"discount_rate = {rate}", settings=buffer))
    plain = FirstEstimate.of(run(lines | {"server": server.partition("\nresidual")[0]}, settings=buffer))
    assert bill(story) == pytest.approx(story.mean, rel=1e-12)
    assert "buffer" in {step.label for step in story.steps}
    for step, other in zip(story.steps, plain.steps, strict=True):  # neither discount nor resale changes what is paid
        assert (step.label, step.adds) == (other.label, pytest.approx(other.adds, rel=1e-12))
    assert story.start == pytest.approx(plain.start, rel=1e-12)


@pytest.mark.parametrize("rate", [0.0, 0.08])
def test_what_is_paid_later_counts_when_it_is_paid(rate: float) -> None:
    """Of ten invoices of 1,000 the last two are not paid yet: 800 a month leave the bank."""
    lines = {"staff": monthly(2_000), "tokens": monthly(1_000) + "\npaid_after = 2"}
    result = run(lines, head=f"discount_rate = {rate}", settings="budget_per_month = 2_500")
    story = FirstEstimate.of(result)
    assert bill(story) == pytest.approx(story.mean) == 2_800.0
    assert [(step.label, step.adds) for step in story.steps] == [
        ("staff below budget", pytest.approx(-500.0)),
        ("tokens", pytest.approx(800.0)),
    ]
    means = result.document["strategies"]["own"]["horizons"]["10"]["lines"]
    assert means["tokens"]["cash_mean"] == pytest.approx(8_000.0)
    assert means["tokens"]["mean"] == pytest.approx(10_000.0) if not rate else means["tokens"]["mean"] < 10_000.0


def test_resale_values_are_no_cash() -> None:
    server = 'category = "Compute"\none_time = 50_000\nresidual = 0.5'
    result = run({"one": server, "two": server, "staff": monthly(2_000)}, settings="budget_per_month = 2_600")
    story = FirstEstimate.of(result)
    assert bill(story) == pytest.approx(story.mean) == 12_000.0
    assert [(step.label, step.adds) for step in story.steps] == [
        ("one above budget", pytest.approx(2_400.0)),
        ("two", pytest.approx(5_000.0)),
        ("staff", pytest.approx(2_000.0)),
    ]
    assert "does not even pay for one" in story.headline


def test_a_discount_does_not_bring_lines_within_the_budget() -> None:
    lines = {"rent": monthly(1_000), "staff": monthly(9_000)}
    (story, clear) = (
        FirstEstimate.of(run(lines, head="discount_rate = 0.5", settings=f"budget_per_month = {promise}"))
        for promise in (950, 1_500)
    )
    assert (story.steps[0].label, story.steps[0].adds) == ("rent above budget", pytest.approx(50.0))
    assert story.headline.startswith("The budget of 950 a month does not quite pay for rent")
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
