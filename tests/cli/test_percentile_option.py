"""Percentiles and ranges as they are typed."""

from __future__ import annotations

import click
import pytest

from tcorisk.cli.options import PercentileType
from tcorisk.cli.vary import parse_axes


@pytest.mark.parametrize(("text", "value"), [("99", 99.0), ("99.5", 99.5), ("P99", 99.0), ("p0.5", 0.5), (" 5% ", 5.0)])
def test_a_percentile_is_read_as_people_write_it(text: str, value: float) -> None:
    assert PercentileType().convert(text, None, None) == value


@pytest.mark.parametrize(
    ("text", "words"),
    [("Q3", "is not a percentile: write 99, 99.5 or P99"), ("P100", "is not between P0 and P100"), ("0", "between P0")],
)
def test_what_is_not_a_percentile_is_refused(text: str, words: str) -> None:
    with pytest.raises(click.BadParameter, match=words):
        PercentileType().convert(text, None, None)


def test_days_are_listed_not_spanned() -> None:
    with pytest.raises(click.UsageError, match=r"list the days: a\.until=2026-06-30,2026-12-31"):
        parse_axes(["a.until=2026-06-30:2026-12-31:3"])
    assert len(parse_axes(["a.until=2026-06-30,2026-12-31"])["a.until"]) == 2
