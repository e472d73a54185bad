"""Truth: parts of a run, in files, merge to the bytes of one run; and a file that is no part is refused by name."""

from __future__ import annotations

import errno
import io
import json
import os
import pickle
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from engine_tools import scenario, toml

from tcorisk import Scenario, load, simulate
from tcorisk.simulator.engine.program import BLOCK
from tcorisk.simulator.part_files import PartError, merge_parts, part_bytes
from tcorisk.simulator.parts import run_part, span_of

LINES = {
    "a": {"x": 'monthly = "40 to 90"', "rare": 'events_per_month = 0.2\nper_event = "50 to 900"'},
    "b": {"x": 'monthly = "45 to 80"', "y": 'one_time = "fee * to(2, 3)"'},
}
N = 40 * BLOCK - 7  # the last block is partly used


@pytest.fixture(scope="module")
def small() -> Scenario:
    return scenario(LINES, drivers='fee = "5 to 9"', horizons=(3, 6)).with_values({"drivers.fee": "6 to 9"})


def write(folder: Path, what: Scenario, parts: int, n: int = N, **settings: Any) -> list[Path]:
    """Write all parts of a run; return their paths."""
    settings = {"sampler": "random", "threads": 1, **settings}
    paths = []
    for part in range(1, parts + 1):
        paths.append(folder / f"{part}.part")
        paths[-1].write_bytes(part_bytes(*run_part(what, part, parts, n, **settings), what))
    return paths


def bytes_of(what: Any) -> bytes:
    return json.dumps([what.document, what.samples().to_json()], allow_nan=False).encode()


@pytest.fixture(scope="module")
def paths(small: Scenario, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the files of a run in three parts; tests copy what they change."""
    return write(tmp_path_factory.mktemp("parts"), small, 3)


@pytest.mark.parametrize("parts", [1, 3, 40])
def test_parts_merge_to_the_bytes_of_one_run(small: Scenario, parts: int, tmp_path: Path) -> None:
    """Cut anywhere, even inside the first block of each replicate, and merged in any order."""
    paths = write(tmp_path, small, parts)
    assert bytes_of(merge_parts(paths[::-1])) == bytes_of(simulate(small, N, sampler="random", threads=2))


def test_sobol_points_merge_too(small: Scenario, tmp_path: Path) -> None:
    paths = write(tmp_path, small, 3, 2**14, sampler="sobol", seed=4)
    assert bytes_of(merge_parts(paths)) == bytes_of(simulate(small, 2**14, seed=4))


def test_a_pair_that_was_not_counted_is_run_once_more(tmp_path: Path) -> None:
    """With many strategies, the savings of the recommended pair are found when the parts are merged."""
    lines = {f"s{k}": {"x": f'monthly = "{60 - 3 * k} to {90 - 3 * k}"'} for k in range(10)}
    many = scenario(lines, horizons=(2,))
    told: list[int] = []
    result = merge_parts(write(tmp_path, many, 2), progress=lambda done, _: told.append(done))
    assert told[-1] == N
    assert result.apart is not None
    assert bytes_of(result) == bytes_of(simulate(many, N, sampler="random"))


def test_a_part_holds_what_its_scenario_reads(tmp_path: Path) -> None:
    """A part is merged where the scenario's files are not."""
    folder = tmp_path / "scenario"
    folder.mkdir()
    (folder / "bills.csv").write_text("usd\n40\n55\n90\n")
    text = toml({"a": {"x": 'monthly = { dist = "empirical", file = "bills.csv", column = "usd" }'}})
    (folder / "a.toml").write_text(text)
    what = load(folder / "a.toml")
    paths = write(tmp_path, what, 2)
    expected = bytes_of(simulate(what, N, sampler="random"))
    (folder / "bills.csv").unlink()
    assert bytes_of(merge_parts(paths)) == expected


@pytest.mark.parametrize("parts", [1, 2, 7, 64, 1000, 4096])
def test_spans_cover_each_block_once(parts: int) -> None:
    spans = [span_of(part, parts, 4096) for part in range(1, parts + 1)]
    assert [block for span in spans for block in span] == list(range(4096))
    assert max(map(len, spans)) - min(map(len, spans)) <= 1


@pytest.mark.parametrize(("part", "parts"), [(0, 3), (4, 3), (1, 41)])
def test_a_part_that_is_not_there(small: Scenario, part: int, parts: int) -> None:
    with pytest.raises(ValueError, match="parts"):
        run_part(small, part, parts, N, sampler="random")


def test_the_same_part_has_the_same_bytes(small: Scenario, paths: list[Path]) -> None:
    again = part_bytes(*run_part(small, 2, 3, N, sampler="random", threads=3), small)
    assert again == paths[1].read_bytes()


# -- parts that do not belong together ---------------------------------------------------------------------------


def test_missing_and_doubled_parts_are_named(paths: list[Path], tmp_path: Path) -> None:
    with pytest.raises(PartError, match=r"^part 2 is missing: there are 2 files of a run in 3 parts$"):
        merge_parts([paths[0], paths[2]])
    with pytest.raises(PartError, match=r"^parts 1, 3 are missing"):
        merge_parts([paths[1]])
    twice = tmp_path / "twice.part"
    twice.write_bytes(paths[1].read_bytes())
    with pytest.raises(PartError, match=r"2\.part and .*twice\.part are both part 2 of 3"):
        merge_parts([*paths, twice])
    with pytest.raises(PartError, match="no parts"):
        merge_parts([])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"seed": 1}, r"2\.part has the seed 1, .*1\.part 0: they"),
        ({"n": N + 1}, r"2\.part has a run of 20,474 futures, .*1\.part one of 20,473: they are not parts of one run"),
        ({"sampler": "sobol"}, "has a run of 32,768 futures, "),
        ({"parts": 4}, r"is of a run in 4 parts, .* of one in 3: "),
    ],
)
def test_parts_of_other_runs_are_named(
    small: Scenario, paths: list[Path], tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    other = write(tmp_path, small, **{"parts": 3, **change})[1]
    with pytest.raises(PartError, match=words) as caught:
        merge_parts([paths[0], other, paths[2]])
    assert str(other) in str(caught.value) and str(paths[0]) in str(caught.value)


def changed(path: Path, to: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Write a part anew with other members; return the new path."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(to / path.name, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return to / path.name


def in_head(**values: Any) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        members["head.json"] = json.dumps(json.loads(members["head.json"]) | values).encode()

    return change


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"version": "9.9"}, r"was written by tcorisk 9\.9, .* by "),
        ({"stream_version": 7}, "has random numbers of version 7, .* of version "),
        ({"config_sha256": "0" * 64}, "is of the scenario with hash 000000000000, .* of "),
        ({"first_block": "0" * 64}, "whose first block has the hash 000000000000, .* on one with "),
    ],
)
def test_other_programs_and_machines_are_named(
    paths: list[Path], tmp_path: Path, values: dict[str, Any], words: str
) -> None:
    other = changed(paths[1], tmp_path, in_head(**values))
    with pytest.raises(PartError, match=words):
        merge_parts([paths[0], other, paths[2]])


def test_a_merge_on_another_machine_says_so(paths: list[Path], tmp_path: Path) -> None:
    others = [changed(path, tmp_path, in_head(first_block="0" * 64)) for path in paths]
    with pytest.raises(PartError, match="merge them on one with the same kind of processor"):
        merge_parts(others)
    others = [changed(path, tmp_path, in_head(version="9.9")) for path in paths]
    with pytest.raises(PartError, match=r"1\.part: .*9\.9"):
        merge_parts(others)


# -- files that are no parts, or hostile ones --------------------------------------------------------------------


def array(members: dict[str, bytes], name: str) -> np.ndarray:
    return np.load(io.BytesIO(members[f"{name}.npy"]))


def put(name: str, change: Callable[[np.ndarray], Any]) -> Callable[[dict[str, bytes]], None]:
    def into(members: dict[str, bytes]) -> None:
        content = io.BytesIO()
        np.save(content, change(array(members, name)), allow_pickle=True)
        members[f"{name}.npy"] = content.getvalue()

    return into


class Harmful:
    """What runs when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("harmed",)


def claiming(items: int) -> Callable[[dict[str, bytes]], None]:
    """Return a change to an array without content whose head says that there are so many items."""

    def change(members: dict[str, bytes]) -> None:
        content = io.BytesIO()
        np.lib.format.write_array_header_1_0(content, {"descr": "<i8", "fortran_order": False, "shape": (items,)})
        members["sums.npy"] = content.getvalue()

    return change


@pytest.mark.parametrize(
    "change",
    {
        "pickled objects": put("sums", lambda x: np.array([Harmful()], dtype=object)),
        "a pickle in place of an array": lambda members: members.update({"sums.npy": pickle.dumps(Harmful())}),
        "a pickle in place of the head": lambda members: members.update({"head.json": pickle.dumps(Harmful())}),
        "an array is missing": lambda members: members.pop("bank0.at.npy"),
        "an array of another shape": put("wins", lambda x: x[:1]),
        "an array of another type": put("sums", lambda x: x.astype(float)),
        "a cell beyond the last": put("bank0.at", lambda x: np.append(x[:-1], np.int32(2**31 - 1))),
        "a cell before the first": put("bank0.at", lambda x: np.append(np.int32(-5), x[1:])),
        "cells out of order": put("bank0.at", lambda x: x[::-1]),
        "a sum beyond the last": put("sums_at", lambda x: np.append(x[:-1], 2**40)),
        "negative counts": put("below", lambda x: x - 10**6),
        "more futures than its own": put("count", lambda x: x + 512),
        "an array larger than memory": claiming(2**60),
        "an array whose head is no Python": lambda members: members.update(
            {"sums.npy": b"\x93NUMPY\x01\x00\x04\x00'''\n"}
        ),
        "extremes that are not numbers": put("bank0.low", lambda x: x * np.nan),
        "a sample of another shape": put("sample", lambda x: x[:, :-1]),
        "no scenario": in_head(scenario=5),
        "a scenario with mistakes": in_head(
            scenario={"text": "schema = 7", "name": "", "place": "", "origin": "", "settings": [], "files": {}}
        ),
        "another scenario": in_head(
            scenario={
                "text": toml({"a": LINES["a"]}),
                "name": "",
                "place": "",
                "origin": "",
                "settings": [],
                "files": {},
            }
        ),
        "a part that is not whole": in_head(part=1.5),
        "a version that a terminal obeys": in_head(version="\x1b[2J"),
        "a long version": in_head(version="9" * 41),
        "another format": in_head(format="tcorisk part 2"),
        "a head nested too deeply": lambda members: members.update({"head.json": b"[" * 200_000}),
    }.items(),
    ids=lambda item: item[0],
)
def test_a_hostile_part_is_refused_by_name(
    paths: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: tuple[str, Any]
) -> None:
    """It runs no code, and leaves no traceback."""
    monkeypatch.chdir(tmp_path)
    hostile = changed(paths[0], tmp_path, change[1])
    with pytest.raises(PartError, match=r"1\.part is not a part of a run, or is damaged"):
        merge_parts([hostile, *paths[1:]])
    assert not (tmp_path / "harmed").exists()


def bomb(name: str, path: Path, to: Path) -> Path:
    """Write a part of which a member unpacks to 256 MB, and states 100 bytes, with the hash of these."""
    with zipfile.ZipFile(path) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    with zipfile.ZipFile(to / path.name, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for member, content in members.items():
            if member != name:
                archive.writestr(member, content)
        with archive.open(name, "w") as written:
            for _ in range(256):
                written.write(bytes(1_000_000))
        archive.getinfo(name).file_size, archive.getinfo(name).CRC = 100, zlib.crc32(bytes(100))
    return to / path.name


@pytest.mark.parametrize(
    "hostile",
    [
        lambda path, to: bomb("head.json", path, to),
        lambda path, to: bomb("sums.npy", path, to),
        lambda path, to: changed(path, to, claiming(2**25)),
    ],
    ids=["a head that understates itself", "an array that understates itself", "an array that overstates itself"],
)
def test_a_hostile_part_takes_little_memory(paths: list[Path], tmp_path: Path, hostile: Callable[..., Path]) -> None:
    """Each would take 256 MB."""
    part = hostile(paths[0], tmp_path)
    tracemalloc.start()
    try:
        with pytest.raises(PartError, match=r"1\.part is not a part of a run, or is damaged"):
            merge_parts([part, *paths[1:]])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 128_000_000


def test_a_member_that_is_packed_in_another_way_is_refused(paths: list[Path], tmp_path: Path) -> None:
    with zipfile.ZipFile(paths[0]) as whole, zipfile.ZipFile(tmp_path / "1.part", "w") as archive:
        for name in whole.namelist():
            archive.writestr(name, whole.read(name), zipfile.ZIP_BZIP2)
    with pytest.raises(PartError, match=r"1\.part is not a part of a run, .*head\.json is packed in another way"):
        merge_parts([tmp_path / "1.part", *paths[1:]])


def test_a_file_that_cannot_be_read_is_named(paths: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(zipfile.ZipFile, "open", broken)
    with pytest.raises(PartError, match=r"1\.part cannot be read: Input/output error$"):
        merge_parts(paths)


def test_counts_that_contradict_each_other_are_refused(paths: list[Path], tmp_path: Path) -> None:
    """Right shapes, wrong numbers: the histograms have to hold all futures."""
    changes = put("bank0.counts", lambda x: x + np.uint32(1))
    with pytest.raises(PartError, match="contradicts itself"):
        merge_parts([changed(paths[0], tmp_path, changes), *paths[1:]])


def test_damage_is_noticed(paths: list[Path], tmp_path: Path) -> None:
    whole = paths[0].read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 255
    damaged = r"1\.part is not a part of a run, or is damaged"
    for content, words in (
        (b"", r"1\.part is not a part file$"),
        (b"text", r"1\.part is not a part file$"),
        (whole[: len(whole) // 2], damaged + r" \(its end is missing\)"),
        (bytes(flipped), damaged),
    ):
        (tmp_path / "1.part").write_bytes(content)
        with pytest.raises(PartError, match=words):
            merge_parts([tmp_path / "1.part", *paths[1:]])
    for nowhere in (tmp_path, tmp_path / "none.part", Path("/dev/zero")):
        with pytest.raises(PartError, match="there is no such file"):
            merge_parts([nowhere, *paths[1:]])
