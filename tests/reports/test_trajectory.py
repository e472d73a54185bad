"""The page of one future: a document made by hand, in words, in columns, and with hostile labels."""

import re
import unicodedata

import pytest

from tcorisk.reports.terminal.trajectory import render_trajectory, trajectory_lines
from tcorisk.reports.words.layout import text_width


def one_future(months: int = 8, rate: float = 0.0) -> dict:
    """Two strategies; `own` has lost revenue, resale value, a line never paid, and all kinds of events."""

    def spread(*amounts: float) -> list[float]:
        return [*amounts, *[0.0] * (months - len(amounts))][:months]

    own = {
        "label": "Own servers",
        "horizons": {str(months): {"tco": 13_500.0, "cash": 14_000.0}},
        "categories": {"servers": "Compute", "audit": "Compliance", "staff": "Engineering", "launch": "Opportunity"},
        "lines": {
            "servers": spread(12_000.0),
            "audit": spread(),
            "staff": spread(0.0, 2_500.0, -500.0),
            "launch": spread(1_500.0),
        },
        "residual": {"servers": spread(3_000.0, *[2_000.0] * (months - 1))},
        "paid_after": {},
        "cash": spread(12_000.0, 2_500.0, -500.0),
        "cumulative_tco": [10_500.0, 14_000.0, *[13_500.0] * (months - 2)],
    }
    api = {
        "label": "API",
        "horizons": {str(months): {"tco": 1_000.0 * months, "cash": 1_000.0 * months}},
        "categories": {"tokens": "Compute"},
        "lines": {"tokens": [1_000.0] * months},
        "residual": {},
        "paid_after": {},
        "cash": [1_000.0] * months,
        "cumulative_tco": [1_000.0 * (month + 1) for month in range(months)],
    }
    many = [100.0 * k for k in range(1, 9)]
    nothing = {"strategy": None, "line": None}
    events = [
        {"month": 1, "kind": "payment", "strategy": "own", "line": "servers", "charged": 12_000.0},
        {"month": 2, "kind": "launch", "strategy": "own", "line": "launch", "value": 1.25},
        {"month": 2, "kind": "events", "strategy": "own", "line": "staff", "count": 2, "amounts": [2_000.0, 500.0]}
        | {"charged": 2_500.0},
        {"month": 3, "kind": "process", **nothing, "address": "drivers.model_retirements", "count": 2},
        {"month": 3, "kind": "change", **nothing, "address": "strategies.own.inputs.rate", "before": 2.0, "value": 1.5},
        {"month": 3, "kind": "events", "strategy": "own", "line": "staff", "count": 1, "amounts": [-2_000.0]}
        | {"charged": -500.0},
        {"month": 4, "kind": "events", "strategy": "own", "line": "staff", "count": 8, "amounts": many}
        | {"charged": sum(many)},
    ]
    return {
        "schema": 1,
        "scenario": {"name": "hand", "title": "Made by hand", "currency": "EUR", "horizons": [months]}
        | {"baseline": "api", "discount_rate": rate},
        "trajectory": 1_234_567,
        "seed": 4,
        "sampler": "random",
        "certain": False,
        "config_sha256": "0123456789abcdef" * 4,
        "strategies": {"api": api, "own": own},
        "inputs": {"drivers.wage": 17_234.4, "drivers.share": 0.25, "drivers.load": [None] + [2_000.5] * (months - 1)},
        "percentiles": {"drivers.wage": 0.4213, "drivers.share": 0.998},
        "formulas": {"drivers.hour": 99.5},
        "events": events,
    }


def flat(page: str) -> str:
    return " ".join(page.split())


def cells(page: str, row: str) -> list[str]:
    """Return the cells of the first row of this name."""
    [line, *_] = [line for line in page.splitlines() if line.startswith(f"  {row}  ")]
    return line[len(row) + 2 :].split()


def test_who_wins_and_by_how_much():
    page = flat(render_trajectory(one_future()))
    assert "Future 1,234,567 of a run with seed 4 and independent draws; numbers start at 0." in page
    assert "Over 8 months API costs least in this future: 8,000. Own servers costs 5,500 (69 %) more." in page
    assert "difference from API - +5,500" in page
    assert "Scenario hash: 0123456789ab." in page


def test_one_strategy_and_a_tie():
    document = one_future()
    document["strategies"]["own"]["horizons"]["8"]["tco"] = 8_000.0
    assert "Own servers costs the same." in flat(render_trajectory(document))
    del document["strategies"]["own"]
    document["events"] = []
    page = flat(render_trajectory(document))
    assert "Over 8 months API costs 8,000 in this future." in page
    assert "difference" not in page


def test_what_was_drawn_and_where_it_stands():
    page = render_trajectory(one_future())
    assert re.search(r"^  drivers\.wage +17,234 +P42$", page, re.MULTILINE)
    assert re.search(r"^  drivers\.share +0\.25 +above P99$", page, re.MULTILINE)
    assert re.search(r"^  drivers\.load +- +2,000\.5$", page, re.MULTILINE)
    assert re.search(r"^  drivers\.hour +99\.5 +99\.5$", page, re.MULTILINE)


def test_a_statement_of_months():
    page = render_trajectory(one_future())
    own = page.partition("MONTH BY MONTH, Own servers, EUR\n")[2]
    assert cells(own, "servers") == ["12,000", "-", "-", "-", "-", "-"]
    assert cells(own, "staff") == ["-", "2,500", "-500", "-", "-", "-"]
    assert cells(own, "cash of the month") == ["12,000", "2,500", "-500", "-", "-", "-"]
    assert cells(own, "lost revenue (no cash)") == ["1,500", "-", "-", "-", "-", "-"]
    assert cells(own, "resale value by then") == ["3,000", *["2,000"] * 5]
    assert cells(own, "TCO so far")[:3] == ["10,500", "14,000", "13,500"]
    last = own.partition("\n\n")[2]
    assert cells(last, "month") == ["7", "8", "total"]
    assert cells(last, "servers") == ["-", "-", "12,000"]
    assert cells(last, "cash of the month") == ["-", "-", "14,000"]
    assert "Never paid in this future: audit." in own
    assert "TCO so far: cash and lost revenue of all months up to then, less the resale value of purchases." in flat(
        own
    )


def test_what_the_sums_leave_out_is_said():
    document = one_future(rate=0.08)
    page = flat(render_trajectory(document))
    assert ", discounted at 8 % a year, less the resale value of purchases (discounted too)." in page
    assert "TCO so far: cash of all months up to then, discounted at 8 % a year." in page


def test_lines_that_are_paid_later_are_named():
    document = one_future()
    document["strategies"]["own"]["paid_after"] = {"staff": 1, "audit": 3}
    document["strategies"]["own"]["cash"] = [12_000.0, 0.0, 2_500.0, -500.0, 0.0, 0.0, 0.0, 0.0]
    page = flat(render_trajectory(document))
    parts = page.split("MONTH BY MONTH, ")[1:]
    [own], [api] = ([part for part in parts if part.startswith(label)] for label in ("Own", "API"))
    assert "Lines show what a month owes. Cash is what is paid in it: staff after 1 month, others at once." in own
    assert "TCO so far: the lines and lost revenue of all months up to then" in own
    assert "Cash is the sum of the lines above it" in api and "owes" not in api


def test_what_happened():
    page = render_trajectory(one_future())
    world, own = page.partition("WHAT HAPPENS IN THIS FUTURE\n")[2], page.partition("EVENTS, Own servers\n")[2]
    assert world.startswith(
        "  month   3  model retirements: 2 times\n  month   3  rate (Own servers) changes from 2 to 1.5\n"
    )
    assert "month   1  servers: 12,000, paid once\n" in own
    assert "month   2  launch, 1.2 months after the start\n" in own
    assert "month   2  staff: 2,000 + 500 = 2,500\n" in own
    assert "month   3  staff: -2,000; -500 of it is charged: the line is active for a part of" in own
    assert "month   4  staff: 8 of 100 to 800, together 3,600\n" in own
    assert "EVENTS, API" not in page


def test_months_of_some_strategies_alone():
    document = one_future()
    document["strategies"]["own"] = {key: document["strategies"]["own"][key] for key in ("label", "horizons")}
    document["events"] = []
    page = render_trajectory(document)
    assert "MONTH BY MONTH, API" in page
    assert "MONTH BY MONTH, Own" not in page
    assert "Own servers costs 5,500 (69 %) more." in flat(page)


def test_small_and_large_amounts():
    small, large = one_future(), one_future()
    for document, factor in ((small, 1e-3), (large, 1e8)):
        for strategy in document["strategies"].values():
            for key in ("cash", "cumulative_tco"):
                strategy[key] = [factor * x for x in strategy[key]]
            for group in ("lines", "residual"):
                strategy[group] = {line: [factor * x for x in of] for line, of in strategy[group].items()}
            for totals in strategy["horizons"].values():
                totals.update({key: factor * x for key, x in totals.items()})
    assert "API costs least in this future: 8.00. Own servers costs 5.50 (69 %) more." in flat(render_trajectory(small))
    page = flat(render_trajectory(large))
    assert "API costs least in this future: 800,000.00. Own servers costs 550,000.00 (69 %) more." in page
    assert "million EUR, before tax" in page


def test_a_scenario_without_chance():
    document = one_future()
    document |= {"certain": True, "inputs": {}, "percentiles": {}, "formulas": {}, "events": []}
    page = flat(render_trajectory(document))
    assert "Nothing in this scenario is random: all futures are the same." in page
    assert "Future 1,234,567" not in page
    assert "DRAWN" not in page


@pytest.mark.parametrize("months", [1, 2, 13, 120])
@pytest.mark.parametrize("width", [20, 72, 100, 140])
def test_no_line_is_wider_than_the_page(months, width):
    document = one_future(max(months, 3))
    document["strategies"]["own"]["label"] = "日本語のモデル " * 20
    document["strategies"]["own"]["lines"] = {
        f"line_{'x' * 60}_{k}": amounts for k, amounts in enumerate(document["strategies"]["own"]["lines"].values())
    }
    document["strategies"]["own"]["categories"] = dict.fromkeys(document["strategies"]["own"]["lines"], "Compute")
    document["inputs"][f"strategies.own.costs.{'y' * 120}.monthly#1"] = 1e300
    page = render_trajectory(document, width)
    assert max(map(text_width, page.splitlines())) <= max(width, 72)
    shown = [int(m) for row in re.findall(r"^  month  .*$", page, re.MULTILINE) for m in re.findall(r"\d+", row)]
    assert {m for m in shown if m <= 120} >= set(range(1, months + 1))


def test_words_of_the_file_are_plain_text():
    document = one_future()
    document["scenario"] |= {"title": "[red]A\x1b[31m \u202eB\n<b>$x$</b>", "currency": "U\x07SD"}
    document["strategies"]["own"]["label"] = "\x07[bold]own[/bold]\u200b $1.2M vs $3.4M"
    document["strategies"]["api"]["label"] = "=HYPERLINK(1) 🤖"
    page = render_trajectory(document)
    assert page.startswith("[red]A[31m B <b>$x$</b>  ")
    assert "EVENTS, [bold]own[/bold] $1.2M vs $3.4M\n" in page
    assert "MONTH BY MONTH, =HYPERLINK(1) 🤖, USD\n" in page
    assert not any(unicodedata.category(c)[0] == "C" for c in page.replace("\n", ""))


def test_headings_have_their_role():
    roles = {line.text.strip(): line.role for line in trajectory_lines(one_future())}
    assert roles["MONTH BY MONTH, API, EUR"] == roles["EVENTS, Own servers"] == "heading"
    assert next(iter(roles.values())) == "title"
    assert "verdict" in roles.values()
