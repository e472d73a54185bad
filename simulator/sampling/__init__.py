"""Where uniforms come from: scrambled Sobol points, and a counter-based generator beyond them."""

from .directions import MAX_DIMENSIONS, direction_numbers
from .philox import Whole, counter_points, event_points, fill_counter, fill_events, philox4x32, stream_key
from .sobol import fill_sobol, scramble, sobol_points

__all__ = [
    "MAX_DIMENSIONS",
    "Whole",
    "counter_points",
    "direction_numbers",
    "event_points",
    "fill_counter",
    "fill_events",
    "fill_sobol",
    "philox4x32",
    "scramble",
    "sobol_points",
    "stream_key",
]
