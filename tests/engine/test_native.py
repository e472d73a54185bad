"""Machine code made of a program gives what the kernel gives, to the last bit: when it takes over changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from engine_tools import scenario
from numpy.typing import NDArray

from tcorisk import load, simulate
from tcorisk.distributions import evaluate
from tcorisk.simulator.engine import chunks, machine_code, native
from tcorisk.simulator.engine import operations as op
from tcorisk.simulator.engine.chunks import Chunk, Job, run_code
from tcorisk.simulator.engine.drawing import draw_batch
from tcorisk.simulator.engine.events import list_due
from tcorisk.simulator.engine.kernel_cache import cache_folder, setting
from tcorisk.simulator.engine.memory import on_line
from tcorisk.simulator.engine.program import BLOCK, Layout, Program, Tables
from tcorisk.simulator.engine.reference import SampledDraws
from tcorisk.simulator.engine.segments import segments_of
from tcorisk.simulator.engine.streams import Uniforms
from tcorisk.simulator.engine.vector_code import EMITTERS
from tcorisk.simulator.lowering import lower

SCENARIOS = (
    "custom_model", "ecommerce", "healthcare", "legal_startup", "migration", "multi_vendor", "saas_growth",
    "support_chatbot", "trading", "two_year_exercise",
)  # fmt: skip

SPECIAL = (
    0.0, 1.0, -1.0, 0.5, 3.0, 2.5, 1e-5, -7.25, 5e-324, -1e-310, 2.2250738585072014e-308, 1.7976931348623157e308,
    -1e300, 709.5, -708.5, 700.0, np.inf, -np.inf, np.nan,
)  # fmt: skip

possible = native._POSSIBLE and not setting("DISABLE_JIT") and not setting("BOUNDSCHECK")
jitted = pytest.mark.skipif(not possible, reason="the kernel alone, in this mode")


def bits(values: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Return the bits of numbers; what is not a number has one pattern, since which one is nobody's rule."""
    return np.where(np.isnan(values), np.nan, values).view(np.uint64)


def both(program: Program, sampler: str = "sobol", blocks: int = 2, trajectories: int = 2**24) -> tuple[Chunk, Chunk]:
    """Run some blocks in machine code and in the kernel."""
    job = Job(program, Uniforms.of(program, sampler, 3), trajectories)
    rooms = [np.zeros((program.layout.rows, blocks * BLOCK)) for _ in range(2)]
    return run_code(job, native.make(program), 1, blocks, None, rooms[0]), run_code(
        job, None, 1, blocks, None, rooms[1]
    )


def same(found: Chunk, right: Chunk) -> bool:
    """Return whether two chunks are the same to the last bit."""
    return bool(np.all(bits(found.results) == bits(right.results)) and np.all(bits(found.sums) == bits(right.sums)))


@jitted
@pytest.mark.parametrize("sampler", ["sobol", "random"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_bundled_scenario(name: str, sampler: str) -> None:
    """Both samplers; nearly all instructions are in a segment."""
    program = lower(load(name))
    assert same(*both(program, sampler))
    assert sum(each.stop - each.start for each in segments_of(program)) > 0.8 * len(program.code)


class Written:
    """A random program: tables of special numbers, every operation that machine code has, branches, states.

    Parameters
    ----------
    seed : int
    """

    months = 3
    draws = 6

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.code: list[tuple[int, ...]] = []
        rows = 24
        once = [(op.DRAW, k, 0, 0, 0, k % 3, k, 0) for k in range(self.draws)]
        once += [(op.LOAD, k, 0, 0, 0, int(self.random.integers(3, 8)), 0, 0) for k in range(self.draws, rows)]
        month = list(self.steps(60, rows))
        month += [(op.STORE_MONTH, 0, int(self.random.integers(rows)), 0, 0, 0, self.months * k, 0) for k in range(2)]
        horizon = list(self.steps(8, rows)) + [(op.STORE, 0, k, 0, 0, 0, 6 + k, rows) for k in range(rows)]
        lengths = np.cumsum([0, len(once), len(month), len(horizon)])
        schedule = [(0, lengths[1], 0, 0)]
        for t in range(1, self.months + 1):
            schedule.append((lengths[1], lengths[2], t, int(t > 2)))
            if t > 1:
                schedule.append((lengths[2], lengths[3], t, int(t > 2)))
        scalars = self.mixed((12, self.months + 1))
        scalars[:3] = np.arange(3)[:, None]
        scalars[8:] = self.random.integers(0, 2, (4, self.months + 1))
        self.program = Program(
            code=np.array(once + month + horizon, dtype=np.uint64),
            schedule=np.array(schedule, dtype=np.int64),
            scalars=scalars,
            registers=rows,
            dimension=np.full((self.draws, self.months + 1), -1, dtype=np.int64),
            addresses=tuple(f"stream {k}" for k in range(self.draws)),
            point=np.zeros((self.draws, self.months + 1)),
            tables=self.tables(),
            layout=Layout(("a",), "a", (2, 3), horizon_rows=rows, rows=6 + 2 * rows),
        )

    def mixed(self, shape: tuple[int, ...]) -> NDArray[np.float64]:
        """Return numbers, every fifth of them special."""
        special = self.random.random(shape) < 0.2
        return np.where(special, self.random.choice(SPECIAL, shape), self.random.normal(0.0, 3.0, shape))

    def tables(self) -> Tables:
        """Return three tables, each of one piece: in each cell a special number, or a cubic."""
        size = np.array([1, 2, 3])
        cells = np.zeros((int(np.sum(64 << size)), 4))
        cells[:, 0] = self.mixed((len(cells),))
        cubic = self.random.random(len(cells)) < 0.7
        cells[cubic] = self.random.normal(0.0, 3.0, (int(cubic.sum()), 4))
        first = np.concatenate([[0], np.cumsum(64 << size)[:-1]])
        return Tables(np.arange(4), np.ones(3), size, first.astype(np.int64), np.zeros(3), cells)

    def steps(self, number: int, rows: int) -> Iterator[tuple[int, ...]]:
        """Yield instructions; of some, a branch is made."""
        while number > 0:
            inside = min(number, int(self.random.integers(1, 6))) if self.random.random() < 0.15 else 0
            if inside:
                yield (op.SKIP, 0, 0, 0, 0, int(self.random.integers(8, 12)), inside, 0)
            for _ in range(max(1, inside)):
                operation = int(self.random.choice(sorted(EMITTERS)))
                d, a, b, c = (int(row) for row in self.random.choice(rows, 4, replace=False))  # all different
                s, p = int(self.random.integers(12)), int(self.random.integers(self.draws))
                if operation == op.DRAW:
                    s = int(self.random.integers(3))
                yield (operation, d, a, b, c, s, p, 0)
                number -= 1


@jitted
@pytest.mark.parametrize("seed", range(40))
def test_random_program(seed: int) -> None:
    """Zeros of both signs, infinities, what is not a number, and the smallest and largest numbers go in."""
    program = Written(seed).program
    assert same(*both(program, "random"))


@jitted
def test_every_operation_is_tried_on_many_numbers() -> None:
    """In the programs above."""
    programs = [Written(seed).program for seed in range(40)]
    assert set(EMITTERS) <= {int(operation) for program in programs for operation in program.code[:, 0]}
    various = [np.unique(bits(both(program, "random")[1].results)).size > 500 for program in programs]
    assert sum(various) > 30


@jitted
@pytest.mark.parametrize("operation", sorted(EMITTERS))
def test_a_wrong_operation_is_found(operation: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A negative control: an operation that gives what another gives."""
    other: Callable[..., None] = EMITTERS[op.ABSOLUTE if operation != op.ABSOLUTE else op.FLOOR]
    monkeypatch.setitem(EMITTERS, operation, other)
    assert not all(same(*both(Written(seed).program, "random", 1)) for seed in range(12))


@jitted
def test_machine_code_that_disagrees_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is tried on a block before it takes over."""
    program = lower(load("ecommerce"))
    job = Job(program, Uniforms.of(program, "sobol", 0), 2**20)
    assert chunks._agrees(job, native.make(program))
    monkeypatch.setitem(EMITTERS, op.MULTIPLY, EMITTERS[op.ADD])
    assert not chunks._agrees(job, native.make(program))


@jitted
def test_a_block_that_is_partly_used() -> None:
    """Its sums leave out the rest."""
    program = lower(load("support_chatbot"))
    found, right = both(program, "random", 2, 3 * BLOCK - 100)
    assert found.lanes[-1] == BLOCK - 100
    assert same(found, right)


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Compile each program as soon as it runs, and count for how many blocks machine code was there."""
    used: list[int] = []

    def native_of(program: Program, blocks: int, *rest: Any) -> native.Native | None:
        found = native.native_of(program, blocks, *rest)
        used.extend([blocks] * (found is not None))
        return found

    monkeypatch.setattr(native, "_TO_COMPILE", 0)
    monkeypatch.setattr(chunks, "native_of", native_of)
    for known in (native._structures, native._of_programs, native._natives):
        known.clear()
    return used


@jitted
def test_it_takes_over_in_the_middle_of_a_run(eager: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """And the answer is the same, whatever the threads and the chunks."""
    what = scenario(
        {"a": {"x": 'monthly = "price * 2 + ceil(price)"'}, "b": {"y": 'monthly = "60 to 130"'}},
        drivers='price = "20 to 50"',
    )
    found = [simulate(what, 2**16, threads=threads, chunk=chunk).document for threads, chunk in ((1, 1), (2, 3))]
    monkeypatch.setattr(chunks, "_MANY", 0)  # as in a long run, whose sample is apart
    found.append(simulate(what, 2**16, threads=2).document)
    assert eager
    monkeypatch.setattr(chunks, "native_of", lambda *_: None)
    right = simulate(what, 2**16, threads=1).document
    assert found == [right, right, right]


@jitted
def test_a_long_run_need_not_show_first_that_it_is_long() -> None:
    """The first block of a million futures begins machine code, that of a thousand does not."""
    for expected, begins in ((2, False), (100_000, True)):
        program = lower(scenario({"a": {"x": f'monthly = "ceil(price) * {expected}"'}}, drivers='price = "20 to 50"'))
        native._structures.clear()
        assert native.native_of(program, 1, lambda _: True, expected) is None
        assert (native._structure_of(program)[0].busy is not None) == begins
        native.settle(program)
        assert (native.native_of(program, 1, lambda _: True) is not None) == begins


@jitted
def test_programs_that_differ_in_numbers_share_machine_code(eager: list[int]) -> None:
    """A second one has it at once."""
    programs = [lower(scenario({"a": {"x": f'monthly = "price + {k}"'}}, drivers='price = "20 to 50"')) for k in (2, 3)]
    for program in programs:
        job = Job(program, Uniforms.of(program, "sobol", 0), 2**16)
        chunks.run_chunk(job, 0, 1)
        native.settle(program)
    assert eager == [1]
    assert len(native._structures) == 1


@jitted
def test_no_compiler(eager: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel goes on, and it is not tried again."""
    calls: list[str] = []

    def fails(text: str) -> bytes:
        calls.append(text)
        raise RuntimeError("no target")

    monkeypatch.setattr(native, "compiled", fails)
    monkeypatch.setattr(native, "kept", lambda _: None)
    program = lower(load("support_chatbot"))
    job = Job(program, Uniforms.of(program, "sobol", 0), 2**16)
    for _ in range(3):
        chunks.run_chunk(job, 0, 1)
        native.settle(program)
    assert len(calls) == 1
    assert eager == []


@pytest.mark.skipif(cache_folder() is None, reason="there is no folder")
def test_a_damaged_file_is_not_run() -> None:
    """Nor one that is cut off; a good one is found."""
    text = "define void @f() {\n  ret void\n}\n; for a test of damage"
    machine_code.keep(text, b"content")
    path = machine_code._path(text)
    assert path is not None
    assert machine_code.kept(text) == b"content"
    whole = path.read_bytes()
    for damaged in (whole[:-1], b"\0" * len(whole), b"C" + whole[1:], b""):
        path.write_bytes(damaged)
        assert machine_code.kept(text) is None
    path.unlink()
    assert machine_code.kept(text) is None


@pytest.mark.parametrize("mode", ["DISABLE_JIT", "BOUNDSCHECK"])
def test_not_in_modes_that_look_closer(mode: str, eager: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """`NUMBA_DISABLE_JIT=1` and `NUMBA_BOUNDSCHECK=1` are for the kernel."""
    monkeypatch.setenv(f"NUMBA_{mode}", "1")
    program = lower(load("support_chatbot"))
    assert native.native_of(program, 100_000, lambda _: True) is None
    native.settle(program)
    assert native.native_of(program, 100_000, lambda _: True) is None


@jitted
@pytest.mark.parametrize("number", [0, 3, 8, 77, 512])
def test_draws_from_eight_to_eight(number: int) -> None:
    """As one by one, and nothing is written behind them."""
    program = lower(load("legal_startup"))
    random, tables = np.random.default_rng(number), program.tables
    smooth = int(np.flatnonzero((np.diff(tables.start) == 1) & (tables.bits[tables.start[:-1]] >= 0))[0])
    uniforms = random.integers(0, 2**32, 512, dtype=np.uint32)
    registers, place = np.full((2, 520), -1.0), np.empty(512)
    draw_batch(
        registers, np.uint64(1), np.uint64(number), uniforms, place, place.view(np.uint64), np.zeros(512, np.uint64),
        tables.start[smooth], tables.start[smooth + 1], tables.upper, tables.bits, tables.first, tables.value,
        tables.cells,
    )  # fmt: skip
    table = SampledDraws(program, Uniforms.of(program, "random", 0), 0).tables[smooth]
    right = evaluate(table, (uniforms[:number] + 0.5) * 2.0**-32)
    np.testing.assert_array_equal(registers[1, :number], right)
    assert np.all(registers[1, -(-number // 8) * 8 :] == -1.0)
    assert np.all(registers[0] == -1.0)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 1.0])
def test_lanes_are_listed_in_their_order(share: float) -> None:
    """Compiled and plainly: the lanes whose next event comes before both ends; -1 where one is not a number."""
    registers = np.vstack([np.random.default_rng(0).random((1, 520)), np.full((1, 520), 2.0), np.empty((1, 520))])
    registers[1, ::3] = 0.0
    right = np.flatnonzero((registers[0, :512] < share) & (registers[1, :512] > 0.0))
    for function in (list_due, getattr(list_due, "function", list_due)):
        lanes = np.full(512, 9, np.uint64)
        assert function(registers, np.uint64(0), np.uint64(1), share, lanes) == right.size
        np.testing.assert_array_equal(lanes[: right.size], right)
    registers[1, 7] = np.nan
    assert list_due(registers, np.uint64(0), np.uint64(1), share, np.empty(512, np.uint64)) == -1


def test_an_array_begins_on_a_cache_line() -> None:
    """Of whatever size."""
    for rows in range(1, 5):
        found = on_line((rows, 7), np.uint32)
        assert found.ctypes.data % 64 == 0
        assert found.shape == (rows, 7)


@jitted
def test_only_numbers_may_differ() -> None:
    """The months are part of the structure, scalars are not."""
    program = lower(load("support_chatbot"))
    moved = replace(program, scalars=program.scalars * 1.5)
    assert native._structure_of(moved)[0] is native._structure_of(program)[0]
    shorter = replace(program, scalars=program.scalars[:, :-1])
    assert native._structure_of(shorter)[0] is not native._structure_of(program)[0]
