"""Reads and checks a scenario, and names the line and the key of every mistake."""

from .expressions import FUNCTIONS, OPERATORS, Call, Draw, Expression, Name, Number, walk
from .loading import load, loads
from .problems import ConfigError, Problem
from .scenario import (
    CATEGORIES,
    KINDS,
    Buffer,
    Caution,
    Events,
    Every,
    Growth,
    Launch,
    Line,
    Monthly,
    OneTime,
    Process,
    Quantity,
    Scenario,
    Source,
    Strategy,
    Timing,
)
from .settings import parse_setting
from .source import bundled

__all__ = [
    "CATEGORIES",
    "FUNCTIONS",
    "KINDS",
    "OPERATORS",
    "Buffer",
    "Call",
    "Caution",
    "ConfigError",
    "Draw",
    "Events",
    "Every",
    "Expression",
    "Growth",
    "Launch",
    "Line",
    "Monthly",
    "Name",
    "Number",
    "OneTime",
    "Problem",
    "Process",
    "Quantity",
    "Scenario",
    "Source",
    "Strategy",
    "Timing",
    "bundled",
    "load",
    "loads",
    "parse_setting",
    "walk",
]
