"""Machine code from LLVM's assembly text, without numba: compiled to an object file, kept on disk, called by kernels.

An object file is run as it is, so it lies in the guarded folder of `kernel_cache`, is named by a hash of its text, and
ends in a hash of itself.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm

from .eights import Inline
from .kernel_cache import cache_folder, processor, read_hashed, write_hashed

__all__ = ["call", "compiled", "keep", "kept"]

_KEPT = 64  # files, by last use: some MB
_LEVEL = 2  # of code generation; 3 takes a third longer and gains nothing


def compiled(text: str) -> bytes:
    """Return the object file of a module of assembly text, for the processor of this machine."""
    _initialize()
    machine = _target_machine()
    module = llvm.parse_assembly(text)
    module.triple = machine.triple
    module.data_layout = str(machine.target_data)
    return bytes(machine.emit_object(module))


def kept(text: str) -> bytes | None:
    """Return the object file of a text from disk; None where there is none, or a damaged one."""
    path = _path(text)
    if path is None:
        return None
    with contextlib.suppress(OSError):
        os.utime(path)
    return read_hashed(path)


def keep(text: str, content: bytes) -> None:
    """Write the object file of a text to disk, where there is room for it, and remove the oldest."""
    path = _path(text)
    if path is None:
        return
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, exist_ok=True)
        write_hashed(path, content)
        files = sorted(path.parent.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True)
        for old in files[_KEPT:]:
            old.unlink(missing_ok=True)


def _path(text: str) -> Path | None:
    folder = cache_folder()
    if folder is None:
        return None
    name = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()  # the folder is that of this processor
    return folder / "segments" / f"{name}.o"


@cache
def _initialize() -> None:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()


def _target_machine() -> Any:
    _, cpu, features = processor()
    target = llvm.Target.from_default_triple()
    return target.create_target_machine(cpu=cpu, features=features, opt=_LEVEL, codemodel="jitdefault", jit=True)


def _call(typing: Any, address: Any, context: Any, month: Any, horizon: Any, block: Any) -> Any:
    """Give numba what calls the function at an address with four whole numbers."""
    from llvmlite import ir
    from numba.core import types

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        word = ir.IntType(64)
        function = ir.FunctionType(ir.VoidType(), [word] * 4).as_pointer()
        builder.call(builder.inttoptr(arguments[0], function), arguments[1:])
        return context.get_dummy_value()

    return types.void(*[types.int64] * 5), generate


def _call_plainly(*_: int) -> int:
    raise NotImplementedError("machine code is called by machine code")


#: Calls the function at an address with four whole numbers; for kernels.
call = Inline(_call_plainly, _call)
