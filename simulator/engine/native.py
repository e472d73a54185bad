"""Programs in machine code of their own, once they have run for longer than that takes to make.

The kernel runs any program at once. Meanwhile the work of each program is counted; when it exceeds that of a
compilation, or a run is known to be long, a thread compiles its segments, while the kernel goes on. Chunks that start
later call them. The numbers are the same to the last bit, so it does not matter when this happens, or whether: where it
cannot be done, the kernel runs everything. A program that differs in numbers alone shares the code.
"""

from __future__ import annotations

import hashlib
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from . import operations as op
from .kernel_cache import setting
from .machine_code import compiled, keep, kept
from .memory import LINE, on_line
from .object_code import Loaded
from .program import BLOCK, Program
from .segment_code import CONTEXT, WIDTH, module_text
from .segments import rewritten, segments_of, smooth_scalars

__all__ = ["Native", "Scratch", "make", "native_of", "settle"]

#: Executions of each instruction of the code, on a block, after which a run is likely to go on for long enough. To
#: compile an instruction takes as long as 1,300 to 6,000 executions of it, to load one as long as 50; each execution
#: after that takes a quarter less.
_TO_COMPILE = 4_000
_TO_LOAD = 500

#: On Windows a function with a large stack frame calls a function of the C library; where LLVM does not find that, it
#: ends the process.
_POSSIBLE = sys.platform != "win32"

_STRUCTURES = 32  # kept in memory, by last use


@dataclass(frozen=True, eq=False)
class Scratch:
    """Rows that the functions work on, for one thread: `drawn` holds uniforms, `draws` what becomes of them."""

    drawn: NDArray[np.uint32]
    draws: NDArray[np.float64]
    staged: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Native:
    """A program's functions, and the code that calls them.

    Attributes
    ----------
    code : uint64, shape (instructions, 8)
    addresses : int64, shape (functions,)
    draws : int64, shape (draws, 2)
        See `segments.rewritten`.
    most_draws, most_stores : int
        Of one function.
    cells : float64, shape (cells, 4)
        As in `Tables`, each on one cache line.
    loaded : Loaded
        Keeps the functions in memory.
    """

    code: NDArray[np.uint64]
    addresses: NDArray[np.int64]
    draws: NDArray[np.int64]
    most_draws: int
    most_stores: int
    cells: NDArray[np.float64]
    loaded: Loaded

    def scratch(self) -> Scratch:
        """Return rows to work on."""
        draws, stores = self.most_draws, self.most_stores
        return Scratch(on_line((draws, BLOCK), np.uint32), on_line((draws, WIDTH)), on_line((stores, WIDTH)))

    def context(self, program: Program, scratch: Scratch, **arrays: NDArray[Any]) -> NDArray[np.int64]:
        """Return what the functions get.

        Parameters
        ----------
        program : Program
        scratch : Scratch
        registers, results, sums, centre, keep
            As for `kernel.run_blocks`.
        """
        tables = program.tables
        stride, rows = arrays["results"].shape[1], arrays["sums"].shape[1]
        given: dict[str, Any] = {
            **arrays, "scalars": program.scalars, "start": tables.start, "bits": tables.bits, "first": tables.first,
            "cells": self.cells, "drawn": scratch.drawn, "draws": scratch.draws, "staged": scratch.staged,
            "stride": stride, "rows": rows,
        }  # fmt: skip
        found = [given[name] for name in CONTEXT]
        return np.array([each if isinstance(each, int) else each.ctypes.data for each in found], dtype=np.int64)


@dataclass(eq=False)
class _Structure:
    """What programs that differ in numbers alone share.

    Attributes
    ----------
    blocks : int
        How many have been run.
    native : Native, optional
        Of one of them.
    busy : Thread, optional
        Makes it.
    looked, failed : bool
        Whether it has been looked for on disk; whether there is no machine code to be had.
    """

    blocks: int = 0
    native: Native | None = None
    busy: threading.Thread | None = None
    looked: bool = False
    failed: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)


_structures: OrderedDict[bytes, _Structure] = OrderedDict()
_of_programs: WeakKeyDictionary[Program, tuple[_Structure, float]] = WeakKeyDictionary()
_natives: WeakKeyDictionary[Program, Native] = WeakKeyDictionary()
_lock = threading.Lock()


def native_of(program: Program, blocks: int, agrees: Callable[[Native], bool], expected: int = 0) -> Native | None:
    """Return a program's machine code, if there is any now, and take note that blocks are run.

    Parameters
    ----------
    program : Program
    blocks : int
    agrees : callable
        Returns whether machine code gives what the kernel gives; it is not used where it does not.
    expected : int
        Blocks of the whole run, where that is known: a long one need not show first that it goes on.
    """
    found = _natives.get(program)
    if found is not None or not _POSSIBLE or setting("DISABLE_JIT") or setting("BOUNDSCHECK"):
        return found
    structure, work = _structure_of(program)
    with structure.lock:
        structure.blocks += blocks
        if structure.failed or structure.busy is not None:
            return None
        if structure.native is None:
            spent, ahead = structure.blocks * work, expected * work
            # what has run for so long is likely to run for as long again: a length that is known has to be both
            compiles = spent > _TO_COMPILE or ahead > 2 * _TO_COMPILE
            if compiles or (not structure.looked and max(spent, ahead) > _TO_LOAD):
                structure.busy = threading.Thread(
                    target=_make_shared, args=(structure, program, compiles, agrees), name="native code"
                )
                structure.busy.start()
            return None
        _natives[program] = found = replace(structure.native, cells=_lined_up(program))
    return found


def settle(program: Program) -> None:
    """Wait until what is being made for a program is ready."""
    busy = _structure_of(program)[0].busy
    if busy is not None:
        busy.join()


def make(program: Program) -> Native:
    """Return a program's machine code, made here and now."""
    return _bound(program, Loaded(compiled(module_text(program))))


def _structure_of(program: Program) -> tuple[_Structure, float]:
    """Return a program's structure, and how often a block executes an instruction of its code."""
    with _lock:
        if program not in _of_programs:
            sizes = program.schedule[:, 1] - program.schedule[:, 0]
            key = hashlib.blake2b(digest_size=16)
            for part in (program.code, program.schedule, np.array(program.scalars.shape), smooth_scalars(program)):
                key.update(np.ascontiguousarray(part).tobytes())
            structure = _structures.setdefault(key.digest(), _Structure())
            _structures.move_to_end(key.digest())
            while len(_structures) > _STRUCTURES:
                _structures.popitem(last=False)
            _of_programs[program] = structure, float(sizes.sum()) / max(1, len(program.code))
        return _of_programs[program]


def _make_shared(structure: _Structure, program: Program, compiles: bool, agrees: Callable[[Native], bool]) -> None:
    native, failed = None, False
    try:
        text = module_text(program)
        content = kept(text)
        if content is None and compiles:
            content = compiled(text)
            keep(text, content)
        if content is not None:
            native = _bound(program, Loaded(content))
            failed = not agrees(native)
    except Exception:  # no compiler for this machine, no memory: the kernel goes on
        failed = True
    with structure.lock:
        structure.native, structure.failed = (None if failed else native), failed
        structure.looked, structure.busy = True, None


def _bound(program: Program, loaded: Loaded) -> Native:
    segments = segments_of(program)
    code, draws = rewritten(program, segments)
    stores = np.isin(program.code[:, 0], (op.STORE, op.STORE_MONTH))
    return Native(
        code=code,
        addresses=np.array([loaded.address(f"segment_{k}") for k in range(len(segments))], dtype=np.int64),
        draws=draws,
        most_draws=max((len(segment.draws) for segment in segments), default=0),
        most_stores=max((int(stores[segment.start : segment.stop].sum()) for segment in segments), default=0),
        cells=_lined_up(program),
        loaded=loaded,
    )


def _lined_up(program: Program) -> NDArray[np.float64]:
    """Return the cells of a program's tables, none of which lies across two cache lines."""
    cells = program.tables.cells
    if cells.ctypes.data % LINE:  # as where another process made them
        cells, given = on_line(cells.shape), cells
        cells[...] = given
    return cells
