"""How busy own GPUs are and what a token costs on them, and what matters where: tables of docs/model.md."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from monthly_cash import FUTURES

from tcorisk import load, simulate
from tcorisk.configs import Scenario

PAGE = (Path(__file__).parents[2] / "docs" / "model.md").read_text("utf-8")

#: Strategies that pay for GPUs of their own and are reported by another one: a variant, or a move in a year.
REPORTED_BY_ANOTHER = {("custom_model", "custom"), ("saas_growth", "later"), ("healthcare", "hybrid")}
OWN = ("self_hosted", "custom_training")


@cache
def strategies(name: str, futures: int = FUTURES) -> dict[str, Any]:
    return simulate(scenario(name), futures).document["strategies"]


def scenario(name: str) -> Scenario:
    return load(EXAMPLES / name if name.endswith(".toml") else name)


def last(strategy: dict[str, Any]) -> dict[str, Any]:
    """Return the figures of the longest horizon."""
    return list(strategy["horizons"].values())[-1]


def rows(head: str) -> list[list[str]]:
    """Return the cells of the table below a head."""
    table = PAGE[PAGE.index(head) :].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in table]


BUSY = rows("| strategy | utilisation, mean |")
ELEMENTS = rows("| element | idiom | scenario, strategy |")
EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
FEWER = 2**13


def place(cell: str) -> tuple[str, str]:
    name, strategy = cell.replace("`", "").split()
    return name, strategy


def test_every_strategy_with_own_gpus_is_in_the_table() -> None:
    listed = {place(row[0]) for row in BUSY} | REPORTED_BY_ANOTHER
    names = {name for name, _ in listed}
    own = {(name, s) for name in names for s, found in load(name).strategies.items() if found.kind in OWN}
    assert own <= listed
    assert len(names) == 8


@pytest.mark.parametrize("row", BUSY, ids=lambda row: row[0])
def test_the_page_tells_how_busy_own_gpus_are_and_what_a_token_costs(row: list[str]) -> None:
    name, strategy = place(row[0])
    own = last(strategies(name)[strategy])["outputs"]
    api = next(found for key, found in strategies(name).items() if key.startswith("api"))
    for told, outputs in zip(row[4:], (own, last(api)["outputs"]), strict=True):
        assert float(told) == pytest.approx(outputs["usd_per_million_tokens"]["mean"], rel=0.02)
    if row[1] == "-":
        assert "utilisation" not in own
    else:
        told = [float(cell.removesuffix(" %")) / 100.0 for cell in row[1:4]]
        assert told == pytest.approx([own["utilisation"][key] for key in ("mean", "p10", "p90")], rel=0.06)


@pytest.mark.parametrize("row", ELEMENTS, ids=lambda row: row[0])
def test_the_page_tells_what_each_element_adds(row: list[str]) -> None:
    """The address is there, or `with_values` would refuse it."""
    name, strategy = place(row[2])
    address, _, value = row[3].strip("`").partition("=")
    setting = float(value) if re.fullmatch(r"[\d.]+", value) else value
    before = scenario(name)
    changed = simulate(before.with_values({address: setting}), FEWER).document["strategies"][strategy]
    means = [last(found)["mean"] for found in (strategies(name, FEWER)[strategy], changed)]
    adds = (means[1] - means[0]) / max(before.horizons)
    assert float(row[4].replace(",", "")) == pytest.approx(adds, rel=0.05, abs=15.0)
    assert float(row[5].removesuffix(" %")) == pytest.approx(100.0 * (means[1] / means[0] - 1.0), rel=0.05, abs=0.1)


def test_every_idiom_of_buying_and_running_is_in_a_scenario() -> None:
    """Each heading of the two pages, by the link of a row."""
    linked = {link for row in ELEMENTS for link in re.findall(r"\((idioms_\w+\.md#[\w-]+)\)", row[1])}
    headed = {
        f"{page}#{re.sub('[^a-z0-9 -]', '', title.lower()).replace(' ', '-')}"
        for page in ("idioms_api.md", "idioms_own.md")
        for title in re.findall("^## (.+)$", (EXAMPLES.parent / page).read_text("utf-8"), re.MULTILINE)
    }
    assert linked == headed


def test_the_page_tells_what_a_useful_answer_costs() -> None:
    table = rows("| strategy | a million tokens | a thousand useful answers |")
    assert len(table) == 5
    for strategy, *told in table:
        outputs = last(strategies("saas_growth")[strategy.strip("`")])["outputs"]
        names = ("usd_per_million_tokens", "usd_per_thousand_useful_answers")
        assert [float(cell) for cell in told] == pytest.approx([outputs[name]["mean"] for name in names], rel=0.01)


def test_an_exchange_rate_adds_spread() -> None:
    [row] = [row for row in ELEMENTS if row[0].startswith("an exchange rate")]
    address, _, value = row[3].strip("`").partition("=")
    changed = simulate(load("saas_growth").with_values({address: value}), FUTURES).document["strategies"]["api"]
    assert last(changed)["p90"] / last(strategies("saas_growth")["api"])["p90"] - 1.0 == pytest.approx(0.011, abs=0.006)


def test_the_price_of_a_token_is_rent_over_tokens_and_not_the_mean_of_monthly_prices() -> None:
    """`legal_startup`: rents over tokens in each future, beside the mean of the quotients of the months."""
    address = "strategies.self_hosted.outputs.usd_per_million_tokens.as"
    found = last(strategies("legal_startup")["self_hosted"])
    monthly = last(
        simulate(load("legal_startup").with_values({address: "mean"}), FUTURES).document["strategies"]["self_hosted"]
    )
    assert (
        monthly["outputs"]["usd_per_million_tokens"]["mean"] > 1.03 * found["outputs"]["usd_per_million_tokens"]["mean"]
    )
