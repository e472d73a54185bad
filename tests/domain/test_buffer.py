"""The buffer: its exact worth and percentiles, and that the report says what it is worth."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats as st
from click.testing import CliRunner
from engine_tools import Futures, z_mean, z_share
from idioms import N, check_page, futures, idiom
from laws import pert

from tcorisk import ConfigError, simulate
from tcorisk.cli import main

BASE = 120_000.0
USUAL = st.lognorm(0.156, scale=1.3, loc=-1.0)
EXPERT = pert(0.1, 0.3, 1.0)
SHAPE = 0.897
HEAVY = st.truncpareto(SHAPE, 20.0, scale=0.1)
MEANS = {
    "usual": BASE * (1.3 * np.exp(0.156**2 / 2) - 1.0),
    "expert": BASE * (0.1 + 4 * 0.3 + 1.0) / 6,
    "heavy": BASE * SHAPE / (1 - SHAPE) * 0.1**SHAPE * (2 ** (1 - SHAPE) - 0.1 ** (1 - SHAPE)) / (1 - 0.05**SHAPE),
}


@pytest.fixture(scope="module")
def run() -> Futures:
    return futures(idiom("buffer"))


def answers() -> dict[str, float]:
    """Return what the page's table says, computed apart."""
    return {
        "amount of the lognormal": MEANS["usual"],
        "amount of the PERT": MEANS["expert"],
        "amount of the capped Pareto": MEANS["heavy"],
        "P90 of the lognormal": BASE * USUAL.ppf(0.9),
        "P90 of the capped Pareto": BASE * HEAVY.ppf(0.9),
    }


def test_the_page_tells_the_exact_answers() -> None:
    check_page("buffer", answers())
    for law in (USUAL, HEAVY):  # 18 of 100 projects overran by more than half
        assert law.sf(0.5) == pytest.approx(0.18, abs=0.001)


@pytest.mark.parametrize(("strategy", "law"), [("usual", USUAL), ("expert", EXPERT), ("heavy", HEAVY)])
def test_buffer_follows_its_law(run: Futures, strategy: str, law: st.rv_continuous) -> None:
    worth = run.tco(strategy, 12) - BASE
    assert abs(z_mean(worth, MEANS[strategy])) < 3.0
    for p in (0.1, 0.5, 0.9):
        assert abs(z_share(int(np.sum(worth < BASE * law.ppf(p))), N, p)) < 3.0
    other = HEAVY if strategy != "heavy" else USUAL
    assert abs(z_share(int(np.sum(worth < BASE * other.ppf(0.5))), N, 0.5)) > 10.0


def test_a_cap_is_kept_and_needed() -> None:
    run = futures(idiom("buffer"))
    assert BASE < run.tco("heavy", 12).max() <= 3.0 * BASE
    with pytest.raises(ConfigError, match="mean"):
        idiom("buffer", change=("alpha = 0.897, max = 2", "alpha = 0.897"))


def test_the_report_says_what_it_is_worth(tmp_path_factory: pytest.TempPathFactory) -> None:
    scenario = idiom("buffer")
    document = simulate(scenario, 2**15).document
    for name, worth in MEANS.items():
        horizon = document["strategies"][name]["horizons"]["12"]
        assert horizon["lines"]["buffer"]["mean"] == horizon["categories"]["Buffer"]["mean"]
        assert horizon["lines"]["buffer"]["mean"] == pytest.approx(worth, rel=1e-3)
    assert "Buffer" not in document["strategies"]["listed"]["horizons"]["12"]["categories"]
    assert scenario.origin is not None
    path = tmp_path_factory.mktemp("buffer") / "buffer.toml"
    path.write_text(scenario.origin.source.text, "utf-8")
    shown = CliRunner().invoke(main, ["--config", str(path), "-n", "2**13"]).stdout
    rows = [line.split() for line in shown.splitlines() if line.strip().startswith("Buffer ")]
    figures = {figure for row in rows for figure in row}
    assert {"37,900", "46,000"} <= figures
