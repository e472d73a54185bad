"""`simulate sweep` and `simulate crossover`: formats, mistakes, and sweeps that are killed and go on."""

import contextlib
import csv
import io
import json
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from tcorisk import crossover, load, simulate, sweep
from tcorisk.cli.vary import split_values
from tcorisk.reports.terminal.sweeps import render_crossovers

MAIN = "from tcorisk.cli import main; main()"
REQUESTS = "drivers.requests"
VARY = ("--vary", f"{REQUESTS}=3_000:9_000:3")
FEW = ("-n", "8192")


def test_csv_is_the_frame_in_full(invoke, small):
    result = invoke("sweep", "--config", str(small), *VARY, *FEW, "--format", "csv")
    assert result.exit_code == 0
    frame = sweep(small, {REQUESTS: [3_000, 6_000, 9_000]}, 8192)
    assert result.stdout == frame.to_csv(index=False, lineterminator="\n")
    assert "3 points of 8,192 futures" in result.stderr
    single = invoke("sweep", "--config", str(small), "--vary", f"{REQUESTS}=3_000", *FEW)
    assert "1 point of 8,192 futures" in single.stderr


def test_json_is_a_list_of_rows(invoke, small):
    arguments = (
        "--vary",
        f"{REQUESTS}=100,3_000 to 9_000",
        "--vary",
        "discount_rate=0,0.1",
        "--horizon",
        "9",
        "--seed",
        "4",
    )
    result = invoke("sweep", "--config", str(small), *arguments, *FEW, "--format", "json")
    rows = json.loads(result.stdout)
    assert len(rows) == 8
    assert [row[REQUESTS] for row in rows] == [100] * 4 + ["3_000 to 9_000"] * 4
    assert [row["discount_rate"] for row in rows] == [0, 0, 0.1, 0.1] * 2
    assert rows[0]["p_beats"] is None and rows[1]["p_beats"] is not None
    at = load(small).with_values({"horizons": [9], REQUESTS: "3_000 to 9_000", "discount_rate": 0.1})
    single = simulate(at, 8192, seed=4).document
    assert rows[-1]["p90"] == single["strategies"]["own"]["horizons"]["9"]["p90"]
    assert rows[-1]["p_beats_se"] == single["comparisons"][0]["p_beats_se"]


def test_table_has_a_row_for_each_point_and_strategy(invoke, small):
    result = invoke("sweep", "--config", str(small), *VARY, *FEW)
    lines = result.stdout.splitlines()
    assert lines[0] == "Small"
    assert "3 points, 8,192 futures each" in lines[1]
    assert lines[3].split()[:4] == ["requests", "strategy", "months", "mean"]
    assert len(lines) == 4 + 3 * 2 * 2
    assert max(map(len, lines)) <= 100


def test_text_that_looks_like_a_formula_is_no_formula(invoke, small):
    values = 'strategies.own.label="=1+2","@x","-3 days","Own"'
    result = invoke("sweep", "--config", str(small), "--vary", values, *FEW, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert {row["strategies.own.label"] for row in rows} == {"'=1+2", "'@x", "'-3 days", "Own"}
    result = invoke("sweep", "--config", str(small), "--vary", f"{REQUESTS}=-5,5", *FEW, "--format", "csv")
    assert result.stdout.splitlines()[1].startswith("-5,")  # a number stays one


def test_values_are_split_outside_of_brackets():
    text = 'uniform(1, 2), { dist = "pert", low = 1, mode = 2, high = 3 }, [1, 2], "a, b", 5'
    assert split_values(text) == [
        "uniform(1, 2)",
        '{ dist = "pert", low = 1, mode = 2, high = 3 }',
        "[1, 2]",
        '"a, b"',
        "5",
    ]


@pytest.mark.parametrize(
    ("vary", "words"),
    [
        ("drivers.requests", "write ADDRESS=VALUES"),
        ("drivers.requests=", "write ADDRESS=VALUES"),
        ("drivers.requests=1:2", "the number of values is missing"),
        ("drivers.requests=1:2:x", "a grid is"),
        ("drivers.requests=1:2:3:cubic", "a grid is"),
        ("drivers.requests=1:2:1", "2 values or more"),
        ("drivers.requests=0:2:3:log", "above 0"),
        ("drivers.requests=1,,2", "a value is missing"),
        ("drivers.reqests=1,2", "did you mean `drivers.requests`"),
    ],
)
def test_mistakes_in_what_varies(invoke, small, vary, words):
    result = invoke("sweep", "--config", str(small), "--vary", vary)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_other_mistakes(invoke, small, tmp_path):
    assert invoke("sweep", *VARY).exit_code == 2
    assert invoke("sweep", "--config", str(small)).exit_code == 2
    assert "given twice" in invoke("sweep", "--config", str(small), *VARY, *VARY).stderr
    assert "--resume needs --out" in invoke("sweep", "--config", str(small), *VARY, "--resume").stderr
    out = tmp_path / "out.csv"
    out.write_text("mine")
    for more in ((), ("--resume",)):
        result = invoke("sweep", "--config", str(small), *VARY, *FEW, "--out", str(out), *more)
        assert result.exit_code == 2
        assert "already exists" in result.stderr
        assert out.read_text() == "mine"
    assert invoke("sweep", "--config", str(small), *VARY, *FEW, "--out", str(out), "--force").exit_code == 0
    assert out.read_text().startswith(REQUESTS)


@pytest.mark.parametrize(
    ("name", "more", "words"),
    [
        ("x.xlsx", (), "cannot be written as .xlsx\n  = help: end the name in .csv, .json or .txt"),
        ("x.xlsx", ("--format", "csv"), "cannot be written as .xlsx"),
        ("x.csv", ("--format", "json"), "the ending .csv contradicts --format json"),
        ("none/x.csv", (), "there is no folder"),
        ("here/x.csv", (), "is not a folder"),
    ],
)
def test_files_that_a_sweep_cannot_write(invoke, small, tmp_path, name, more, words):
    """Said before anything is run, with exit code 2, and nothing is left behind."""
    (tmp_path / "here").write_text("mine")
    before = sorted(tmp_path.iterdir())
    result = invoke("sweep", "--config", str(small), *VARY, *FEW, "--out", str(tmp_path / name), *more)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    assert str(tmp_path / name) in result.stderr
    assert "futures" not in result.stderr
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(("name", "more"), [("x.txt", ()), ("plain", ()), ("plain", ("--format", "csv"))])
def test_endings_that_a_sweep_takes(invoke, small, tmp_path, name, more):
    arguments = ("sweep", "--config", str(small), *VARY, *FEW, "-q")
    assert invoke(*arguments, "--out", str(tmp_path / name), *more).exit_code == 0
    assert (tmp_path / name).read_text("utf-8") == invoke(*arguments, *more).stdout


def stored(path):
    """Return what a file of a sweep holds, in order."""
    with contextlib.closing(sqlite3.connect(path)) as file:
        return file.execute("SELECT * FROM sweep ORDER BY number").fetchall()


def test_a_file_is_resumed_or_begun_anew(invoke, small, tmp_path):
    out = tmp_path / "out.csv"
    arguments = ("sweep", "--config", str(small), *VARY, *FEW, "--out", str(out))
    begun = invoke(*arguments, "--resume")  # nothing to resume: begun
    assert (begun.exit_code, "nothing to run" in begun.stderr) == (0, False)
    whole = out.read_bytes()
    store = tmp_path / "out.csv.points.sqlite"
    points = stored(store)
    out.unlink()
    with contextlib.closing(sqlite3.connect(store)) as file, file:
        file.execute("DELETE FROM sweep WHERE number > 1")
    refused = invoke(*arguments)
    assert refused.exit_code == 2
    assert "--resume to continue" in refused.stderr
    assert invoke(*arguments, "--resume").exit_code == 0
    assert (out.read_bytes(), stored(store)) == (whole, points)
    again = invoke(*arguments, "--resume")  # all there: written again
    assert (again.exit_code, out.read_bytes()) == (0, whole)
    assert "nothing to run: all 3 points are finished" in again.stderr
    assert "3 points of" not in again.stderr
    other = invoke(*arguments, "--resume", "--seed", "1")
    assert other.exit_code == 2
    assert "its seed is 0, here it is 1" in other.stderr
    assert "--force without --resume starts over" in other.stderr
    assert invoke(*arguments, "--force", "--seed", "1").exit_code == 0
    assert out.read_bytes() != whole


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ there")
def test_killed_at_any_moment_and_resumed(invoke, small, tmp_path):
    """20 kills at random moments of one sweep, each resumed by the next: the bytes of one that was left alone."""
    arguments = ("--config", str(small), "--vary", f"{REQUESTS}=3_000:9_000:60", "-n", "8192", "-q", "--format", "csv")
    # The command in a process that has its imports and kernels already: a kill may meet any moment of the sweep.
    code = (
        "import os, signal, sys, random, threading, time\n"
        "import tcorisk, tcorisk.reports.terminal.sweeps\n"
        "tcorisk.sweep(sys.argv[3], {'drivers.requests': [1, 2]}, 8192, threads=1)\n"
        "from tcorisk.cli import main\n"
        "moments = random.Random(7)\n"
        "def child(kill):\n"
        "    pid = os.fork()\n"
        "    if pid == 0:\n"
        "        try: main(sys.argv[1:])\n"
        "        except SystemExit as end: os._exit(end.code or 0)\n"
        "        os._exit(9)\n"
        "    if kill:\n"
        "        time.sleep(moments.uniform(0.0, 0.4)); os.kill(pid, signal.SIGKILL)\n"
        "    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])\n"
        "print(*[child(True) for _ in range(20)], child(False))\n"
    )
    whole, part = tmp_path / "whole.csv", tmp_path / "part.csv"
    assert invoke("sweep", *arguments, "--out", str(whole)).exit_code == 0
    command = [sys.executable, "-c", code, "sweep", *arguments, "--out", str(part), "--resume"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    ended = [int(word) for word in done.stdout.split()]
    assert ended.count(-signal.SIGKILL) >= 5
    assert set(ended[:-1]) <= {-signal.SIGKILL, 0}
    assert ended[-1] == 0
    assert part.read_bytes() == whole.read_bytes()
    stores = [stored(path.with_name(path.name + ".points.sqlite")) for path in (part, whole)]
    assert stores[0] == stores[1]


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ there")
def test_ctrl_c_keeps_finished_points(small, tmp_path):
    out, store = tmp_path / "out.csv", tmp_path / "out.csv.points.sqlite"
    arguments = ("sweep", "--config", str(small), "--vary", f"{REQUESTS}=1:9_000:600", *FEW, "--out", str(out), "-q")
    # a background job of a shell ignores Ctrl-C, and what it starts does too
    code = f"import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n{MAIN}"
    process = subprocess.Popen([sys.executable, "-c", code, *arguments], stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 120.0
    while not (store.exists() and store.stat().st_size > 2**15) and time.monotonic() < deadline:  # the first points
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert (process.returncode, error.strip()) == (130, "interrupted")
    assert len(stored(store)) > 1
    assert not out.exists()


# -- crossover --------------------------------------------------------------------------------------------------

RANGE = ("--vary", f"{REQUESTS}=1_000:100_000")


def test_a_value_that_replaces_all_months_says_so(invoke, small):
    text = small.read_text("utf-8").replace(
        "[drivers]", '[drivers]\nvisits = { process = "growth", initial = 3_000, growth_per_month = 0.05 }', 1
    )
    small.write_text(text.replace('"requests * to', '"visits * to'), "utf-8")
    found = [
        " ".join(invoke("crossover", str(small), "--vary", f"{address}=1_000:100_000", *FEW, "-q").stdout.split())
        for address in ("drivers.visits", "drivers.visits.initial")
    ]
    assert ["in every month" in each for each in found] == [True, False], found


def test_crossover_is_one_object(invoke, small):
    result = invoke("crossover", "--config", str(small), *RANGE, *FEW, "--format", "json")
    found = json.loads(result.stdout)
    assert found == crossover(small, REQUESTS, 1_000, 100_000, trajectories=8192).document
    expected = {"address": REQUESTS, "strategy": "own", "baseline": "api", "horizon": 12, "probability": 0.5}
    assert found | expected == found
    assert found["low"] < found["value"] < found["high"]


def test_crossover_in_words(invoke, small):
    result = invoke("crossover", "--config", str(small), *RANGE, *FEW, "--probability", "0.9", "--horizon", "6")
    text = " ".join(result.stdout.split())
    assert text.startswith("Small At drivers.requests = ")
    assert "Own is cheaper than API over 6 months in 90 of 100 futures: above that in more, below it in fewer." in text
    even = " ".join(invoke("crossover", "--config", str(small), *RANGE, *FEW, "-q").stdout.split())
    assert (
        "Own is cheaper than API over 12 months as often as it is more expensive: above that Own is cheaper more often"
        in even
    )
    equal = invoke("crossover", "--config", str(small), *RANGE, *FEW, "--of", "p50", "-q")
    assert (
        "the medians (P50) of the cost of Own and of API over 12 months are equal: above that Own has the"
        in " ".join(equal.stdout.split())
    )


@pytest.mark.parametrize(
    ("value", "low", "high", "words"),
    [
        (36_094.0, 36_065.4, 36_120.2, "= 36,090 (simulation error 36,070 to 36,120) Own is cheaper"),
        (1.268, 1.2581, 1.2772, "= 1.268 (simulation error 1.258 to 1.277) Own is"),
        (5e6, 3.2e6, 7.9e6, "= 5,000,000 (simulation error 3,000,000 to 8,000,000) Own is"),
        (2.0000001, 2.0, 2.0000002, "= 2.00000 Own is"),
        (36_094.0, None, 36_120.2, "= 36,094 Own is"),
    ],
)
def test_a_crossover_has_the_digits_that_the_simulation_knows(small, value, low, high, words):
    found = {"address": REQUESTS, "strategy": "own", "baseline": "api", "horizon": 12, "of": "p_beats", "reason": None}
    found |= {"probability": 0.5, "value": value, "low": low, "high": high, "rises": False, "recommended": None}
    text = " ".join(render_crossovers("table", load(small), [found], single=True).split())
    assert words in text
    assert "above that API is cheaper more often, below it Own." in text
    assert "as often as" not in render_crossovers(
        "table", load(small), [found | {"reason": "p_beats jumps from 0.2 to 0.9 there"}], single=True
    )


def test_numbers_of_a_column_have_equally_many_decimals(invoke, small):
    values = ("--vary", "discount_rate=0,0.055,0.1", "--vary", f"{REQUESTS}=400:40_000:4:log", "--horizon", "9")
    third = ("--vary", "decision.margin=0.2")  # two alone are shown as grids
    lines = invoke("sweep", "--config", str(small), *values, *third, *FEW, "-q").stdout.splitlines()
    rows = [line.split() for line in lines[4:]]
    assert {row[0] for row in rows} == {"0.000", "0.055", "0.100"}
    assert {row[1] for row in rows} == {"400", "1,857", "8,618", "40,000"}
    assert len({len(number.partition(".")[2]) for row in rows for number in row[5:9]}) == 1


def test_two_addresses_are_shown_as_grids(invoke, small):
    values = ("--vary", f"{REQUESTS}=4k,40k,400k", "--vary", "strategies.own.costs.incidents.events_per_month=10%,5")
    command = ("sweep", "--config", str(small), *values, *FEW, "-q", "--horizon", "9")
    lines = invoke(*command).stdout.splitlines()
    rows = [*csv.DictReader(io.StringIO(invoke(*command, "--format", "csv").stdout))]
    assert lines[3] == "requests down, events_per_month across; --format csv has every number."
    at = lines.index("THE CHOICE, 9 months")
    assert lines[at + 1].split() == ["0.1", "5.0"]
    assert [line.split()[0] for line in lines[at + 2 : at + 5]] == ["4,000", "40,000", "400,000"]
    chosen = {line.split()[0]: line.split()[1:] for line in lines[at + 2 : at + 5]}
    for requests, label in (("4000", "4,000"), ("400000", "400,000")):
        for column, events in enumerate(("0.1", "5")):
            own = rows[[[*row.values()][:3] for row in rows].index([requests, events, "own"])]
            assert (chosen[label][column] == "own") == (own["recommended"] == "True")
    beats = lines.index("FUTURES OUT OF 100 IN WHICH own BEATS THE BASELINE, 9 months")
    assert lines[beats + 4].split() == ["400,000", ">99.96", "~99.98"]
    assert max(map(len, lines)) <= 100
    assert "saves:" not in invoke(*command, "--margin", "10%").stdout
    wide = invoke("sweep", "--config", str(small), *values[:2], "--vary", "discount_rate=0:0.2:21", *FEW, "-q").stdout
    assert max(map(len, wide.splitlines())) <= 100
    assert "0.20" in wide
    one = invoke("sweep", "--config", str(small), *values[:2], "--vary", "discount_rate=0.1", *FEW, "-q").stdout
    assert "THE CHOICE" not in one


def test_frontier_is_a_list(invoke, small):
    second = ("--vary", "strategies.own.costs.incidents.events_per_month=0.1:0.4:2")
    result = invoke("crossover", "--config", str(small), *second, *RANGE, *FEW, "--format", "json")
    rows = json.loads(result.stdout)
    assert [row["at"] for row in rows] == [{"strategies.own.costs.incidents.events_per_month": x} for x in (0.1, 0.4)]
    assert rows[0]["value"] < rows[1]["value"]


def test_no_crossover_has_a_reason(invoke, small):
    arguments = ("--vary", f"{REQUESTS}=1:2", *FEW)
    found = json.loads(invoke("crossover", "--config", str(small), *arguments, "--format", "json").stdout)
    assert found["value"] is None and found["low"] is None and found["high"] is None
    assert "the strategy is cheaper than the baseline in no future" in found["reason"]
    page = " ".join(invoke("crossover", "--config", str(small), *arguments).stdout.split())
    assert (
        f"No crossover of {REQUESTS} over 12 months: at every value from 1 to 2 Own is cheaper than API in no future, "
        "not in 50 of 100." in page
    )
    assert "p_beats" not in page


def test_medians_have_no_probability(invoke, small):
    """The default of --probability is no wish; a probability that was typed would be ignored."""
    result = invoke("crossover", "--config", str(small), *RANGE, *FEW, "--of", "p50", "--probability", "0.8")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--probability has no meaning with --of p50" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--vary", f"{REQUESTS}=1,2"),
        ("--vary", f"{REQUESTS}=1:2:3"),
        (*RANGE, "--vary", "discount_rate=0:1"),
        (*RANGE, "--vary", "discount_rate=0,1", "--vary", "horizons=[1],[2]"),
        (*RANGE, "--strategy", "nobody"),
        (*RANGE, "--probability", "1"),
        (*RANGE, "--horizon", "0"),
        ("--vary", f"{REQUESTS}=2:1"),
        ("--vary", "drivers.nobody=1:2"),
        (),
    ],
)
def test_mistakes_in_a_search(invoke, small, arguments):
    result = invoke("crossover", "--config", str(small), *arguments, *FEW)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.strip()


def test_the_margin_is_asked_beside_the_even_odds(invoke, small):
    """Where the strategy saves a fifth; the same in percent and as a share, and in JSON."""
    vary = ("--vary", f"{REQUESTS}=1_000:30_000")
    texts = [invoke("crossover", "--config", str(small), *vary, *FEW, "--margin", m).stdout for m in ("20%", "0.2")]
    assert texts[0] == texts[1]
    assert "as often as it is more expensive" in texts[0] and "20 % of the mean of API" in " ".join(texts[0].split())
    found = json.loads(
        invoke("crossover", "--config", str(small), *vary, *FEW, "--margin", "20%", "--format", "json").stdout
    )
    assert (
        found["at_margin"]
        == crossover(small, REQUESTS, 1_000, 30_000, margin=0.2, trajectories=8192).at_margin.document
    )
    plain = json.loads(invoke("crossover", "--config", str(small), *vary, *FEW, "--format", "json").stdout)
    assert plain == found | {"at_margin": None}
    refused = invoke("crossover", "--config", str(small), *vary, "--margin", "20")
    assert refused.exit_code == 2
    assert "'20' is not a margin: write 20% or 0.2, for 20 percent 20%" in refused.stderr


def test_a_sweep_with_a_margin_shows_savings_and_the_choice(invoke, small):
    text = invoke("sweep", "--config", str(small), *VARY, *FEW, "--margin", "1%").stdout
    head, *rows = (line for line in text.splitlines() if line.startswith(("requests", "  ")))
    assert head.split()[-2:] == ["saves", "choice"]
    frame = sweep(small, {REQUESTS: [3_000, 6_000, 9_000]}, 8192, margin=0.01)
    assert [row.endswith("yes") for row in rows] == frame["recommended"].tolist()
    assert "choice: the lowest mean, or the baseline where that saves less than 1 %." in " ".join(text.split())
    wide = invoke("sweep", "--config", str(small), "--vary", f"{REQUESTS}=1_000,9_000,90_000", *FEW, "--margin", "20%")
    assert "Own against API over 12 months: even odds between " in wide.stdout
    assert ", a saving of 20 % of the mean between 9,000 and 90,000" in " ".join(wide.stdout.split())
    assert "choice" not in invoke("sweep", "--config", str(small), *VARY, *FEW).stdout
