"""Laws in messages are written as a scenario writes them, and can be read back."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tcorisk.distributions import LawError, make_law
from tcorisk.distributions.written import range_of, written

LAWS: list[tuple[str, dict[str, Any], str, str]] = [
    ("pareto", {"minimum": 5_000, "alpha": 1.8}, "pareto(minimum=5_000, alpha=1.8)", "from 5_000 up"),
    ("normal", {"mean": 0.03, "sd": 0.02}, "normal(mean=0.03, sd=0.02)", "of any size"),
    ("uniform", {"low": 0, "high": 1e6}, "uniform(low=0, high=1_000_000)", "from 0 to 1_000_000"),
    (
        "normal",
        {"mean": 1234567.5, "sd": 1, "max": 2e6},
        "normal(mean=1_234_567.5, sd=1, max=2_000_000)",
        "up to 2_000_000",
    ),
    ("student_t", {"mean": 0, "scale": 1, "df": 3}, "student_t(mean=0, scale=1, df=3)", "of any size"),
    ("metalog", {"p5": 2, "p50": 4, "p90": 9}, "metalog(p5=2, p50=4, p90=9)", "of any size"),
    ("discrete", {"values": [1, 2], "weights": [1, 3]}, "discrete(values=[1, 2], weights=[", "from 1 to 2"),
    ("empirical", {"values": list(range(2000))}, "empirical(values=[0, ... 1_999: 2000 of them])", "from 0 to 1_999"),
    ("scipy:gumbel_r", {"loc": 5_000, "scale": 2}, "scipy:gumbel_r(loc=5_000, scale=2)", "of any size"),
    (
        "mixture",
        {"parts": [3, make_law("uniform", {"low": 1, "high": 2})], "weights": [1, 1]},
        "uniform(low=1, high=2)",
        "",
    ),
]


@pytest.mark.parametrize(("name", "parameters", "words", "values"), LAWS)
def test_laws_are_written_in_the_language(name: str, parameters: dict[str, Any], words: str, values: str) -> None:
    law = make_law(name, parameters)
    assert words in written(law)
    assert values in range_of(law)
    assert "inf" not in range_of(law) and not re.search(r"\.0\b", written(law))


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        (
            {"minimum": 5_000, "alpha": 1.8, "max": 3_000},
            r"^max=3000 excludes all of pareto\(minimum=5_000, alpha=1\.8\), whose values are from 5_000 up$",
        ),
        ({"minimum": 5_000, "alpha": 0.8}, r"^pareto\(minimum=5_000, alpha=0\.8\) has no finite mean"),
    ],
)
def test_messages_have_no_python_in_them(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(LawError, match=message):
        make_law("pareto", parameters)
