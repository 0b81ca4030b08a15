"""A policy's tracks as pictures: Mermaid text, or SVG. Pure text; every name in it is escaped.

States stand in boxes, ends in double boxes; an arrow says which step, by whom, with whose approval.
Must not know cases. Nothing of a policy's own words is ever markup in what comes out.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from casework.domain.people import post_words
from casework.text import clean_line, in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casework.policy.model import CaseType, Policy, Track, Transition

_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ,.()–’-")


def mermaid(policy: Policy, only: str = "") -> str:
    """Return one Mermaid flow chart of every track of every case type, or of those named so.

    ``only`` is the name of a track, or ``case-type/track``.
    """
    lines = ["flowchart TD"]
    for number, case_type in enumerate(policy.case_types.values()):
        for place, track in enumerate(case_type.tracks.values()):
            if only in {"", track.name, f"{case_type.name}/{track.name}"}:
                lines += _chart(case_type, track, f"t{number}_{place}")
    return "\n".join(lines) + "\n"


def _chart(case_type: CaseType, track: Track, prefix: str) -> Iterator[str]:
    ids = {state: f"{prefix}_{n}" for n, state in enumerate(track.states)}
    yield f'  subgraph {prefix}["{_safe(f"{case_type.title} – {track.title}")}"]'
    for name, state in track.states.items():
        left, right = ("[[", "]]") if name in track.finals else ("[", "]")
        words = "\n".join(_state_words(case_type, track, name))
        yield f'    {ids[name]}{left}"{_safe(state.title, words)}"{right}'
    for step in track.transitions:
        says = wrap(clean_line(_says(step)), NARROW, break_on_hyphens=False)
        label = _safe(*says, *_terms(case_type, step))
        yield f'    {ids[step.source]} -->|"{label}"| {ids[step.dest]}'
    yield "  end"
    yield f"  style {ids[track.initial]} stroke-width:3px"


def _safe(*words: str) -> str:
    """Return words in which every character with a meaning to Mermaid or HTML is a number."""
    lines = [line for word in words for line in word.split("\n") if line]
    return "<br/>".join(
        "".join(c if c in _PLAIN else f"#{ord(c)};" for c in clean_line(line)) for line in lines
    )


def _state_words(case_type: CaseType, track: Track, state: str) -> Iterator[str]:
    """Yield the limits that run in a state: its own, and those that a step there starts."""
    started = {track.states[state].next} - {""}
    started |= {name for s in track.transitions if s.dest == state for name in s.starts}
    for name in sorted(started):
        limit = case_type.deadlines[name]
        yield f"{limit.title}, {limit.words}"


# --- SVG ------------------------------------------------------------------------------------------

WIDTH: Final = 220
HEIGHT: Final = 44
GAP: Final = 70
LANE: Final = 26
HEAD: Final = 58
#: A track's figure is as wide as half a page of 1,400; the words below it are broken to fit.
FIGURE: Final = 690
COLUMNS: Final = 2
LINE: Final = 104
NARROW: Final = 36
_STYLE = "font-family:sans-serif;font-size:12px"
_TIP = (
    '<defs><marker id="tip" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto">'
    '<path d="M0,0 L8,4 L0,8 z"/></marker></defs>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """One track as SVG elements, and the height it takes."""

    lines: tuple[str, ...]
    height: int


def svg(policy: Policy, only: str = "") -> str:
    """Return one SVG picture: a figure for each track, or for those named so, in two columns.

    ``only`` is the name of a track, or ``case-type/track``.
    """
    drawn = [
        _track(case_type, track)
        for case_type in policy.case_types.values()
        for track in case_type.tracks.values()
        if only in {"", track.name, f"{case_type.name}/{track.name}"}
    ]
    lines, ends = [], [0] * min(COLUMNS, len(drawn))
    for one in drawn:
        column = ends.index(min(ends))
        place = f"translate({column * (FIGURE + 20)},{ends[column]})"
        lines += [f'<g transform="{place}">', *one.lines, "</g>"]
        ends[column] += one.height
    width, y = len(ends) * (FIGURE + 20) - 20, max(ends, default=0)
    size = f'width="{width}" height="{y}" viewBox="0 0 {width} {y}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" style={quoteattr(_STYLE)}>'
    title = f"<title>{_text(policy.title)}</title>"
    return "\n".join([head, title, _TIP, *lines, "</svg>", ""])


def _track(case_type: CaseType, track: Track) -> _Drawn:
    places = {name: HEAD + n * (HEIGHT + GAP) for n, name in enumerate(track.states)}
    lines = [_words(10, 24, f"{case_type.title} – {track.title}", bold=True)]
    for name in track.states:
        lines += _box(case_type, track, name, places[name])
    lane = min(LANE, (FIGURE - WIDTH - 60) // max(1, len(track.transitions)))
    for n, step in enumerate(track.transitions):
        x = WIDTH + 30 + n * lane
        lines += _arrow(step, places, x)
        lines.append(_words(x - 4, HEAD - 6, str(n + 1)))
    below = HEAD + len(track.states) * (HEIGHT + GAP)
    told = _legend(case_type, track)
    legend = [_words(10, below + n * 16, words) for n, words in enumerate(told)]
    return _Drawn(lines=(*lines, *legend), height=below + len(legend) * 16 + 30)


def _box(case_type: CaseType, track: Track, name: str, y: int) -> Iterator[str]:
    stroke = 3 if name == track.initial else 1
    frame = f'fill="none" stroke="black" stroke-width="{stroke}"'
    yield f'<rect x="10" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="4" {frame}/>'
    if name in track.finals:
        inner = f'width="{WIDTH - 6}" height="{HEIGHT - 6}" rx="3"'
        yield f'<rect x="13" y="{y + 3}" {inner} fill="none" stroke="black"/>'
    yield _words(20, y + 26, _cut(track.states[name].title, 32))
    said = [f"⏱ {clean_line(words)}" for words in _state_words(case_type, track, name)]
    lines = [line for words in said for line in wrap(words, NARROW, break_on_hyphens=False)]
    for n, words in enumerate(lines[:4]):  # as many as there is room for
        yield _words(20, y + HEIGHT + 14 + n * 14, words)


def _arrow(step: Transition, places: Mapping[str, int], x: int) -> Iterator[str]:
    start, end = places[step.source] + 12, places[step.dest] + HEIGHT - 12
    path = f"M{WIDTH + 10},{start} H{x} V{end} H{WIDTH + 12}"
    yield f'<path d="{path}" fill="none" stroke="black" marker-end="url(#tip)">'
    yield f"<title>{_text(step.says)}</title></path>"


def _legend(case_type: CaseType, track: Track) -> Iterator[str]:
    """Yield what each arrow says, in lines that fit the figure."""
    titles = {name: state.title for name, state in track.states.items()}
    for n, step in enumerate(track.transitions):
        said = "; ".join(_terms(case_type, step))
        words = f"{n + 1}. {titles[step.source]} → {titles[step.dest]}: {_says(step)} ({said})"
        yield from wrap(clean_line(words), LINE, break_on_hyphens=False)


def _says(step: Transition) -> str:
    """Return what a step says, to be followed by its terms."""
    return step.says.rstrip(".")


def _terms(case_type: CaseType, step: Transition) -> Iterator[str]:
    """Yield who takes a step, who decides it and which letter it writes, as a school says it."""
    yield in_words(sorted(post_words(role) for role in step.roles), "or")
    if step.approval is not None:
        yield step.approval.title
    if step.letter:
        yield f"letter “{case_type.letters[step.letter].title}”"


def _words(x: int, y: int, words: str, *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x}" y="{y}"{weight}>{_text(words)}</text>'


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"


def _text(words: str) -> str:
    return escape(clean_line(words))
