"""Truth: a sweep gives what single runs give, to the last bit; stopped and resumed, the bytes of one that was not."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from engine_tools import SCENARIOS, scenario

from tcorisk import ConfigError, SimulationError, grid, load, simulate, sweep
from tcorisk.simulator.lowering import alike, lower, lower_totals, together
from tcorisk.simulator.studies.axes import ValueGrid
from tcorisk.simulator.studies.points import PointRunner
from tcorisk.simulator.studies.sweep_store import SweepStore
from tcorisk.simulator.studies.sweeps import COLUMNS

NUMBERS = ("mean", "p10", "p50", "p90")
LINES = {"a": {"x": 'monthly = "40 to 90"'}, "b": {"x": 'monthly = "45 to 80"', "y": "one_time = 100"}}
SETUP = "strategies.b.costs.y.one_time"


def check_against_single_runs(what, vary, n: int, **asked: object) -> list[int]:
    """Compare every number of a sweep with a run of its own; return how many points ran together."""
    sizes: list[int] = []
    run = PointRunner._run
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            PointRunner, "_run", lambda self, drafts, *rest: sizes.append(len(drafts)) or run(self, drafts, *rest)
        )
        frame = sweep(what, vary, n, **asked)
    rows = frame.to_dict("records")
    for values in itertools.product(*vary.values()):
        settings = dict(zip(vary, values, strict=True))
        document = simulate(what.with_values(settings), n, **asked).document
        to_baseline = [c for c in document["comparisons"] if c["baseline"] == document["scenario"]["baseline"]]
        chances = {(c["strategy"], c["horizon"]): c for c in to_baseline}
        for strategy, found in document["strategies"].items():
            for horizon, numbers in found["horizons"].items():
                row = rows.pop(0)
                assert {key: row[key] for key in settings} == settings
                assert (row["strategy"], row["horizon"]) == (strategy, int(horizon))
                assert [row[key] for key in NUMBERS] == [numbers[key] for key in NUMBERS]
                if strategy == document["scenario"]["baseline"]:
                    assert np.isnan(row["p_beats"]) and np.isnan(row["p_beats_se"])
                else:
                    chance = chances[strategy, int(horizon)]
                    assert (row["p_beats"], row["p_beats_se"]) == (chance["p_beats"], chance["p_beats_se"])
    assert not rows
    return sizes


@pytest.mark.parametrize(
    ("address", "values", "together"),
    [
        ("drivers.requests.initial", [2_000, 4_000.5, "3_000 to 9_000"], [2, 1]),
        ("drivers.requests.growth_per_month.sd", [0.01, 0.02, 0.05], [3]),
        ("strategies.host.costs.faults.per_event.mean", [300, 900, 2_700], [3]),
        ("strategies.host.costs.licence.every", [2, 3, "2 to 5"], [2, 1]),
        ("strategies.host.costs.lost.until", [3, 5.5, 8], [3]),
        ("discount_rate", [0.0, 0.05, 0.1], [1, 2]),
        ("baseline", ["buy", "host"], [1, 1]),
        ("horizons", [[6], [3, 12]], [1, 1]),
    ],
)
def test_points_are_single_runs(address: str, values: list[object], together: list[int]) -> None:
    """To the last bit, on a scenario with every kind of line; and points that differ in numbers alone run together."""
    what = load(SCENARIOS / "everything.toml")
    found = check_against_single_runs(what, {address: values}, 2_000, sampler="random", seed=3)
    assert sum(found) == len(values)
    assert found == together


def test_points_are_single_runs_with_dependence_and_shared_events() -> None:
    """The same on copulas, jumps, on-off periods and events that lines share, with Sobol points, on two threads."""
    what = load(SCENARIOS / "whole_language.toml")
    address = next(f"drivers.{name}" for name in what.drivers if isinstance(what.origin.raw["drivers"][name], str))
    check_against_single_runs(what, {address: [5.0, 7.0, "5 to 9"]}, 8192, seed=1, threads=2)


def test_two_axes_the_last_fastest() -> None:
    """Every combination, in the order given; NumPy's numbers are plain ones."""
    vary = {SETUP: np.array([0.0, 50.0, 200.0]), "strategies.a.costs.x.monthly": ["40 to 90", 60]}
    frame = sweep(scenario(LINES), vary, 600, sampler="random")
    assert list(frame.columns) == [*vary, *COLUMNS]
    assert list(frame.columns)[2:10] == ["strategy", "horizon", *NUMBERS, "p_beats", "p_beats_se"]
    assert frame[SETUP].tolist() == [x for x in (0.0, 50.0, 200.0) for _ in range(4)]
    assert frame.iloc[::2]["strategies.a.costs.x.monthly"].tolist() == ["40 to 90", 60] * 3
    assert frame["p_beats"].isna().tolist() == [True, False] * 6
    check_against_single_runs(scenario(LINES), {k: list(v) for k, v in vary.items()}, 600, sampler="random")


def test_common_random_numbers() -> None:
    """A cost that is moved by 100 moves every quantile by 100: the worlds are the same ones."""
    frame = sweep(scenario(LINES), {SETUP: [0, 100]}, 8192)
    before, after = (frame[(frame[SETUP] == x) & (frame["strategy"] == "b")].iloc[0] for x in (0, 100))
    for key in NUMBERS:
        assert after[key] - before[key] == pytest.approx(100.0, rel=1e-4)
    assert not np.isclose(sweep(scenario(LINES), {SETUP: [0]}, 8192, seed=1)["p50"].iloc[1], before["p50"], rtol=1e-9)


def test_a_merged_program_computes_what_is_shared_once() -> None:
    """Eight points of which one number differs: fewer instructions than three programs; unlike ones part."""
    what = load("saas_growth")
    drafts = [
        lower_totals(what.with_values({"drivers.requests_per_day.initial": float(x)})) for x in range(400, 2000, 200)
    ]
    assert all(alike(drafts[0], draft) for draft in drafts)
    whole, one, eight = len(lower(what).code), len(together(drafts[:1]).code), len(together(drafts).code)
    assert one < whole
    assert one < eight < 3 * one
    fixed = lower_totals(what.with_values({"drivers.ml_engineer": 18_000}))
    assert not alike(drafts[0], fixed)


def test_all_mistakes_before_the_first_run(tmp_path: Path) -> None:
    """Every bad point is told, an address that leads nowhere once; nothing is run, and no file made."""
    vary = {SETUP: [1, "2 to", 3, "x +"], "drivers.nobody": [1, 2, 3]}
    with pytest.raises(ConfigError) as caught:
        sweep(scenario(LINES), vary, resume=tmp_path / "store")
    messages = [problem.message for problem in caught.value.problems]
    assert sum("no such address" in message for message in messages) == 1
    assert {problem.source.rpartition("= ")[2] for problem in caught.value.problems} >= {'"2 to"', '"x +"'}
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize(
    ("vary", "words"),
    [
        ({}, "nothing to vary"),
        ({SETUP: []}, "no values"),
        ({SETUP: "12"}, "a list"),
        ({SETUP: 12}, "a list"),
        ({"drivers.a": [1], "drivers.a.initial": [1]}, "one contains the other"),
        ({SETUP: range(2_000), "seed": range(2_000)}, "this one has more"),
    ],
)
def test_axes_that_are_none(vary: dict[str, object], words: str) -> None:
    """Refused in words."""
    with pytest.raises(ValueError, match=words):
        sweep(scenario(LINES), vary)  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [{"trajectories": 0}, {"seed": -1}, {"sampler": "halton"}, {"threads": 0}])
def test_impossible_arguments(wrong: dict[str, object]) -> None:
    """Refused by name, as `simulate` does."""
    with pytest.raises(ValueError, match=next(iter(wrong))):
        sweep(scenario(LINES), {SETUP: [1]}, **wrong)  # type: ignore[arg-type]


def test_a_point_that_fails_is_named(tmp_path: Path) -> None:
    """With its value and its line; the points before it are kept, in the order of the grid."""
    what = scenario(
        {"a": {"x": 'monthly = "1 to 2"'}, "b": {"x": 'monthly = "log(limit - to(1, 2))"'}}, drivers="limit = 9"
    )
    store = tmp_path / "store"
    with pytest.raises(SimulationError, match=r"at drivers.limit = 1.0: strategies.b.costs.x: .* no finite cost"):
        sweep(what, {"drivers.limit": [90.0, 80.0, 1.0, 70.0]}, 600, sampler="random", resume=store)
    assert len(stored(store)) == 3
    assert len(sweep(what, {"drivers.limit": [90.0, 80.0]}, 600, sampler="random")) == 4


def test_grids() -> None:
    """Ends exactly; whole where all is whole; even differences or even ratios."""
    assert grid(0, 10, 6) == [0, 2, 4, 6, 8, 10]
    assert all(isinstance(x, int) for x in grid(0, 10, 6))
    assert grid(1.0, 0.0, 3) == [1.0, 0.5, 0.0]
    values = grid(1e3, 1e5, 5, log=True)
    assert (values[0], values[-1]) == (1e3, 1e5)
    assert np.diff(np.log(values)) == pytest.approx(np.log(10) / 2)
    for wrong in ((1, 2, 1), (1, 1, 3), (1, float("inf"), 3)):
        with pytest.raises(ValueError, match="grid"):
            grid(*wrong)
    with pytest.raises(ValueError, match="above 0"):
        grid(0, 5, 3, log=True)


def stored(path: Path) -> list[tuple[int, str]]:
    """Return what a file of a sweep holds, in order: its head, then its points."""
    with contextlib.closing(sqlite3.connect(path)) as file:
        return file.execute("SELECT number, json FROM sweep ORDER BY number").fetchall()


def change(path: Path, statement: str, *values: object) -> None:
    """Change a file of a sweep by hand."""
    with contextlib.closing(sqlite3.connect(path)) as file, file:
        file.execute(statement, values)


@pytest.mark.parametrize("kept", range(8))
def test_resumed_from_any_point(tmp_path: Path, kept: int) -> None:
    """A file that was left after any point gives the same points and frame; finished points are not run."""
    what, vary, asked = scenario(LINES), {SETUP: grid(0, 60, 7)}, {"trajectories": 600, "sampler": "random"}
    store = tmp_path / "store"
    frame = sweep(what, vary, resume=store, **asked)  # type: ignore[arg-type]
    whole = stored(store)
    assert len(whole) == 8
    pd.testing.assert_frame_equal(frame, sweep(what, vary, **asked), check_exact=True)  # type: ignore[arg-type]
    change(store, "DELETE FROM sweep WHERE number > ?", kept)
    told: list[tuple[int, int]] = []
    again = sweep(what, vary, resume=store, progress=lambda *done: told.append(done), **asked)  # type: ignore[arg-type]
    assert stored(store) == whole
    pd.testing.assert_frame_equal(again, frame, check_exact=True)
    assert bool(told) == (kept < 7)
    assert not told or (told[0][0] > 600 * kept and told[-1] == (4200, 4200))


@pytest.mark.parametrize("share", [0.0, 0.001, 0.1, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_is_refused_or_gives_the_same(tmp_path: Path, share: float) -> None:
    """No write of SQLite leaves such a file; copying on a full disk may."""
    what, vary, asked = scenario(LINES), {SETUP: grid(0, 60, 7)}, {"trajectories": 600, "sampler": "random"}
    store = tmp_path / "store"
    frame = sweep(what, vary, resume=store, **asked)  # type: ignore[arg-type]
    raw = store.read_bytes()
    cut = raw[: int(share * len(raw))]
    store.write_bytes(cut)
    try:
        again = sweep(what, vary, resume=store, **asked)  # type: ignore[arg-type]
    except ValueError as error:
        assert "damaged" in str(error) and store.read_bytes() == cut
    else:
        pd.testing.assert_frame_equal(again, frame, check_exact=True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"seed": 1}, "its seed is 0, here it is 1"),
        ({"trajectories": 700}, "its number of futures is 600, here it is 700"),
        ({"vary": {SETUP: [1, 2, 4]}}, rf"it varies {SETUP} over \[1, 2, 3\], here over \[1, 2, 4\]"),
        ({"vary": {SETUP: list(range(9))}}, r"over \[1, 2, 3\], here over 9 values from 0 to 8"),
        (
            {"vary": {"discount_rate": [0.1]}},
            f"{SETUP}, which is not varied here; discount_rate is varied here,",
        ),
        ({"seed": 3, "trajectories": 700}, "its number of futures is 600, here it is 700; its seed is 0, here it is 3"),
        ({"what": scenario(LINES, horizons=(3,))}, "the scenario itself differs: its file was changed since, or"),
    ],
)
def test_another_sweeps_file_is_refused(tmp_path: Path, change: dict[str, object], words: str) -> None:
    """With what differs; the file is left as it was."""
    asked = {"what": scenario(LINES), "vary": {SETUP: [1, 2, 3]}, "trajectories": 600, "seed": 0}
    store = tmp_path / "store"

    def run(what, vary, **rest):
        return sweep(what, vary, sampler="random", resume=store, **rest)

    run(**asked)
    raw = store.read_bytes()
    with pytest.raises(ValueError, match=words):
        run(**{**asked, **change})
    assert store.read_bytes() == raw


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    """And kept."""
    store = tmp_path / "other.sqlite"
    change(store, "CREATE TABLE sweeps (number, json)")
    raw = store.read_bytes()
    with pytest.raises(ValueError, match="not a file of a sweep"):
        sweep(scenario(LINES), {SETUP: [1]}, 600, sampler="random", resume=store)
    assert store.read_bytes() == raw


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE VIEW sweep AS WITH RECURSIVE n(number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM n LIMIT 9) "
         "SELECT number, '[]' AS json FROM n"],
        ["CREATE TABLE sweep (number INTEGER PRIMARY KEY, json TEXT NOT NULL)",
         "CREATE TRIGGER more AFTER INSERT ON sweep BEGIN INSERT INTO sweep VALUES (new.number + 1, '[]'); END"],
        ["CREATE TABLE sweep (number INTEGER PRIMARY KEY, json TEXT AS (hex(zeroblob(number))))"],
    ],
    ids=["a view", "a trigger", "a column that is computed"],
)  # fmt: skip
def test_a_file_that_computes_is_refused(tmp_path: Path, statements: list[str]) -> None:
    """A stranger's file holds our one table, or nothing of it is read: a view need not end."""
    store = tmp_path / "stranger.sqlite"
    for statement in statements:
        change(store, statement)
    raw = store.read_bytes()
    with pytest.raises(ValueError, match="not a file of a sweep"):
        sweep(scenario(LINES), {SETUP: [1]}, 600, sampler="random", resume=store)
    assert store.read_bytes() == raw


@pytest.mark.parametrize("content", ["hello", "hello\n", '{"a": 1}\n', "[1]\n"])
def test_a_file_of_something_else_is_refused(tmp_path: Path, content: str) -> None:
    """And kept."""
    store = tmp_path / "notes.txt"
    store.write_text(content)
    with pytest.raises(ValueError, match=r"notes\.txt"):
        sweep(scenario(LINES), {SETUP: [1]}, 600, sampler="random", resume=store)
    assert store.read_text() == content


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    """A point is missing in the middle."""
    store = tmp_path / "store"
    sweep(scenario(LINES), {SETUP: [1, 2, 3]}, 600, sampler="random", resume=store)
    change(store, "DELETE FROM sweep WHERE number = 1")
    with pytest.raises(ValueError, match="damaged"):
        sweep(scenario(LINES), {SETUP: [1, 2, 3]}, 600, sampler="random", resume=store)


def _without(rows: list[dict[str, object]], name: str) -> object:
    return [{key: value for key, value in row.items() if key != name} for row in rows]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: 5,
        lambda rows: None,
        lambda rows: [],
        lambda rows: [5] * len(rows),
        lambda rows: [{"x": 1}] * len(rows),
        lambda rows: [{"strategy": "a"}] * len(rows),
        lambda rows: rows[:1],
        lambda rows: [*rows, rows[0]],
        lambda rows: rows[::-1],
        lambda rows: _without(rows, "p_beats"),
        lambda rows: [row | {"strategy": "nobody"} for row in rows],
        lambda rows: [row | {"mean": "12"} for row in rows],
        lambda rows: [row | {"mean": None} for row in rows],
        lambda rows: [row | {"p90": True} for row in rows],
        lambda rows: [row | {"p90": 10**400} for row in rows],
    ],
)
def test_a_point_that_is_none_of_the_sweep_is_refused(tmp_path: Path, spoil: Callable[..., object]) -> None:
    """Whatever stands where the rows of a point belong: no traceback, and no point that is left out in silence."""
    store, asked = tmp_path / "store", {"trajectories": 600, "sampler": "random", "resume": tmp_path / "store"}
    sweep(scenario(LINES), {SETUP: [1, 2]}, **asked)
    rows = json.loads(stored(store)[1][1])
    change(store, "DELETE FROM sweep WHERE number = 2")
    assert len(sweep(scenario(LINES), {SETUP: [1, 2]}, **asked)) == 2 * len(rows)
    change(store, "UPDATE sweep SET json = ? WHERE number = 1", json.dumps(spoil(rows)))
    before = store.read_bytes()
    with pytest.raises(ValueError, match="damaged"):
        sweep(scenario(LINES), {SETUP: [1, 2]}, **asked)
    assert store.read_bytes() == before


def test_more_points_than_the_grid_has_are_refused(tmp_path: Path) -> None:
    """In words."""
    store, asked = tmp_path / "store", {"trajectories": 600, "sampler": "random", "resume": tmp_path / "store"}
    sweep(scenario(LINES), {SETUP: [1, 2]}, **asked)
    change(store, "INSERT INTO sweep VALUES (3, ?)", stored(store)[2][1])
    with pytest.raises(ValueError, match="damaged"):
        sweep(scenario(LINES), {SETUP: [1, 2]}, **asked)


def test_points_of_several_horizons_go_on(tmp_path: Path) -> None:
    """What varies may be the horizons themselves."""
    vary, asked = {"horizons": [[3], [3, 6]]}, {"trajectories": 600, "sampler": "random"}
    whole = sweep(scenario(LINES), vary, **asked, resume=tmp_path / "store")
    assert sweep(scenario(LINES), vary, **asked, resume=tmp_path / "store").equals(whole)


def test_a_file_has_one_writer(tmp_path: Path) -> None:
    """A second sweep into the same file is refused while the first is at it."""
    with SweepStore(tmp_path / "store", {"seed": 1}) as store:
        with pytest.raises(ValueError, match="another sweep"):
            SweepStore(tmp_path / "store", {"seed": 1})
        store.add([{"mean": 1.5}])
    with SweepStore(tmp_path / "store", {"seed": 1}) as store:
        assert store.done == [[{"mean": 1.5}]]
    assert json.loads(stored(tmp_path / "store")[1][1]) == [{"mean": 1.5}]


FILLS_THE_DISK = """
import pathlib, resource, sys
from tcorisk.simulator.studies.sweep_store import SweepStore

sys.dont_write_bytecode = True
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
try:
    with SweepStore(pathlib.Path(sys.argv[1]), {"seed": 1}) as store:
        for number in range(1_000):
            store.add([{"value": number}] * 100)
except OSError as error:
    print(error)
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no limit on the size of files there")
@pytest.mark.parametrize("limit", [0, 10_000])
def test_a_full_disk_is_called_so_and_leaves_no_file_without_points(tmp_path: Path, limit: int) -> None:
    """At the creation of the file, or at a later point; a limit on the size of files does for the disk.

    The limit is that of a child process: other threads of this one write files too.
    """
    path = tmp_path / "store"
    done = subprocess.run([sys.executable, "-c", FILLS_THE_DISK, path, str(limit)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "") and "disk" in done.stdout
    assert path.exists() == (limit > 0)
    if limit:
        with SweepStore(path, {"seed": 1}) as store:
            assert 0 < len(store.done) < 1_000
    assert len(list(tmp_path.iterdir())) == path.exists()


def test_large_grids_are_read_again_rather_than_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same points, whether their scenarios were kept from the check or not."""
    points = ValueGrid.of(scenario(LINES), {SETUP: [1, 2, 3, 4]})
    monkeypatch.setattr("tcorisk.simulator.studies.axes._KEPT", 2)
    kept = points.check()
    assert len(kept) == 2
    for first in range(5):
        found = [each.sha256 for each in points.scenarios(kept, first)]
        assert found == [scenario(LINES).with_values({SETUP: x}).sha256 for x in [1, 2, 3, 4][first:]]
