"""Object code of a function that numba has compiled: kept without numba, loaded by llvmlite, called through ctypes.

A function says what it takes in its annotations: `int`, `float`, `bool`, and arrays of `arrays`, C-contiguous. numba
passes an array as ten numbers or so: two pointers to its owner that are null here, the number and the size of its
items, its data, then lengths and strides. Such a function returns nothing, allocates nothing and raises nothing, so
that it needs no more than a C library.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any, NamedTuple, get_args, get_type_hints

import llvmlite.binding
import numpy as np

__all__ = ["Argument", "Loaded", "NotLoadable", "declared", "load_object", "object_of"]

#: What object code may call besides itself.
_LIBRARY = frozenset({"ceil", "exp", "floor", "fmod", "log", "memcpy", "memmove", "memset", "pow", "sqrt", "trunc"})

_Memory = ctypes.c_char * 0  # of an array, at no length in particular
_NUMBERS = {int: ctypes.c_int64, float: ctypes.c_double, bool: ctypes.c_bool}


class NotLoadable(Exception):
    """Object code that this process cannot run by itself."""


class Argument(NamedTuple):
    """What an argument has to be.

    Attributes
    ----------
    name : str
    kind : type or numpy.dtype
    dimensions : int
        0 for a number.
    """

    name: str
    kind: Any
    dimensions: int


def declared(function: Callable[..., None]) -> list[Argument]:
    """Return what a function's annotations say about its arguments."""
    hints = get_type_hints(function)
    del hints["return"]
    return [_argument(name, hint) for name, hint in hints.items()]


def _argument(name: str, hint: Any) -> Argument:
    if hint in _NUMBERS:
        return Argument(name, hint, 0)
    shape, dtype = get_args(hint)
    return Argument(name, np.dtype(*get_args(dtype)), len(get_args(shape)))


def object_of(dispatcher: Any, arguments: list[Argument]) -> bytes:
    """Compile a function; return its name in the object file, a line break and the object file.

    Parameters
    ----------
    dispatcher
        The function as numba's `njit` returns it, with neither wrapper nor reference counts.
    arguments : list of Argument

    Raises
    ------
    NotLoadable
        If it needs numba, or takes its arguments in another way.
    """
    from numba.core import types
    from numba.np.numpy_support import from_dtype

    def numba_type(argument: Argument) -> Any:
        if argument.dimensions:
            return types.Array(from_dtype(argument.kind), argument.dimensions, "C")
        return {int: types.int64, float: types.float64, bool: types.boolean}[argument.kind]

    wanted = tuple(map(numba_type, arguments))
    dispatcher.compile(wanted)
    compiled = dispatcher.overloads[wanted]
    name, library = compiled.fndesc.llvm_func_name, compiled.library
    module = library._final_module
    taken = len(list(module.get_function(name).arguments))
    if compiled.signature.return_type != types.none or taken != len(_c_types(arguments)):
        raise NotLoadable(f"{name} is called in another way")
    called = {function.name for function in module.functions if function.is_declaration}
    if unknown := {name for name in called if not name.startswith("llvm.")} - _LIBRARY:
        raise NotLoadable(f"{name} calls {', '.join(sorted(unknown))}")
    return name.encode() + b"\n" + library._get_compiled_object()  # type: ignore[no-any-return]


class Loaded:
    """An object file in memory: its functions can be called for as long as this lives.

    Parameters
    ----------
    code : bytes
        The object file.

    Raises
    ------
    NotLoadable
        If the C library lacks something.
    """

    def __init__(self, code: bytes) -> None:
        llvmlite.binding.initialize_native_target()
        llvmlite.binding.initialize_native_asmprinter()
        target = llvmlite.binding.Target.from_triple(llvmlite.binding.get_process_triple())
        machine = target.create_target_machine(jit=True)
        self._engine = llvmlite.binding.create_mcjit_compiler(llvmlite.binding.parse_assembly(""), machine)
        # LLVM ends the process where it finds no such function, and it looks for none before there is an engine
        if missing := [name for name in _LIBRARY if not llvmlite.binding.address_of_symbol(name)]:
            raise NotLoadable(f"no {missing[0]} in this process")
        self._engine.add_object_file(llvmlite.binding.ObjectFileRef.from_data(code))
        self._engine.finalize_object()

    def address(self, name: str) -> int:
        """Return the address of a function.

        Raises
        ------
        NotLoadable
            If there is none of this name.
        """
        found = int(self._engine.get_function_address(name))
        if not found:
            raise NotLoadable(f"no {name} in its object file")
        return found


def load_object(content: bytes, arguments: list[Argument]) -> Callable[..., None]:
    """Make a function of what `object_of` returned; it releases the interpreter lock while it runs.

    Raises
    ------
    NotLoadable
        If the C library lacks something.
    """
    name, _, code = content.partition(b"\n")
    loaded = Loaded(code)
    address = loaded.address(name.decode())
    function = ctypes.CFUNCTYPE(ctypes.c_int, *_c_types(arguments))(address)

    nothing, error = ctypes.byref(ctypes.c_void_p()), ctypes.byref(ctypes.c_void_p())  # written, and not read

    def call(*values: Any) -> None:
        if function(nothing, error, *_flat(values, arguments)):
            raise RuntimeError(f"{name.decode()} failed")

    call.loaded = loaded  # type: ignore[attr-defined]  # the code is freed with it
    return call


def _c_types(arguments: list[Argument]) -> list[Any]:
    pointer, number = ctypes.c_void_p, ctypes.c_int64
    found: list[Any] = [pointer, pointer]
    for argument in arguments:
        if argument.dimensions:
            found += [pointer, pointer, number, number, pointer, *[number] * (2 * argument.dimensions)]
        else:
            found.append(_NUMBERS[argument.kind])
    return found


def _flat(values: tuple[Any, ...], arguments: list[Argument]) -> list[Any]:
    flat: list[Any] = []
    for value, (name, kind, dimensions) in zip(values, arguments, strict=True):
        if not dimensions:
            flat.append(kind(value))
            continue
        if value.dtype != kind or value.ndim != dimensions or not (value.flags.c_contiguous and value.flags.aligned):
            found = f"{value.dtype} of {value.ndim}"
            raise TypeError(f"{name} needs to be {kind} of {dimensions} dimensions in C order, got {found}")
        data = _Memory.from_buffer(value) if value.flags.writeable else value.ctypes.data  # a third of the time
        flat += (None, None, value.size, value.itemsize, data, *value.shape, *value.strides)
    return flat
