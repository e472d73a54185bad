from .directions import MAX_DIMENSIONS as MAX_DIMENSIONS, direction_numbers as direction_numbers
from .philox import (
    Whole as Whole,
    counter_points as counter_points,
    event_points as event_points,
    fill_counter as fill_counter,
    fill_events as fill_events,
    stream_key as stream_key,
)
from .sobol import fill_sobol as fill_sobol, scramble as scramble, sobol_points as sobol_points
