from .cells import heat_map as heat_map
from .curves import volume as volume
from .dispatch import CHARTS as CHARTS, draw as draw
from .exceedance import budget as budget
from .fan import cumulative_cost as cumulative_cost
from .grouped_bars import categories as categories
from .histogram import savings as savings
from .month_curves import moves as moves
from .range_bars import options as options
from .points import frontier as frontier
from .style import DARK as DARK, LIGHT as LIGHT, PHONE as PHONE, Picture as Picture, Theme as Theme, render as render
from .themed import themed_svg as themed_svg
from .tornado import drivers as drivers
from .waterfall import first_estimate as first_estimate
