"""How every chart of a board looks: one size, one palette, a conclusion above and the provenance below."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

from matplotlib import rc_context
from matplotlib.figure import Figure

from ..layout import clean
from ..stories import Story

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["DARK", "LIGHT", "Theme", "canvas", "render"]

#: Inches, 16:9: a slide. At 14 points or more every word can be read from the end of the table.
_SIZE = (13.333, 7.5)
_TITLE, _TEXT, _SMALL = 24.0, 16.0, 14.0
_DPI = 144  # 1920 x 1080

#: What makes an SVG the same bytes each time: ids from a fixed salt, and (below) no date.
_STABLE = {"svg.hashsalt": "tcorisk", "svg.fonttype": "path", "pdf.fonttype": 42, "text.usetex": False}

Format = Literal["svg", "png", "pdf"]


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of what is no strategy."""

    ink: str
    muted: str
    grid: str
    paper: str


LIGHT = Theme(ink="#1b1f24", muted="#57606a", grid="#d8dee4", paper="#ffffff")
DARK = Theme(ink="#e6edf3", muted="#9da7b3", grid="#30363d", paper="#0d1117")


def canvas(story: Story, theme: Theme = LIGHT) -> tuple[Figure, Axes]:
    """Return a figure with the story's words in their places, and its empty axes.

    Parameters
    ----------
    story : Story
    theme : Theme

    Returns
    -------
    figure : Figure
    axes : Axes
        Without frame; ticks and grid in the theme's colours.
    """
    figure = Figure(figsize=_SIZE, facecolor=theme.paper)
    # a left edge and a width for all: the pictures of a deck line up
    axes = figure.add_axes((0.09, 0.16, 0.86, 0.58), facecolor=theme.paper)
    raise NotImplementedError


def render(figure: Figure, format: Format) -> bytes:
    """Return a figure as a file's bytes: the same for the same figure.

    Parameters
    ----------
    figure : Figure
    format : {"svg", "png", "pdf"}
    """
    from matplotlib import rc_context

    file = BytesIO()
    undated: dict[str, Any] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {"Software": None}}
    with rc_context(_STABLE):
        figure.savefig(file, format=format, dpi=_DPI, metadata=undated[format])
    return file.getvalue()
