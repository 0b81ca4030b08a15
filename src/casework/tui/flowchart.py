"""An action of a policy as a drawing in text: boxes, arrows with the step's words, lines back.

What goes on stands below, what ends stands to the right; a line at the left or the right edge goes
where no neighbour is, and its words say where besides, for it may be out of sight. As wide as it is
asked to be, never wider. Must not know a widget, nor where in a policy anything is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casework.tui.canvas import Canvas, cells, wrapped
from casework.tui.flowplan import columns, spots
from casework.tui.lanes import Lanes, Net, Stub, Where

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from casework.policy.model import CaseType, Track
    from casework.tui.canvas import Pen, Run
    from casework.tui.flowplan import Column, Said, Spot, Way

    Words = Callable[[str], str]

#: From this width on there is room for more lines at the edges.
_ROOMY: Final = 100
_LANES: Final = 3
_MORE_LANES: Final = 5
#: No box is narrower, so that what it is stands whole in its frame.
_NARROWEST: Final = 21
#: A box below another, and one beside it, take at most so many hundredths of the width.
_DOWN_SHARE: Final = 45
_BESIDE_SHARE: Final = 38
#: What is said once, beside the box to which several ways go back, takes at most so many lines.
_ONCE: Final = 8


def drawn(
    case_type: CaseType, track: Track, width: int, pen: Pen, words: Words
) -> tuple[tuple[Run, ...], ...]:
    """Return the drawing of an action line by line; ``words`` makes words fit to be shown."""
    return chart(spots(case_type, track, words), width, pen, words)


def chart(
    there: Mapping[str, Spot], width: int, pen: Pen, words: Words
) -> tuple[tuple[Run, ...], ...]:
    """Return the drawing of states and the ways between them."""
    most = _MORE_LANES if width >= _ROOMY else _LANES
    lanes = Lanes(left=most, right=most)
    once = _said_once(there, columns(there))
    sheet = _Sheet(there, width, pen, words, lanes, once)
    while True:  # each time round a line fewer, at the edge or among those said once
        kept, fitting = sheet.lanes_used(), sheet.once_kept()
        if (kept, fitting) == (lanes, once):
            return sheet.finished()
        lanes, once = kept, fitting
        sheet = _Sheet(there, width, pen, words, lanes, once)


def _said_once(there: Mapping[str, Spot], plan: Sequence[Column]) -> dict[str, Said]:
    """Return the states to which several ends go back with the same words, and those words."""
    sides = (one for column in plan for side in column.beside.values() for one in side)
    down = {one for column in plan for one in column.down}
    ways = [way for name in sides for way in there[name].ways if way.to in down]
    found: dict[str, list[tuple[Said, ...]]] = {}
    for way in ways:
        found.setdefault(way.to, []).append(way.says)
    return {
        to: says[0][0]
        for to, says in found.items()
        if len(says) > 1 and len(set(says)) == 1 and len(says[0]) == 1
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """Where boxes stand: their left edge, their width."""

    x: int
    wide: int

    @property
    def stem(self) -> int:
        """Where the line leaves a box downwards."""
        return self.x + 2


class _Sheet:
    """One attempt at a drawing, with so many lines at its edges."""

    def __init__(
        self,
        there: Mapping[str, Spot],
        width: int,
        pen: Pen,
        words: Words,
        lanes: Lanes,
        once: Mapping[str, Said],
    ) -> None:
        self._there, self._words, self._once = there, words, once
        self._canvas, self._pen = Canvas(pen), pen
        self._width, self._lanes = width, lanes
        self._plan = columns(there)
        self._right = width - lanes.right_room
        self._down, self._beside = self._places()
        self._heads: dict[str, int] = {}
        self._stubs: list[Stub] = []
        self._y = 0
        for column in self._plan:
            self._column(column)
        self._nets = tuple(self._found_nets())

    def _places(self) -> tuple[_Column, _Column]:
        sides = {one for column in self._plan for side in column.beside.values() for one in side}
        downs = [one for name, one in self._there.items() if name not in sides]
        wide = _fitting(downs, self._width * _DOWN_SHARE // 100)
        besides = [self._there[name] for name in sides]
        most = self._width * _BESIDE_SHARE // 100
        beside = _fitting(besides, most)
        if any(way.to not in self._once for spot in besides for way in spot.ways):
            beside = max(beside, most)  # words stand below a box as well
        return (
            _Column(x=self._lanes.left_room, wide=wide),
            _Column(x=self._right - beside, wide=beside),
        )

    # --- what stands where ------------------------------------------------------------------------

    def _column(self, column: Column) -> None:
        for number, name in enumerate(column.down):
            on = column.down[number + 1] if number + 1 < len(column.down) else ""
            self._state(name, column.beside[name], on)
        self._y += 1

    def _state(self, name: str, side: Sequence[str], on: str) -> None:
        """Draw a state, the ways from it, and the line to the next one down."""
        spot, stem = self._there[name], self._down.stem
        bottom = self._box(self._down, self._y, spot, least=len(self._told_once(name)) - 1)
        self._heads[name] = self._y + 1
        self._y, last = bottom + 1, bottom
        for way in sorted(spot.ways, key=lambda one: (one.to in side, one.to != name)):
            if way.to == on:
                continue
            last = self._y + 1
            self._branch(name, way, is_beside=way.to in side)
        straight = [way for way in spot.ways if way.to == on]
        for way in straight:
            lines = self._told(way.says, self._right - stem - 3)
            self._write(stem + 3, self._y + 1, lines)
            self._y = last = self._y + 1 + len(lines)
            self._canvas.write(stem, last, self._pen.down)
            self._y += 1
        if last > bottom:
            self._canvas.write(stem, bottom, self._frame(spot)[6])
            self._canvas.down(f"from {name}", stem, bottom, last)

    def _branch(self, name: str, way: Way, *, is_beside: bool) -> None:
        """Draw a way that leads off the line down, from the row after the next on."""
        row, stem = self._y + 1, self._down.stem
        here = f"from {name}"
        if is_beside:
            self._canvas.across(here, row, stem, stem + 1)
            lines = self._told(way.says, self._beside.x - stem - 7)
            self._write(stem + 3, row, lines)
            self._arrow(here, row, stem + 4 + cells(lines[0][0]))
            self._y = max(row + len(lines), self._at_side(row, way.to))
            return
        lines = self._told(way.says, self._right - stem - 3, self._where(name, way.to))
        self._write(stem + 3, row, lines)
        if way.to == name or not self._goes_down(way.to):
            self._canvas.across(here, row, stem, stem + 1)
        else:
            self._stubs.append(Stub(at=Where.LEFT, to=way.to, row=row, x=stem))
        self._y = row + len(lines)

    def _arrow(self, net: str, row: int, begins: int) -> None:
        end = self._beside.x - 1
        self._canvas.across(net, row, begins, end - 1)
        self._canvas.write(end, row, self._pen.onward)

    def _at_side(self, row: int, name: str) -> int:
        """Draw a state beside another, its arrow at that row; return the first row below it."""
        spot, place = self._there[name], self._beside
        once = [way for way in spot.ways if way.to in self._once]
        bottom = self._box(place, row - 1, spot, least=len(once))
        self._heads[name] = row
        for number, way in enumerate(once, start=row):
            self._canvas.write(place.x + place.wide - 1, number, self._frame(spot)[7])
            stub = Stub(at=Where.RIGHT, to=way.to, row=number, x=place.x + place.wide)
            self._stubs.append(stub)
        return self._below_side(name, [way for way in spot.ways if way not in once], bottom)

    def _below_side(self, name: str, ways: Sequence[Way], bottom: int) -> int:
        """Draw the ways that need their words under a state that stands beside another."""
        place, below = self._beside, bottom + 1
        here = f"from {name}"
        for way in ways:
            lines = self._told(way.says, place.wide - 5, self._where(name, way.to))
            self._write(place.stem + 3, below, lines)
            self._canvas.across(here, below, place.stem, place.stem + 1)
            if way.to != name and self._goes_down(way.to):
                begins = place.stem + 4 + cells(lines[0][0])
                self._stubs.append(Stub(at=Where.RIGHT, to=way.to, row=below, x=begins))
            self._canvas.down(here, place.stem, bottom, below)
            below += len(lines)
        if ways:
            self._canvas.write(place.stem, bottom, self._frame(self._there[name])[6])
        return below

    # --- boxes and words --------------------------------------------------------------------------

    def _frame(self, spot: Spot) -> str:
        return self._pen.end_frame if spot.ends else self._pen.frame

    def _box(self, place: _Column, y: int, spot: Spot, least: int = 0) -> int:
        """Draw a state as a box, with at least so many rows inside; return its last row."""
        frame, inner = self._frame(spot), place.wide - 4
        says = [(one, True) for one in wrapped(spot.title, inner) or [""]]
        says += [(one, False) for note in spot.notes for one in wrapped(note, inner)]
        says += [("", False)] * (least - len(says))
        write, level = self._canvas.write, frame[4] * (place.wide - 2)
        write(place.x, y, f"{frame[0]}{level}{frame[1]}")
        what = self._words("■ an end" if spot.ends else "○ begins here" if spot.begins else "")
        if what:
            write(place.x + 2, y, f" {what} ")
        for row, (words, strong) in enumerate(says, start=y + 1):
            write(place.x, row, frame[5])
            write(place.x + 1, row, " " * (place.wide - 2))
            write(place.x + 2, row, words, strong=strong)
            write(place.x + place.wide - 1, row, frame[5])
        write(place.x, y + len(says) + 1, f"{frame[2]}{level}{frame[3]}")
        return y + len(says) + 1

    def _told(self, says: Sequence[Said], width: int, where: str = "") -> list[tuple[str, bool]]:
        """Return the words at an arrow in lines; a decision stands out."""
        lines: list[tuple[str, bool]] = []
        for number, said in enumerate(says):
            ends = f" {where}" if where and len(says) == 1 else ""
            words = f"{'or: ' if number else ''}{said.words}{ends}"
            lines += [(one, False) for one in wrapped(words, width)]
            for note in said.notes:
                strong = not note[:1].isalpha()
                lines += [(f"  {one}", strong) for one in wrapped(note, width - 2)]
        if where and len(says) > 1:
            lines += [(one, False) for one in wrapped(where, width)]
        return lines or [("", False)]

    def _where(self, name: str, to: str) -> str:
        if to == name:
            return self._words("(it stays there)")
        place = "above" if to in self._heads else "below"
        return self._words(f"→ {self._there[to].title} ({place})")

    def _write(self, x: int, y: int, lines: Sequence[tuple[str, bool]]) -> None:
        for row, (words, strong) in enumerate(lines, start=y):
            self._canvas.write(x, row, words, strong=strong)

    def _goes_down(self, name: str) -> bool:
        return any(name in column.down for column in self._plan)

    # --- the lines at the edges -------------------------------------------------------------------

    def _found_nets(self) -> list[Net]:
        grouped: dict[tuple[Where, str], list[Stub]] = {}
        for stub in self._stubs:
            grouped.setdefault((stub.at, stub.to), []).append(stub)
        return self._lanes.given(
            [
                Net(at=at, to=to, head=self._heads[to], stubs=tuple(stubs))
                for (at, to), stubs in grouped.items()
            ]
        )

    def lanes_used(self) -> Lanes:
        """Return how many lines there are at each edge."""
        return self._lanes.used(self._nets)

    def once_kept(self) -> dict[str, Said]:
        """Return what can be said once: its line is there, and there is room for the words."""
        kept: dict[str, Said] = {}
        for net in self._nets:
            lines = self._told_once(net.to)
            if lines and net.at is Where.RIGHT and net.lane >= 0 and len(lines) <= _ONCE:
                kept[net.to] = self._once[net.to]
        return kept

    def _told_once(self, name: str) -> list[tuple[str, bool]]:
        """Return what is said beside the box to which several ends go back, in lines."""
        if name not in self._once:
            return []
        return self._told((self._once[name],), self._once_room())

    def _once_room(self) -> int:
        """Return how many cells there are between a box and the nearest line at the right edge."""
        nearest = self._width - 2 * self._lanes.right + 1
        return max(4, nearest - self._down.x - self._down.wide - 6)

    def _lane(self, net: Net) -> int:
        return self._lanes.place(net, self._width)

    def finished(self) -> tuple[tuple[Run, ...], ...]:
        """Draw the lines at the edges, and return all of it."""
        for net in self._nets:
            if net.lane >= 0:
                self._edge(net)
            else:
                self._without(net.stubs)
        return self._canvas.rows()

    def _edge(self, net: Net) -> None:
        """Draw a line at an edge: each way to it, the line, and its arrow."""
        name, lane, box = f"{net.at} {net.to}", self._lane(net), self._down
        self._canvas.down(name, lane, *net.span)
        if net.at is Where.LEFT:
            for stub in net.stubs:
                self._canvas.across(name, stub.row, lane, stub.x)
            self._canvas.across(name, net.head, lane, box.x - 2)
            self._canvas.write(box.x - 1, net.head, self._pen.onward)
            return
        for stub in net.stubs:
            self._canvas.across(name, stub.row, stub.x, lane)
        self._canvas.across(name, net.head, box.x + box.wide + 1, lane)
        self._canvas.write(box.x + box.wide, net.head, self._pen.back)
        for row, (words, strong) in enumerate(self._told_once(net.to), start=net.head):
            self._canvas.write(box.x + box.wide + 2, row, f" {words} ", strong=strong)

    def _without(self, stubs: Collection[Stub]) -> None:
        """Draw the beginning of ways for which no line was free: the words say where they go."""
        for stub in stubs:
            if stub.at is Where.LEFT:
                self._canvas.across(f"to {stub.to}", stub.row, stub.x, stub.x + 1)


def _fitting(there: Sequence[Spot], most: int) -> int:
    """Return how wide boxes are: as their words, and no wider than there is room."""
    longest = max(
        (cells(words) for spot in there for words in (spot.title, *spot.notes)), default=0
    )
    return max(_NARROWEST, min(longest + 4, most))
