"""The page on the architecture names the folders that are there, files that exist, and the order of the contracts."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Mapping
from configparser import ConfigParser
from graphlib import CycleError, TopologicalSorter
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


def imports_in(text: str, module: str, modules: set[str], package: bool) -> set[str]:
    """Return the modules that a file imports: at its top, inside functions, or for type checks alone."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = module.split(".")[: (1 if package else 0) - node.level or None] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            # a name is a module, or it comes from the file of its package
            found += [name if (name := f"{source}.{alias.name}") in modules else source for alias in node.names]
    return {name for name in found if name in modules}


def import_graph(sources: Mapping[str, str]) -> dict[str, set[str]]:
    """Return what each file of a package imports, by module; `sources` has the texts by path."""
    texts: dict[tuple[str, bool], str] = {}
    for name, text in sources.items():  # a stub lists what its `__init__.py` imports on first use
        parts = name.rpartition(".")[0].split("/")
        package = parts[-1] == "__init__"
        key = ".".join(["tcorisk", *parts[: -1 if package else None]]), package
        texts[key] = f"{texts.get(key, '')}\n{text}"
    modules = {module for module, _ in texts}
    return {module: imports_in(text, module, modules, package) for (module, package), text in texts.items()}


def circle(sources: Mapping[str, str]) -> list[str]:
    """Return files that import each other in a circle; empty if there is none."""
    try:
        TopologicalSorter(import_graph(sources)).prepare()
    except CycleError as error:
        return [str(module) for module in error.args[1]]
    return []


def product_sources() -> dict[str, str]:
    paths = [path for floor in contracts()[""] for name in floor for path in (ROOT / name).rglob("*.py*")]
    paths = [*paths, *ROOT.glob("__init__.py*")]
    return {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in paths if path.suffix in (".py", ".pyi")
    }


def test_no_two_files_import_each_other_in_a_circle() -> None:
    graph = import_graph(product_sources())
    assert len(graph) > 300
    assert "tcorisk.simulator.engine.tally" in graph["tcorisk.simulator.outcome"]
    assert "tcorisk.configs" in graph["tcorisk.cli.session"]  # inside a function
    assert "tcorisk.simulator.simulation" in graph["tcorisk.simulator"]  # in a stub
    assert circle(product_sources()) == []


@pytest.mark.parametrize(
    "back",
    [
        "from .a import x",
        "from . import a",
        "import tcorisk.p.a",
        "from tcorisk.p import a",
        "def f():\n    from ..p.a import x",
        "if TYPE_CHECKING:\n    from .a import x",
        "from ..q import x",
    ],
)
def test_a_circle_is_noticed(back: str) -> None:
    sources = {"p/__init__.py": "", "p/a.py": "from .b import y", "p/b.py": "import re", "q/__init__.py": ""}
    sources["q/__init__.pyi"] = "from ..p.a import x as x"
    assert circle(sources) == []
    assert {"tcorisk.p.a", "tcorisk.p.b"} <= {*circle(sources | {"p/b.py": back})}


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
