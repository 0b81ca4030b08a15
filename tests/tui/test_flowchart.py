"""Actions of a policy drawn in text: all of it is there, none of it too wide, its lines right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.office import policies
from casework.tui.canvas import BOXES, LETTERS, Canvas, cells, wrapped
from casework.tui.flowchart import chart, drawn
from casework.tui.flowplan import Said, Spot, Way, columns, spots
from casework.tui.lanes import Lanes, Net, Stub, Where
from casework.tui.safe import fitting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casework.policy.model import CaseType, Track
    from casework.tui.canvas import Pen, Run

SHIPPED = ("braunstone", "community", "milnthorpe", "moat-farm", "model", "trust")
WIDTHS = (77, 117)
#: What lines and frames are drawn with.
STROKES = str.maketrans(dict.fromkeys("─│┌┐└┘├┤┬┴┼═║╔╗╚╝╤╟+-|=#<>→←↓", " "))


def text(rows: Iterable[tuple[Run, ...]]) -> str:
    """Return a drawing as it is read."""
    return "\n".join("".join(run.words for run in row) for row in rows)


def words_of(drawing: str) -> set[str]:
    """Return the words of a drawing, without what is drawn around them."""
    return set(drawing.translate(STROKES).split())


def told(there: dict[str, Spot]) -> Iterator[str]:
    """Yield all that a drawing has to say."""
    for spot in there.values():
        yield spot.title
        yield from spot.notes
        for way in spot.ways:
            for said in way.says:
                yield said.words
                yield from said.notes


def tracks(name: str) -> Iterator[tuple[CaseType, Track]]:
    for case_type in policies.read(name).policy.case_types.values():
        for track in case_type.tracks.values():
            yield case_type, track


# --- the shipped policies -------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHIPPED)
def test_every_state_and_step_of_every_action_is_in_its_drawing(name: str) -> None:
    for case_type, track in tracks(name):
        there = spots(case_type, track, fitting)
        pairs = {(spot.name, way.to) for spot in there.values() for way in spot.ways}
        words = {word for one in told(there) for word in one.translate(STROKES).split()}

        assert pairs == {(step.source, step.dest) for step in track.transitions}
        assert sum(len(way.says) for spot in there.values() for way in spot.ways) == len(
            track.transitions
        )
        for width in WIDTHS:
            shown = text(drawn(case_type, track, width, BOXES, fitting))

            assert words <= words_of(shown), track.title
            assert max(map(cells, shown.splitlines())) <= width
            assert shown.count("begins here") == 1
            assert shown.count("an end ═") == len(track.finals)


def test_a_decision_is_marked_at_each_step_that_wants_one() -> None:
    for case_type, track in tracks("milnthorpe"):
        shown = text(drawn(case_type, track, 117, BOXES, fitting))
        asked = [step for step in track.transitions if step.approval is not None]

        assert shown.count("◊ a decision: ") == len(asked)


def test_a_limit_of_a_state_asks_for_a_step_there_and_nowhere_else() -> None:
    case_type, track = next(
        pair for pair in tracks("milnthorpe") if pair[1].title == "Reviews of progress"
    )
    there = spots(case_type, track, fitting)
    late = "asked for if “First review” is late"
    notes = {
        spot.title: [note for way in spot.ways for said in way.says for note in said.notes]
        for spot in there.values()
    }

    assert [title for title, found in notes.items() if late in found] == [
        "The first review is to come"
    ]


def test_what_brings_a_step_with_it_and_what_a_step_begins_stand_at_its_arrow() -> None:
    pairs = tracks("milnthorpe")
    case_type, track = next(pair for pair in pairs if pair[1].title == "Written warning")
    (sent,) = [
        said
        for spot in spots(case_type, track, fitting).values()
        for way in spot.ways
        for said in way.says
        if said.words == "Record that the warning letter was sent."
    ]

    assert sent.notes == (
        "begins a time limit: Remove the material after the warning, 5 school days",
        "begins a time limit: Find out whether the warning letter was received, 5 school days",
        "comes by itself with the letter “Written warning”, once it is sent",
    )


def test_plain_letters_draw_the_same_without_any_other_sign() -> None:
    def plainly(words: str) -> str:
        return fitting(words).encode("ascii", "replace").decode()

    for case_type, track in tracks("milnthorpe"):
        shown = text(drawn(case_type, track, 77, LETTERS, plainly))

        assert shown.isascii()
        assert max(map(len, shown.splitlines())) <= 77


def test_no_name_of_a_clause_a_state_or_a_step_is_ever_drawn() -> None:
    policy = policies.read("trust").policy
    names = {state for _, track in tracks("trust") for state in track.states if "-" in state}
    names |= {step.trigger for _, track in tracks("trust") for step in track.transitions}
    shown = {
        word
        for case_type, track in tracks("trust")
        for word in text(drawn(case_type, track, 77, BOXES, fitting)).split()
    }

    assert not shown & {name for name in names if "-" in name and name.count("-") > 1}
    assert not shown & set(policy.clauses)


# --- what is drawn how ----------------------------------------------------------------------------


def spot(name: str, *to: str, begins: bool = False, ends: bool = False) -> Spot:
    """Return a state of which each way says where it goes."""
    ways = tuple(Way(to=one, says=(Said(words=f"go-{name}-{one}"),)) for one in to)
    return Spot(name=name, title=f"State {name}", ways=ways, begins=begins, ends=ends)


def machine(*there: Spot) -> dict[str, Spot]:
    return {one.name: one for one in there}


def test_what_goes_on_stands_below_and_an_end_stands_beside() -> None:
    there = machine(spot("a", "b", "x", begins=True), spot("b", "c"), spot("c"), spot("x"))

    assert text(chart(there, 70, BOXES, fitting)) == "\n".join(
        (
            "┌─ ○ begins here ───┐",
            "│ State a           │",
            "└─┬─────────────────┘",
            "  │                                              ┌───────────────────┐",
            "  ├─ go-a-x ────────────────────────────────────→│ State x           │",
            "  │                                              └───────────────────┘",
            "  │",
            "  │  go-a-b",
            "  ↓",
            "┌───────────────────┐",
            "│ State b           │",
            "└─┬─────────────────┘",
            "  │",
            "  │  go-b-c",
            "  ↓",
            "┌───────────────────┐",
            "│ State c           │",
            "└───────────────────┘",
        )
    )


def test_what_goes_back_is_a_line_at_the_left_and_says_where_it_goes() -> None:
    there = machine(spot("a", "b", begins=True), spot("b", "a", ends=True))
    lines = text(chart(there, 70, BOXES, fitting)).splitlines()

    assert lines[1] == "┌─→│ State a           │"
    assert lines[-1] == "└────┘  go-b-a → State a (above)"


def test_what_several_ends_say_of_going_back_is_said_once_where_they_go() -> None:
    again = (Way(to="a", says=(Said(words="Look again."),)),)
    ends = [Spot(name=one, title=one, ways=again, ends=True) for one in "xyz"]
    there = machine(spot("a", "x", "y", "z", begins=True), *ends)
    shown = text(chart(there, 70, BOXES, fitting))

    assert shown.count("Look again.") == 1
    assert "State a           │←─ Look again. ─" in shown
    assert shown.count("╟") == 3


def test_where_a_way_may_end_in_several_ways_none_is_the_usual_one() -> None:
    ends = (spot(one, ends=True) for one in "xyz")
    (column,) = columns(machine(spot("a", "x", "y", "z", begins=True), *ends))

    assert (column.down, column.beside) == (("a",), {"a": ("x", "y", "z")})


def test_a_state_to_which_nothing_leads_is_drawn_all_the_same() -> None:
    shown = text(chart(machine(spot("a", begins=True), spot("lost", "a")), 70, BOXES, fitting))

    assert "State lost" in shown


# --- whatever a policy says -----------------------------------------------------------------------

NAMES = "abcdefgh"


@st.composite
def machines(draw: st.DrawFn) -> dict[str, Spot]:
    """Make a few states with any ways between them, some in the same words."""
    names = NAMES[: draw(st.integers(1, len(NAMES)))]
    more = st.lists(st.sampled_from(["again", "a little longer than that"]), max_size=9)

    def way(name: str, to: str) -> Way:
        says = [f"go{name}{to}", *draw(more)] if draw(st.booleans()) else ["again"]
        notes = ("◊ decided",) if draw(st.booleans()) else ()
        return Way(to=to, says=(Said(words=" ".join(says), notes=notes),))

    return {
        name: Spot(
            name=name,
            title=" ".join([f"is{name}", *draw(more)]),
            ways=tuple(way(name, to) for to in draw(st.sets(st.sampled_from(names)))),
            notes=tuple(draw(more)),
            begins=name == "a",
            ends=draw(st.booleans()),
        )
        for name in names
    }


@given(machines(), st.integers(60, 140), st.sampled_from([BOXES, LETTERS]))
def test_any_machine_is_drawn_whole_within_its_width(
    there: dict[str, Spot], width: int, pen: Pen
) -> None:
    shown = text(chart(there, width, pen, fitting))

    assert max(map(cells, shown.splitlines())) <= width
    assert {word for one in told(there) for word in one.split()} <= words_of(shown)


@given(machines())
def test_each_state_has_one_place(there: dict[str, Spot]) -> None:
    placed = [
        one
        for column in columns(there)
        for name in column.down
        for one in (name, *column.beside[name])
    ]

    assert sorted(placed) == sorted(there)


nets = st.lists(
    st.builds(
        lambda at, to, head, row: Net(
            at=at, to=str(to), head=head, stubs=(Stub(at=at, to=str(to), row=row, x=0),)
        ),
        st.sampled_from(list(Where)),
        st.integers(0, 9),
        st.integers(0, 40),
        st.integers(0, 40),
    ),
    max_size=12,
)


@given(nets, st.integers(0, 4))
def test_no_two_lines_share_a_place_at_an_edge(found: list[Net], most: int) -> None:
    lanes = Lanes(left=most, right=most)
    given_ = lanes.given(found)
    there = [
        (lanes.place(net, 80), row)
        for net in given_
        if net.lane >= 0
        for row in range(net.span[0], net.span[1] + 1)
    ]

    assert len(there) == len(set(there))
    assert len(given_) == len(found)
    assert lanes.used(given_).left <= most


# --- cells ----------------------------------------------------------------------------------------


def test_lines_of_one_net_join_and_those_of_two_cross() -> None:
    canvas = Canvas(BOXES)
    canvas.down("one", 2, 0, 2)
    canvas.across("one", 1, 0, 2)
    canvas.across("other", 2, 0, 4)
    canvas.down("one", 2, 2, 3)

    assert text(canvas.rows()).splitlines() == ["  │", "──┤", "──│──", "  │"]


def test_a_wide_sign_takes_two_cells_and_a_mark_over_a_letter_none() -> None:
    canvas = Canvas(BOXES)
    canvas.write(0, 0, "漢e\u0301x")
    canvas.write(4, 0, "y")

    assert text(canvas.rows()) == "漢e\u0301xy"
    assert cells("漢e\u0301x") == 4


@given(st.text(st.sampled_from("ab漢 "), max_size=60), st.integers(2, 20))
def test_wrapped_words_are_whole_and_fit(words: str, width: int) -> None:
    lines = wrapped(words, width)

    assert all(cells(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")


def test_hostile_words_are_drawn_as_they_are_and_move_nothing() -> None:
    title = "[@click=app.quit]x[/] \x1b[2J \u202e 漢字 " + "y" * 300
    there = machine(
        Spot(name="a", title=fitting(title), ways=(), begins=True),
    )
    shown = text(chart(there, 77, BOXES, fitting))

    assert max(map(cells, shown.splitlines())) <= 77
    assert "\x1b" not in shown
    assert "[@click=app.quit]x[/]" in shown
