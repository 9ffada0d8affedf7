"""A plot as SVG: panels with logarithmic axes and a dashed line for linear growth."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 360, 240, 48
ToPixels = Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True)
class Panel:
    """Points of `y` over `x`."""

    x: str
    y: str
    points: Mapping[float, float]


def draw(panels: Sequence[Panel]) -> str:
    """Return the panels side by side, two in a row."""
    rows = -(-len(panels) // 2)
    size = f'width="{2 * WIDTH}" height="{rows * HEIGHT}"'
    parts = [
        f'<g transform="translate({number % 2 * WIDTH},{number // 2 * HEIGHT})">{_panel(panel)}</g>'
        for number, panel in enumerate(panels)
    ]
    style = "text{font:11px sans-serif;fill:#333}path{fill:none}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}><style>{style}</style>'
        f'<rect {size} fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def _panel(panel: Panel) -> str:
    xs, ys = list(panel.points), list(panel.points.values())
    linear = {x: ys[0] * x / xs[0] for x in xs}
    lowest, highest = min(ys), max(*ys, *linear.values())

    def to_pixels(x: float, y: float) -> tuple[float, float]:
        across = math.log(x / xs[0]) / math.log(xs[-1] / xs[0])
        up = math.log(y / lowest) / math.log(highest / lowest)
        return MARGIN + across * (WIDTH - 2 * MARGIN), HEIGHT - MARGIN - up * (HEIGHT - 2 * MARGIN)

    return (
        f'<path d="{_line(to_pixels, panel.points)}" stroke="#06c" stroke-width="2"/>'
        f'<path d="{_line(to_pixels, linear)}" stroke="#999" stroke-dasharray="4 4"/>'
        + "".join(_dot(*to_pixels(x, y), x, y) for x, y in panel.points.items())
        + f'<text x="{WIDTH / 2}" y="{HEIGHT - 12}" text-anchor="middle">{panel.x}</text>'
        f'<text x="{MARGIN}" y="20">{panel.y}</text>'
    )


def _line(to_pixels: ToPixels, points: Mapping[float, float]) -> str:
    pixels = (to_pixels(x, y) for x, y in points.items())
    return "M" + " ".join(f"{left:.1f},{top:.1f}" for left, top in pixels)


def _dot(left: float, top: float, x: float, y: float) -> str:
    return (
        f'<circle cx="{left:.1f}" cy="{top:.1f}" r="3" fill="#06c"/>'
        f'<text x="{left:.1f}" y="{top - 8:.1f}" text-anchor="middle">{y:,.0f}</text>'
        f'<text x="{left:.1f}" y="{HEIGHT - MARGIN + 16}" text-anchor="middle">{x:,.0f}</text>'
    )
