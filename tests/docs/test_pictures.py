"""The README's pictures say what the library says today."""

from __future__ import annotations

import re
from pathlib import Path

from tcorisk import load, simulate
from tcorisk.reports.stories import CumulativeCost, FirstEstimate

ROOT = Path(__file__).parents[2]
PICTURES = {"first_estimate": FirstEstimate, "cumulative_cost": CumulativeCost}


def words_of(svg: str) -> str:
    """Return what a picture says: matplotlib notes each text beside its outlines."""
    return " ".join(" ".join(re.findall(r"<!-- (.+?) -->", svg)).split())


def test_pictures_are_those_of_the_scenario() -> None:
    """A scenario that changes shows in its hash and in the figures of the headline: the pictures have to follow."""
    result = simulate(load("legal_startup"), 2**20)
    readme = (ROOT / "README.md").read_text("utf-8")
    for name, story in PICTURES.items():
        path = f"docs/pictures/legal_startup_{name}.svg"
        assert f"({path})" in readme
        words = words_of((ROOT / path).read_text("utf-8"))
        expected = story.of(result)
        assert expected.headline in words
        assert expected.footer in words

    other = simulate(load("legal_startup").with_values({"strategies.self_hosted.budget_per_month": 8_000}), 2**13)
    words = words_of((ROOT / "docs/pictures/legal_startup_first_estimate.svg").read_text("utf-8"))
    assert FirstEstimate.of(other).headline not in words
