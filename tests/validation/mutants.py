"""Whether the tests notice wrong code: small mistakes are put into it one by one, and the tests of that part are run.

`python tests/validation/mutants.py` runs a fixed sample on a copy of the tree and lists what no test noticed; it takes
about half an hour. `--areas decision --sample 5` runs a part of it, `--at simulator/engine/events.py:70` all mistakes
of a line.

Own code, because mutmut leaves decorated functions alone, every kernel among them, and cosmic-ray edits the tree that
it is called in and has one test command for all files.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from mutants_judged import EQUIVALENT

__all__ = ["AREAS", "Area", "Mutant", "Tree", "judge", "mutants_of", "sample"]

ROOT = Path(__file__).parents[2]

#: Seconds after which tests are taken to hang: several times what they take.
_LIMIT = 600.0


@dataclass(frozen=True)
class Area:
    """Files, and the tests that have to notice a mistake in them, the quickest first."""

    files: tuple[str, ...]
    tests: tuple[str, ...]


def _area(folder: str, files: str, tests: str) -> Area:
    return Area(
        tuple(f"simulator/{folder}{name}.py" for name in files.split()),
        tuple(f"tests/engine/{name}" + ("" if name.endswith("/") else ".py") for name in tests.split()),
    )


#: A mistake in `arithmetic.py` is in the kernel's program and the twin's alike: closed forms have to notice it.
AREAS = {
    "kernel": _area(
        "engine/",
        "kernel events counting drawing sampling/sobol sampling/philox",
        "test_closed_forms test_compound test_renewals sampling/ test_twin test_processes",
    ),
    "twin": _area("engine/", "reference", "test_twin"),
    "histograms and tallies": _area(
        "engine/",
        "histogram tally tallies distribution",
        "test_histogram test_percentiles test_statistics test_reproducible",
    ),
    "lowering": _area(
        "lowering/",
        "arithmetic assembly builder event_lines expressions growth jumps lines mean_reverting on_off scenario steps "
        "paying/every paying/random_events results",
        "test_closed_forms test_processes test_plan_and_actuals test_renewals test_shared_events test_outputs "
        "test_documented test_statistics test_twin",
    ),
    "discounting": _area(
        "lowering/",
        "accounts timing resale so_far measures",
        "test_closed_forms test_spreadsheet test_so_far test_commitment test_residual",
    ),
    "merging": _area("lowering/", "merging pruning", "test_dependent_programs test_sweep"),
    "statistics": _area(
        "", "statistics intervals outcome", "test_statistics test_intervals test_percentiles test_budget"
    ),
    "decision": _area("decision/", "verdict scores pair", "test_verdict test_barred"),
}

_SWAPS: dict[type, type] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult, ast.And: ast.Or, ast.Or: ast.And,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip
_CALLS = {"min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum", "floor": "ceil", "ceil": "floor"}
_SILENT = (ast.Raise, ast.Assert, ast.JoinedStr)  # words of messages are held by other tests


@dataclass(frozen=True)
class Mutant:
    """One mistake: `old` becomes `new` in a line of a file, between two of its bytes."""

    file: str
    line: int
    old: str
    new: str
    begin: int
    end: int
    put_in: str

    def text(self, source: bytes) -> bytes:
        """Return the file with the mistake in it."""
        return source[: self.begin] + self.put_in.encode() + source[self.end :]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.old}  ->  {self.new}"


def mutants_of(text: str, file: str = "") -> list[Mutant]:
    """Return every mistake that can be put into the functions of a file, in the order of the file."""
    source = text.encode()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = []
    for node in _nodes(ast.parse(text)):
        for changed in _changes(node):
            begin = starts[node.lineno - 1] + node.col_offset
            end = starts[node.end_lineno - 1] + node.end_col_offset
            new = ast.unparse(changed)
            put_in = new if isinstance(node, ast.stmt) else f"({new})"
            found.append(Mutant(file, node.lineno, ast.unparse(node), new, begin, end, put_in))
    return found


def _nodes(tree: ast.AST, inside: bool = False) -> Iterator[ast.AST]:
    """Yield what functions compute, without annotations, defaults and messages."""
    for name, field in ast.iter_fields(tree):
        if name in ("annotation", "returns", "decorator_list", "args") and not isinstance(tree, ast.Call):
            continue
        for node in field if isinstance(field, list) else [field]:
            if isinstance(node, ast.AST) and not isinstance(node, _SILENT):
                within = inside or isinstance(node, ast.FunctionDef)
                if within and hasattr(node, "lineno"):
                    yield node
                yield from _nodes(node, within)


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the node with a mistake in it: another operator, a term or factor dropped, one more, the other end."""
    match node:
        case ast.BinOp() | ast.AugAssign() | ast.BoolOp() if type(node.op) in _SWAPS:
            yield _with(node, op=_SWAPS[type(node.op)]())
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub | ast.Mult):
                yield node.left
        case ast.Compare(ops=[single]) if type(single) in _SWAPS:
            yield _with(node, ops=[_SWAPS[type(single)]()])
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.IfExp():
            yield _with(node, body=node.orelse, orelse=node.body)
        case ast.Constant(value=bool()):
            yield ast.Constant(not node.value)
        case ast.Constant(value=int() | float()):
            yield ast.Constant(node.value + 1)
        case ast.Call(func=ast.Name(id=name)) if name in _CALLS:
            yield _with(node, func=ast.Name(_CALLS[name], ast.Load()))
        case ast.Call(func=ast.Attribute(attr=name)) if name in _CALLS:
            yield _with(node, func=_with(node.func, attr=_CALLS[name]))


def _with(node: ast.AST, **fields: object) -> ast.AST:
    """Return the node with other fields; what is below is shared."""
    return type(node)(**{**dict(ast.iter_fields(node)), **fields})


def sample(area: Area, size: int, seed: int, root: Path = ROOT) -> list[Mutant]:
    """Draw mutants of an area, each as likely as any other; all of them where there are no more."""
    every = [mutant for file in area.files for mutant in mutants_of((root / file).read_text("utf-8"), file)]
    chosen = sorted(random.Random(seed).sample(range(len(every)), min(size, len(every))))
    return [every[k] for k in chosen]


class Tree:
    """A copy of the tree, with a cache of machine code of its own, in which tests are run."""

    def __init__(self, folder: Path, root: Path = ROOT) -> None:
        self.folder = folder
        self.root = folder / "tcorisk"
        ignored = shutil.ignore_patterns(".*", "__pycache__", "build", "dist", "*.egg-info")
        shutil.copytree(root, self.root, ignore=ignored)
        self._second = count(int(time.time()) - 1_000_000)

    def failure(self, tests: Iterable[str]) -> str | None:
        """Run tests until the first that fails, and name it: empty if it hangs or crashes; None if all pass."""
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-rfE", "-n", "0", "-p", "no:cacheprovider", *tests]
        environment = {**os.environ, "PYTHONPATH": str(self.folder), "XDG_CACHE_HOME": str(self.folder / "cache")}
        try:
            done = subprocess.run(
                command, cwd=self.root, env=environment, capture_output=True, timeout=_LIMIT, text=True
            )
        except subprocess.TimeoutExpired:
            return ""
        if done.returncode in (4, 5):  # there are no such tests
            raise RuntimeError(done.stdout[-2_000:] + done.stderr[-2_000:])
        named = re.search(r"^(?:FAILED|ERROR) (\S+\.py(?:::\w+)*(?:\[.*?\])?)(?= - |$)", done.stdout, re.MULTILINE)
        return None if done.returncode == 0 else named[1] if named else ""

    def noticed_by(self, mutant: Mutant, tests: Iterable[str]) -> str | None:
        """Put a mistake into the tree, return the `failure`, take it out again."""
        path = self.root / mutant.file
        before, state = path.read_bytes(), path.stat()
        try:
            path.write_bytes(mutant.text(before))
            # Python knows a source by size and second: no two versions may share both
            os.utime(path, (next(self._second),) * 2)
            return self.failure(tests)
        finally:
            path.write_bytes(before)
            os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


def judge(tree: Tree, area: Area, mutants: Iterable[Mutant]) -> Iterator[tuple[Mutant, str]]:
    """Yield each mutant as `killed`, `equivalent` or `SURVIVES`.

    Raises
    ------
    RuntimeError
        If a test that noticed one fails without any mistake too.
    """
    noticed: set[str] = set()
    for mutant in mutants:
        if (mutant.file, mutant.old, mutant.new) in EQUIVALENT:
            yield mutant, "equivalent"
            continue
        by = tree.noticed_by(mutant, area.tests)
        noticed |= {by} if by else set()
        yield mutant, "SURVIVES" if by is None else "killed"
    if noticed and tree.failure(sorted(noticed)) is not None:
        raise RuntimeError(f"one of these fails without a mistake: {' '.join(sorted(noticed))}")


def main() -> None:
    """Print each mutant as it is judged, then a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--areas", nargs="+", choices=AREAS, default=list(AREAS))
    parser.add_argument("--sample", type=int, default=3, help="mutants of each area")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at", metavar="FILE:LINE", help="every mutant of this line instead of a sample")
    asked = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        tree = Tree(Path(folder))
        for name in asked.areas:
            area = AREAS[name]
            if asked.at:
                file, _, line = asked.at.partition(":")
                chosen = [mutant for mutant in sample(area, sys.maxsize, 0) if mutant.file == file]
                chosen = [mutant for mutant in chosen if str(mutant.line) == line]
            else:
                chosen = sample(area, asked.sample, asked.seed)
            verdicts = []
            for mutant, verdict in judge(tree, area, chosen) if chosen else ():
                print(f"{verdict:<10} {mutant}", flush=True)
                verdicts.append(verdict)
            rows.append((name, *(verdicts.count(each) for each in ("killed", "equivalent", "SURVIVES"))))
    print(f"\n{'':<24}{'mutants':>9}{'killed':>9}{'equivalent':>12}{'survive':>9}")
    for name, *counts in [*rows, ("all", *map(sum, zip(*(row[1:] for row in rows), strict=True)))]:
        print(f"{name:<24}{sum(counts):>9}{counts[0]:>9}{counts[1]:>12}{counts[2]:>9}")


if __name__ == "__main__":
    main()
