"""Truth: the result has every member of its contract, of the right type, and its numbers add up."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from engine_tools import SCENARIOS

from tcorisk import Result, __version__, load, simulate

NUMBER, SHARE, MONTH, FLAG = "number", "share", "month or null", "flag"
INTERVAL = (list, type(None))  # null where no interval is honest
MEAN_AND_THREE = {"mean": NUMBER, "p10": NUMBER, "p50": NUMBER, "p90": NUMBER}
STATISTICS = dict.fromkeys(
    ["mean", "sd", "p1", "p5", "p10", "p25", "p50", "p75", "p80", "p90", "p95", "p99", "cvar95"], NUMBER
)
SERIES = {key: [NUMBER] for key in MEAN_AND_THREE}
HORIZON = {
    **STATISTICS,
    "se": STATISTICS,
    "interval90": dict.fromkeys(STATISTICS, INTERVAL),
    "rare_mean": {"share": SHARE, "interval90": INTERVAL},  # null where the mean is not above 0
    "rare_variance": SHARE,
    "variance_futures": (float, type(None)),  # null where nothing varies
    "p_cheapest": SHARE,
    "point_estimate": NUMBER,
    "point_estimate_percentile": SHARE,
    "cash": {"mean": NUMBER, "p10": NUMBER, "p50": NUMBER, "p80": NUMBER, "p90": NUMBER},
    "budget": {"amount": NUMBER, "p_within": SHARE},  # null where none was promised
    "residual": {"mean": NUMBER},  # null where nothing that is bought keeps a value
    "unit_cost": {"p10": NUMBER, "p50": NUMBER, "p90": NUMBER},  # null where no units are counted
    "outputs": {"*": MEAN_AND_THREE},  # null where there are none
    "categories": {"*": MEAN_AND_THREE},
    "lines": {"*": {"mean": NUMBER, "cash_mean": NUMBER}},
}
BY_LEVEL = {"p50": NUMBER, "p70": NUMBER, "p80": NUMBER, "p90": NUMBER}
HORIZON["confidence"] = {
    "of": str,
    "spreadsheet": NUMBER,
    "spreadsheet_percentile": SHARE,
    "amounts": BY_LEVEL,
    "contingency": BY_LEVEL,
    "se": BY_LEVEL,
    "lines": {"*": {"spreadsheet": NUMBER, **BY_LEVEL, "se": BY_LEVEL}},
}
DRIVER = {
    "address": str,
    **dict.fromkeys(("rank_correlation", "low", "high", "low_se", "high_se", "effect", "effect_se"), NUMBER),
}
COMPARISON = {
    "strategy": str,
    "baseline": str,
    "horizon": int,
    "p_beats": SHARE,
    "p_beats_se": NUMBER,
    "interval90": {"p_beats": INTERVAL},
    "p_ties": SHARE,
    "p_beats_by_10": SHARE,
    "p_beats_by_20": SHARE,
    "savings": {
        **MEAN_AND_THREE,
        "se": {"mean": NUMBER, "p50": NUMBER},
        "interval90": dict.fromkeys(MEAN_AND_THREE, INTERVAL),
    },
    "break_even": {"p_never": SHARE, "p10": MONTH, "p50": MONTH, "p90": MONTH},
    "drivers": [DRIVER],
    "top_inputs": [{"address": str, "rank_correlation": NUMBER}],
}
NAME, AMOUNT = (str, type(None)), (float, type(None))
VERDICT = {
    "horizon": int,
    "by": str,
    "worst_5_weight": SHARE,
    "measure": str,
    "recommended": str,
    "runner_up": NAME,
    "compared_with": NAME,
    "lowest": str,
    "scores": {"*": NUMBER},
    "p_cheapest": SHARE,
    "most_often_cheapest": NAME,
    "rival": NAME,
    "p_beats_runner_up": SHARE,
    "p_beats_runner_up_se": NUMBER,
    "close": FLAG,
    "told_apart": FLAG,
    "rules": [{"name": str, "value": NUMBER, "changed_from": NAME, "short_by": (float, type(None)), "because": str}],
    "bad_case": {"by": str, "lowest": NAME},
    "other_horizons": [{"horizon": int, "recommended": str}],
    "barred": {"*": str},
    "regret": {"*": NUMBER},
    "regret_se": {"*": AMOUNT},
    "dominance": [{"better": str, "worse": str, "order": int, "in_every_future": FLAG}],
    "frontier": [str],
    "frontier_savings": {
        key: {"strategy": str, "against": str, "saves": NUMBER, "interval90": INTERVAL} for key in ("mean", "worst_5")
    },
    "flips": [
        {"address": str, "value": AMOUNT, "interval90": INTERVAL, "side": NAME, "probability": SHARE, "to": NAME}
    ],
    "boxes": [
        {
            "strategy": str,
            "against": str,
            "limits": [{"address": str, "above": AMOUNT, "below": AMOUNT}],
            **dict.fromkeys(["share", "coverage", "density", "checked_coverage", "checked_density", "overlap"], SHARE),
        }
    ],
    "no_boxes": NAME,
    "cost_drivers": [DRIVER],
    "risks": [
        {
            "address": str,
            "kind": str,
            "side": str,
            "value": NUMBER,
            "probability": SHARE,
            "size": NUMBER,
            "size_se": NUMBER,
            "against": NAME,
            "to": NAME,
            "per_year": AMOUNT,
        }
    ],
    "inputs": {"*": {"measured": str, "percent": FLAG, "initial": AMOUNT}},
    "rare_futures": {
        "share": AMOUNT,
        "interval90": INTERVAL,
        "rests": FLAG,
        "reached": [{"address": str, "value": NUMBER, "month": MONTH}],
        "other_measures": [{"by": str, "recommended": str}],
    },
}
REQUIREMENT = {
    "question": str,
    "asked": FLAG,
    "limit": str,
    "missing": type(None),
    "answers": {"*": {"answer": str, "effect": str}},
}
MONTHS = {"p10": MONTH, "p50": MONTH, "p90": MONTH}
MOVE = {
    **dict.fromkeys(["from", "to", "when"], str),
    "for_months": int,
    "p": SHARE,
    "p_by_month": [SHARE],
    "month": MONTHS,
    "month_if_made": MONTHS,
    **dict.fromkeys(["months_both", "cost"], AMOUNT),
}
POLICY = {
    "starts": str,
    "stages": {"*": str},
    "moves": [MOVE],
    "option": {"against": str, "mean": NUMBER, "se": NUMBER, "interval90": INTERVAL},
}
CONTRACT = {
    "schema": int,
    "scenario": {
        "name": str,
        "title": str,
        "currency": str,
        "horizons": [int],
        "baseline": str,
        "unit": (str, type(None)),
    },
    "run": {
        "status": str,
        "trajectories": int,
        "sampler": str,
        "replicates": int,
        "seed": int,
        "version": str,
        "stream_version": int,
        "config_sha256": str,
        "t90": NUMBER,
        "precision": type(None),
    },
    "warnings": [{"address": str, "message": str}],
    "strategies": {
        "*": {
            "label": str,
            "kind": (str, type(None)),
            "barred": (str, type(None)),
            "paid_after": {"*": int},
            "horizons": {"*": HORIZON},
            "months": {"cash": SERIES, "cumulative_tco": SERIES},
        }
    },
    "comparisons": [COMPARISON],
    "verdict": VERDICT,
    "requirements": {"*": REQUIREMENT},
}


def mistakes(value: Any, contract: Any, place: str = "result") -> list[str]:
    """Return every place that is not as the contract has it: members missing or too many, types, ranges."""
    if isinstance(contract, dict):
        if not isinstance(value, dict):
            return [f"{place}: {value!r} is no object"]
        if "*" in contract:
            return [found for key in value for found in mistakes(value[key], contract["*"], f"{place}.{key}")]
        found = [f"{place}.{key} is missing" for key in contract.keys() - value.keys()]
        found += [f"{place}.{key} is not in the contract" for key in value.keys() - contract.keys()]
        return found + [
            f for key in contract.keys() & value.keys() for f in mistakes(value[key], contract[key], f"{place}.{key}")
        ]
    if isinstance(contract, list):
        if not isinstance(value, list):
            return [f"{place}: {value!r} is no list"]
        return [f for i, item in enumerate(value) for f in mistakes(item, contract[0], f"{place}[{i}]")]
    number = isinstance(value, int | float) and not isinstance(value, bool) and value == value
    fine = {
        NUMBER: lambda: number,
        SHARE: lambda: number and 0.0 <= value <= 1.0,
        MONTH: lambda: value is None or (type(value) is int and 1 <= value <= 120),
        FLAG: lambda: isinstance(value, bool),
        None: lambda: value is None,
    }.get(contract, lambda: isinstance(value, contract) and not isinstance(value, bool))()
    return [] if fine else [f"{place}: {value!r} is not {contract}"]


@pytest.fixture(scope="module", params=["everything", "legal_startup", "two_year_exercise"])
def result(request: pytest.FixtureRequest) -> Result:
    """A run with errors to every number."""
    name = request.param
    return simulate(load(SCENARIOS / "everything.toml" if name == "everything" else name), 8192, seed=5)


def test_every_member(result: Result) -> None:
    """Members and types, what a strategy does not have apart; valid JSON that reads back as it was."""
    document = json.loads(json.dumps(result.document, allow_nan=False))
    assert document == result.document
    assert ("requirements" in document) == bool(result.scenario.requirements)
    document.setdefault("requirements", {})
    absent = {
        "budget": {"amount": 0.0, "p_within": 0.0},
        "residual": {"mean": 0.0},
        "unit_cost": {"p10": 0.0, "p50": 0.0, "p90": 0.0},
        "outputs": {},
    }
    assert document["requirements"].keys() == result.scenario.requirements.keys()
    for name, strategy in document["strategies"].items():
        written = result.scenario.strategies[name]
        has = {
            "budget": written.budget_per_month is not None,
            "residual": any(line.residual is not None for line in written.lines.values()),
            "unit_cost": result.scenario.unit is not None,
            "outputs": bool(written.outputs),
        }
        for horizon in strategy["horizons"].values():
            assert ("policy" in horizon) == (written.starts is not None)
            assert mistakes(horizon.pop("policy", {}), POLICY if written.starts else {}) == []
            for member, stand_in in absent.items():
                assert (horizon[member] is not None) == has[member]
                horizon[member] = horizon[member] or stand_in
            assert list(horizon["outputs"]) == list(written.outputs)
            for output, figures in horizon["outputs"].items():
                over = figures.pop("as", "mean")
                assert over == written.outputs[output].over
                assert (figures.pop("p_undefined", None) == 0.0) == (over == "ratio")
    assert mistakes(document, CONTRACT) == []


def test_the_check_sees_mistakes(result: Result) -> None:
    """A missing member, one too many, a string for a number, a share above 1: four mistakes."""
    document = json.loads(json.dumps(result.document))
    document.pop("requirements", None)
    document["comparisons"] = document["comparisons"][:1]
    document["comparisons"][0] |= {"p_beats": 1.2, "p_beats_se": "0.1", "extra": 1}
    del document["run"]["seed"]
    del document["strategies"]
    document["strategies"] = {}
    document.setdefault("requirements", {})
    assert len(mistakes(document, CONTRACT)) == 4


def test_it_says_what_was_run(result: Result) -> None:
    """Head of the document: scenario and run."""
    document, scenario = result.document, result.scenario
    assert document["schema"] == 1
    assert document["scenario"] == {
        "name": scenario.name,
        "title": scenario.title,
        "currency": scenario.currency,
        "horizons": list(scenario.horizons),
        "baseline": scenario.baseline,
        "unit": None if scenario.unit is None else scenario.unit.name,
    }
    run = document["run"]
    assert (run["status"], run["trajectories"], run["sampler"], run["seed"]) == ("complete", 8192, "sobol", 5)
    assert (run["version"], run["stream_version"], run["config_sha256"]) == (__version__, 2, scenario.sha256)
    assert (run["replicates"], run["t90"]) == (16, 1.753)
    assert list(document["strategies"]) == list(scenario.strategies)
    for strategy in document["strategies"].values():
        assert list(strategy["horizons"]) == [str(h) for h in scenario.horizons]
        assert {len(v) for by in strategy["months"].values() for v in by.values()} == {max(scenario.horizons)}
    base, verdict = scenario.baseline, document["verdict"]
    wanted = [(s, base, h) for h in scenario.horizons for s in scenario.strategies if s != base]
    two = (verdict["recommended"], verdict["compared_with"])
    wanted += [] if base in two else [(*two, h) for h in scenario.horizons]
    assert [(c["strategy"], c["baseline"], c["horizon"]) for c in document["comparisons"]] == wanted


def test_means_add_up(result: Result) -> None:
    """Over lines, over categories; savings are baseline minus strategy; months' cash is cash."""
    strategies = result.document["strategies"]
    for name, strategy in strategies.items():
        for horizon, numbers in strategy["horizons"].items():
            for parts in ("lines", "categories"):
                assert sum(part["mean"] for part in numbers[parts].values()) == pytest.approx(
                    numbers["mean"], rel=1e-11
                )
            months = strategy["months"]
            assert sum(months["cash"]["mean"][: int(horizon)]) == pytest.approx(numbers["cash"]["mean"], rel=1e-11)
            assert months["cumulative_tco"]["mean"][int(horizon) - 1] == pytest.approx(numbers["mean"], rel=1e-12)
            assert months["cumulative_tco"]["p50"][int(horizon) - 1] == pytest.approx(numbers["p50"], rel=5e-4)
            rows = [c for c in result.document["comparisons"] if (c["strategy"], c["horizon"]) == (name, int(horizon))]
            for c in rows:
                base = strategies[c["baseline"]]["horizons"][horizon]["mean"]
                assert c["savings"]["mean"] == pytest.approx(base - numbers["mean"], rel=1e-9)


def test_probabilities_add_up(result: Result) -> None:
    """p_beats both ways and ties make 1; so does p_cheapest; never is 1 - p_beats; by 20 % is rarer than by 10 %."""
    document = result.document
    assert document["comparisons"] and result.scenario.horizons and len(document["strategies"]) > 1
    for c in document["comparisons"]:
        back = result.p_beats(c["baseline"], c["strategy"], c["horizon"])
        assert result.p_beats(c["strategy"], c["baseline"], c["horizon"]) == c["p_beats"]
        assert c["p_beats"] + back + c["p_ties"] == pytest.approx(1.0, abs=1e-15)
        assert c["break_even"]["p_never"] == pytest.approx(1.0 - c["p_beats"], abs=1e-15)
        assert c["p_beats_by_20"] <= c["p_beats_by_10"] <= c["p_beats"]
        assert len(c["drivers"]) <= 10
        effects = [abs(item["effect"]) for item in c["drivers"]]
        assert effects == sorted(effects, reverse=True)
        assert all(item["effect"] == item["high"] - item["low"] for item in c["drivers"])
        assert len(c["top_inputs"]) <= 5
        sizes = [abs(item["rank_correlation"]) for item in c["top_inputs"]]
        assert sizes == sorted(sizes, reverse=True)
    for horizon in map(str, result.scenario.horizons):
        shares = [s["horizons"][horizon]["p_cheapest"] for s in document["strategies"].values()]
        assert sum(shares) == pytest.approx(1.0, abs=1e-12)


def test_percentiles_rise(result: Result) -> None:
    """p1 to p99 rise, the tail's mean lies above p95, and every error is positive where there is a spread."""
    for strategy in result.document["strategies"].values():
        for numbers in strategy["horizons"].values():
            rising = [numbers[key] for key in ("p1", "p5", "p10", "p25", "p50", "p75", "p80", "p90", "p95", "cvar95")]
            assert rising == sorted(rising)
            assert numbers["p95"] < numbers["p99"]
            assert all(0.0 < error < numbers["sd"] for error in numbers["se"].values())


def test_pandas(result: Result) -> None:
    """Frames hold the document's numbers; addresses of the sample's inputs are addresses of the scenario."""
    summary, months, samples = result.summary(), result.months(), result.samples()
    for name, strategy in result.document["strategies"].items():
        for horizon, numbers in strategy["horizons"].items():
            row = summary.loc[(name, int(horizon))]
            assert [row["mean"], row["p90"], row["cash_p80"]] == [
                numbers["mean"],
                numbers["p90"],
                numbers["cash"]["p80"],
            ]
            for output, of_one in (numbers["outputs"] or {}).items():
                assert row[f"outputs_{output}_p90"] == of_one["p90"]
            if numbers["unit_cost"] is not None:
                assert row["unit_cost_p50"] == numbers["unit_cost"]["p50"]
            tco = samples[f"{name}.{horizon}.tco"]
            assert tco.mean() == pytest.approx(numbers["mean"], rel=1e-12)  # all 8,192 are in the sample
            assert samples[f"{name}.{horizon}.cash"].mean() == pytest.approx(numbers["cash"]["mean"], rel=1e-12)
        assert months.loc[name]["cash_p90"].tolist() == strategy["months"]["cash"]["p90"]
    for c in result.document["comparisons"]:
        if c["baseline"] == result.scenario.baseline:
            assert summary.loc[(c["strategy"], c["horizon"]), "p_beats"] == c["p_beats"]
    inputs = [column for column in samples if not column.endswith((".tco", ".cash"))]
    assert len(inputs) >= 8
    assert all(column.startswith(("drivers.", "strategies.", "unit.")) for column in inputs)
    with pytest.raises(KeyError, match="no strategy 'nobody'"):
        result.p_beats("nobody", result.scenario.baseline, result.scenario.horizons[0])
    with pytest.raises(KeyError, match="no horizon of 11 months"):
        result.p_beats(result.scenario.baseline, result.scenario.baseline, 11)


def test_reading_a_result_simulates_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    result = simulate(load("two_year_exercise"), 2**13)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a getter runs the kernel")

    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").startswith("tcorisk.") and hasattr(module, "run_blocks"):
            monkeypatch.setattr(module, "run_blocks", refuse)
    assert all(comparison["top_inputs"] for comparison in result.document["comparisons"])
    assert len(result.samples()) == 2**13 and len(result.months()) and len(result.summary())
    with pytest.raises(AssertionError, match="a getter runs"):
        simulate(result.scenario, 2**13)
