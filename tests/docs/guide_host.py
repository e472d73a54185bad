"""The scenario into which the pieces of the guide fit, and how a piece is put in."""

from __future__ import annotations

import copy
import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from guide_pages import blocks_of

from tcorisk import Scenario, load, simulate

Table = dict[str, Any]

#: Futures for an example: each takes part in it, none is checked for its figure here.
FEW = 64


def host() -> Table:
    """Return the scenario that the guide's first page shows as the surroundings of its pieces."""
    [block] = [block for block in blocks_of("README.md") if block.note == "file: host.toml"]
    return tomllib.loads(block.text)


def put_in(piece: Table, into: Table) -> Table:
    """Return a scenario with a piece in it; a line, an input, a driver with the same name is replaced whole."""
    out = copy.deepcopy(into)
    for key, value in piece.items():
        if key == "correlations":
            out[key] = [*out.get(key, []), *value]
        elif key == "drivers":
            out[key] = {**out.get(key, {}), **value}
        elif key == "strategies":
            for name, strategy in value.items():
                out[key][name] = _strategy(strategy, out[key].get(name, {}))
        else:
            out[key] = value
    return out


def _strategy(piece: Table, into: Table) -> Table:
    parts = {part: {**into.get(part, {}), **piece[part]} for part in ("inputs", "costs", "outputs") if part in piece}
    return {**into, **piece, **parts}


def shown(piece: Table, scenario: Table) -> Table:
    """Return a scenario that reports the drivers and inputs of a piece as outputs, so that a run draws all of them."""
    strategies = scenario["strategies"]
    first = next(iter(strategies))
    outputs = {
        (first, read): name
        for name, value in piece.get("drivers", {}).items()
        for read in ([f"{name}.{part}" for part in value["shares"]] if "shares" in dict_of(value) else [name])
    }
    for strategy, table in piece.get("strategies", {}).items():
        outputs |= {(strategy, name): name for name in table.get("inputs", {})}
    seen = {
        "strategies": {
            strategy: {
                "outputs": {f"shown_{name.replace('.', '_')}": name for whose, name in outputs if whose == strategy}
            }
            for strategy, _ in outputs
        }
    }
    return put_in(seen, scenario)


def dict_of(value: Any) -> Table:
    """Return a table, empty for any other value."""
    return value if isinstance(value, dict) else {}


def toml_text(table: Table) -> str:
    """Return a table as TOML, inner tables inline."""
    return "".join(f"{key} = {_value(value)}\n" for key, value in table.items())


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value)


def run_example(text: str, folder: Path, warns: str = "") -> Scenario:
    """Load a scenario, run it in a few futures, return it.

    Raises
    ------
    ConfigError, SimulationError
        Where it is not accepted or has no finite cost.
    AssertionError
        Where it has a warning that is not announced, or not the one that is.
    """
    path = folder / "example.toml"
    path.write_text(text, "utf-8")
    scenario = load(path)
    words = [
        f"{warning.address}: {warning.message}"
        for warning in scenario.warnings
        if not warning.message.startswith("no formula uses the ")
    ]
    assert bool(words) == bool(warns), words
    assert all(warns in word for word in words), words
    document = simulate(scenario, FEW, sampler="random", threads=1).document
    assert document["run"]["status"] == "complete"
    return scenario
