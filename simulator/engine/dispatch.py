"""Work that other processes do: sent to each of them once, and cut into pieces that take some seconds.

The work is shipped as bytes. A process opens them once and keeps the work by their hash; a piece of it is two numbers.
A Dask client hands the bytes round among its workers, and computes them again if those that hold them are lost. Any
other executor gets them with each piece, which is little beside what a piece sends back.
"""

from __future__ import annotations

import hashlib
import pickle
import threading
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol

from ..identity import VERSION
from .errors import SimulationError

__all__ = ["OTHER_BITS", "SECONDS", "Ahead", "Pace", "Work", "ahead_of", "is_client", "run_away"]

#: Why a work refuses to be done where the same program gives other bits.
OTHER_BITS = (
    "a worker's results differ in the last digits from those of this machine, so that the result would depend on who "
    "did what: use workers with the same kind of processor and the same versions of NumPy and numba"
)

#: What a piece takes: what is lost with a killed worker, beside which sending its counts is little.
SECONDS = 10.0

#: How often Dask runs a piece again that raised what we do not; lost workers it counts apart (`allowed-failures`).
_RETRIES = 5
_KEPT = 2  # works that a process keeps opened
_ASKED = 2.0  # seconds until a client is asked again how many threads its workers have

Ahead = Callable[[], int]
"""Returns how many pieces may be in flight now: a cluster grows and shrinks."""

Piece = tuple[int, int]
"""The first unit of a piece, and the number of its units."""


class Work(Protocol):
    """What is sent: it can be pickled."""

    def prepare(self) -> None:
        """Get ready, once in each process."""

    def run(self, first: int, units: int) -> Any:
        """Return what a piece gives; it may run beside others."""


class Answer(NamedTuple):
    """What a piece gave, or why it cannot be done, and the seconds it took."""

    found: Any
    seconds: float


class Pace:
    """How large a piece has to be: some seconds of work, and not more than leaves pieces for all at the end.

    Parameters
    ----------
    least : int
        Units of the smallest piece.
    ahead : callable
    rate : float, optional
        Units a second, as far as it is known.
    """

    def __init__(self, least: int, ahead: Ahead, rate: float | None = None) -> None:
        self.least = least
        self.ahead = ahead
        self.rate = rate

    def size(self, left: int) -> int:
        """Return the number of units of the next piece: a multiple of the least, or what is left."""
        wanted = 0.0 if self.rate is None else min(SECONDS * self.rate, left / (2 * self.ahead()))
        return min(left, max(self.least, int(wanted) // self.least * self.least))

    def observe(self, units: int, seconds: float) -> None:
        """Take note of how long a piece took."""
        self.rate = units / max(seconds, 1e-6)


def run_away(executor: Any, work: Work, pieces: Iterable[Piece], pace: Pace) -> Iterator[tuple[Piece, Any]]:
    """Yield each piece and what it gave, as soon as it is known, in any order.

    Parameters
    ----------
    executor : Executor or distributed.Client
    work : Work
    pieces : iterable of (int, int)
        Asked for the next piece when it can be handed out.
    pace : Pace
        Told how long pieces take; its `ahead` says how many to hand out before the first has come back.

    Raises
    ------
    SimulationError
        If a piece cannot be done.
    """
    payload = zlib.compress(pickle.dumps(work, protocol=5), 1)
    key = hashlib.sha256(payload).hexdigest()
    coming = iter(pieces)
    waiting: dict[Future[Answer], Piece] = {}
    with _submitting(executor, key, payload) as (submit, shipped):
        try:
            while True:
                while len(waiting) < pace.ahead() and (piece := next(coming, None)) is not None:
                    waiting[submit(_run_piece, VERSION, key, piece, shipped)] = piece
                if not waiting:
                    return
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    piece = waiting.pop(future)
                    answer = future.result()
                    if isinstance(answer.found, SimulationError):
                        raise answer.found
                    pace.observe(piece[1], answer.seconds)
                    yield piece, answer.found
        finally:
            for future in waiting:
                future.cancel()


@contextmanager
def _submitting(executor: Any, key: str, payload: bytes) -> Iterator[tuple[Callable[..., Future[Answer]], Any]]:
    """Give what submits a piece, and the payload as its argument."""
    if not is_client(executor):
        yield executor.submit, payload
        return
    import dask

    with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GiB"}):
        # a task, and not `scatter`: what was scattered is lost with the workers that hold it
        shipped = executor.submit(bytes, payload, key=f"tcorisk-{key}", retries=_RETRIES)
    pool: Executor = executor.get_executor(pure=False, retries=_RETRIES)
    try:
        yield pool.submit, shipped
    finally:
        shipped.release()


def is_client(executor: Any) -> bool:
    """Return whether this is a Dask client, without importing Dask."""
    return callable(getattr(executor, "get_executor", None))


def ahead_of(executor: Any, ahead: int | None, threads: int) -> Ahead:
    """Return how many pieces may be in flight: as given, or twice the threads of a Dask client's workers.

    Other executors do not say how many workers they have: four times the threads of this machine.
    """
    if ahead is not None:
        return lambda: ahead
    if not is_client(executor):
        return lambda: 4 * threads
    asked, found = float("-inf"), 1

    def of_client() -> int:
        nonlocal asked, found
        if time.monotonic() - asked > _ASKED:
            found = max(1, 2 * sum(executor.nthreads().values()))
            asked = time.monotonic()
        return found

    return of_client


# -- in the other process --------------------------------------------------------------------------------------------

_opened: OrderedDict[str, Work] = OrderedDict()
_opening = threading.Lock()


def _run_piece(version: str, key: str, piece: Piece, payload: bytes) -> Answer:
    began = time.perf_counter()
    try:
        if version != VERSION:
            raise SimulationError(f"a worker has tcorisk {VERSION}, and this is {version}: install one version on all")
        work = _open(key, payload)
        began = time.perf_counter()
        found = work.run(*piece)
    except SimulationError as error:
        found = error  # Dask would run again what raised, to the same end
    return Answer(found, time.perf_counter() - began)


def _open(key: str, payload: bytes) -> Work:
    with _opening:
        if key not in _opened:
            work: Work = pickle.loads(zlib.decompress(payload))
            work.prepare()
            _opened[key] = work
            while len(_opened) > _KEPT:
                _opened.popitem(last=False)
        _opened.move_to_end(key)
        return _opened[key]
