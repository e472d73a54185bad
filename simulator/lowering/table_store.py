"""Quantile tables on disk: reading one takes a tenth of the time that building it does.

Only laws that take long to build are kept. Their text says all of them, so that it is the key. The folder is guarded as
that of machine code is, and holds at most 256 tables of 30 to 500 kB.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import platform
import sys
from pathlib import Path

import numpy as np
import scipy

from ... import distributions
from ...distributions import (
    Beta,
    Conditioned,
    Constant,
    Exponential,
    Gamma,
    Law,
    LogNormal,
    Mixture,
    Normal,
    OnScores,
    Pert,
    QuantileTable,
    Uniform,
    build_table,
)  # fmt: skip
from ..engine.kernel_cache import private_folder, processor, read_hashed, source_hash, write_hashed

__all__ = ["stored_table"]

_KEPT = (Beta, Gamma, LogNormal, Pert)
_QUICK = (Constant, Exponential, Normal, Uniform)  # kept as parts of others alone
_MOST = 256  # tables in the folder
_MOST_WRITTEN = 128  # by one process: a long study has new values all the time, which nobody asks for again

_written = 0


@functools.lru_cache(maxsize=1024)  # as `build_table` has
def stored_table(law: Law) -> QuantileTable:
    """Return the law's quantile table, from disk where it has been built before.

    Raises
    ------
    LawError
        As `build_table`.
    """
    folder = _folder() if type(law) in _KEPT or (_parts(law) and _says_all(law)) else None
    if folder is None:
        return build_table(law)
    file = folder / hashlib.blake2b(repr(law).encode(), digest_size=16).hexdigest()
    content = read_hashed(file)
    if content is not None:
        return _unpacked(content)
    table = build_table(law)
    _write(file, table)
    return table


def _parts(law: Law) -> tuple[Law, ...]:
    """Return the laws that a law is made of; none if it is a plain one."""
    return law.parts if isinstance(law, Mixture) else (law.law,) if isinstance(law, Conditioned | OnScores) else ()


def _says_all(law: Law) -> bool:
    """Return whether the text of a law says all of it: no file of values, and no law from elsewhere."""
    parts = _parts(law)
    return all(map(_says_all, parts)) if parts else type(law) in (*_KEPT, *_QUICK)


def _features() -> list[str]:
    """Return what NumPy asks of the processor before it chooses its functions; llvmlite takes 20 ms to say as much."""
    try:
        from numpy._core._multiarray_umath import __cpu_features__  # type: ignore[import-not-found]  # compiled
    except ImportError:  # nothing says that NumPy keeps it there
        return processor()
    return [platform.machine(), *sorted(name for name, there in __cpu_features__.items() if there)]


@functools.cache
def _folder() -> Path | None:
    def key() -> str:
        versions = (np.__version__, scipy.__version__, sys.version, *_features())
        return source_hash(Path(distributions.__file__).parent, versions)

    return private_folder("tables", key)


def _write(file: Path, table: QuantileTable) -> None:
    global _written
    if _written >= _MOST_WRITTEN:
        return
    with contextlib.suppress(OSError):  # a full disk; or another process removes old ones too
        if _written == 0:
            others = sorted(file.parent.iterdir(), key=lambda one: one.stat().st_mtime)
            for old in others[: max(0, len(others) + _MOST_WRITTEN - _MOST)]:
                old.unlink()
        segments = np.array([len(table.upper)], dtype=np.int64)
        parts = (segments, table.upper, table.bits, table.first, table.value, np.array([table.error]), table.cells)
        write_hashed(file, b"".join(part.tobytes() for part in parts))
        _written += 1


def _unpacked(content: bytes) -> QuantileTable:
    segments = int(np.frombuffer(content, np.int64, 1)[0])
    numbers, whole = np.frombuffer(content, np.float64)[1:], np.frombuffer(content, np.int64)[1:]
    at = 4 * segments
    return QuantileTable(
        upper=numbers[:segments],
        bits=whole[segments : 2 * segments],
        first=whole[2 * segments : 3 * segments],
        value=numbers[3 * segments : at],
        cells=numbers[at + 1 :].reshape(-1, 4),
        error=float(numbers[at]),
    )
