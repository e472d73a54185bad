from .engine.errors import SimulationError as SimulationError
from .lowering import lower as lower
from .lowering.paying import register_lowering as register_lowering
from .result import Result as Result
from .simulation import simulate as simulate
from .studies.axes import grid as grid
from .studies.best_moves import MoveTimes as MoveTimes, move_times as move_times
from .studies.comparisons import Comparison as Comparison, compare as compare
from .studies.crossovers import Crossover as Crossover, crossover as crossover, frontier as frontier
from .studies.optimum import Optimum as Optimum, optimise as optimise
from .studies.stresses import Stress as Stress, stress as stress
from .studies.sweeps import sweep as sweep
from .studies.two_levels import two_level as two_level
from .studies.uncertainty_bands import Uncertainty as Uncertainty
from .tracing.trajectory import Trace as Trace, trace as trace
