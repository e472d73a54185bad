"""What the pictures say: each story is the data of a chart and the sentence it proves, whoever draws it."""

from .bad_case import bad_case
from .budget import BudgetKept
from .categories import CostByCategory
from .cumulative_cost import CumulativeCost
from .drivers import Bar, Drivers
from .first_estimate import FirstEstimate, Step
from .heat_map import HeatMap
from .savings import Savings
from .story import Band, BarRow, Look, Series, Story, looks
from .volume import VolumeChance

__all__ = [
    "Band",
    "Bar",
    "BarRow",
    "BudgetKept",
    "CostByCategory",
    "CumulativeCost",
    "Drivers",
    "FirstEstimate",
    "HeatMap",
    "Look",
    "Savings",
    "Series",
    "Step",
    "Story",
    "VolumeChance",
    "bad_case",
    "looks",
]
