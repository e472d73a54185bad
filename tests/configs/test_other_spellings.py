"""One meaning in several spellings: shares as intervals, laws by mean and percentile, months in a CSV."""

from __future__ import annotations

from pathlib import Path

import pytest
from scipy.stats import gamma

from tcorisk.configs import load, loads
from tcorisk.distributions import Gamma, LogNormal
from tcorisk.distributions.percentiles import Percentile
from tcorisk.reports.explain.reading import render_reading

HEAD = 'schema = 1\ntitle = "Spellings"\ncurrency = "USD"\nhorizons = [12]\n'
LINE = '[strategies.a.costs.x]\ncategory = "Compute"\nmonthly = "100 * part"\n'


def _found(value: str):
    return loads(f"{HEAD}[drivers]\npart = {value}\n{LINE}")


def _warned(value: str, key: str = "part") -> list[str]:
    text = f"{HEAD}[drivers]\n{key} = {value}\n{LINE.replace('part', key)}"
    return [item.message for item in loads(text).warnings]


@pytest.mark.parametrize("value", ['"60% to 98%"', '{ dist = "to", low = "60%", high = "98%" }', '"to(60%, 98%)"'])
def test_a_share_is_known_by_its_percentages_in_every_spelling(value: str) -> None:
    assert _warned(value) == ['above 100 % in 3.8 % of futures; if it is a share, write "share(60%, 98%)"']
    assert _warned(value, "growth") == []
    assert _found(value).drivers["part"].expression.law == _found('"0.6 to 0.98"').drivers["part"].expression.law


def test_a_share_inside_a_formula_is_known_too() -> None:
    assert _warned('"0.5 * to(60%, 98%)"') == [
        "to(60%, 98%) is above 100 % in 3.8 % of futures; if it is a share, write share(60%, 98%)"
    ]
    for not_a_share in ('"1 + to(60%, 98%)"', '"to(60%, 198%)"', '"to(0.6, 0.98)"', '"to(20%, 30%)"'):
        assert _warned(not_a_share) == []


@pytest.mark.parametrize("value", ['{ dist = "lognormal", mean = 10, p99 = 30 }', '"lognormal(mean=10, p99=30)"'])
def test_check_says_which_of_two_laws_was_taken(value: str) -> None:
    words = " ".join(render_reading(_found(value)).split())
    assert "of the two laws with this mean and p99 the one with the lighter tail, median 8.674, sigma 0.5334" in words
    assert words.count("the other has median") == words.count("sigma 4.119") == 1
    for sigma in (0.5333978318706414, 4.119297):  # both have this mean and P99
        law = LogNormal(10.0 / 2.718281828459045 ** (sigma**2 / 2), sigma)
        assert law.mean == pytest.approx(10.0) and float(law.ppf(0.99)) == pytest.approx(30.0, rel=1e-4)


def test_gamma_laws_come_in_pairs_too() -> None:
    value = '{ dist = "gamma", mean = 10, p90 = 20 }'
    words = " ".join(render_reading(_found(value)).split())
    assert "the one with the lighter tail, shape 1.778, scale 5.625; the other has shape" in words
    light, heavy = Gamma.all_from_mean_percentile(10.0, Percentile.of("p90", 20.0))
    assert light == _found(value).drivers["part"].expression.law
    for law in (light, heavy):  # by SciPy's own gamma
        assert gamma.ppf(0.9, law.shape, scale=law.scale) == pytest.approx(20.0)
        assert gamma.mean(law.shape, scale=law.scale) == pytest.approx(10.0)
    assert gamma.sf(200.0, heavy.shape, scale=heavy.scale) > 1e6 * gamma.sf(200.0, light.shape, scale=light.scale)


@pytest.mark.parametrize(
    "value",
    ['{ dist = "lognormal", mean = 10, p5 = 2 }', '"lognormal(10, 0.5)"', '{ dist = "lognormal", p5 = 1, p99 = 30 }'],
)
def test_one_law_alone_needs_no_words(value: str) -> None:
    assert "lighter tail" not in render_reading(_found(value))


@pytest.mark.parametrize(
    ("first", "rows", "start", "warned"),
    [
        ((2026, 4), 12, "start = 2026-04-01\n", True),
        ((2026, 4), 24, "", True),
        ((2025, 4), 12, "start = 2026-04-01\n", False),  # of the past: a sample
        ((2026, 4), 10, "", False),
        (None, 12, "", False),
    ],
)
def test_a_plan_that_is_read_as_a_sample_is_warned_of(
    tmp_path: Path, first: tuple[int, int] | None, rows: int, start: str, warned: bool
) -> None:
    months = [] if first is None else [divmod(12 * first[0] + first[1] - 1 + k, 12) for k in range(rows)]
    cells = [f"{year}-{at + 1:02d},{100 + k}" for k, (year, at) in enumerate(months)]
    body = ["month,cost", *cells] if months else ["cost", *(str(100 + k) for k in range(rows))]
    (tmp_path / "plan.csv").write_text("\n".join(body) + "\n")
    line = LINE.replace('"100 * part"', '{ dist = "empirical", file = "plan.csv", column = "cost" }')
    (tmp_path / "s.toml").write_text(f"{HEAD}{start}{line}")
    found = [item for item in load(tmp_path / "s.toml").warnings if 'process = "plan"' in item.message]
    assert len(found) == warned
    for item in found:
        assert item.address == "strategies.a.costs.x.monthly"
        assert f"plan.csv has {rows} months in order" in item.message
