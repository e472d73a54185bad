"""What a first estimate forgets, line by line: sums to the cent, and the table of docs/model.md."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tcorisk import load, simulate

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "model.md").read_text("utf-8")
N = 2**13


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hidden_costs", ROOT / "tools" / "hidden_costs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look it up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def steps(tool: ModuleType) -> list:
    return tool.hidden_costs(load("legal_startup"), "self_hosted", ["gpus"], 12, N)


def test_means_add_up_from_the_first_estimate_to_the_full_bill(steps: list) -> None:
    full = simulate(load("legal_startup"), N).document["strategies"]["self_hosted"]["horizons"]["12"]
    assert 6_500_00 < steps[0].adds < 7_500_00  # the estimate of the case: 7,000 a month
    assert sum(step.adds for step in steps) == steps[-1].mean == round(100 * full["cash"]["mean"] / 12)
    assert [steps[-1].p50, steps[-1].p90] == [round(100 * full["cash"][key] / 12) for key in ("p50", "p90")]
    for step in steps:  # and each step is the line's own mean: nothing else moved
        assert step.adds == pytest.approx(100 * full["lines"][step.line]["mean"] / 12, abs=1.0), step.line
    assert len(steps) == len(full["lines"]) - 2  # all but lost revenue and the lawyers' time, which are no cash


def test_incidents_are_the_smaller_part(steps: list) -> None:
    """What the page says below its table."""
    adds = {step.line: step.adds for step in steps[1:]}
    compliance = sum(adds[line] for line in ("compliance_setup", "compliance", "documentation", "security_testing"))
    assert 3 * (adds["outages"] + adds["gpu_failures"] + adds["security_incidents"]) < compliance
    assert sorted(adds, key=adds.__getitem__)[:-5:-1] == ["engineer", "setup", "labelling", "evaluation"]


def test_what_is_off_does_not_hide_in_another_line(steps: list) -> None:
    assert all(step.adds > 0 for step in steps)
    assert all(step.p50 < step.p90 for step in steps)
    assert steps[-1].p90 - steps[-1].mean < sum(step.p90 - step.mean for step in steps)  # percentiles do not add up


def test_the_page_shows_what_the_tool_prints(tool: ModuleType, steps: list) -> None:
    printed = tool.table(steps).splitlines()
    head = PAGE.index("| line | adds |")
    shown = PAGE[head : PAGE.index("\n\n", head)].splitlines()
    assert shown[:2] == printed[:2]
    assert len(shown) == len(printed)
    total = 0.0
    for told, now in zip(shown[2:], printed[2:], strict=True):
        name, *figures = (cell.strip() for cell in told.strip("|").split("|"))
        assert name == now.strip("|").split("|")[0].strip()
        figures = [float(figure.replace(",", "")) for figure in figures]
        fewer = [float(cell.replace(",", "")) for cell in now.strip("|").split("|")[1:]]
        assert figures == pytest.approx(fewer, rel=0.01, abs=20.0), name  # of fewer futures
        total = round(total + figures[0], 2)
        assert total == figures[1]
    [command] = re.findall(r"^`python (tools/\S+) legal_startup self_hosted --first gpus --horizon 12`", PAGE, re.M)
    assert (ROOT / command).is_file()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.toml"
    path.write_text(
        'schema = 1\ntitle = "t"\ncurrency = "USD"\nhorizons = [6, 12]\n'
        "[strategies.a]\nlaunch = { months = 3, revenue_per_month = 900 }\nbuffer = { share = 0.5 }\n"
        '[strategies.a.costs.one]\ncategory = "Compute"\nmonthly = 100\n'
        '[strategies.a.costs.two]\ncategory = "Compute"\none_time = 240\n'
        '[strategies.a.costs.three]\ncategory = "Opportunity"\nmonthly = 70\n'
        '[strategies.b]\nlike = "a"\n[strategies.b.costs.four]\ncategory = "Incidents"\nevery = 2\nper_event = 30\n',
        "utf-8",
    )
    return path


def test_a_buffer_and_an_inherited_strategy(tool: ModuleType, small: Path) -> None:
    found = tool.hidden_costs(load(small), "b", ["one"], trajectories=512)
    # four: events at 2, 4, 6, 8, 10 elapsed months
    adds = {"one": 100_00, "two": 20_00, "four": 12_50, "buffer": 66_25}
    assert {step.line: step.adds for step in found} == adds
    with pytest.raises(KeyError):
        tool.hidden_costs(load(small), "b", ["none"])


def test_a_line_left_on_is_noticed(tool: ModuleType, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a line that is never off, its step is nothing and the first estimate too dear: the sums say so."""
    right = tool._switches
    monkeypatch.setattr(tool, "_switches", lambda strategy: right(strategy) | {"two": right(strategy)["one"]})
    wrong = tool.hidden_costs(load(small), "b", ["one"], trajectories=512)
    assert wrong[0].adds != 100_00
    assert sum(step.adds for step in wrong) == wrong[-1].mean
