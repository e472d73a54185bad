"""The laws: one small file each, what they are made from, and the tables that the simulator draws from."""

from .bernoulli import Bernoulli
from .beta import Beta
from .conditioned import Conditioned
from .constant import Constant
from .discrete import Discrete
from .errors import LawError
from .exponential import Exponential
from .gamma import Gamma
from .law import Array, Law
from .lognormal import LogNormal
from .moments import lattice_loss
from .normal import Normal
from .pert import Pert
from .registry import LAWS, interval, make_law, positional
from .tables import QuantileTable, build_table, evaluate
from .triangular import Triangular
from .uniform import Uniform

__all__ = [
    "LAWS",
    "Array",
    "Bernoulli",
    "Beta",
    "Conditioned",
    "Constant",
    "Discrete",
    "Exponential",
    "Gamma",
    "Law",
    "LawError",
    "LogNormal",
    "Normal",
    "Pert",
    "QuantileTable",
    "Triangular",
    "Uniform",
    "build_table",
    "evaluate",
    "interval",
    "lattice_loss",
    "make_law",
    "positional",
]
