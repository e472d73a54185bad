"""The reference page is what the descriptions say, names every key of the language, and its examples are accepted."""

from __future__ import annotations

import importlib.util
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from guide_host import Table, put_in, run_example, toml_text
from guide_pages import page_text, sections, table_rows

from tcorisk import ConfigError
from tcorisk.configs.schema import reference
from tcorisk.configs.tables.shapes import TABLES

#: Surroundings of the examples: the names that they use.
AROUND = tomllib.loads("""
schema = 1
title = "Surroundings"
currency = "USD"
horizons = [12]
start = 2026-04-01
[drivers]
a = "1 to 2"
requests = "100 to 300"
requests_per_day = "3 to 10"
tokens = "1e6 to 4e6"
capacity = 400
retraining = { process = "events", every = "3 to 6" }
[strategies.api.costs.tokens]
category = "Compute"
monthly = 100
[strategies.own.costs.gpus]
category = "Compute"
monthly = "a * to(1, 2)"
[strategies.self_hosted.costs.labelling]
category = "Data & Eval"
monthly = 50
[strategies.self_hosted.costs.gpus]
category = "Compute"
monthly = 60
""")

#: What a table needs besides the key in question; by key where it is not the same for all.
BESIDE: dict[str, Table] = {
    "unit": {"name": "requests", "monthly": 30},
    "correlation": {"between": ["drivers.a", "drivers.requests"], "rank": 0.4},
    "growth": {"process": "growth", "initial": 1},
    "mean_reverting": {"process": "mean_reverting", "initial": 2, "mean": 2, "half_life": 6},
    "jumps": {"process": "jumps", "initial": 2, "jumps_per_year": 1, "factor": 0.5},
    "steps": {"process": "steps", "values": [1, 2], "at": [3]},
    "plan": {"process": "plan", "values": list(range(12))},
    "on_off": {"process": "on_off", "on_lasts": 3, "off_lasts": 1},
    "events": {"process": "events", "events_per_month": 1},
    "tariff": {"tiers": [{"price": 2}]},
    "tier": {"price": 2},
    "requirement": {"question": "Is it safe?", "need": False},
    "missing": {},
    "strategy": {"costs": {"all": {"category": "Compute", "monthly": 5}}},
    "line": {"category": "Compute", "monthly": 5},
    "part": {"of": "own"},
    "switch": {"to": "own", "when": "month > 3"},
    "launch": {"months": 1, "revenue_per_month": 100},
    "buffer": {"share": 0.1},
}
#: Lines beside the one in question.
LINES = {name: {"category": "Compute", "monthly": 5} for name in ("tokens", "gpus")}
MINIMUM: Table = {"category": "Compute", "minimum": 900, "of": "costs.gpus", "months": 12}
EXCEPTIONS: dict[tuple[str, str], Table] = {
    ("correlation", "copula"): {**BESIDE["correlation"], "df": 4},
    ("correlation", "df"): {**BESIDE["correlation"], "copula": "t"},
    **{("events", key): {"process": "events"} for key in ("every", "events_per_month", "events_per_year")},
    **{("line", key): {"category": "Compute"} for key in ("monthly", "one_time", "per_event")},
    ("line", "per_event"): {"category": "Compute", "every": 2},
    **{("line", key): {"category": "Compute", "per_event": 5} for key in ("every", "events_per_month", "on")},
    ("line", "events_per_year"): {"category": "Compute", "per_event": 5},
    ("line", "event"): {"category": "Compute", "per_event": 5, "events_per_month": 1},
    ("line", "dispersion"): {"category": "Compute", "per_event": 5, "events_per_year": 3},
    **{("line", key): MINIMUM for key in ("minimum", "of", "months")},
    ("line", "residual"): {"category": "Compute", "one_time": 900},
    ("line", "commitment"): {"category": "Compute", "monthly": 5, "until": 7},
    ("line", "notice"): {"category": "Compute", "monthly": 5, "until": 7, "commitment": 6},
    ("line", "until"): {"category": "Compute", "monthly": 5},
    **{("tariff", key): {"tiers": [{"price": 2}], "months": 12} for key in ("after", "from")},
    ("growth", "actuals"): {"process": "growth"},
    ("mean_reverting", "actuals"): {"process": "mean_reverting", "mean": 2, "half_life": 6},
    ("jumps", "actuals"): {"process": "jumps", "jumps_per_year": 1, "factor": 0.5},
    ("actuals", "file"): {"column": "requests"},
    ("actuals", "column"): {"file": "usage.csv"},
    ("plan", "file"): {"process": "plan", "column": "requests"},
    ("plan", "column"): {"process": "plan", "file": "budget.csv"},
    ("strategy", "without"): {"like": "self_hosted"},
    ("strategy", "starts"): {"switch": [BESIDE["switch"]]},
    ("requirement", "levels"): {"question": "How much?", "at_least": "full_control", "need": False},
    ("requirement", "at_least"): {"question": "How?", "levels": ["none", "provider_fine_tuning"], "need": False},
}


def piece(table: str, key: str, value: Any) -> Table:
    """Return the piece of a scenario that shows one key."""
    filled = {**EXCEPTIONS.get((table, key), BESIDE.get(table, {})), key: value}
    strategy: Table = {"costs": {"all": {"category": "Compute", "monthly": 5}}}
    match table:
        case "document" if key == "requirements":
            answered = {name: {"meets": dict.fromkeys(value, True)} for name in ("api", "own", "self_hosted")}
            return {key: value, "strategies": answered}
        case "requirement" | "missing":
            asked = filled if table == "requirement" else {**BESIDE["requirement"], "missing": filled}
            return {"requirements": {"probe": asked}}
        case "strategy" if key == "meets":
            asked = {"baa": {}, "first_token": {"at_most": 300}}
            asked["customising"] = {"levels": ["prompting", "training"], "at_most": "training"}
            asked = {name: {**BESIDE["requirement"], **limits} for name, limits in asked.items()}
            return {"requirements": asked, "strategies": {"probe": filled}}
        case "document":
            return {key: value}
        case "unit":
            return {"unit": filled}
        case "decision":
            return {"horizons": [12, 24], "decision": filled}
        case "correlation":
            return {"correlations": [filled]}
        case "strategy":
            return {"strategies": {"probe": filled}}
        case "line":
            launch = {"months": 2, "revenue_per_month": 10}
            return {"strategies": {"probe": {"launch": launch, "costs": {**LINES, "probe": filled}}}}
        case "tariff" | "tier":
            tariff = filled if table == "tariff" else {"tiers": [filled, {"price": 1}] if key == "up_to" else [filled]}
            return {"tariffs": {"probe": tariff}, "drivers": {"bill": "tariffs.probe(30)"}}
        case "shares":
            outputs = {"shown": "probe.small"}
            return {"drivers": {"probe": filled}, "strategies": {"probe": {**strategy, "outputs": outputs}}}
        case "season" | "actuals":
            grown = {"process": "growth", table: filled} | ({} if table == "actuals" else {"initial": 1})
            used = {**strategy, "outputs": {"shown": "probe"}}
            return {"start": date(2026, 7, 1), "drivers": {"probe": grown}, "strategies": {"probe": used}}
        case "output":
            return {"strategies": {"probe": {**strategy, "outputs": {"shown": {"value": 1} | filled}}}}
        case "part":
            lines = {"probe": {"category": "Compute", "monthly": "requests"}, **LINES}
            own = {"costs": lines, "buffer": {"share": 0.1}}
            return {"strategies": {"own": own, "probe": {"parts": {"home": filled}}}}
        case "switch":
            own = {"launch": {"months": 2, "revenue_per_month": 0}, "costs": {**LINES, "integration": LINES["gpus"]}}
            return {
                "drivers": {"ml_engineer": 3},
                "strategies": {"own": own, "probe": {"starts": "api", "switch": [filled]}},
            }
        case "launch" | "buffer":
            return {"strategies": {"probe": {**strategy, table: filled}}}
    return {"drivers": {"probe": filled}, "strategies": {"probe": {**strategy, "outputs": {"shown": "probe"}}}}


def printer() -> Any:
    path = Path(__file__).parents[2] / "tools" / "make_reference.py"
    spec = importlib.util.spec_from_file_location("make_reference", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_page_is_as_printed() -> None:
    assert page_text("reference.md") == printer().reference_page(), "run: python tools/make_reference.py"


def test_page_names_every_key_and_no_other() -> None:
    found = sections("reference.md")
    assert len(TABLES) > 10
    for name, model in TABLES.items():
        keys = [row[0].strip("`") for row in table_rows(found[name])][1:]
        assert keys == list(model.keys), name


@pytest.mark.parametrize("row", reference(), ids=lambda row: f"{row.table}.{row.key}")
def test_example_of_a_key_is_accepted(row: Any, tmp_path: Path) -> None:
    if row.example.startswith(("[strategies", "[[")):  # the header of a table, whose keys have examples of their own
        assert f"{row.table}.{row.key}" in (
            "document.strategies",
            "document.correlations",
            "strategy.costs",
            "strategy.parts",
            "strategy.switch",
        )
        tomllib.loads(row.example)
        return
    value = tomllib.loads(f"example = {row.example}")["example"]
    (tmp_path / "prices.toml").write_text("[drivers]\nspare = 1\n", "utf-8")
    (tmp_path / "budget.csv").write_text("requests\n" + "3_000\n" * 12, "utf-8")
    (tmp_path / "usage.csv").write_text("month,requests\n2026-05,3_000\n2026-06,3_100\n", "utf-8")
    run_example(toml_text(put_in(piece(row.table, row.key, value), AROUND)), tmp_path)


def test_an_example_that_is_not_accepted_is_noticed(tmp_path: Path) -> None:
    wrong = piece("mean_reverting", "half_life", "soon")
    with pytest.raises(ConfigError, match="soon"):
        run_example(toml_text(put_in(wrong, AROUND)), tmp_path)
