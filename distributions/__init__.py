"""The laws: one small file each, what they are made from, and the tables that the simulator draws from."""

from .bernoulli import Bernoulli
from .beta import Beta
from .binomial import Binomial
from .conditioned import Conditioned
from .constant import Constant
from .counts import Counts
from .dependence import possible_ranks, rank_of_score, score_correlations, score_of_rank, triangle
from .discrete import Discrete
from .empirical import Empirical
from .errors import LawError
from .exponential import Exponential
from .gamma import Gamma
from .integration import expected_value, nodes_of
from .law import Array, Law
from .logistic import Logistic
from .lognormal import LogNormal
from .metalog import Metalog
from .mixture import Mixture
from .moments import lattice_loss
from .negative_binomial import NegativeBinomial
from .normal import Normal
from .pareto import Pareto
from .percentiles import IS_PERCENTILE
from .pert import Pert
from .poisson import Poisson
from .registry import LAWS, check_law, interval, make_law, positional
from .scipy_law import SciPy
from .scores import CommonScale, OnScores, Scores
from .stated import FORMS
from .student_t import StudentT
from .tables import QuantileTable, build_table, evaluate, evaluate_folded
from .tails import finite_moments
from .triangular import Triangular
from .uniform import Uniform
from .weibull import Weibull

__all__ = [
    "FORMS",
    "IS_PERCENTILE",
    "LAWS",
    "Array",
    "Bernoulli",
    "Beta",
    "Binomial",
    "CommonScale",
    "Conditioned",
    "Constant",
    "Counts",
    "Discrete",
    "Empirical",
    "Exponential",
    "Gamma",
    "Law",
    "LawError",
    "LogNormal",
    "Logistic",
    "Metalog",
    "Mixture",
    "NegativeBinomial",
    "Normal",
    "OnScores",
    "Pareto",
    "Pert",
    "Poisson",
    "QuantileTable",
    "SciPy",
    "Scores",
    "StudentT",
    "Triangular",
    "Uniform",
    "Weibull",
    "build_table",
    "check_law",
    "evaluate",
    "evaluate_folded",
    "expected_value",
    "finite_moments",
    "interval",
    "lattice_loss",
    "make_law",
    "nodes_of",
    "positional",
    "possible_ranks",
    "rank_of_score",
    "score_correlations",
    "score_of_rank",
    "triangle",
]
