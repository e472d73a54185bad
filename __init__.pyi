from .configs import (
    ConfigError as ConfigError,
    Scenario as Scenario,
    from_dict as from_dict,
    load as load,
)
from .simulator import (
    Comparison as Comparison,
    Crossover as Crossover,
    MoveTimes as MoveTimes,
    Optimum as Optimum,
    Result as Result,
    SimulationError as SimulationError,
    Stress as Stress,
    Trace as Trace,
    Uncertainty as Uncertainty,
    compare as compare,
    crossover as crossover,
    frontier as frontier,
    grid as grid,
    move_times as move_times,
    optimise as optimise,
    simulate as simulate,
    stress as stress,
    sweep as sweep,
    trace as trace,
    two_level as two_level,
)
from .simulator.sensitivity import sensitivity as sensitivity
from .simulator.sensitivity.information import evpi as evpi, evppi as evppi, evsi as evsi

__version__: str
