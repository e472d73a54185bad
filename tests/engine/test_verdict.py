"""The verdict: which strategy is recommended, against which it is compared, and which rule had a say."""

from __future__ import annotations

import numpy as np
import pytest
from choice_writer import choice_text

from tcorisk import ConfigError, load, simulate
from tcorisk.configs import loads
from tcorisk.simulator.decision import pair_of
from tcorisk.simulator.lowering import results as storing
from tcorisk.simulator.subset import horizon_values

N = 8_192


def scenario(lines: dict[str, str], decision: str = "", horizons: str = "[1]", extra: str = "") -> str:
    """Return a scenario with one monthly line a strategy; the first strategy is the baseline."""
    found = ['schema = 1\ntitle = "Verdict"\ncurrency = "USD"', f"horizons = {horizons}", decision, extra]
    for name, amount in lines.items():
        found.append(f'[strategies.{name}.costs.c]\ncategory = "Compute"\nmonthly = {amount}')
    return "\n".join(found)


def verdict(lines: dict[str, str], decision: str = "", **more: str) -> dict:
    """Return the verdict of a scenario."""
    return simulate(loads(scenario(lines, decision, **more)), N).document["verdict"]


#: `b` is the cheapest in 60 % of futures, and has the lowest mean (90); `a` always beats `api`.
SKEWED = {
    "api": '"uniform(100, 101)"',
    "a": '"uniform(98, 99)"',
    "b": '{ dist = "discrete", values = [50, 150], weights = [0.6, 0.4] }',
}


def test_the_lowest_mean_leads_and_the_margin_rule_keeps_the_baseline():
    found = verdict(SKEWED)
    assert (found["lowest"], found["most_often_cheapest"]) == ("b", "b")
    assert (found["recommended"], found["runner_up"], found["compared_with"]) == ("api", "b", "b")
    (rule,) = found["rules"]
    assert (rule["name"], rule["value"], rule["changed_from"]) == ("margin", 0.2, "b")
    base, best = found["scores"]["api"], found["scores"]["b"]
    assert rule["short_by"] == pytest.approx(0.2 * base - (base - best))
    assert rule["because"] == "the lowest mean cost is 10.4 % below the baseline's; the margin rule asks for 20 %"
    assert found["p_beats_runner_up"] == pytest.approx(0.4, abs=1e-3)
    assert found["bad_case"]["lowest"] == "a"


def test_without_a_margin_the_lowest_mean_is_recommended():
    found = verdict(SKEWED, "[decision]\nmargin = 0")
    assert (found["recommended"], found["runner_up"]) == ("b", "a")
    assert found["rules"] == []
    assert found["p_cheapest"] == found["p_beats_runner_up"] == pytest.approx(0.6, abs=1e-3)


@pytest.mark.parametrize(("margin", "chosen"), [(0.10, "b"), (0.11, "api")])
def test_the_margin_is_a_share_of_the_baseline(margin, chosen):
    lines = {"api": "1000", "b": "895"}  # saves 10.5 %
    assert verdict(lines, f"[decision]\nmargin = {margin}")["recommended"] == chosen


@pytest.mark.parametrize(
    ("base", "other", "margin"), [("0.3", "0.27", 0.1), ("1234.5", "864.15", 0.3), ("0.7", "0.56", 0.2)]
)
def test_a_saving_of_the_margin_exactly_is_enough(base, other, margin):
    lines = {"a": base, "b": other}
    assert verdict(lines, f"[decision]\nmargin = {margin}", horizons="[12]")["recommended"] == "b"


def test_rounding_is_no_difference():
    found = verdict({"a": "0.3", "b": '"0.1 + 0.2"'}, horizons="[12]")
    assert (found["told_apart"], found["bad_case"]["lowest"]) == (False, None)


def test_top_inputs_are_of_the_two_strategies():
    text = scenario({"b": '"normal(10, 1)"'}) + "".join(
        f'\n[strategies.{name}.costs.card]\ncategory = "Compute"\nmonthly = "uniform(1, 2)"' for name in "b"
    )
    text += '\n[strategies.b.costs.cards_new]\ncategory = "Compute"\nmonthly = "uniform(1, 9)"'
    text += '\n[strategies.c]\nlike = "b"\nwithout = ["costs.cards_new"]'
    text += '\n[strategies.d]\nlike = "c"\n[strategies.d.costs.own]\ncategory = "Compute"\nmonthly = "uniform(1, 3)"'
    document = simulate(loads(text.replace("title", 'baseline = "c"\ntitle')), N).document
    (item,) = [c for c in document["comparisons"] if c["strategy"] == "d"]
    named = [entry["address"] for entry in item["top_inputs"]]
    assert any(address.startswith("strategies.b.costs.card.") for address in named)
    assert not any("cards_new" in address for address in named)


def test_the_margin_rule_knows_no_kinds_and_a_baseline_below_zero():
    assert verdict({"own": "1000", "api": "900"})["recommended"] == "own"
    assert verdict({"own": "-100", "api": "-110"})["recommended"] == "own"  # 10 % better
    assert verdict({"own": "-100", "api": "-130"})["recommended"] == "api"


@pytest.mark.parametrize(("by", "chosen"), [("mean", "b"), ("p50", "b"), ("p80", "a"), ("p90", "a"), ("worst_5", "a")])
def test_what_decides(by, chosen):
    lines = {**SKEWED, "api": '"uniform(200, 201)"'}
    assert verdict(lines, f'[decision]\nby = "{by}"')["recommended"] == chosen


@pytest.mark.parametrize(("weight", "chosen"), [(0.0, "b"), (0.1, "b"), (0.2, "a"), (1.0, "a")])
def test_mean_and_worst_5_weighed(weight, chosen):
    # b: 90 on average, 150 in the worst 5 %; a: 98.5 and 99 at most: equal at w = 8.5 / 59.5 = 0.14
    lines = {**SKEWED, "api": '"uniform(200, 201)"'}
    found = verdict(lines, f"[decision]\nworst_5_weight = {weight}")
    assert found["recommended"] == chosen
    assert found["scores"]["b"] == pytest.approx(90 + weight * 60, rel=1e-3)


def test_a_tie_goes_to_the_baseline():
    found = verdict({"x": "10", "y": "10"})
    assert (found["recommended"], found["runner_up"], found["told_apart"]) == ("x", "y", False)
    assert found["close"]
    assert found["most_often_cheapest"] is None


def test_scores_within_the_error_are_not_told_apart():
    near = {"x": '"normal(100, 10)"', "y": '"normal(100.00001, 10)"'}
    assert verdict(near)["told_apart"] is False
    far = {"x": '"normal(100, 10)"', "y": '"normal(101, 10)"'}
    assert verdict(far)["told_apart"] is True


def test_a_close_call_is_one_below_0_6():
    # P(x < y) of two independent normal laws: 0.611 at a gap of 0.4 sd of each, 0.584 at 0.3
    for gap, close in ((0.40, False), (0.30, True)):
        found = verdict({"x": '"normal(100, 10)"', "y": f'"normal({100 + 10 * gap}, 10)"'})
        assert found["recommended"] == "x"
        assert found["close"] is close


def test_barred_strategies_take_no_part():
    text = scenario(
        {"api": "1000", "own": "10", "rented": "700"},
        decision='baseline = "api"',
        extra='[strategies.own]\nbarred = "not allowed"',
    )
    found = simulate(loads(text), N).document["verdict"]
    assert (found["recommended"], found["runner_up"]) == ("rented", "api")
    assert found["barred"] == {"own": "not allowed"}
    assert "own" not in found["scores"]


def test_one_strategy_has_no_runner_up():
    found = verdict({"api": "5"})
    assert (found["recommended"], found["runner_up"], found["compared_with"]) == ("api", None, None)
    assert found["p_beats_runner_up"] is None


def test_the_horizon_of_the_decision():
    lines = {"rent": "100", "buy": '"1_000 if month == 1 else 0"'}
    assert verdict(lines, horizons="[6, 24]")["recommended"] == "buy"
    assert verdict(lines, horizons="[6, 24]")["other_horizons"] == [{"horizon": 6, "recommended": "rent"}]
    found = verdict(lines, "[decision]\nhorizon = 6", horizons="[6, 24]")
    assert (found["horizon"], found["recommended"]) == (6, "rent")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("horizon = 7", "needs to be one of the horizons 1, got 7"),
        ('by = "median"', "`by` needs"),
        ("margin = -0.1", "`margin` needs at least 0"),
        ('by = "p90"\nworst_5_weight = 0.5', "`worst_5_weight` needs by"),
        ("marign = 0.1", "did you mean `margin`"),
    ],
)
def test_mistakes(table, message):
    with pytest.raises(ConfigError, match=message):
        loads(scenario({"x": "1"}, f"[decision]\n{table}"))


def test_other_horizons_move_the_decision():
    whole = loads(scenario({"x": "1", "y": "2"}, "[decision]\nhorizon = 6", horizons="[6, 24]"))
    assert whole.with_values(horizon_values(whole, [12])).decision.horizon == 12
    assert whole.with_values(horizon_values(whole, [6, 12])).decision.horizon == 6


def test_set_on_the_command_line():
    plain = loads(scenario(SKEWED))
    assert simulate(plain.with_values({"decision.margin": 0}), N).document["verdict"]["recommended"] == "b"
    assert plain.with_values({"decision.by": "p90"}).decision.by == "p90"


# -- the two that are compared --------------------------------------------------------------------------------------
THREE = {"api": '"normal(200, 5)"', "x": '"normal(100, 10)"', "y": '"normal(101, 20)"'}


def check_pair(result, one: str, other: str) -> None:
    """Compare the document's comparison of a pair with the run's own values, trajectory by trajectory."""
    (item,) = [c for c in result.document["comparisons"] if (c["strategy"], c["baseline"]) == (one, other)]
    rows = result.samples()
    saved = (rows[f"{other}.1.tco"] - rows[f"{one}.1.tco"]).to_numpy()
    assert saved.size == result.settings.trajectories
    assert item["p_beats"] == np.mean(saved > 0.0) == result.p_beats(one, other, 1)
    assert item["savings"]["mean"] == pytest.approx(saved.mean(), abs=1e-9)
    for key, p in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9)):
        assert item["savings"][key] == pytest.approx(np.quantile(saved, p, method="hazen"), abs=0.05)
    assert item["break_even"]["p_never"] == pytest.approx(1.0 - np.mean(saved > 0.0))
    assert item["top_inputs"]


def test_the_two_best_are_compared_in_full():
    result = simulate(loads(scenario(THREE)), N)
    assert pair_of(result.document) == ("x", "y")
    assert pair_of(result.document, "y") == ("y", "api")
    check_pair(result, "x", "y")


def test_many_strategies_are_compared_by_a_run_of_their_own(monkeypatch):
    whole = simulate(loads(scenario(THREE)), N)
    monkeypatch.setattr(storing, "_MOST_PAIR_ROWS", 0)
    apart = simulate(loads(scenario(THREE)), N)
    assert apart.apart is not None
    assert whole.apart is None
    check_pair(apart, "x", "y")
    assert apart.document == whole.document


def test_the_baseline_is_compared_with_where_it_is_one_of_the_two():
    for margin, recommended in ((0.2, "api"), (0.0, "x")):
        lines = {"api": '"normal(100, 5)"', "x": '"normal(99, 10)"', "y": '"normal(120, 20)"'}
        result = simulate(loads(scenario(lines, f"[decision]\nmargin = {margin}")), N)
        assert result.document["verdict"]["recommended"] == recommended
        assert pair_of(result.document) == ("x", "api")
        assert len(result.document["comparisons"]) == 2


@pytest.mark.parametrize("seed", range(30))
def test_the_rule_against_another_reading_of_the_document(seed):
    """The rule once more, from the document's numbers alone."""
    result = simulate(loads(choice_text(seed)), N)
    document, found = result.document, result.document["verdict"]
    numbers = {n: s["horizons"][str(found["horizon"])] for n, s in document["strategies"].items() if not s["barred"]}
    base = document["scenario"]["baseline"]
    rule = result.scenario.decision
    score = {n: part["cvar95" if rule.by == "worst_5" else rule.by] for n, part in numbers.items()}
    leader = min(score, key=lambda n: (score[n], n != base))
    saved = score[base] - score[leader]
    wanted = leader if leader == base or saved >= rule.margin * abs(score[base]) else base
    assert found["recommended"] == wanted
    assert found["p_cheapest"] == numbers[wanted]["p_cheapest"]
    others = [n for n in numbers if n != wanted]
    if others:
        assert score[found["runner_up"]] == min(score[n] for n in others)


def test_bundled_scenarios_have_one():
    chosen = {
        name: simulate(load(name), N).document["verdict"]["recommended"]
        for name in ("legal_startup", "two_year_exercise", "support_chatbot")
    }
    assert chosen == {"legal_startup": "api", "two_year_exercise": "api", "support_chatbot": "api"}
