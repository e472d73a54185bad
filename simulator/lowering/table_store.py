"""Quantile tables on disk: reading one takes a tenth of the time that building it does.

Only the most frequent laws are kept. Their parameters are a few numbers, so that their text is the key. The folder is
guarded as that of machine code is, and holds at most 256 tables of 30 to 500 kB.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import sys
from pathlib import Path

import numpy as np
import scipy

from ... import distributions
from ...distributions import Beta, Gamma, Law, LogNormal, Pert, QuantileTable, build_table
from ..engine.kernel_cache import private_folder, processor, read_hashed, source_hash, write_hashed

__all__ = ["stored_table"]

_KEPT = (Beta, Gamma, LogNormal, Pert)
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
    folder = _folder() if type(law) in _KEPT else None
    if folder is None:
        return build_table(law)
    file = folder / hashlib.blake2b(repr(law).encode(), digest_size=16).hexdigest()
    content = read_hashed(file)
    if content is not None:
        return _unpacked(content)
    table = build_table(law)
    _write(file, table)
    return table


@functools.cache
def _folder() -> Path | None:
    def key() -> str:
        versions = (np.__version__, scipy.__version__, sys.version, *processor())
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
