"""The script and the notebook run, and say what the library says; closed forms and members on their page are right."""

from __future__ import annotations

import copy
import json
import re
import runpy
from pathlib import Path
from typing import Any

import pytest
from guide_pages import DOCS, blocks_of, inline_codes, page_text
from scipy.stats import norm

from tcorisk import crossover, evpi, evppi, evsi, load, sensitivity

EXAMPLES = DOCS / "examples"
PAGE = "decisions.md"
FEW = 2**13


@pytest.fixture(scope="module")
def notebook() -> dict[str, Any]:
    return json.loads((EXAMPLES / "what_drives_it.ipynb").read_text("utf-8"))


def sources(notebook: dict[str, Any], kind: str) -> list[str]:
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind]


def check_notebook(notebook: dict[str, Any]) -> None:
    """Check what the format (nbformat 4.5) asks for, and that nothing of a run or of a machine is in it."""
    assert set(notebook) == {"cells", "metadata", "nbformat", "nbformat_minor"}
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert set(notebook["metadata"]) <= {"kernelspec", "language_info"}
    names = [cell["id"] for cell in notebook["cells"]]
    assert len(set(names)) == len(names)
    for cell in notebook["cells"]:
        code = {"execution_count", "outputs"} if cell["cell_type"] == "code" else set()
        assert set(cell) == {"cell_type", "id", "metadata", "source"} | code
        assert cell["cell_type"] in ("code", "markdown")
        assert re.fullmatch(r"[a-zA-Z0-9-_]{1,64}", cell["id"])
        assert cell["metadata"] == {}
        assert all(isinstance(line, str) for line in cell["source"])
        assert not code or (cell["execution_count"] is None and cell["outputs"] == [])
        assert not re.search(r"(^|[\s\"'])(/\w+/|[A-Z]:\\|~/)", "".join(cell["source"]))


def run_cells(notebook: dict[str, Any]) -> dict[str, Any]:
    """Run the code cells in order, with few futures; return the names they leave."""
    names: dict[str, Any] = {"__name__": "notebook"}
    setting, seen = "TRAJECTORIES = 2**16", 0
    for number, code in enumerate(sources(notebook, "code"), 1):
        seen += code.count(setting)
        exec(compile(code.replace(setting, f"TRAJECTORIES = {FEW}"), f"cell {number}", "exec"), names)
    assert seen == 1
    return names


def test_notebook_is_in_the_format(notebook: dict[str, Any]) -> None:
    check_notebook(notebook)


@pytest.mark.parametrize("wrong", ["outputs", "execution_count", "path", "id"])
def test_a_notebook_with_traces_of_a_run_is_noticed(notebook: dict[str, Any], wrong: str) -> None:
    changed = copy.deepcopy(notebook)
    cell = next(cell for cell in changed["cells"] if cell["cell_type"] == "code")
    match wrong:
        case "outputs":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["1"]}]
        case "execution_count":
            cell["execution_count"] = 3
        case "path":
            cell["source"].append('\nload("/home/me/my.toml")')
        case "id":
            cell["id"] = changed["cells"][0]["id"]
    with pytest.raises(AssertionError):
        check_notebook(changed)


def test_notebook_runs(notebook: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = run_cells(notebook)
    scenario = load("two_year_exercise")
    probability = names["costs"]["probability of being cheaper"].tolist()
    assert len(probability) == 7 and probability == sorted(probability)
    assert probability[0] < 0.01 and probability[-1] > 0.99
    assert names["odds"][0.5].value < names["odds"][0.9].value
    low, middle, high = (found.value for found in names["edge"])
    assert low < middle < high
    found = {item.address: item.evppi for item in sensitivity(scenario, trajectories=FEW).inputs}
    assert names["worth"]["upkeep, exactly"] == found[names["upkeep"]]
    pilot, exact, everything = (
        names["worth"][k].value for k in ("3 months of a pilot", "upkeep, exactly", "everything")
    )
    assert 0.0 < pilot < exact < everything
    assert not list(tmp_path.iterdir())


def test_script_prints_what_the_library_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    script = runpy.run_path(str(EXAMPLES / "what_drives_it.py"), run_name="example")
    script["main"](["--trajectories", str(FEW)])
    printed = capsys.readouterr().out
    scenario = load("two_year_exercise")
    assert printed.startswith(scenario.title)
    for probability in (0.5, 0.9):
        found = crossover(
            scenario, "drivers.requests_per_day", 10_000, 100_000, probability=probability, trajectories=FEW
        )
        assert f"in {probability:.0%} of all futures at {found.value:,.0f} requests a day." in printed
        assert 30_000 < found.value < 50_000
    upkeep = "strategies.self_hosted.inputs.upkeep_share"
    for worth in (
        evpi(scenario, trajectories=FEW),
        evppi(scenario, ["drivers.input_tokens", "drivers.output_tokens"], trajectories=FEW),
        evppi(scenario, upkeep, trajectories=FEW),
        evsi(scenario, upkeep, 3, noise=0.3, trajectories=FEW),
    ):
        assert f"{worth.value:12,.0f}  ({worth.se:,.0f})" in printed
    assert not list(tmp_path.iterdir())


def test_script_says_where_nothing_flips(capsys: pytest.CaptureFixture[str]) -> None:
    script = runpy.run_path(str(EXAMPLES / "what_drives_it.py"), run_name="example")
    dear = load("two_year_exercise").with_values({"strategies.self_hosted.inputs.pairs": 40})
    *_, even, sure = script["volume"](dear, FEW)
    assert "nowhere: " in even and "nowhere: " in sure


def test_figures_of_the_closed_form_are_right(tmp_path: Path) -> None:
    """The page's values of a normal saving are those of the formula beside them, and the simulation agrees."""
    text = page_text(PAGE)
    [block] = [block for block in blocks_of(PAGE) if block.note == "file: pilot.toml"]
    (tmp_path / "pilot.toml").write_text(block.text, "utf-8")
    pilot = load(tmp_path / "pilot.toml")
    found = {
        100_000.0: evpi(pilot, trajectories=FEW),
        80_000.0: evppi(pilot, "drivers.load", trajectories=FEW),
        60_000.0: evppi(pilot, "drivers.quote", trajectories=FEW),
        80_000.0 * 0.8**0.5: evsi(pilot, "drivers.load", 4, noise=80_000, trajectories=FEW),
    }
    for s, estimate in found.items():
        exact = s * norm.pdf(50_000 / s) - 50_000 * norm.sf(50_000 / s)
        assert f"{exact:,.0f}" in text
        assert abs(estimate.value - exact) < 3.5 * estimate.se
    assert abs(found[80_000.0].value - 6_798) > 100.0 * found[80_000.0].se  # the quote's is not the load test's


def members(value: Any) -> set[str]:
    """Return the names in a document, without those that are the scenario's own."""
    if isinstance(value, list):
        return set().union(*(members(item) for item in value)) if value else set()
    if not isinstance(value, dict):
        return set()
    return set(value).union(*(members(item) for key, item in value.items() if key != "labels"))


def test_every_member_is_described() -> None:
    tied = load("two_year_exercise").with_values(
        {"correlations": [{"between": ["drivers.input_tokens", "drivers.output_tokens"], "rank": 0.5}]}
    )
    found = sensitivity(tied, trajectories=FEW, price=4.0).document
    assert found["groups"] and found["tokens"] and found["warnings"]
    flips = crossover(tied, "drivers.requests_per_day", 10_000, 100_000, trajectories=FEW).document
    documented = {word for code in inline_codes(PAGE) for word in re.findall(r"\w+", code)}
    assert not members(found) - documented
    assert not (set(flips) | {"at"}) - documented
