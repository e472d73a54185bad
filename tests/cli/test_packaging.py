"""What is installed: every tracked module, its data, and every public name that a stub lists."""

import configparser
import importlib
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[2]
#: Folders with Python files that are not part of the package.
OUTSIDE = {"benchmarks", "docs", "tests", "tools"}
#: The floors of the product, and no environment or build beside them.
FLOORS = ("cli", "reports", "simulator", "configs", "distributions")
STUBS = [ROOT / "__init__.pyi", *(path for floor in FLOORS for path in (ROOT / floor).rglob("__init__.pyi"))]
LAZY = sorted(path.parent.relative_to(ROOT) for path in STUBS)


def config() -> configparser.ConfigParser:
    found = configparser.ConfigParser()
    found.read(ROOT / "setup.cfg", "utf-8")
    return found


def tracked() -> list[PurePosixPath]:
    """Return the files of the package, relative to its root; skip outside a git checkout."""
    command = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("needs a git checkout")
    paths = [PurePosixPath(line) for line in listed.stdout.splitlines() if (ROOT / line).is_file()]
    return [path for path in paths if path.parts[0] not in OUTSIDE and not path.parts[0].startswith(".")]


def package_of(folder: PurePosixPath) -> str:
    return ".".join(("tcorisk", *folder.parts))


def test_packages_are_the_folders_with_modules():
    folders = {path.parent for path in tracked() if path.suffix == ".py"}
    assert len(folders) > 20
    assert sorted(map(package_of, folders)) == sorted(config()["options"]["packages"].split())
    assert not [folder for folder in folders if not (ROOT / folder / "__init__.py").is_file()]


def test_data_files_are_installed():
    data = {name: value.replace(",", " ").split() for name, value in config()["options.package_data"].items()}
    packages = set(config()["options"]["packages"].split())
    files = [path for path in tracked() if path.suffix != ".py" and len(path.parts) > 1] + [PurePosixPath("py.typed")]
    assert len(files) > 10
    unused = {(name, pattern) for name, patterns in data.items() for pattern in patterns}
    for path in files:
        owner = next(folder for folder in path.parents if package_of(folder) in packages)
        inside = path.relative_to(owner)
        found = {
            (name, pattern)
            for name in ("*", package_of(owner))
            for pattern in data.get(name, [])
            if inside.match(pattern) and inside.parent == PurePosixPath(pattern).parent
        }
        assert found, f"{path} is not in the package_data of setup.cfg"
        unused -= found
    assert not unused


@pytest.mark.parametrize("folder", LAZY, ids=str)
def test_every_name_of_a_stub_is_there(folder):
    package = importlib.import_module(".".join(("tcorisk", *folder.parts)))
    assert len(package.__all__) > 2
    assert dir(package) == sorted(package.__all__)
    for name in package.__all__:
        assert getattr(package, name) is not None
        # a folder of the name of a function would hide it
        assert not (ROOT / folder / name).exists()
        assert not (ROOT / folder / f"{name}.py").exists()
    with pytest.raises(AttributeError, match="nothing"):
        package.nothing  # noqa: B018


def test_five_packages_import_their_names_on_first_use():
    assert len(LAZY) == 5


def test_a_wheel_holds_the_tracked_modules_and_no_others(tmp_path):
    """Even where an earlier build left a module in the tree that was deleted since."""
    source, out = tmp_path / "source", tmp_path / "out"
    out.mkdir()
    needed = ["README.md", "LICENSE", "setup.cfg", "pyproject.toml", "MANIFEST.in", "tools/wheel_backend.py"]
    for path in [*tracked(), *map(PurePosixPath, needed)]:
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, source / path)
    stale = source / "build" / "lib" / "tcorisk" / "deleted.py"
    stale.parent.mkdir(parents=True)
    stale.write_text("")
    before = sorted(source.rglob("*"))
    build = "import sys; sys.path.insert(0, 'tools'); import wheel_backend; wheel_backend.build_wheel(sys.argv[1])"
    made = subprocess.run([sys.executable, "-c", build, str(out)], cwd=source, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    assert [path for path in sorted(source.rglob("*")) if "__pycache__" not in path.parts] == before
    (wheel,) = out.glob("*.whl")
    names = {name.removeprefix("tcorisk/") for name in zipfile.ZipFile(wheel).namelist() if name.endswith(".py")}
    assert names == {str(path) for path in tracked() if path.suffix == ".py"}


def test_every_library_has_a_lower_bound_that_can_be_installed():
    """`tools/oldest` installs `name==version` for each: another way to write one would be left out of it."""
    found = config()
    lists = [found["options"]["install_requires"], *found["options.extras_require"].values()]
    lines = [line for text in lists for line in text.split("\n") if line]
    assert len(lines) > 20
    assert not [line for line in lines if not re.fullmatch(r"[A-Za-z0-9_-]+>=[0-9.]+", line)]
    assert re.fullmatch(r">=3\.\d+", found["options"]["python_requires"])


def test_the_build_uses_that_backend():
    system = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]
    assert (system["build-backend"], system["backend-path"]) == ("wheel_backend", ["tools"])
