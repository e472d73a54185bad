"""One decorator for every jitted function, and the machine code of those that Python calls.

An *entry* is a kernel that Python calls in a run. numba compiles it once, in a process of its own: there nothing is set
but what the machine needs, so that the command and the library share machine code, whatever either has set, and two
processors compile at the same time. It is kept as object code (`object_code`, `kernel_cache`). A later process
loads that in milliseconds, and never imports numba, which would take half a second.

Where object code cannot be had, numba calls the same functions itself: with `NUMBA_BOUNDSCHECK=1`, which has to raise,
and where no process can be started. With `NUMBA_DISABLE_JIT=1` they are plain Python.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from .kernel_cache import cache_folder, no_folder, read_hashed, setting, write_hashed
from .object_code import Argument, NotLoadable, declared, load_object, object_of

__all__ = ["Prepared", "entry", "is_cached", "kernel", "prepare"]

Function = TypeVar("Function", bound=Callable[..., Any])

_SECONDS = 10  # a compilation takes about as long on two processors
_entries: list[Entry] = []
_preparing = threading.Lock()

#: What a process that compiles runs: its arguments come as JSON, and it finds modules where this one does.
_CHILD = """
import importlib, json, sys
package, sys.path[:], folder, entries = json.load(sys.stdin)
importlib.import_module(package).compile_entries(folder, entries)
"""


def kernel(function: Function) -> Function:
    """Compile a function with numba when another kernel first needs it: no fast maths, no bounds checks.

    A division by zero gives inf or NaN, as in NumPy.
    """
    return function if setting("DISABLE_JIT") else _Kernel(function)  # type: ignore[return-value]  # called alike


def entry(function: Function) -> Function:
    """Compile a kernel that Python calls in a run: once for this installation.

    It takes what its annotations say (see `object_code`), releases the interpreter lock, and returns nothing.
    """
    if setting("DISABLE_JIT"):
        return function
    found = Entry(function)
    _entries.append(found)
    return found  # type: ignore[return-value]  # called alike


class _Kernel:
    """A function that numba compiles when it is first needed."""

    def __init__(self, function: Callable[..., Any]) -> None:
        functools.update_wrapper(self, function)
        self.function = function

    def __call__(self, *arguments: Any) -> Any:
        return self.by_numba(*arguments)

    @functools.cached_property
    def by_numba(self) -> Any:
        """The function as numba calls it from Python."""
        return _njit(self.function)

    @functools.cached_property
    def bare(self) -> Any:
        """The function as other kernels call it: with no way in from Python, and arrays whose owners do not count.

        numba rewrites nothing first: that takes a tenth of the time, and gives the same machine code here.
        """
        return _njit(self.function, no_cpython_wrapper=True, no_cfunc_wrapper=True, no_rewrites=True, _nrt=False)

    @property
    def _numba_type_(self) -> Any:  # numba asks for it where a kernel calls this one
        from numba.core import types

        return types.Dispatcher(self.bare)


class Entry(_Kernel):
    """A kernel that Python calls in a run."""

    call: Callable[..., None] | None = None  # None: not sought yet

    def __call__(self, *arguments: Any) -> None:
        if self.call is None:
            prepare()
        assert self.call is not None
        self.call(*arguments)

    @property
    def file(self) -> str:
        """Name of its file in the folder."""
        return f"{self.function.__module__.rpartition('.')[2]}.{self.function.__qualname__}.object"

    @functools.cached_property
    def arguments(self) -> list[Argument]:
        """What it takes."""
        return declared(self.function)


def _njit(function: Callable[..., Any], **options: Any) -> Any:
    import numba

    return numba.njit(nogil=True, error_model="numpy", fastmath=False, boundscheck=False, **options)(function)


class Prepared(NamedTuple):
    """What `prepare` did.

    Attributes
    ----------
    compiled : int
        Number of entries that were not on disk.
    passing : int
        Of these, how many are not kept: the next process compiles them again.
    """

    compiled: int
    passing: int


def prepare(*, quiet: bool = False) -> Prepared:
    """Make ready every entry of the modules that are imported, and compile what is not on disk.

    A call of an entry does this by itself. A compilation is announced to the logger `tcorisk`, as a warning. By
    default Python prints it on standard error, in a notebook too: who waits ten seconds wants to know why.

    Parameters
    ----------
    quiet : bool
        Announces nothing.
    """
    with _preparing:
        sought = [found for found in _entries if found.call is None]
        missing = [found for found in sought if not _load(found, cache_folder())]
        lost: list[Entry] = []
        if missing:
            if not quiet:
                _announce()
            with _folder() as folder:
                _compile_apart(missing, folder)
                lost = [found for found in missing if not _load(found, folder)]
            for found in lost:
                found.call = found.by_numba
    return Prepared(len(missing), len(missing if cache_folder() is None else lost))


def is_cached(*entries: Callable[..., Any]) -> bool:
    """Return whether the machine code of these entries, as this installation runs them, is on disk and whole."""
    folder = cache_folder()
    return folder is not None and all(
        isinstance(found, Entry) and read_hashed(folder / found.file) is not None for found in entries
    )


def _load(found: Entry, folder: Path | None) -> bool:
    """Load an entry's object code; return whether there was any."""
    if folder is None or setting("BOUNDSCHECK"):
        return False
    content = read_hashed(folder / found.file)
    if content is None:
        return False
    with contextlib.suppress(NotLoadable):
        found.call = load_object(content, found.arguments)
    return found.call is not None


def _announce() -> None:
    import logging

    kept = "once for this installation"
    if setting("BOUNDSCHECK"):
        kept = "for this process alone (NUMBA_BOUNDSCHECK is set)"
    elif cache_folder() is None:
        kept = f"for this process alone ({no_folder()}; XDG_CACHE_HOME names another folder)"
    logging.getLogger("tcorisk").warning("compiling machine code, %s: about %d seconds ...", kept, _SECONDS)


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """Give the folder of machine code, or one for this process alone."""
    kept = cache_folder()
    if kept is not None:
        yield kept
        return
    with tempfile.TemporaryDirectory() as passing:
        yield Path(passing)


def _compile_apart(entries: list[Entry], folder: Path) -> None:
    """Compile entries in two processes, the largest by itself: what does not come out of it is left to numba."""
    if setting("BOUNDSCHECK") or "python" not in Path(sys.executable or "").name.lower():  # an application's own file
        return
    largest, *others = sorted(entries, key=lambda found: -len(found.function.__code__.co_code))
    # numba finds no settings in this folder; with Intel's vector mathematics exp and log would have other last bits
    how: dict[str, Any] = {"cwd": folder, "env": os.environ | {"NUMBA_DISABLE_INTEL_SVML": "1"}, "text": True}
    processes: list[subprocess.Popen[str]] = []
    try:
        for some in filter(None, ([largest], others)):
            names = [(found.function.__module__, found.function.__qualname__) for found in some]
            process = subprocess.Popen(
                [sys.executable, "-c", _CHILD],
                stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **how,
            )  # fmt: skip
            processes.append(process)
            assert process.stdin is not None
            with contextlib.suppress(BrokenPipeError), process.stdin as pipe:
                json.dump((__name__, sys.path, str(folder), names), pipe)
        for process in processes:
            process.wait()
    except OSError:
        pass  # no process can be started here
    finally:
        for process in processes:
            process.kill()
            process.wait()


def compile_entries(folder: str, entries: list[tuple[str, str]]) -> None:
    """Compile entries, by module and name, into a folder: what a process of `_compile_apart` does."""
    for module, name in entries:
        found = getattr(importlib.import_module(module), name)
        write_hashed(Path(folder) / found.file, object_of(found.bare, found.arguments))
