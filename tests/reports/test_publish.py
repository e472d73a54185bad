"""A set of files: whole or not at all, and never over somebody else's."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tcorisk.reports import publish
from tcorisk.reports.publish import MANIFEST, EarlierSetError, check_folder, write_folder

FILES = {"report.html": b"<p>1</p>", "charts/a.svg": b"<svg/>", "charts/b.svg": b"<svg></svg>"}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_set_is_what_was_given_and_a_manifest(tmp_path):
    write_folder(FILES, tmp_path / "board", about={"seed": "7"})
    found = contents(tmp_path / "board")
    manifest = json.loads(found.pop(MANIFEST))
    assert found == FILES
    assert manifest["seed"] == "7"
    assert manifest["files"]["report.html"]["bytes"] == 8
    assert [path.name for path in tmp_path.iterdir()] == ["board"]  # nothing is left beside it


def test_the_same_set_is_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        write_folder(FILES, tmp_path / name)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


@pytest.mark.skipif(os.name == "nt", reason="rights are other things there")
def test_the_folder_has_the_rights_of_a_new_one(tmp_path):
    (tmp_path / "plain").mkdir()
    write_folder(FILES, tmp_path / "board")
    assert (tmp_path / "board").stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.skipif(os.name == "nt", reason="rights are other things there")
@pytest.mark.parametrize("force", [False, True])
def test_a_private_folder_stays_private(tmp_path, force):
    if force:
        write_folder(FILES, tmp_path / "board")
    else:
        (tmp_path / "board").mkdir()
    (tmp_path / "board").chmod(0o700)
    write_folder(FILES, tmp_path / "board", force)
    assert (tmp_path / "board").stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="mount points are other things there")
def test_a_mount_point_is_refused_before_anything_is_written():
    with pytest.raises(FileExistsError, match="mount point"):
        check_folder(Path("/"), force=True)


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "board").mkdir()
    write_folder(FILES, tmp_path / "board")
    assert FILES.items() <= contents(tmp_path / "board").items()


def test_a_set_is_replaced_by_force_alone_and_whole(tmp_path):
    write_folder(FILES, tmp_path / "board")
    with pytest.raises(EarlierSetError, match="already exists"):
        write_folder({"new.txt": b"2"}, tmp_path / "board")
    assert FILES.items() <= contents(tmp_path / "board").items()
    write_folder({"new.txt": b"2"}, tmp_path / "board", force=True)
    assert set(contents(tmp_path / "board")) == {"new.txt", MANIFEST}
    assert [path.name for path in tmp_path.iterdir()] == ["board"]


@pytest.mark.parametrize("name", ["notes.txt", "charts/mine.svg", ".hidden"])
def test_what_no_report_wrote_is_never_replaced(tmp_path, name):
    write_folder(FILES, tmp_path / "board")
    (tmp_path / "board" / name).write_text("mine")
    with pytest.raises(FileExistsError, match=rf"not written by tcorisk \({name}\)"):
        write_folder(FILES, tmp_path / "board", force=True)
    assert (tmp_path / "board" / name).read_text() == "mine"


@pytest.mark.parametrize("force", [True, False])
def test_what_was_changed_since_is_never_replaced(tmp_path, force):
    board = tmp_path / "board"
    write_folder(FILES, board)
    (board / "report.html").write_text("a word of my own")
    with pytest.raises(FileExistsError, match=r"changed since .* \(report\.html\)"):
        write_folder({"new.txt": b"2"}, board, force=force)
    (board / "charts" / "a.svg").write_text("mine")
    with pytest.raises(FileExistsError, match=r"\(charts/a\.svg and 1 more\)"):
        write_folder({"new.txt": b"2"}, board, force=force)
    assert (board / "report.html").read_text() == "a word of my own"
    (board / "report.html").unlink()
    (board / "charts" / "a.svg").write_bytes(FILES["charts/a.svg"])
    write_folder({"new.txt": b"2"}, board, force=True)
    assert set(contents(board)) == {"new.txt", MANIFEST}


@pytest.mark.parametrize(
    "manifest", [b"", b"{}", b"[]", b"null", b'{"format": "another", "files": {"report.html": {}}}', b"\xff\xfe"]
)
def test_a_folder_with_another_manifest_is_never_replaced(tmp_path, manifest):
    board = tmp_path / "board"
    board.mkdir()
    (board / "report.html").write_text("mine")
    (board / MANIFEST).write_bytes(manifest)
    with pytest.raises(FileExistsError, match=r"report\.html"):
        write_folder(FILES, board, force=True)
    assert (board / "report.html").read_text() == "mine"


@pytest.mark.skipif(os.name == "nt", reason="there is no lock on a folder there")
def test_sets_written_at_once_wait_for_one_another(tmp_path):
    """The last one wins; none fails over a folder that another is replacing, and none mixes with it."""
    sets = [{f"{name}.txt": bytes([name]) * 1_000 for name in range(writer, writer + 5)} for writer in range(4)]

    def write(files: dict[str, bytes]) -> None:
        for _ in range(15):
            write_folder(files, tmp_path / "board", force=True)

    with ThreadPoolExecutor(len(sets)) as pool:
        for done in [pool.submit(write, files) for files in sets]:
            done.result()
    found = contents(tmp_path / "board")
    del found[MANIFEST]
    assert found in sets
    assert [path.name for path in tmp_path.iterdir()] == ["board"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_are_not_followed(tmp_path):
    (tmp_path / "far").mkdir()
    (tmp_path / "near").symlink_to(tmp_path / "far")
    with pytest.raises(FileExistsError, match="is a symbolic link"):
        write_folder(FILES, tmp_path / "near", force=True)
    write_folder(FILES, tmp_path / "board")
    (tmp_path / "board" / "inside").symlink_to(tmp_path / "far", target_is_directory=True)
    with pytest.raises(FileExistsError, match="inside"):
        write_folder(FILES, tmp_path / "board", force=True)


def test_a_file_in_its_place_and_a_folder_that_is_missing(tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(FileExistsError, match="not a folder"):
        check_folder(tmp_path / "file", force=True)
    with pytest.raises(FileNotFoundError, match="missing"):
        check_folder(tmp_path / "missing" / "board", force=True)
    with pytest.raises(NotADirectoryError, match="file"):
        check_folder(tmp_path / "file" / "board", force=True)


def test_a_folder_without_the_right_to_write_is_refused_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path)  # root may write everywhere
    with pytest.raises(PermissionError, match="no right to write in"):
        check_folder(tmp_path / "board", force=True)


@pytest.mark.parametrize("name", ["../out.txt", "a/../../out.txt"])
def test_no_file_leaves_the_folder(tmp_path, name):
    with pytest.raises(ValueError, match="leads out"):
        write_folder({"fine.txt": b"", name: b"x"}, tmp_path / "board")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("at", range(6))
def test_what_fails_leaves_what_was_there(tmp_path, monkeypatch, at):
    """Let the disk be full at each of the files, and the last renaming fail."""
    write_folder(FILES, tmp_path / "board")
    before = contents(tmp_path / "board")
    calls = iter(range(100))
    if at < 4:
        true = publish._write

        def write(folder: Path, name: str, content: bytes) -> None:
            if next(calls) == at:
                raise OSError(28, "No space left on device")
            true(folder, name, content)

        monkeypatch.setattr(publish, "_write", write)
    else:
        true_rename = Path.rename

        def rename(self: Path, target: Path) -> Path:
            if next(calls) == at - 4:  # the first moves the old set aside, the second the new one in, the third it back
                raise OSError(5, "Input/output error")
            return true_rename(self, target)

        monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(OSError, match=r"No space|Input/output"):
        write_folder({**FILES, "more.txt": b"2"}, tmp_path / "board", force=True)
    assert contents(tmp_path / "board") == before
    assert [path.name for path in tmp_path.iterdir()] == ["board"]
