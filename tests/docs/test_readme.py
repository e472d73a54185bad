"""The README is true: its excerpt is what the command prints, its scenario and Python run, its pictures are current."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from guide_host import run_example
from guide_pages import Block, blocks_of

from tcorisk import Result, load, simulate
from tcorisk.reports import render_table
from tcorisk.reports.stories import CumulativeCost, FirstEstimate

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PICTURES = {"first_estimate": FirstEstimate, "cumulative_cost": CumulativeCost}


@pytest.fixture(scope="module")
def result() -> Result:
    return simulate(load("legal_startup"), 2**20)


def block(language: str) -> Block:
    [found] = [block for block in blocks_of("../README.md") if block.language == language]
    return found


def words_of(svg: str) -> str:
    """Return what a picture says: matplotlib notes each text beside its outlines."""
    return " ".join(" ".join(re.findall(r"<!-- (.+?) -->", svg)).split())


def test_excerpt_is_what_the_command_prints(result: Result) -> None:
    rest = render_table(result.document)
    for lines in block("text").text.split("[...]\n"):
        assert lines in rest
        rest = rest.partition(lines)[2]


def test_scenario_and_python_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run_example(block("toml").text, tmp_path)
    Path("my.toml").write_text(block("toml").text, "utf-8")
    few = "from functools import partial\nsimulate = partial(simulate, trajectories=2**13)\n"
    names: dict[str, object] = {}
    imports, _, rest = block("python").text.partition("\n")
    exec(f"{imports}\n{few}{rest}", names)
    assert isinstance(names["result"], Result)


def test_pictures_are_those_of_the_scenario(result: Result) -> None:
    """A scenario that changes shows in its hash and in the figures of the headline: the pictures have to follow."""
    for name, story in PICTURES.items():
        path = f"docs/pictures/legal_startup_{name}.svg"
        assert f"({path})" in README
        words = words_of((ROOT / path).read_text("utf-8"))
        expected = story.of(result)
        assert expected.headline in words
        assert expected.subtitle in words
        assert expected.footer in words

    other = simulate(load("legal_startup").with_values({"strategies.self_hosted.budget_per_month": 8_000}), 2**13)
    words = words_of((ROOT / "docs/pictures/legal_startup_first_estimate.svg").read_text("utf-8"))
    assert FirstEstimate.of(other).headline not in words
