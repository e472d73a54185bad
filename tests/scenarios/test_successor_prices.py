"""The laws of a successor's list price are near the recorded steps; `tools/make_successor_prices.py` wrote these.

What `simulate init --ask` writes has the laws of the bundled scenarios: `wizard` stands for a file of no answers.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tcorisk import load
from tcorisk.configs import Draw, Name, Scenario, loads, walk
from tcorisk.configs.model.draws import draws_of
from tcorisk.configs.wizard import QUESTIONS, read_answer, wizard_text
from tcorisk.distributions import Law, make_law

LAWS = [
    ("legal_startup", "strategies.api.inputs.first_step", "frontier"),
    ("legal_startup", "strategies.api.inputs.second_step", "frontier"),
    ("saas_growth", "drivers.model_step", "frontier"),
    ("saas_growth", "drivers.small_step", "small"),
    ("ecommerce", "drivers.model_step", "frontier"),
    ("ecommerce", "drivers.small_step", "small"),
    ("custom_model", "strategies.api.inputs.model_step", "frontier"),
    ("wizard", "drivers.model_step", "frontier"),
    ("wizard", "drivers.small_step", "small"),
]
#: What a successor costs and how rents move, in saas_growth and in every file that the wizard writes.
SHARED = ["token_step", "retirements.every"]
SHARED += [f"h100_hour.{key}" for key in ("initial", "mean", "half_life", "volatility")]


def recorded(tier: str) -> NDArray[np.float64]:
    """New list price / old one, of the tier."""
    with (Path(__file__).parent / "successor_prices.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["tier"] == tier]
    return np.array([float(row["new_price"]) / float(row["old_price"]) for row in rows])


def asked(model: str = "") -> Scenario:
    """A scenario of the wizard, of which at most the size of the model was answered."""
    texts = {"model": model}
    return loads(wizard_text({item.key: read_answer(item, texts.get(item.key, ""), {}) for item in QUESTIONS}))


def shipped(name: str, address: str) -> Law:
    return draw_at(asked() if name == "wizard" else load(name), address).law


def draw_at(scenario: Scenario, address: str) -> Draw:
    draw = draws_of(scenario.drivers, scenario.strategies, scenario.unit)[address].draw
    assert isinstance(draw, Draw)
    return draw


def misses(law: Law, steps: NDArray[np.float64]) -> list[str]:
    """What of a law is not near the records: their mean, the share that kept the price, their distribution."""
    n = steps.size
    found = []
    if abs(law.mean - steps.mean()) > steps.std(ddof=1) / np.sqrt(n):
        found.append("mean")
    ends = np.array([np.nextafter(1.0, 0.0), 1.0])
    below, kept = law.cdf(ends)
    if abs((kept - below) - np.mean(steps == 1.0)) > 1e-9 or abs(below - np.mean(steps < 1.0)) > 1.0 / n:  # a record
        found.append("share that kept the price")
    points = np.sort(steps)
    distance = np.abs(law.cdf(points) - np.searchsorted(points, points, side="right") / n).max()
    if distance > 1.36 / np.sqrt(n):  # Kolmogorov's 5 %; with ties it refuses more seldom
        found.append("distribution")
    return found


def row_of(tier: str, steps: NDArray[np.float64]) -> str:
    """Return what the model's page has to say of steps: their number, same, lower, higher, median, mean, range."""
    counts = (steps.size, np.sum(steps == 1.0), np.sum(steps < 1.0), np.sum(steps > 1.0))
    figures = f"{np.median(steps):.2f} | {steps.mean():.2f} | {steps.min():.2f} to {steps.max():.2f}"
    return f"{tier} | {' | '.join(str(count) for count in counts)} | {figures}"


def test_the_page_of_the_model_tells_the_records() -> None:
    page = (Path(__file__).parents[2] / "docs" / "model.md").read_text("utf-8")
    told = dict(re.findall(r"^\| (frontier|small): [^|]+ \| (\d.+) \|$", page, re.MULTILINE))
    rows = [f"{tier} | {cells}" for tier, cells in told.items()]
    assert rows == [row_of(tier, recorded(tier)) for tier in ("frontier", "small")]
    assert rows[0] != row_of("frontier", recorded("frontier")[1:])  # a step fewer is noticed


@pytest.mark.parametrize(("name", "address", "tier"), LAWS)
def test_shipped_laws_are_near_the_records(name: str, address: str, tier: str) -> None:
    assert misses(shipped(name, address), recorded(tier)) == []


@pytest.mark.parametrize(
    ("model", "tiers", "path"),
    [
        ("small", {"small_step"}, "small_path"),
        ("70B", {"small_step", "model_step"}, "frontier_path"),  # the small tier for what is routed
        ("frontier", {"small_step", "model_step"}, "frontier_path"),
        ("", {"small_step", "model_step"}, "model_path"),
    ],
)
def test_the_wizard_writes_the_laws_of_saas_growth(model: str, tiers: set[str], path: str) -> None:
    made, bundled = asked(model), load("saas_growth")
    assert {name for name in made.drivers if name in ("small_step", "model_step")} == tiers
    assert Name(path) in set(walk(made.drivers["token_bill"].expression))
    for address in (f"drivers.{name}" for name in (*tiers, *SHARED)):
        ours, theirs = draw_at(made, address), draw_at(bundled, address)
        assert (ours.law, ours.monthly) == (theirs.law, theirs.monthly), address
    assert made.drivers["h100_hour"].floor.expression == bundled.drivers["h100_hour"].floor.expression


def test_the_law_of_judgement_is_not() -> None:
    """PERT 0.2, 0.9, 1.2: never above 1.2, never the same price."""
    old = make_law("pert", {"low": 0.2, "mode": 0.9, "high": 1.2})
    for tier in ("frontier", "small"):
        assert misses(old, recorded(tier)) == ["mean", "share that kept the price", "distribution"]
    assert misses(shipped("saas_growth", "drivers.model_step"), recorded("small")) != []
