"""Taking in, by keys: a call that outlives F9 and a kill, a concern, evidence, danger."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.events import Key, Paste
from textual.widgets import DataTable, Static

from casework.domain.events import NoteAdded
from casework.office import door, drafts, evidence, intake
from casework.office.cards import read_card
from casework.tui import newcase
from casework.tui.flowing import Flowing, Line
from casework.tui.formpage import FormPage
from casework.tui.pick import Pick
from casework.tui.told import Told
from tests.tui.golden_kit import SIZES, shows
from tests.tui.screen_kit import entered, press, seen, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

    from casework.domain.case import Snapshot
    from casework.tui.app import CaseworkApp
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(90)
NAMED = {" ": "space", ".": "full_stop", "?": "question_mark", ",": "comma", "/": "slash"}


async def types(pilot: Pilot[int], typed: str, *keys: str) -> None:
    """Type words letter by letter, then press keys."""
    await pilot.press(*(NAMED.get(letter, letter) for letter in typed), *keys)
    await settled(pilot)


def put(app: CaseworkApp, **values: str) -> None:
    """Put words into fields as if they were typed, and stand in the last one."""
    for name, value in values.items():
        field = app.screen.query_one(f"#ask-{name.replace('_', '-')}")
        if isinstance(field, Flowing):
            field.text = value
        else:
            assert isinstance(field, Line)
            field.value = value
        field.focus()


WHAT = "A post about the school trip in the class chat"


async def a_call(pilot: Pilot[int], app: CaseworkApp) -> None:
    """Take a call down, all but keeping it; one stands in the last question."""
    await press(pilot, "f8")
    await types(pilot, "1")  # nobody is in danger
    put(app, caller="Mrs Cole", number="01632 960555", promised="ring back", what=WHAT)
    await types(pilot, "", "tab")
    await types(pilot, "2", "tab", "tab")  # a group
    await types(pilot, "4")  # none of these


def opened_since(week: Week, before: set[str], who: str = "clerk") -> Snapshot:
    """Return the one case that was opened since."""
    (ref,) = {row.ref for row in week.fresh(who).cards.rows} - before
    return door.load(week.desk(who), ref).snapshot


def why_of(week: Week, ref: str) -> str:
    """Return every reason in a case's history, one after the other."""
    return " ".join(entry.reason for entry in door.load(week.desk("clerk"), ref).entries)


def refs(week: Week, who: str = "clerk") -> set[str]:
    return {row.ref for row in week.desk(who).cards.rows}


def summaries(week: Week, who: str) -> list[str]:
    """Return what each case that somebody may open is about, what was handed in worked off."""
    return [read_card(row.card).summary for row in week.fresh(who).cards.rows]


def notes(week: Week, ref: str, who: str = "clerk") -> list[str]:
    entries = door.load(week.desk(who), ref).entries
    return [e.words for entry in entries for e in entry.events if isinstance(e, NoteAdded)]


def on_top(app: CaseworkApp) -> FormPage:
    """Return the form that is open."""
    assert isinstance(app.screen, FormPage)
    return app.screen


# --- an answer ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [
        ("n", "no"),
        ("N", "no"),
        ("y", "yes"),
        ("yn", "not yet"),
        ("2", "yes"),
        ("9", ""),
        ("q", ""),
        ("nn", "not yet"),  # the next that begins so
        ("nnn", "no"),
    ],
)
def test_a_first_letter_or_a_place_chooses_an_answer_and_another_key_none(
    monkeypatch: pytest.MonkeyPatch, keys: str, chosen: str
) -> None:
    monkeypatch.setattr(Pick, "_show", lambda _pick: None)  # it is on no screen
    pick = Pick((("No", "no"), ("Yes", "yes"), ("Not yet", "not yet")), "", "answer")
    for key in keys:
        pick.on_key(Key(key, key))

    assert pick.value == chosen


# --- a call ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_a_call_is_kept_by_keys_alone(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    before = refs(week)
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await entered(pilot)
        await press(pilot, "f8")
        await shows(pilot, "call-empty")
        await types(pilot, "1", "tab")  # nobody is in danger
        await types(pilot, "Mrs Cole", "tab", "tab")
        await types(pilot, "A post", "tab")
        await types(pilot, "2", "tab", "tab")  # a group
        await types(pilot, "4")  # none of these
        await shows(pilot, "call-filled")
        await press(pilot, "enter")
        said = seen(app)
    case = opened_since(week, before)
    (note,) = notes(week, case.ref)

    assert f"Done: the call is kept as {case.ref}." in said
    assert case.summary == "A post"
    assert [(str(one.role), one.name) for one in case.people] == [("reporter", "Mrs Cole")]
    assert note.splitlines() == [
        "A call",
        "Caller: Mrs Cole",
        "What: A post",
        "Where: a group",
        "Anyone in danger: no",
        "Promised: nothing",
    ]
    assert drafts.waiting(week.desk("clerk")) == ()


async def test_a_call_waits_while_another_person_signs_in(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk", "head")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await a_call(pilot, app)
        await press(pilot, "f9")
        await entered(pilot, "head")
        await press(pilot, "f8")
        others = seen(app)
        await press(pilot, "f9")
        await entered(pilot, until="call")
        again = dict(on_top(app).given)

    assert "Mrs Cole" not in others
    assert "school trip" not in others
    assert again["caller"] == "Mrs Cole"
    assert again["what"] == WHAT
    assert (again["where"], again["danger"], again["typist"]) == ("a group", "no", "none")


async def test_enter_goes_to_what_is_still_wanted_before_it_keeps_anything(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    before = refs(week)
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await press(pilot, "f8")
        wanted = []
        for answer in ("1", "A post", "4"):
            await press(pilot, "enter")
            wanted.append(seen(app))
            await types(pilot, answer)
        await press(pilot, "enter")
    case = opened_since(week, before)

    assert "Still wanted: Anyone in danger now?" in wanted[0]
    assert "Still wanted: What" in wanted[1]
    assert "Still wanted: Are you, typing this" in wanted[2]
    assert case.summary == "A post"
    assert case.people == ()


@pytest.mark.parametrize("size", SIZES)
async def test_who_types_is_told_what_being_named_means_and_stands_in_the_case(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    before = refs(week)
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await entered(pilot)
        await a_call(pilot, app)
        await types(pilot, "3")
        await shows(pilot, "call-named")
        await press(pilot, "enter")
    case = opened_since(week, before)
    me = week.desk("clerk").session.user

    assert [(str(p.role), p.user) for p in case.people] == [("reporter", ""), ("target", me)]


async def test_a_call_about_a_case_that_is_there_becomes_a_note_in_it(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    ref, before = week.refs["Cole"], refs(week)
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await a_call(pilot, app)
        put(app, ref=ref.lower())
        await press(pilot, "enter")
        said = seen(app)

    assert f"Done: the call is a note in {ref}." in said
    assert refs(week) == before
    assert notes(week, ref)[-1].startswith("A call\nCaller: Mrs Cole")


async def test_a_call_about_a_reference_one_may_not_see_says_what_it_says_of_none(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    sealed = next(r.ref for r in week.desk("dsl").cards.rows if r.place.value == "sealed")
    app = opened(week, "clerk")
    said = []
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await a_call(pilot, app)
        for ref in (sealed, "CW-ZZZZ"):
            put(app, ref=ref)
            await press(pilot, "enter")
            said.append(seen(app).replace(ref, "CW-0000"))

    assert said[0] == said[1]
    assert "There is no case with that reference." in said[0]


@pytest.mark.parametrize("size", SIZES)
async def test_danger_comes_first_and_then_asks_who_acted(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    before = refs(week)
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await entered(pilot)
        await a_call(pilot, app)
        app.screen.query_one("#ask-danger").focus()
        await types(pilot, "2")
        await shows(pilot, "call-danger")
        await press(pilot, "enter")
        assert isinstance(app.screen, Told)
        await press(pilot, "enter")
        await shows(pilot, "danger-empty")
        put(app, who="S. Kaur rang 999", why="He said he is on his way to the gate")
        await press(pilot, "enter")
        done = seen(app)
    case = opened_since(week, before)

    assert "Done: who acted, and why, is on record." in done
    assert case.answer("immediate-danger") == "yes"
    assert "Acted: S. Kaur rang 999. He said he is" in why_of(week, case.ref)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_what_was_typed_is_there_after_a_kill(week: Week) -> None:
    died = subprocess.run(
        [sys.executable, "-m", "tests.tui.killed_call", str(week.folder), WHAT],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=80,
        check=False,
    )
    kept = drafts.pen(week.desk("clerk"), "call").fields

    assert died.returncode == -signal.SIGKILL, died.stderr
    assert (kept["caller"], kept["what"], kept["danger"]) == ("Mrs Cole", WHAT, "no")


async def test_whoever_comes_back_after_a_crash_is_told_what_is_not_finished(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    pen = drafts.pen(week.desk("clerk"), "call")
    pen.write(pen.prepare({"what": WHAT}))
    app = opened(week, "clerk", "head")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        mine = seen(app)
        await press(pilot, "f9")
        await entered(pilot, "head")
        others = seen(app)

    assert "Not finished yet: a call (F8). What you typed is still there." in mine
    assert "Not finished" not in others


# --- a concern ------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("key", "state", "reader"), [("1", "other", "dsl"), ("2", "head", "chair")]
)
async def test_a_concern_is_handed_in_and_not_seen_again(
    week: Week,
    opened: Callable[..., CaseworkApp],
    size: tuple[int, int],
    key: str,
    state: str,
    reader: str,
) -> None:
    before = refs(week)
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await entered(pilot)
        await press(pilot, "c")
        await types(pilot, key)
        if key == "1":
            put(app, about="Mr Example")
        put(app, words="He gave a pupil his own number")
        await types(pilot, "", "tab")
        await types(pilot, "2")
        await shows(pilot, f"concern-{state}")
        await press(pilot, "enter")
        await shows(pilot, f"concern-{state}-handed-in")
        await press(pilot, "enter")
        after = seen(app)
    said = "He gave a pupil his own number"

    assert said in summaries(week, reader)
    assert refs(week) == before
    assert "number" not in after
    assert drafts.waiting(week.fresh("clerk")) == ()
    if reader == "chair":
        assert said not in summaries(week, "head")


# --- evidence -------------------------------------------------------------------------------------


async def on_case(pilot: Pilot[int], ref: str, key: str) -> None:
    """Open a form about a case from the list: its row first, then its key."""

    table = pilot.app.screen.query_one(DataTable)
    table.move_cursor(row=table.get_row_index(ref))
    await press(pilot, "enter")
    await press(pilot, key)


@pytest.mark.parametrize("size", SIZES)
async def test_evidence_asks_one_thing_first_and_no_opens_the_sheet(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    ref = week.refs["Cole"]
    picture = week.folder.parent / "post.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await entered(pilot)
        await on_case(pilot, ref, "e")
        await shows(pilot, "evidence-first-question")
        await types(pilot, "1")
        await shows(pilot, "evidence-sheet")
        sheet = {
            "platform": "class chat",
            "address": "a group for parents of 2C",
            "what": "“What a week”, with a picture",
            "seen_on": "9/11/2026",
            "how": "shown on a telephone",
            "file": str(picture),
        }
        put(app, **sheet)
        await press(pilot, "enter")
        done = seen(app)
    (item,) = evidence.list_evidence(week.desk("clerk"), ref)

    assert "Done: evidence 1 is kept, with its file." in done
    assert item.file["type"] == "a picture (PNG)"
    assert evidence.verify_evidence(week.desk("clerk"), ref).files == 1


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("key", "answer"), [("2", "yes"), ("3", "not-sure")])
async def test_what_may_show_a_child_is_taken_by_description_alone(
    week: Week,
    opened: Callable[..., CaseworkApp],
    size: tuple[int, int],
    key: str,
    answer: str,
) -> None:
    ref = week.refs["Cole"]
    app = opened(week, "clerk")
    async with app.run_test(size=size) as pilot:
        await entered(pilot)
        await on_case(pilot, ref, "e")
        await types(pilot, key)
        await shows(pilot, f"evidence-by-description-{answer}")
        names = [one.id for one in app.screen.query("Line, Flowing")]
        put(app, seen_by="Ms Cole")
        await press(pilot, "enter")
        await shows(pilot, "evidence-what-to-do")
    (item,) = evidence.list_evidence(week.desk("clerk"), ref)

    assert "ask-file" not in names
    assert not item.captured
    assert item.sheet["withheld"] == answer


async def test_evidence_is_compared_again_from_the_case(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    ref = week.refs["Cole"]
    sheet = evidence.Sheet(
        platform="class chat", address="the group", what="words", seen_on="9/11/2026", how="shown"
    )
    evidence.add_sheet(week.desk("clerk"), ref, sheet)
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await on_case(pilot, ref, "escape")
        app.screen.query_one(DataTable).move_cursor(
            row=app.screen.query_one(DataTable).get_row_index(ref)
        )
        await app.run_action("app.about('check-evidence')")
        await settled(pilot)
        await shows(pilot, "evidence-again")
        await press(pilot, "enter")
        await shows(pilot, "evidence-checked")


# --- a new case -----------------------------------------------------------------------------------


async def answer(pilot: Pilot[int], given: str) -> str:
    """Answer the question that is asked, a digit choosing; return its words."""
    form = on_top(pilot.app)  # type: ignore[arg-type]
    (field,) = form.query_one("#one").children
    words = str(form.query_one("#asked", Static).content)
    if isinstance(field, Pick):
        await types(pilot, given)
    elif given:
        put(pilot.app, **{(field.id or "").removeprefix("ask-"): given})  # type: ignore[arg-type]
        await settled(pilot)
    await press(pilot, "enter")
    return words


@pytest.mark.parametrize("size", SIZES)
async def test_a_new_case_asks_one_thing_after_the_other_danger_first(
    week: Week, opened: Callable[..., CaseworkApp], size: tuple[int, int]
) -> None:
    before = refs(week)
    app = opened(week, "clerk")
    given = {
        "danger": "1",
        "teller": "Mrs Teller",
        "source": "Ms Secret",
        "what": "A photo of a pupil with a rude remark",
        "fact-location": "3",
        "fact-author-type": "1",
        "fact-adult-conduct": "1",
        "adult": "Mr Example",
        "author": "Ms Author",
        "author-about": "parent of a pupil in 2C",
        "category-1": "4",
        "target-1": "1",
        "category-2": "",
        "typist": "4",
    }
    asked = []
    async with app.run_test(size=size) as pilot:
        await entered(pilot)
        await app.run_action("app.go('new')")
        await settled(pilot)
        await shows(pilot, "new-case-danger")
        while not app.screen.query_one("#keep").display:
            name = (on_top(app).query_one("#one").children[0].id or "").removeprefix("ask-")
            if name == "category-2":
                await types(pilot, "", "left")
            if name in {"source", "adult", "category-1"}:
                await shows(pilot, f"new-case-{name}")
            asked.append(name)
            await answer(pilot, given.get(name, ""))
        await shows(pilot, "new-case-all")
        await press(pilot, "enter")
        await shows(pilot, "new-case-open")
    case = opened_since(week, before)
    roles = {(str(p.role), p.name) for p in case.people}

    assert asked[:4] == ["danger", "teller", "source", "what"]
    assert asked[-1] == "typist"
    assert asked.index("fact-adult-conduct") + 1 <= asked.index("adult") < asked.index("author")
    assert ("source", "Ms Secret") in roles
    assert ("person-of-concern", "Mr Example") in roles
    assert str(case.pause) == "standing"
    assert [str(one) for one in case.categories] == ["complaint:school"]


def test_a_day_typed_as_the_form_asks_for_it_is_a_day(week: Week) -> None:
    kinds = intake.kinds(week.desk("clerk"))
    kind = next(one for one in kinds if "first-published" in one.policy.facts)
    typed = {"fact-first-published": "9/11/2026", "fact-platform": "facebook"}

    assert newcase.kept(kind, typed) == {"first-published": "2026-11-09", "platform": "facebook"}


async def test_a_new_case_goes_on_where_it_stopped(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await app.run_action("app.go('new')")
        await settled(pilot)
        for given in ("1", "Mrs Teller", ""):
            await answer(pilot, given)
        put(app, what="A photo")
        await settled(pilot)
        await press(pilot, "f9")
        await entered(pilot, until="new")
        form = on_top(app)
        asked = form.query_one("#one").children[0].id
        back = dict(form.given)

    assert asked != "ask-danger"
    assert (back["teller"], back["what"]) == ("Mrs Teller", "A photo")


# --- whatever is typed ----------------------------------------------------------------------------

HOSTILE = (
    "[/foo]",
    "[@click=app.leave]x[/]",
    "[red",
    "A\x1b[2J\x9b31m",
    "\u202eevil",
    "李小明 👩‍👧",
    "x" * 300,
)


async def test_forms_read_the_same_without_colours(
    week: Week, opened: Callable[..., CaseworkApp], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await press(pilot, "f8")
        await shows(pilot, "call-empty")
        await press(pilot, "escape")
        await app.run_action("app.go('new')")
        await settled(pilot)
        await shows(pilot, "new-case-danger")
        await press(pilot, "escape")
        await on_case(pilot, week.refs["Cole"], "e")
        await types(pilot, "1")
        await shows(pilot, "evidence-sheet")


@pytest.mark.parametrize("form", ["call", "concern", "new", "evidence", "danger"])
async def test_hostile_words_in_every_field_are_words_and_nothing_else(
    week: Week, opened: Callable[..., CaseworkApp], form: str
) -> None:
    app = opened(week, "clerk")
    screens = []
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        if form in {"evidence", "danger"}:
            await on_case(pilot, week.refs["Cole"], form[0] if form == "evidence" else "x")
        else:
            await app.run_action(f"app.go('{form}')")
            await settled(pilot)
        if form == "new":
            await answer(pilot, "1")
        elif form != "danger":
            await types(pilot, "1")
        for words in HOSTILE:
            for field in list(app.screen.query("Line, Flowing"))[:4]:
                field.focus()
                await pilot.pause()
                app.screen.post_message(Paste(words))
                await settled(pilot)
            screens.append(seen(app))
            put(app, **{(f.id or "")[4:]: "" for f in app.screen.query("Line, Flowing")})
            await settled(pilot)

    assert not app.crashed
    for screen in screens:
        assert not {"\x1b", "\x9b", "\u202e"} & set(screen)
    assert "[/foo]" in screens[0]
    assert "[@click=app.leave]x[/]" in screens[1]


async def test_a_field_that_cannot_be_kept_says_so_and_goes_on(
    week: Week, opened: Callable[..., CaseworkApp]
) -> None:
    (week.folder / "drafts").write_text("in the way", encoding="utf-8")
    app = opened(week, "clerk")
    async with app.run_test(size=(80, 24)) as pilot:
        await entered(pilot)
        await press(pilot, "f8")
        await types(pilot, "1")
        screen = seen(app)

    assert "What you type is not being kept." in screen
