"""How every chart of a board looks: one size, one palette, a conclusion above and the provenance below.

The settings of whoever calls have no voice in it: a chart has the same bytes whatever their matplotlibrc says. Lengths
are in points, of which a slide has 960 x 540.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, wraps
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar

from matplotlib import rc_context, rcParamsDefault
from matplotlib.figure import Figure

from ..stories import Story
from .glyphs import wrapped, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "DARK",
    "EDGE",
    "HEIGHT",
    "LIGHT",
    "PHONE",
    "SMALL",
    "TEXT",
    "WIDTH",
    "Format",
    "Picture",
    "Theme",
    "canvas",
    "render",
    "settings",
    "styled",
]

#: A slide, 16:9, in points. At 14 points or more every word can be read from the end of the table.
WIDTH, HEIGHT = 960.0, 540.0
#: Sizes of words beside marks, and of those on axes and below.
TEXT, SMALL = 16.0, 14.0
#: Of the words above and below from the left edge, and from the right one.
EDGE = 44.0
_NARROW_EDGE, _NARROW_RIGHT, _NARROW_FOOT, _NARROW_ROW = 4.0, 14.0, 62.0, 45.0
_TITLES = (23.0, 21.0, 19.0)  # the largest in which the headline has two lines
_LEADING = 1.25
_FIRST = 52.0  # from the top edge to the foot of the headline's first line
_FOOT = 26.0
_DPI = 144.0  # 1920 x 1080

#: What else than matplotlib's own defaults; the salt gives an SVG the same ids each time.
_OURS = {
    "font.family": ["DejaVu Sans"],  # the one font that comes with matplotlib
    "font.size": TEXT,
    "text.parse_math": False,
    "axes.unicode_minus": True,
    "svg.hashsalt": "tcorisk",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "path.simplify": False,
}
_DRAWING = (
    "agg.", "axes.", "contour.", "figure.", "font.", "grid.", "hatch.", "image.", "lines.", "markers.", "mathtext.",
    "patch.", "path.", "pdf.", "savefig.", "scatter.", "svg.", "text.", "xaxis.", "xtick.", "yaxis.", "ytick.",
)  # fmt: skip

Format = Literal["svg", "png", "pdf"]
_Arguments = ParamSpec("_Arguments")
_Returned = TypeVar("_Returned")


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of everything that is not a strategy.

    Attributes
    ----------
    ink, muted : str
        Of words, and of those that matter less: at least 7 and 5 to 1 against the paper.
    grid, paper : str
    width, height : float
        Of the picture, in points.
    """

    ink: str
    muted: str
    grid: str
    paper: str
    width: float = WIDTH
    height: float = HEIGHT

    @property
    def narrow(self) -> bool:
        """Whether it is for a phone: names beside marks, headline and keys are the page's own words there."""
        return self.width < 0.5 * WIDTH


LIGHT = Theme(ink="#1b1f24", muted="#57606a", grid="#d8dee4", paper="#ffffff")
DARK = Theme(ink="#e6edf3", muted="#9da7b3", grid="#30363d", paper="#0d1117")
#: For a phone: scaled to its screen, words keep nine tenths of their size.
PHONE = replace(LIGHT, width=400.0, height=280.0)


class Picture(Figure):
    """A figure that a notebook shows when it is the last value of a cell."""

    @property
    def wide(self) -> float:
        """Width in points."""
        return 72.0 * float(self.get_figwidth())

    @property
    def tall(self) -> float:
        """Height in points."""
        return 72.0 * float(self.get_figheight())

    @property
    def narrow(self) -> bool:
        """Whether it is for a phone."""
        return self.wide < 0.5 * WIDTH

    @property
    def edge(self) -> float:
        """Points from its left edge to words above the axes, and from the right one."""
        return _NARROW_EDGE if self.narrow else EDGE

    def _repr_png_(self) -> bytes:
        return render(self, "png")


@cache
def settings() -> Any:  # its annotations spell out all keys, and not in every release
    """Return everything that matplotlib reads while it draws, by name: its defaults, and ours."""
    return {key: value for key, value in rcParamsDefault.items() if key.startswith(_DRAWING)} | _OURS


def styled(draw: Callable[_Arguments, _Returned]) -> Callable[_Arguments, _Returned]:
    """Let a function draw with our settings, and give the caller's back."""

    @wraps(draw)
    def drawn(*given: _Arguments.args, **named: _Arguments.kwargs) -> _Returned:
        with rc_context(settings()):
            return draw(*given, **named)

    return drawn


@styled
def canvas(
    story: Story,
    theme: Theme = LIGHT,
    *,
    left: float = 96.0,
    right: float = EDGE,
    above: float = 0.0,
    bottom: float = 100.0,
    narrow_left: float = 58.0,
    rows: float | None = None,
) -> tuple[Picture, Axes]:
    """Return a figure with the story's words in their places, and its empty axes.

    Parameters
    ----------
    story : Story
    theme : Theme
    left, right : float
        Points from the figure's edges to the axes.
    above : float
        Points kept free between the subtitle and the axes.
    bottom : float
        Points from the figure's edge to the axes: room for tick labels, an axis label and the footer.
    narrow_left : float
        `left` on a phone, where no words but the chart's own are around it.
    rows : float, optional
        On a phone: how many bars, each with its name above it, make the height.

    Returns
    -------
    figure : Picture
    axes : Axes
        Without frame; horizontal grid lines, ticks without marks.
    """
    wide, tall = theme.width, theme.height
    if theme.narrow:
        left, right, bottom = narrow_left, _NARROW_RIGHT, min(bottom, _NARROW_FOOT)
        tall = tall if rows is None else above + 8.0 + bottom + rows * _NARROW_ROW
    figure = Picture(figsize=(wide / 72.0, tall / 72.0), facecolor=theme.paper)
    top = above + (8.0 if theme.narrow else _words_around(figure, story, theme) + 24.0)
    place = (left / wide, bottom / tall, (wide - left - right) / wide, (tall - top - bottom) / tall)
    axes = figure.add_axes(place, facecolor=theme.paper)
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(theme.muted)
    axes.tick_params(length=0.0, labelsize=SMALL, labelcolor=theme.muted, pad=8.0)
    axes.grid(axis="y", color=theme.grid, linewidth=1.0)
    axes.set_axisbelow(True)
    return figure, axes


def _words_around(figure: Figure, story: Story, theme: Theme) -> float:
    """Write footer, headline and subtitle; return how far down the last reaches."""
    footer = wrapped(story.footer, WIDTH - 2.0 * EDGE, SMALL, 1)[0]
    write(figure, EDGE, _FOOT, footer, SMALL, theme.muted)
    room = WIDTH - 2.0 * EDGE
    size = next((s for s in _TITLES if len(wrapped(story.headline, room, s, 3, bold=True)) <= 2), _TITLES[-1])
    at = _FIRST
    for line in wrapped(story.headline, room, size, 2, bold=True):
        write(figure, EDGE, HEIGHT - at, line, size, theme.ink, weight="bold")
        at += _LEADING * size
    for line in wrapped(story.subtitle, room, TEXT, 2):
        write(figure, EDGE, HEIGHT - at, line, TEXT, theme.muted)
        at += _LEADING * TEXT
    return at - _LEADING * TEXT


def render(figure: Figure, format: Format, dpi: float = _DPI) -> bytes:
    """Return a figure as a file's bytes: the same for the same figure.

    Parameters
    ----------
    figure : Figure
    format : {"svg", "png", "pdf"}
    dpi : float
        Of a PNG.
    """
    undated: dict[str, Any] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {"Software": None}}
    if format not in undated:
        raise ValueError(f"format needs to be one of {', '.join(undated)}, got {format!r}")
    file = BytesIO()
    with rc_context(settings()):
        figure.savefig(file, format=format, dpi=dpi, metadata=undated[format], facecolor=figure.get_facecolor())
    return file.getvalue()
