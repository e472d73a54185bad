"""A small valid scenario and one with the whole language, and how to change a piece of them."""

from __future__ import annotations

from pathlib import Path

#: Every process, every kind of line, outputs, a unit, correlations.
WHOLE = (Path(__file__).parents[1] / "scenarios" / "whole_language.toml").read_text("utf-8")

VALID = """schema = 1
title = "Two ways"
currency = "USD"
horizons = [24, 12]
baseline = "api"

[drivers]
engineer = "15_000 to 22_000"    # survey of 2026
peak = "engineer / 9_000 * to(1.1, 1.4)"
[drivers.requests]
process = "growth"
initial = "3_000 to 9_000"
growth_per_month = { dist = "normal", mean = 0.03, sd = 0.02 }
volatility = 0.05

[strategies.api]
label = "API"
kind = "api"
launch = { months = "0.5 to 2", revenue_per_month = 20_000 }
inputs = { tokens = "1_500 to 4_000", spare = 2 }
[strategies.api.costs.tokens]
category = "Compute"
monthly = "requests * days_per_month * tokens * 3.0e-6"
[strategies.api.costs.care]
category = "Engineering"
monthly = "0.1 * costs.tokens + 0.1 * 16_000"
after = "launch"

[strategies.own]
kind = "self_hosted"
budget_per_month = 7_000
buffer = { share = "10% to 70%" }
[strategies.own.costs.gpus]
category = "Compute"
monthly = "max(2, ceil(requests / 60_000)) * hours_per_month * to(1.8, 3.6)"
[strategies.own.costs.setup]
category = "Engineering"
one_time = "2 * engineer"
[strategies.own.costs.labelling]
category = "Data & Eval"
every = "3 to 6"
per_event = "5_000 to 50_000"
[strategies.own.costs.incidents]
category = "Incidents"
events_per_month = 0.25
dispersion = 3.2
per_event = "2_000 to 40_000"

[strategies.reserved]
like = "own"
without = ["costs.labelling"]
[strategies.reserved.costs.gpus]
category = "Compute"
monthly = 4_000
"""


def changed(old: str, new: str, text: str = VALID) -> str:
    """Return the valid text with one piece replaced; the piece has to be there."""
    assert old in text, old
    return text.replace(old, new, 1)


def line_of(piece: str, text: str) -> int:
    """Return the line of the first appearance of a piece."""
    assert piece in text, piece
    return text.count("\n", 0, text.index(piece)) + 1
