"""`simulate timing`: one object, the same in words, and mistakes."""

from __future__ import annotations

import json
import re

from tcorisk import load, move_times

TEXT = """schema = 1
title = "A price that wanders"
currency = "USD"
horizons = [12]
[drivers]
price = { process = "growth", initial = 100, volatility = 0.15 }
[strategies.buy.costs.bill]
category = "Compute"
monthly = "price"
[strategies.own]
label = "Own servers"
[strategies.own.costs.rent]
category = "Compute"
monthly = 60
[strategies.own.costs.entry]
category = "Engineering"
one_time = 300
[strategies.move]
starts = "buy"
switch = [{ to = "own", when = "price > 115" }]
"""


def test_json_and_table_say_the_same(invoke, tmp_path):
    path = tmp_path / "move.toml"
    path.write_text(TEXT)
    result = invoke("timing", "--config", str(path), "-n", "8192", "--format", "json")
    found = json.loads(result.stdout)
    assert found == move_times(load(path), trajectories=8192).document
    page = " ".join(invoke("timing", "--config", str(path), "-n", "8192", "-q").stdout.split())
    assert "The first move of move: from buy to Own servers, 12 months." in page
    assert "By its own trigger the policy costs" in page
    assert f"planned for month {found['best_month']}" in page
    assert f"{found['rule']['mean']:,.0f}"[:3] in page


def test_where_leaving_at_once_is_best_it_says_so(invoke, tmp_path):
    path = tmp_path / "move.toml"
    path.write_text(TEXT.replace("monthly = 60", "monthly = 10"))
    page = " ".join(invoke("timing", str(path), "-n", "8192", "-q").stdout.split())
    assert "Waiting costs more than leaving today: Own servers from the start costs less on average" in page
    assert "on average than Own servers from the start" in page
    path.write_text(TEXT.replace("monthly = 60", "monthly = 300"))
    page = " ".join(invoke("timing", str(path), "-n", "8192", "-q").stdout.split())
    assert "No month is a good one to plan the move for: keeping buy costs less" in page


def test_the_command_for_a_better_trigger_works(invoke, tmp_path):
    path = tmp_path / "move.toml"
    path.write_text(TEXT.replace("price > 115", "price > 250"))
    page = " ".join(invoke("timing", str(path), "-n", "8192", "-q").stdout.split())
    options = re.search("`simulate optimise` with `([^`]+)`", page)
    assert options is not None
    assert "move" in invoke("optimise", str(path), *options[1].split(), "-n", "8192", "-q").stdout


def test_dates_have_names(invoke, tmp_path):
    path = tmp_path / "move.toml"
    path.write_text(TEXT.replace("[drivers]", "start = 2026-04-01\n[drivers]", 1))
    page = invoke("timing", "--config", str(path), "-n", "8192", "-q").stdout
    assert "May 2026" in page
    assert "month 2" not in page


def test_a_scenario_without_a_policy_is_refused(invoke):
    result = invoke("timing", "--config", "two_year_exercise", "-n", "8192")
    assert result.exit_code == 2
    assert "a strategy with `starts` and `switch`" in result.stderr
