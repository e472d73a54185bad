"""Truth: a scenario without uncertainty is a spreadsheet, here in decimals of 50 digits, written month by month."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal as D
from decimal import getcontext, localcontext

import numpy as np
import pytest
from engine_tools import scenario, toml

from tcorisk import Result, load, simulate
from tcorisk.configs import loads

getcontext().prec = 50

HORIZONS = (7, 12, 30)
RATE = "0.07"
GROWTH = "[drivers.requests]\nprocess = 'growth'\ninitial = 5_000\ngrowth_per_month = 0.03"
YEARLY = "[drivers.rent]\nprocess = 'growth'\ninitial = 900\ngrowth_per_year = -0.2"
#: By line: its settings, and what it comes to in month t.
LINES: dict[str, tuple[str, Callable[[int], D]]] = {
    "flat": ("monthly = 1_234.56", lambda t: D("1234.56")),
    "use": ('monthly = "requests * 0.01"', lambda t: requests(t) / 100),
    "hire": ('monthly = "rent * days_per_month"', lambda t: 900 * D("0.8") ** (D(t - 1) / 12) * D(365) / 12),
    "part": ("monthly = 100\nafter = 3.25\nuntil = 11.6", lambda t: 100 * share(t, "3.25", "11.6")),
    "split": ("monthly = 70\nuntil = 12", lambda t: 70 * share(t, "0", "12")),
    "rest": ("monthly = 70\nafter = 12", lambda t: 70 * share(t, "12", "999")),
    "later": ('monthly = "40 * month"\nafter = "launch"', lambda t: 40 * t * share(t, "2.5", "999")),
    "never": ("monthly = 9_999\nafter = 5\nuntil = 5", lambda t: D(0)),
    "start": ("one_time = 15_000.1", lambda t: D("15000.1") if t == 1 else D(0)),
    "once": ('one_time = "requests"\nafter = 3', lambda t: requests(4) if t == 4 else D(0)),
    "once_part": ("one_time = 333\nafter = 6.999", lambda t: D(333) if t == 7 else D(0)),
    "too_late": ("one_time = 333\nafter = 30", lambda t: D(0)),
    "ended": ("one_time = 333\nafter = 3\nuntil = 2", lambda t: D(0)),
    "rhythm": ("every = 2.5\nper_event = 11", lambda t: 11 * renewals(t, "0", "2.5", "999")),
    "rhythm_part": (
        'every = 0.75\nafter = 1.25\nuntil = 20\nper_event = "5 * month"',
        lambda t: 5 * t * renewals(t, "1.25", "0.75", "20"),
    ),
    "on_the_dot": ("every = 3\nper_event = 7", lambda t: D(7) if t > 1 and (t - 1) % 3 == 0 else D(0)),
    "fee": ('category = "Compliance"\nmonthly = "0.1 * costs.part + 1"', lambda t: 10 * share(t, "3.25", "11.6") + 1),
    "rebate": ('category = "Compliance"\nmonthly = "-max(2, month - 20)"', lambda t: -D(max(2, t - 20))),
    "missed": ('category = "Opportunity"\nmonthly = 50\nuntil = 4.5', lambda t: 50 * share(t, "0", "4.5")),
    "steps": (
        'category = "Data & Eval"\nmonthly = "ceil(month / 4) if month <= 9 else floor(month / 4)"',
        lambda t: steps(t),
    ),
}


def requests(t: int) -> D:
    return 5000 * D("1.03") ** (t - 1)


def share(t: int, after: str, until: str) -> D:
    """Share of month t that lies between two moments."""
    return max(min(D(until), D(t)) - max(D(after), D(t - 1)), D(0))


def renewals(t: int, after: str, interval: str, until: str) -> D:
    """How many of after + interval, after + 2 x interval, ... lie in month t and before `until`."""
    moments = (D(after) + k * D(interval) for k in range(1, 2000))
    return D(sum(1 for x in moments if t - 1 <= x < t and x < D(until)))


def steps(t: int) -> D:
    return D(-(-t // 4)) if t <= 9 else D(t // 4)


def launch(t: int) -> D:
    return 2_000 * share(t, "0", "2.5")


def discount(t: int) -> D:
    return (1 + D(RATE)) ** (-D(t) / 12)


def category(settings: str) -> str:
    return settings.split('"')[1] if settings.startswith("category") else "Compute"


def buffer(t: int) -> D:
    """30 % of what Compute and Compliance come to this month."""
    based = (amount(t) for settings, amount in LINES.values() if category(settings) in ("Compute", "Compliance"))
    return D("0.3") * sum(based, D(0))


@pytest.fixture(scope="module")
def result() -> Result:
    """All lines above in one strategy, with a launch and a buffer, discounted."""
    head = (
        'launch = { months = 2.5, revenue_per_month = 2_000 }\nbuffer = { share = 0.3, on = ["Compute", "Compliance"] }'
    )
    lines = {name: settings for name, (settings, _) in LINES.items()}
    text = toml(
        {"a": lines}, drivers=f"{GROWTH}\n{YEARLY}", horizons=HORIZONS, top=f"discount_rate = {RATE}", heads={"a": head}
    )
    return simulate(loads(text), 1, threads=1)


@pytest.mark.parametrize("horizon", HORIZONS)
def test_lines_categories_totals(result: Result, horizon: int) -> None:
    """Each line, each category, TCO and cash at each horizon, to 1e-12; no spread; the point estimate is the same."""
    document = result.document["strategies"]["a"]["horizons"][str(horizon)]
    months = range(1, horizon + 1)
    lines = {name: sum((amount(t) * discount(t) for t in months), D(0)) for name, (_, amount) in LINES.items()}
    lines |= {"launch": sum((launch(t) * discount(t) for t in months), D(0))}
    lines |= {"buffer": sum((buffer(t) * discount(t) for t in months), D(0))}
    categories: dict[str, D] = {"Opportunity": lines["launch"], "Buffer": lines["buffer"]}
    for name, (settings, _) in LINES.items():
        categories[category(settings)] = categories.get(category(settings), D(0)) + lines[name]
    cash = sum(
        (amount(t) for t in months for settings, amount in LINES.values() if category(settings) != "Opportunity"), D(0)
    )
    cash += sum((buffer(t) for t in months), D(0))

    near = {"rel": 1e-12, "abs": 1e-9}
    assert {name: line["mean"] for name, line in document["lines"].items()} == pytest.approx(as_floats(lines), **near)
    for key in ("mean", "p10", "p50", "p90"):
        found = {name: numbers[key] for name, numbers in document["categories"].items()}
        assert found == pytest.approx(as_floats(categories), **near)
        assert document["cash"][key] == pytest.approx(float(cash), rel=1e-12)
    tco = float(sum(lines.values(), D(0)))
    for key in ("mean", "p1", "p5", "p50", "p99", "cvar95", "point_estimate"):
        assert document[key] == pytest.approx(tco, rel=1e-12)
    assert document["sd"] == 0.0
    assert document["point_estimate_percentile"] == 0.5


def as_floats(amounts: dict[str, D]) -> dict[str, float]:
    return {name: float(amount) for name, amount in amounts.items()}


def test_months(result: Result) -> None:
    """Cash of each month and TCO so far, to 1e-12."""
    months = result.months().loc["a"]
    so_far = D(0)
    for t in range(1, max(HORIZONS) + 1):
        cash = buffer(t) + sum((f(t) for s, f in LINES.values() if category(s) != "Opportunity"), D(0))
        so_far += discount(t) * (
            cash + launch(t) + sum((f(t) for s, f in LINES.values() if category(s) == "Opportunity"), D(0))
        )
        assert months["cash_mean"][t] == pytest.approx(float(cash), rel=1e-12)
        assert months["cumulative_tco_p50"][t] == pytest.approx(float(so_far), rel=1e-12)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("after = 3.25", "after = 4.25"), (f"discount_rate = {RATE}", "discount_rate = 0.071"), ("0.03", "0.0301")],
)
def test_a_wrong_sheet_is_noticed(result: Result, wrong: str, right: str) -> None:
    """A month too late, another rate, another growth: none passes for the sheet above."""
    text = result.scenario.origin.source.text  # type: ignore[union-attr]
    assert wrong in text
    other = simulate(loads(text.replace(wrong, right)), 1, threads=1)
    for horizon in HORIZONS:
        here, there = (r.summary().loc[("a", horizon), "mean"] for r in (result, other))
        assert here != pytest.approx(there, rel=1e-9)


def test_support_chatbot_to_the_cent() -> None:
    """The published table of the support chatbot: totals, categories, no spread."""
    published = {
        "api": (86_200, {"Compute": 36_000, "Engineering": 19_200, "Compliance": 11_000, "Opportunity": 20_000}),
        "self_hosted": (
            441_000,
            {
                "Compute": 54_000,
                "Engineering": 264_000,
                "Data & Eval": 30_000,
                "Compliance": 33_000,
                "Opportunity": 60_000,
            },
        ),
    }
    document = simulate(load("support_chatbot"), 8192).document
    for name, (total, categories) in published.items():
        found = document["strategies"][name]["horizons"]["12"]
        for key in ("mean", "p1", "p50", "p99", "cvar95", "point_estimate"):
            assert found[key] == total
        assert found["sd"] == 0.0
        assert {key: value["mean"] for key, value in found["categories"].items()} == categories
        assert found["cash"]["p50"] == total - categories["Opportunity"]
    [comparison] = document["comparisons"]
    assert comparison["p_beats"] == 0.0
    assert comparison["savings"]["mean"] == 86_200 - 441_000


def test_no_precision_is_lost_beside_large_numbers() -> None:
    """Cents beside billions: the mean of what does not vary is that number, whatever its size."""
    what = scenario({"a": {"x": "monthly = 123_456_789_012.34"}, "b": {"x": "monthly = 0.01"}}, horizons=(1,))
    summary = simulate(what, 16_384).summary()
    assert summary.loc[("a", 1), "mean"] == 123_456_789_012.34
    assert summary.loc[("b", 1), "mean"] == 0.01
    assert np.all(summary["sd"] == 0.0)


def test_the_sheet_is_kept_in_fifty_digits() -> None:
    """The oracle is not a float in disguise."""
    with localcontext() as context:
        context.prec = 60
        assert abs(discount(12) * (1 + D(RATE)) - 1) < D("1e-48")
