"""The guarded folders that keep machine code and the like, named by a hash of everything that can change it.

Nothing here imports numba: a process that finds its kernels does without. Machine code is run as it is found: the
folder is used only if no other user can write to it, and each file ends in a hash of itself, for a power failure can
leave a page of zeros. Without such a folder each process compiles its kernels, and nothing else changes.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.util
import os
import platform
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

__all__ = [
    "cache_folder",
    "no_folder",
    "private_folder",
    "processor",
    "read_hashed",
    "setting",
    "source_hash",
    "write_hashed",
]

_KEPT = 12  # folders, by last use: going back to a recent version costs no compilation
_DIGEST = 16  # bytes of hash at the end of a file
_SETTINGS = (
    "BOUNDSCHECK",
    "CPU_NAME",
    "CPU_FEATURES",
    "ENABLE_AVX",
    "OPT",
    "LOOP_VECTORIZE",
    "SLP_VECTORIZE",
    "DEBUGINFO",
)


@functools.cache
def cache_folder() -> Path | None:
    """Give the folder of this version's machine code, made if it is missing; None where there can be none."""
    return None if setting("DISABLE_JIT") else private_folder("kernels", lambda: source_hash(Path(__file__).parent))


def private_folder(kind: str, key: Callable[[], str]) -> Path | None:
    """Give the folder `kind-key` of the user's cache, made for this user alone if it is missing; None if it cannot be.

    The last few of a kind are kept.
    """
    try:
        folder = _user_cache() / "tcorisk" / f"{kind}-{key()}"
        folder.parent.mkdir(parents=True, exist_ok=True)
        if not _is_ours(folder.parent):
            return None
        if stat.S_IMODE(folder.parent.stat().st_mode) != 0o700:
            folder.parent.chmod(0o700)
        if _make_private(folder):
            _remove_old(folder.parent.glob(f"{kind}-*"), folder)
        with contextlib.suppress(OSError):  # a container's file system that is only read
            os.utime(folder)
    except (OSError, RuntimeError):  # RuntimeError: there is no home
        return None
    return folder


def no_folder() -> str:
    """Say which folder was tried and why it cannot be used, where `cache_folder` gives none."""
    if setting("DISABLE_JIT"):
        return "NUMBA_DISABLE_JIT is set"
    try:
        folder = _user_cache() / "tcorisk"
    except RuntimeError:
        return "there is no home folder"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not _is_ours(folder):
            return f"{folder} belongs to another user, or is no folder"
        with tempfile.TemporaryDirectory(dir=folder):
            return f"a folder in {folder} belongs to another user, or is no folder"
    except OSError as error:
        return f"{folder}: {(error.strerror or str(error)).lower()}"


def setting(name: str) -> bool:
    """Return whether a switch of numba is on, `NUMBA_BOUNDSCHECK=1` for instance."""
    return os.environ.get(f"NUMBA_{name}", "0") not in ("", "0")


def read_hashed(file: Path) -> bytes | None:
    """Return what a file holds; None if there is none, or it is damaged."""
    try:
        whole = file.read_bytes()
    except OSError:
        return None
    content, digest = whole[:-_DIGEST], whole[-_DIGEST:]
    return content if digest == _digest(content) else None


def write_hashed(file: Path, content: bytes) -> None:
    """Write a file with a hash at its end: whole, or not at all.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.name)
    try:
        with open(handle, "wb") as new:
            new.write(content + _digest(content))
        os.replace(name, file)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_DIGEST).digest()


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
    versions = (_version_of("numba"), np.__version__, _version_of("llvmlite"), sys.version)
    return [*versions, *processor(), *(os.environ.get(f"NUMBA_{name}") for name in _SETTINGS)]


def processor() -> list[str]:
    """Return what decides about the last bits of a function: the kind of processor, and what it can do."""
    import llvmlite.binding  # here: who only checks a scenario needs none of it

    name, features = llvmlite.binding.get_host_cpu_name(), llvmlite.binding.get_host_cpu_features()
    return [platform.machine(), name, features.flatten()]


def _version_of(package: str) -> bytes:
    """Return the text of a package's file of its version, which is not imported: numba takes 0.2 s."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise RuntimeError(f"{package} is not installed")
    return Path(found.origin).with_name("_version.py").read_bytes()


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
