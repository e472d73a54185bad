"""`simulate optimise`: formats, exit codes, and mistakes that say what to write."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tcorisk import optimise

FLEET = "strategies.own.inputs.servers"
FEW = ("-n", "8192")
FILE = """
schema = 1
title = "Fleet"
currency = "USD"
horizons = [1]
[drivers]
demand = "uniform(0, 100)"
[strategies.own]
label = "Own"
budget_per_month = 110
inputs = { servers = 20 }
[strategies.own.costs.fleet]
category = "Compute"
monthly = "servers"
[strategies.own.costs.bought]
category = "Compute"
monthly = "4 * max(0, demand - servers)"
"""


@pytest.fixture
def fleet(tmp_path):
    path = tmp_path / "fleet.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_json_is_the_document(invoke, fleet):
    result = invoke("optimise", "--config", str(fleet), "--over", f"{FLEET}=0:200", *FEW, "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == json.loads(
        json.dumps(optimise(fleet, {FLEET: (0, 200)}, trajectories=8192).document)
    )
    assert "candidates of 8,192 futures" in result.stderr


def test_the_table_says_what_is_best_and_how_sure(invoke, fleet):
    arguments = ("--over", f"{FLEET}=0:200:whole", "--subject-to", "own.1.budget.p_within >= 0.8", "--frontier", "3")
    text = " ".join(invoke("optimise", "--config", str(fleet), *arguments, *FEW, "-q").stdout.split())
    assert "Lowest mean of the total cost of own over 1 month" in text
    assert f"{FLEET} 0 200 75" in text or f"{FLEET} 0 200 7" in text
    assert "best, seed 1" in text and "optimism of the search" in text
    assert "own.1.budget.p_within >= 0.8: it is 0." in text
    assert "WEIGHT OF THE WORST 5 % servers mean P90 worst 5 %" in text


def test_csv_is_the_frontier(invoke, fleet):
    asked = ("optimise", "--config", str(fleet), "--over", f"{FLEET}=0:200:whole", *FEW, "-q", "--format", "csv")
    (best,) = csv.DictReader(io.StringIO(invoke(*asked).stdout))
    assert best[FLEET] == "75" and float(best["score"]) == pytest.approx(87.5, abs=0.05)
    rows = list(csv.DictReader(io.StringIO(invoke(*asked, "--frontier", "2").stdout)))
    assert [row["worst_5_weight"] for row in rows] == ["0.0", "1.0"]
    assert {"mean", "p90", "worst_5", "mean_se", "p90_se", "worst_5_se", FLEET} < rows[0].keys()


def test_a_best_value_at_an_end_is_remarked_on(invoke, fleet):
    text = invoke("optimise", "--config", str(fleet), "--over", f"{FLEET}=0:50", *FEW, "-q").stdout
    assert f"{FLEET}: the best value is at an end of its range" in text


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--over", FLEET), 2, "write ADDRESS=VALUES"),
        (("--over", f"{FLEET}=1:20:2"), 2, "write ADDRESS=LOW:HIGH, or LOW:HIGH:whole"),
        (("--over", f"{FLEET}=1"), 2, f"help: --over {FLEET}=1:40\n"),
        (("--over", f"{FLEET}=20:1"), 2, f"help: --over {FLEET}=1:20"),
        (("--over", f"{FLEET}=1.5:20:whole"), 2, f"help: --over {FLEET}=2:20:whole"),
        (("--over", f"{FLEET}=1:2", "--over", f"{FLEET}=1:2"), 2, "given twice"),
        (("--over", "strategies.own.inputs.server=1:2"), 2, f"did you mean `{FLEET}`"),
        (("--over", f"{FLEET}=1:9", "--subject-to", "own.1.budget.p_within"), 2, "FIGURE RELATION VALUE"),
        (("--over", f"{FLEET}=1:9", "--subject-to", "own.2.p90 < 1"), 2, "a horizon is needed"),
        (("--over", f"{FLEET}=1:9:whole", "--subject-to", "own.1.budget.p_within >= 0.99"), 1, "none of 9 candidates"),
        ((), 2, "Missing option '--over'"),
    ],
)
def test_mistakes(invoke, fleet, arguments, code, words):
    result = invoke("optimise", "--config", str(fleet), *arguments, *FEW)
    assert result.exit_code == code
    assert words.lower() in result.stderr.lower() and not result.stdout


def test_an_address_that_takes_whole_numbers_says_what_to_write(invoke, fleet):
    moves = '[strategies.rule]\nstarts = "own"\nswitch = [{ to = "other", when = "demand > 50" }]\n'
    fleet.write_text(FILE + '[strategies.other.costs.rent]\ncategory = "Compute"\nmonthly = 5\n' + moves)
    over = "strategies.rule.switch.0.for_months"
    ask = ("optimise", "--config", str(fleet), "--strategy", "rule", *FEW, "-q", "--over")
    refused = invoke(*ask, f"{over}=1:9")
    assert refused.exit_code == 2 and f"takes whole numbers\n  = help: --over {over}=1:9:whole\n" in refused.stderr
    assert invoke(*ask, f"{over}=1:9:whole").exit_code == 0
