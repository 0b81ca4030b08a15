"""Draw the figures that are compared: bars of ratios with their targets, as one small SVG."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.measure import Figure

XMLNS = "http://www.w3.org/2000/svg"
WIDTH, ROW, LEFT, BARS = 860, 46, 24, 560
MET, MISSED, MARK = "#2f6f4f", "#a8322d", "#444444"


def drawn(figures: Iterable[Figure]) -> str:
    """Return the picture of every figure that has a target."""
    shown = [figure for figure in figures if figure.met is not None]
    height = 64 + ROW * len(shown)
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    parts = [
        f'<svg xmlns="{XMLNS}" {size} role="img" aria-labelledby="t">',
        '<title id="t">Benchmarks: each bar is the figure, the line its target</title>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        '<g font-family="sans-serif" font-size="13" fill="#222222">',
        f'<text x="{LEFT}" y="26" font-size="15">Bar: measured; line: its target</text>',
        *(_row(figure, 52 + ROW * number) for number, figure in enumerate(shown)),
        "</g></svg>",
    ]
    return "\n".join(parts) + "\n"


def _row(figure: Figure, top: int) -> str:
    value = figure.ours if figure.ratio is None else figure.ratio
    target = figure.most if figure.most is not None else figure.least or 0.0
    unit = "×" if figure.ratio is not None else f" {figure.unit}"
    scale = BARS / max(value, target, 0.001) / 1.05
    word = "at most" if figure.most is not None else "at least"
    said = f"{figure.name}: {value:.3g}{unit} ({word} {target:g}{unit})"
    colour = MET if figure.met else MISSED
    line = LEFT + target * scale
    return (
        f'<text x="{LEFT}" y="{top}">{escape(said)}</text>'
        f'<rect x="{LEFT}" y="{top + 6}" width="{max(value, 0) * scale:.1f}" height="14" '
        f'fill="{colour}"/>'
        f'<line x1="{line:.1f}" y1="{top + 3}" x2="{line:.1f}" y2="{top + 23}" '
        f'stroke="{MARK}" stroke-width="2"/>'
    )
