"""The page on the architecture names the folders that are there, files that exist, and the order of the contracts."""

from __future__ import annotations

import itertools
import re
from configparser import ConfigParser
from pathlib import Path

import pytest
from guide_pages import DOCS, inline_codes, sections, table_rows

ROOT = DOCS.parent
PAGE = "architecture.md"
ROOMS = {
    row[0].strip("`"): re.findall(r"`([^`]+)`", row[-1])
    for row in table_rows(sections(PAGE)["The rooms"])
    if row[0].endswith("/`") and len(row) == 3
}


def contracts() -> dict[str, list[list[str]]]:
    """Return the layers of each import contract from the top down, by the folder they divide."""
    config = ConfigParser()
    config.read(ROOT / "setup.cfg", "utf-8")
    found = {}
    for name in config.sections():
        if name.startswith("importlinter:contract:") and config[name]["type"] == "layers":
            layers = config[name]["layers"].strip().splitlines()
            inside = [re.findall(r"\w+", layer.replace("tcorisk.", "")) for layer in layers]
            for folder in config[name].get("containers", "tcorisk").split():
                found[folder.replace("tcorisk", "", 1).strip(".").replace(".", "/")] = inside
    return found


def product_folders() -> set[str]:
    """Return the folders of the floors that hold files, without those that Python and tools write."""
    floors = [ROOT / name for layer in contracts()[""] for name in layer]
    paths = [path for floor in floors for path in (floor, *floor.rglob("*")) if path.is_dir()]
    names = [path.relative_to(ROOT) for path in paths if any(item.is_file() for item in path.iterdir())]
    return {f"{name.as_posix()}/" for name in names if not any(part.startswith((".", "__")) for part in name.parts)}


def out_of_order(rooms: list[str], layers: list[list[str]], folder: str) -> list[tuple[str, str]]:
    """Return the pairs of rooms of a folder that a list has the other way round than the contract."""
    prefix = f"{folder}/" if folder else ""
    place = {f"{prefix}{name}/": at for at, layer in enumerate(layers) for name in layer}
    known = [room for room in rooms if room in place]
    return [(above, below) for above, below in itertools.pairwise(known) if place[above] > place[below]]


def test_the_listing_names_the_folders_of_the_product() -> None:
    assert set(ROOMS) == product_folders()


def test_every_file_and_folder_of_the_page_exists() -> None:
    assert all(ROOMS.values())
    named = [f"{room}{file}" for room, files in ROOMS.items() for file in files if "*" not in file]
    named += [code for code in inline_codes(PAGE) if re.fullmatch(r"\w+(/\w+)*(/|\.\w+)", code) and "/" in code]
    laws = sections(PAGE)["The rooms"].partition("### Distributions")[2].partition("###")[0]
    named += [f"distributions/{file}" for file in re.findall(r"`(\w+\.py)`", laws)]
    assert len(named) > 80
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("folder", contracts())
def test_rooms_are_listed_in_the_order_of_the_contract(folder: str) -> None:
    assert out_of_order(list(ROOMS), contracts()[folder], folder) == []


def test_a_wrong_order_is_noticed() -> None:
    assert out_of_order(["a/x/", "a/y/"], [["y"], ["x", "z"]], "a") == [("a/x/", "a/y/")]
    assert out_of_order(["a/y/", "a/z/", "a/x/"], [["y"], ["x", "z"]], "a") == []


def test_the_way_of_a_line_enters_every_floor() -> None:
    way = [row[0].strip("`") for row in table_rows(sections(PAGE)["The way of one cost line"])[1:]]
    assert set(way) <= set(ROOMS) and len(way) == len(set(way))
    assert {Path(room).parts[0] for room in way} == {name for layer in contracts()[""] for name in layer}
