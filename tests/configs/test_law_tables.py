"""Metalogs, mixtures, past values and SciPy's laws as a scenario writes them, by table and by call."""

from __future__ import annotations

import subprocess
import sys

import pytest
from valid_scenario import changed, line_of

from tcorisk.configs import ConfigError, Draw, Expression, loads, walk
from tcorisk.configs.formulas.quantity import read_quantity
from tcorisk.configs.text.problems import Findings
from tcorisk.distributions import Conditioned, Empirical, Metalog, Mixture, Normal, SciPy, interval

ENGINEER = 'engineer = "15_000 to 22_000"    # survey of 2026'


def read(raw: object) -> Expression:
    findings = Findings()
    expression = read_quantity(raw, ("drivers", "x"), findings).expression
    assert not findings.items, findings.items
    return expression


MIXTURE = Mixture((interval(1, 2), 0, Normal(5, 1)), (0.5, 0.2, 0.3))
PAIRS = [
    (
        {
            "dist": "mixture",
            "parts": ["1 to 2", 0, {"dist": "normal", "mean": 5, "sd": 1}],
            "weights": ["50%", 0.2, 0.3],
        },
        "mixture([to(1, 2), 0, normal(5, 1)], [0.5, 0.2, 0.3])",
        MIXTURE,
    ),
    (
        {
            "dist": "mixture",
            "parts": [{"dist": "mixture", "parts": [1, "2 + 3"], "weights": [1, 1]}, 7],
            "weights": [3, 1],
        },
        "mixture([mixture([1, 2 + 3], weights=[1, 1]), 7], weights=[3, 1])",
        Mixture((Mixture((1, 5), (1, 1)), 7), (3, 1)),
    ),
    (
        {"dist": "mixture", "parts": ["to(1, 2, min=1.5)", "10%"], "weights": [1, 1], "max": 1.8},
        "mixture([to(1, 2, min=1.5), 0.1], [1, 1], max=1.8)",
        Conditioned(Mixture((Conditioned(interval(1, 2), 1.5, None), 0.1), (1, 1)), None, 1.8),
    ),
    ({"dist": "empirical", "values": [3, 1, 2]}, "empirical([3, 1, 1 + 1])", Empirical((1, 2, 3))),
    (
        {"dist": "metalog", "p5": 2, "p50": 4, "p90": 9, "low": 0},
        "metalog(p5=2, p50=4, p90=9, low=0)",
        Metalog(((0.05, 2), (0.5, 4), (0.9, 9)), 0),  # type: ignore[arg-type]
    ),
]  # fmt: skip


@pytest.mark.parametrize(("table", "call", "law"), PAIRS, ids=[call for _, call, _ in PAIRS])
def test_laws_by_table_and_by_call_are_the_same(table: object, call: str, law: object) -> None:
    assert read(table) == Draw("drivers.x", law)  # type: ignore[arg-type]
    assert read(call) == Draw("drivers.x#1", law)  # type: ignore[arg-type]


def test_parts_are_no_draws_of_their_own() -> None:
    found = read("mixture([to(1, 2), normal(5, 1)], [1, 1], each='month') * to(3, 4)")
    draws = [part for part in walk(found) if isinstance(part, Draw)]
    assert [(draw.address, draw.monthly) for draw in draws] == [("drivers.x#1", True), ("drivers.x#2", False)]


def test_a_law_of_scipy() -> None:
    table = {"dist": "scipy:genextreme", "c": -0.1, "loc": "3 * 2", "scale": 2, "min": 0, "each": "month"}
    draw = read(table)
    assert isinstance(draw, Draw) and draw.monthly
    law = SciPy("genextreme", (("c", -0.1), ("loc", 6.0), ("scale", 2.0)))
    assert draw.law == Conditioned(law, 0.0, None)


# What replaces the engineer's pay; where below the driver the mistake is; what the error says.
MISTAKES = [
    ('{ dist = "metalog", p10 = 1, p50 = 1.1, p90 = 40 }', "", r"would fall near p\d+; drop a percentile, or widen"),
    ('{ dist = "metalog", p10 = 1, p50 = 0.5, p90 = 40 }', ".p50", r"percentiles that rise, p50 above p10"),
    ('"metalog(1, 2)"', "", r"`metalog` takes its parameters by name(.|\n)*metalog\(p5=1, p50=2, p90=4\)"),
    ('{ dist = "metalg", p10 = 1 }', ".dist", r"unknown law `metalg`(.|\n)*did you mean `metalog`"),
    ('{ dist = "mixture", parts = [1, "2 to 1"], weights = [1, 1] }', ".parts.1", r"P95 is below P5"),
    ('{ dist = "mixture", parts = [1, { dist = "prt" }], weights = [1, 1] }', ".parts.1.dist", r"did you mean `pert`"),
    (
        '{ dist = "mixture", parts = [1, { dist = "pert", low = 1, mode = 9, high = 3 }], weights = [1, 1] }',
        ".parts.1.mode",
        r"pert needs low <= mode <= high",
    ),
    ('{ dist = "mixture", parts = [1, "peak"], weights = [1, 1] }', ".parts.1", r"a part of a mixture is a law or a"),
    ('{ dist = "mixture", parts = [1, "2 * to(1, 2)"], weights = [1, 1] }', ".parts.1", r"a part of a mixture is a"),
    (
        '{ dist = "mixture", parts = [1, { dist = "to", low = 1, high = 2, each = "month" }], weights = [1, 1] }',
        ".parts.1",
        r"`each` is not allowed in a part",
    ),
    ('{ dist = "mixture", parts = [1, [2]], weights = [1, 1] }', ".parts.1", r"a quantity is needed, got \[2\]"),
    ('{ dist = "mixture", parts = 1, weights = [1, 1] }', ".parts", r"parts needs a list of laws and numbers, got 1"),
    ('{ dist = "mixture", parts = [1, 2], weights = [1] }', ".weights", r"as many weights as parts, got 2 parts and 1"),
    ('{ dist = "mixture", parts = [1, 2] }', "", r"weights is missing"),
    ('"mixture([1, to(1, 2) * 2], [1, 1])"', "", r"a part of a mixture is a law or a number"),
    ("\"mixture([1, to(1, 2, each='month')], [1, 1])\"", "", r"`each` is not allowed in a part"),
    ('"mixture([1, pert(1, 9, 3)], [1, 1])"', "", r"pert needs low <= mode <= high"),
    ("\"empirical(file='past.csv', column='cost')\"", "", r"a file is not named inside a formula(.|\n)*a driver or"),
    ('"scipy:gumbel_r(loc=1) * 2"', "", r"SciPy's laws cannot be called in a formula(.|\n)*dist = \"scipy:gumbel_r\""),
    ('{ dist = "scipy:gumbel", loc = 1 }', ".dist", r"no law 'gumbel', did you mean scipy:gumbel_[lr]"),
    ('{ dist = "scipy:gumbel_r", lok = 1 }', ".lok", r"no parameter 'lok', did you mean loc"),
    ('{ dist = "scipy:gumbel_r", scale = -1 }', ".scale", r"needs scale above 0"),
    ('{ dist = "scipy:cauchy" }', "", r"has no finite mean"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "at", "message"), MISTAKES, ids=[value[:60] for value, _, _ in MISTAKES])
def test_mistakes(value: str, at: str, message: str) -> None:
    text = changed(ENGINEER, f"engineer = {value}")
    with pytest.raises(ConfigError, match=message) as caught:
        loads(text)
    assert caught.value.problems[0].address == f"drivers.engineer{at}"
    assert caught.value.problems[0].line == line_of("engineer = ", text)


def test_scipy_is_imported_only_for_its_own_laws() -> None:
    code = """
import sys
from valid_scenario import VALID, changed
from tcorisk.configs import loads
for value in ('mixture([to(1, 2), 0], [1, 1])', 'metalog(p5=1, p50=2)', 'empirical([1, 2])'):
    loads(changed('"15_000 to 22_000"', f'"{value}"', VALID))
before = 'scipy.stats' in sys.modules
loads(changed('"15_000 to 22_000"', '{ dist = "scipy:norm", loc = 3 }', VALID))
print(before, 'scipy.stats' in sys.modules)
"""
    import valid_scenario

    folder = valid_scenario.__file__.rpartition("/")[0]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder)
    assert done.stdout.split() == ["False", "True"]
