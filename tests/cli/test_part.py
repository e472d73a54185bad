"""`simulate part` and `simulate merge`: the same output as one run, whole files, and errors in words."""

import json
from pathlib import Path

import pytest

PARTS = ("1", "2", "3")
RUN = ("-n", "9_001", "--sampler", "random", "--seed", "5", "--set", "drivers.requests=4_000")


@pytest.fixture
def parts(invoke, small, tmp_path):
    """Write a run in three parts; return their paths."""
    paths = []
    for k in PARTS:
        paths.append(tmp_path / f"{k}.part")
        done = invoke("part", f"{k}/3", "--config", str(small), *RUN, "--out", str(paths[-1]))
        assert done.exit_code == 0, done.output
        assert done.stdout == "" and f"part {k} of 3" in done.stderr and "9,001 futures" in done.stderr
    return [str(path) for path in paths]


@pytest.mark.parametrize("output", ["json", "table"])
def test_a_merge_prints_what_a_run_prints(invoke, small, parts, output):
    small_run = invoke("--config", str(small), *RUN, "--format", output)
    small.unlink()  # the parts hold the scenario
    merged = invoke("merge", parts[2], parts[0], parts[1], "--format", output)
    assert merged.exit_code == 0
    assert merged.stdout == small_run.stdout != ""
    assert "3 parts of 9,001 futures merged" in merged.stderr and "seed 5" in merged.stderr
    if output == "json":
        assert json.loads(merged.stdout)["run"]["seed"] == 5


def test_a_part_is_not_replaced_without_force(invoke, small, parts):
    before = Path(parts[0]).read_bytes()
    again = ("part", "1/3", "--config", str(small), "-n", "8192", "--out", parts[0])
    refused = invoke(*again)
    assert refused.exit_code == 2 and "already exists" in refused.stderr
    assert Path(parts[0]).read_bytes() == before
    assert invoke(*again, "--force").exit_code == 0
    assert Path(parts[0]).read_bytes() != before


def test_a_job_that_is_started_again_finds_its_part(invoke, small, parts):
    """The same part of the same run is left as it is, and is no failure; any other is refused."""
    before = Path(parts[1]).stat()
    again = invoke("part", "2/3", "--config", str(small), *RUN, "--out", parts[1])
    assert again.exit_code == 0, again.output
    assert again.stderr.splitlines()[-1] == f"{parts[1]} is this part already: nothing to do"
    after = Path(parts[1]).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    Path(parts[2]).write_text("text")
    for which, more, out in (("1/3", (), 1), ("2/3", ("--seed", "6"), 1), ("3/3", (), 2)):
        refused = invoke("part", which, "--config", str(small), *RUN, *more, "--out", parts[out])
        assert refused.exit_code == 2 and "already exists" in refused.stderr


def test_wrong_parts_end_with_a_line(invoke, small, parts, tmp_path):
    for files, words in (
        (parts[:2], "error: part 3 is missing: there are 2 files of a run in 3 parts"),
        ([*parts, parts[0]], f"error: {parts[0]} and {parts[0]} are both part 1 of 3"),
        ([parts[0], str(small)], f"error: {small} is not a part file"),
        ([str(tmp_path / "no.part")], f"error: {tmp_path / 'no.part'}: there is no such file"),
    ):
        done = invoke("merge", *files)
        assert (done.exit_code, done.stdout) == (2, "")
        assert done.stderr.splitlines()[-1].startswith(words)


@pytest.mark.parametrize(
    ("which", "words"),
    [
        ("0/3", "has parts 1 to 3, got 0"),
        ("4/3", "has parts 1 to 3, got 4"),
        ("1/17", "at most 16 parts, got 17"),
        ("one", "error: one is not a part of a run\n  = help: write K/N"),
        ("1/0", "has parts 1 to 0"),
    ],
)
def test_a_part_that_cannot_be(invoke, small, tmp_path, which, words):
    out = tmp_path / "x.part"
    done = invoke("part", which, "--config", str(small), "-n", "8192", "--out", str(out))
    assert done.exit_code == 2 and words in done.stderr
    assert not out.exists()


def test_a_place_that_cannot_be_written_is_refused_before_the_run(invoke, small, tmp_path):
    done = invoke("part", "1/2", "--config", str(small), "--out", str(tmp_path / "none" / "x.part"))
    assert done.exit_code == 2 and "there is no folder" in done.stderr
