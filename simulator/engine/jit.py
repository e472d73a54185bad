"""One decorator for every jitted function, and the guarded folder that keeps their machine code.

numba's own disk cache looks at one source file: edit a function that a kernel calls in another file, and the kernel
keeps the old machine code. So the folder used here is named by a hash of everything that can change that code. Its
files are pickles: it is used only if no other user can write to it. Each file of machine code ends in a hash of itself:
a page of zeros, as a power failure can leave, would be run as it is. Without such a folder, each process compiles its
kernels, and nothing else changes.
"""

from __future__ import annotations

import functools
import hashlib
import os
import pickle
import platform
import shutil
import stat
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from traceback import walk_tb
from typing import Any, TypeVar

import llvmlite.binding
import numba
import numpy as np
from numba.core import config as _numba_config
from numba.core.caching import NullCache

from .errors import SimulationError

__all__ = ["cache_folder", "is_cached", "kernel", "source_hash", "warm"]

Function = TypeVar("Function", bound=Callable[..., Any])
Answer = TypeVar("Answer")

_KEPT = 12  # folders, by last use: going back to a recent version costs no compilation
_DIGEST = 16  # bytes of hash at the end of a file
_SETTINGS = (
    "BOUNDSCHECK",
    "USING_SVML",  # and not DISABLE_INTEL_SVML, which changes nothing where there is no such library
    "CPU_NAME",
    "CPU_FEATURES",
    "ENABLE_AVX",
    "OPT",
    "LOOP_VECTORIZE",
    "SLP_VECTORIZE",
    "DEBUGINFO_DEFAULT",
)
_numba_files: Any = numba.core.caching.IndexDataCacheFile  # untyped
config: Any = _numba_config  # its attributes come and go with the environment: none is declared
_kernels: list[Any] = []  # dispatchers; a module keeps each alive as long as this list does
_njit: Any = functools.partial(numba.njit, nogil=True, error_model="numpy", fastmath=False, boundscheck=False)


def kernel(function: Function) -> Function:
    """Compile a function with numba when it is first called: the interpreter lock released, no fast maths.

    An index is checked only under `NUMBA_BOUNDSCHECK=1`; a division by zero gives inf or NaN, as in NumPy. Functions
    called by kernels are decorated too. With `NUMBA_DISABLE_JIT=1` the function comes back as it is.
    """
    folder = cache_folder()
    if folder is None:
        return _njit()(function)  # type: ignore[no-any-return]
    before = config.CACHE_DIR
    config.CACHE_DIR = str(folder)  # numba reads it while it decorates and at no other time
    try:
        compiled = _njit(cache=True)(function)
    except (OSError, RuntimeError):  # nowhere to write: numba raises where compiling in memory would do
        return _njit()(function)  # type: ignore[no-any-return]
    finally:
        config.CACHE_DIR = before
    if folder not in Path(compiled.stats.cache_path).parents:
        compiled._cache = NullCache()  # numba chose a folder that is not guarded
    else:
        compiled._cache._cache_file.__class__ = _HashedFiles
    _kernels.append(compiled)
    return compiled  # type: ignore[no-any-return]


class _HashedFiles(_numba_files):  # type: ignore[misc]
    """numba's files of machine code, each with a hash of its content at the end."""

    def _save_data(self, name: str, data: object) -> None:
        content = self._dump(data)
        with self._open_for_write(self._data_path(name)) as file:
            file.write(content + _digest(content))

    def _load_data(self, name: str) -> object:
        whole = Path(self._data_path(name)).read_bytes()
        content, digest = whole[:-_DIGEST], whole[-_DIGEST:]
        if digest != _digest(content):
            raise ValueError(f"{name} is damaged")  # `warm` recovers
        return pickle.loads(content)


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_DIGEST).digest()


def warm(call: Callable[[], Answer]) -> Answer:
    """Run a first call of kernels, in spite of damaged files on disk.

    A truncated file, or a disk too full to write one, makes numba raise from inside the call. So after a failure the
    folder is emptied and the call repeated; after a second one the kernels go on without a folder. The third raises. So
    does at once what numba has no part in: the folder serves other processes too.

    Parameters
    ----------
    call : callable
        Runs kernels on small arguments; must bear being repeated.
    """
    for recover in (_wipe, _detach):
        try:
            return call()
        except SimulationError:
            raise
        except Exception as error:
            if cache_folder() is None or not _of_numba(error):
                raise
            recover()
            for compiled in _kernels:
                # numba remembers a failed load of a called function as one that cannot be compiled
                compiled._compiler._failed_cache.clear()
    return call()


def _of_numba(error: Exception) -> bool:
    """Return whether an error came through numba, as that of a damaged file does."""
    return any(frame.f_globals.get("__name__", "").startswith("numba.") for frame, _ in walk_tb(error.__traceback__))


def is_cached(*functions: Callable[..., Any]) -> bool:
    """Return whether the machine code of all these kernels (of any kernel, if none is named) is on disk."""
    folder = cache_folder()
    if folder is None:
        return False
    names = [f"{f.__module__.rpartition('.')[2]}.{f.__qualname__}-*.nbc" for f in functions] or ["*.nbc"]
    return all(any(folder.glob(f"*/{name}")) for name in names)


@functools.cache
def cache_folder() -> Path | None:
    """Give the folder of this version's machine code, made if it is missing; None where there can be none."""
    if config.DISABLE_JIT:
        return None
    try:
        folder = _user_cache() / "tcorisk" / f"kernels-{source_hash(Path(__file__).parent)}"
        folder.parent.mkdir(parents=True, exist_ok=True)
        if not _is_ours(folder.parent):
            return None
        folder.parent.chmod(0o700)
        if _make_private(folder):
            _remove_old(folder.parent.glob("kernels-*"), folder)
        os.utime(folder)
    except (OSError, RuntimeError):  # RuntimeError: there is no home
        return None
    return folder


def source_hash(folder: Path, settings: Iterable[object] | None = None) -> str:
    """Hash all that can change the machine code: sources, versions, compiler settings and processor.

    Parameters
    ----------
    folder : Path
        Every `.py` file below it counts, with its path.
    settings : iterable, optional
        What counts besides; default: this process's versions, numba settings and processor.
    """
    digest = hashlib.blake2b(digest_size=12)
    for source in sorted(folder.rglob("*.py")):
        text = source.read_bytes()
        digest.update(f"{source.relative_to(folder).as_posix()}\0{len(text)}\0".encode())
        digest.update(text)
    digest.update(repr(list(_settings() if settings is None else settings)).encode())
    return digest.hexdigest()


def _settings() -> list[object]:
    versions = (numba.__version__, np.__version__, llvmlite.__version__, sys.version, platform.machine())
    return [*versions, llvmlite.binding.get_host_cpu_name(), *(getattr(config, name, None) for name in _SETTINGS)]


def _user_cache() -> Path:
    given = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if given.is_absolute():  # the XDG specification ignores relative ones
        return given
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")


def _is_ours(folder: Path) -> bool:
    """Return whether it is a true folder that this user owns; Windows keeps each user's folders apart by itself."""
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and (not hasattr(os, "getuid") or found.st_uid == os.getuid())


def _make_private(folder: Path) -> bool:
    """Make the folder, for us alone; tell whether there was none before."""
    try:
        folder.mkdir(mode=0o700)
        return True
    except FileExistsError:
        if not _is_ours(folder):
            raise
        if hasattr(os, "getuid") and folder.stat().st_mode & 0o077:  # who knows who wrote these files
            shutil.rmtree(folder)
            folder.mkdir(mode=0o700)
        return False


def _remove_old(folders: Iterable[Path], current: Path) -> None:
    others = sorted((f for f in folders if f != current), key=lambda f: f.lstat().st_mtime, reverse=True)
    for old in others[_KEPT - 1 :]:
        shutil.rmtree(old, ignore_errors=True)


def _wipe() -> None:
    folder = cache_folder()
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700, exist_ok=True)


def _detach() -> None:
    for compiled in _kernels:
        compiled._cache = NullCache()
