"""Boards to try reports on: a plain one, and one whose words want to be markup, formulas and commands."""

from __future__ import annotations

from datetime import date
from functools import cache

from tcorisk import load, simulate
from tcorisk.reports.board import Board, gather

MADE = date(2026, 11, 21)

#: Words that some format takes for more than words.
HOSTILE = (
    "$1.2M vs $3.4M",
    "<script>alert(1)</script>",
    '=HYPERLINK("http://example.com","x")',
    "[bold]not bold[/bold]",
    "x" * 300,
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",  # right to left
    "\U0001f680 launch",
    "{{ 7 * 7 }} {% raw %}",
    "-2+3+cmd|' /C calc'!A0",
    "</style></svg>&amp;\"'`",
)

_SCENARIO = """
schema = 1
title = {0}
currency = {6}
horizons = [6, 12]
discount_rate = 0.05
baseline = "api"
categories = [{2}]
unit = {{ name = {3}, monthly = "requests_per_day * days_per_month / 1e3" }}

[drivers]
engineer = "15_000 to 22_000"                   # USD a month; {8}
[drivers.requests_per_day]
process = "growth"
initial = "3_000 to 9_000"                      # measured in the pilot, 2026-01-15
growth_per_month = {{ dist = "normal", mean = 0.03, sd = 0.02 }}
noise = 0.10

[strategies.api]
label = {4}
kind = "api"
launch = {{ months = "0.5 to 2", revenue_per_month = 20_000 }}
[strategies.api.costs.tokens]
category = "Compute"
monthly = "requests_per_day * days_per_month * to(1_500, 4_000) * 3.0e-6"   # {1}, 2026-11-01
[strategies.api.costs.integration]
category = "Engineering"
one_time = "to(1, 3) * engineer"

[strategies.own]
label = {5}
kind = "self_hosted"
budget_per_month = 7_000
buffer = {{ share = "10% to 30%" }}
launch = {{ months = "2 to 5", revenue_per_month = 20_000 }}
outputs = {{ utilisation = "requests_per_day / 60_000" }}
[strategies.own.costs.gpus]
category = "Compute"
monthly = "2 * hours_per_month * to(1.8, 3.6)"  # {7}
[strategies.own.costs.staff]
category = "Engineering"
monthly = "pert(0.3, 0.5, 0.9) * engineer"
[strategies.own.costs.fees]
category = {2}
monthly = "100 to 900"
[strategies.own.costs.incidents]
category = "Incidents"
events_per_month = 0.25
per_event = "2_000 to 40_000"

[strategies.cheap]
label = {9}
like = "own"
without = ["costs.incidents"]
budget_per_month = 20_000
"""

_PLAIN = (
    "Support assistant", "list price", "Fees", "1,000 requests", "Buy: API", "Host: two GPUs", "USD",
    "offer of a vendor", "payroll", "Host, without incidents",
)  # fmt: skip


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def scenario_text(words: tuple[str, ...] = _PLAIN) -> str:
    """Return the scenario with ten words in its places; those of comments stand as they are."""
    quoted = [word if at in (1, 7, 8) else _quoted(word) for at, word in enumerate(words)]
    return _SCENARIO.format(*quoted)


def _board(words: tuple[str, ...], folder: str) -> Board:
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / f"{folder}.toml"
        path.write_text(scenario_text(words), encoding="utf-8")
        return gather(simulate(load(path), 8_192), made=MADE)


@cache
def small_board() -> Board:
    """Return the board of three plain strategies."""
    return _board(_PLAIN, "assistant")


@cache
def hostile_board() -> Board:
    """Return the same board with hostile words as title, labels, unit, currency, category and comments."""
    return _board(HOSTILE, "hostile")
