"""The special functions of SciPy that laws and intervals need, without the rest of `scipy.special`.

They are compiled, in one module. The package around it adds a layer for arrays of other libraries, whose import takes
0.1 s. So the module is imported under a stand-in for its package, which is there for those milliseconds only: whoever
imports `scipy.special` later gets all of it, and the same functions.
"""

from __future__ import annotations

import importlib
import sys
import threading
import types
from pathlib import Path
from typing import TYPE_CHECKING, Any

import scipy

__all__ = [
    "bdtr",
    "bdtrc",
    "betainc",
    "betaincc",
    "betainccinv",
    "betaincinv",
    "betaln",
    "expit",
    "gammainc",
    "gammaincc",
    "gammainccinv",
    "gammaincinv",
    "logit",
    "ndtr",
    "ndtri",
    "stdtr",
    "stdtrit",
]

_PACKAGE = "scipy.special"


def _compiled() -> Any:
    """Return what holds the functions: the compiled module, or the package where that is safer."""
    if _PACKAGE not in sys.modules and threading.active_count() == 1:  # another thread could meet the stand-in
        package = types.ModuleType(_PACKAGE)
        package.__path__ = [str(Path(scipy.__file__).with_name("special"))]
        sys.modules[_PACKAGE] = package
        try:
            found = importlib.import_module(f"{_PACKAGE}._ufuncs")
            if all(hasattr(found, name) for name in __all__):
                return found
        except ImportError:  # another SciPy keeps them elsewhere
            pass
        finally:
            del sys.modules[_PACKAGE]
    return importlib.import_module(_PACKAGE)


if TYPE_CHECKING:
    from scipy.special import (
        bdtr,
        bdtrc,
        betainc,
        betaincc,
        betainccinv,
        betaincinv,
        betaln,
        expit,
        gammainc,
        gammaincc,
        gammainccinv,
        gammaincinv,
        logit,
        ndtr,
        ndtri,
        stdtr,
        stdtrit,
    )
else:
    _found = _compiled()
    globals().update({name: getattr(_found, name) for name in __all__})
