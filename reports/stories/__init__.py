"""Stories: the data of each chart, and the finding that it proves."""

from .bad_case import bad_case
from .budget import BudgetKept
from .categories import CostByCategory
from .cumulative_cost import CumulativeCost
from .drivers import Bar, Drivers
from .first_estimate import FirstEstimate, Step
from .frontier import Frontier
from .heat_map import HeatMap, MapCell
from .moves import Moves
from .option_costs import OptionCosts
from .savings import Savings
from .story import Band, BarRow, Look, Series, Story, looks
from .stress_story import StressRow, StressStory
from .volume import VolumeChoice, VolumeSpan

__all__ = [
    "Band",
    "Bar",
    "BarRow",
    "BudgetKept",
    "CostByCategory",
    "CumulativeCost",
    "Drivers",
    "FirstEstimate",
    "Frontier",
    "HeatMap",
    "Look",
    "MapCell",
    "Moves",
    "OptionCosts",
    "Savings",
    "Series",
    "Step",
    "Story",
    "StressRow",
    "StressStory",
    "VolumeChoice",
    "VolumeSpan",
    "bad_case",
    "looks",
]
