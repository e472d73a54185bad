"""The mutation run: which mistakes it makes, that they are the same every time, and that it tells what tests miss."""

from __future__ import annotations

from pathlib import Path

import pytest
from mutants import AREAS, ROOT, Area, Mutant, Tree, judge, mutants_of, sample
from mutants_judged import EQUIVALENT

TEXT = '''"""A module."""
LIMIT = 3


def worth(x: int = 1, *, known: bool = True) -> float:
    """What it is worth."""
    if x < 0 or not known:
        raise ValueError(f"x is {x + 1}")
    y = max(x, 2) * 1.5
    y += 1
    return -y if known else y - x
'''


def test_each_kind_of_mistake_is_made_once() -> None:
    assert [(mutant.line, mutant.old, mutant.new) for mutant in mutants_of(TEXT)] == [
        (7, "x < 0 or not known", "x < 0 and (not known)"),
        (7, "x < 0", "x <= 0"),
        (7, "0", "1"),
        (7, "not known", "known"),
        (9, "max(x, 2) * 1.5", "max(x, 2) / 1.5"),
        (9, "max(x, 2) * 1.5", "max(x, 2)"),
        (9, "max(x, 2)", "min(x, 2)"),
        (9, "2", "3"),
        (9, "1.5", "2.5"),
        (10, "y += 1", "y -= 1"),
        (10, "1", "2"),
        (11, "-y if known else y - x", "y - x if known else -y"),
        (11, "-y", "y"),
        (11, "y - x", "y + x"),
        (11, "y - x", "y"),
    ]


@pytest.mark.parametrize("name", AREAS)
def test_a_sample_is_the_same_every_time_and_can_be_compiled(name: str) -> None:
    area = AREAS[name]
    chosen = sample(area, 40, seed=1)
    assert chosen == sample(area, 40, seed=1) != sample(area, 40, seed=2)
    assert len(chosen) == 40
    for mutant in chosen:
        source = (ROOT / mutant.file).read_bytes()
        assert mutant.text(source) != source
        compile(mutant.text(source), mutant.file, "exec")
    assert all((ROOT / test).exists() for test in area.tests)


def test_what_is_judged_equivalent_is_still_there() -> None:
    files = {file: mutants_of((ROOT / file).read_text("utf-8"), file) for file, _, _ in EQUIVALENT}
    there = {(mutant.file, mutant.old, mutant.new) for found in files.values() for mutant in found}
    assert set(EQUIVALENT) <= there
    assert all(EQUIVALENT.values())


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A tree of one file, whose one test knows the sum alone."""
    root = tmp_path / "root"
    root.mkdir()
    (root / "part.py").write_text(
        "def total(a, b):\n    return a + b\n\n\ndef rest(a, b):\n    return a - b\n", "utf-8"
    )
    (root / "test_part.py").write_text(
        "from part import rest, total\n\n\ndef test_it():\n    assert total(2, 3) == 5 and rest(3, 0) == 3\n", "utf-8"
    )
    return Tree(tmp_path, root)


def test_what_no_test_notices_is_told(tree: Tree, tmp_path: Path) -> None:
    root = tmp_path / "tcorisk"
    before = (root / "part.py").read_bytes()
    area = Area(("part.py",), ("test_part.py",))
    found = judge(tree, area, sample(area, 9, seed=0, root=root))
    assert [(mutant.new, verdict) for mutant, verdict in found] == [
        ("a - b", "killed"), ("a", "killed"), ("a + b", "SURVIVES"), ("a", "SURVIVES"),
    ]  # fmt: skip
    assert (root / "part.py").read_bytes() == before


def test_tests_that_fail_anyway_kill_nothing(tree: Tree, tmp_path: Path) -> None:
    (tmp_path / "tcorisk" / "test_part.py").write_text("def test_it():\n    assert False\n", "utf-8")
    area = Area(("part.py",), ("test_part.py",))
    with pytest.raises(RuntimeError, match="fails without a mistake"):
        list(judge(tree, area, [Mutant("part.py", 2, "a + b", "a - b", 27, 32, "a - b")]))
