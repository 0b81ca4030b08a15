"""A case whose every word is meant to do harm, and the program in a terminal that shows it.

The words are put into the records as they are, past the cleaning of what is typed: a screen holds
its own. ``python -m tests.tui.hostile_kit BOOK REF LOT`` is the program on a terminal of its own.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import pytest

from casework import settings
from casework.clock import SetClock
from casework.domain.facts import CategoryClaim
from casework.domain.people import CasePerson, PersonRole
from casework.office import cases, ringing, stage
from casework.office.cases import Answers, NewCase
from casework.office.saying import Saying
from casework.tui.app import CaseworkApp
from casework.tui.doors import Doors, Entered
from tests.office.practice_kit import NO, NOTE, TAKE_UP, WHERE, sign_in
from tests.tui.everywhere_kit import LOTS, everywhere, to_the_end
from tests.tui.screen_kit import entered
from tests.tui.week_kit import TUESDAY

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from tests.tui.week_kit import Week

MARKUP: Final = "[@click=app.leave]x[/]"
#: A terminal obeys each of these, or a reader is misled by it.
HARMFUL: Final = (
    *("\x1b[2J", "\x1b]52;c;aGFybQ==\x07", "\x1b[6n", "\x1bP+q544e\x1b\\", "\x1b_G;x\x1b\\"),
    *(
        "\x9b2J",
        "\x9d52;c;aGFybQ==\x9c",
        "\x85",
        "\u202e",
        "\u2066",
        "\u200f",
        "\x07",
        "\x08",
        "\r",
    ),
)
WORDS: Final = f"{MARKUP} [/foo] [red {''.join(HARMFUL)} 李小明 👩‍👩‍👧"
LONG: Final = "x" * 300
#: What Textual itself sends; everything else that a terminal obeys is somebody's words.
SENT: Final = re.compile(
    rb"\x1b\[[0-9;:]*m|\x1b\[[0-9;]*[HGABCD]|\x1b\[[0-9]*X"  # colours, the cursor
    rb"|\x1b\[\?(?:1049|1000|1002|1003|1004|1006|1015|1016|25|7|2004|2026|2048)[hl]"  # modes
    rb"|\x1b\[\?(?:2026|2048)\$p|\x1b\[[><=][0-9;]*u|\x1b\[\?u|\x1b\[\?4m|\x1b\[>4;[0-9]m"
    rb"|\x1b\[c|\x1b\[0?K|\x1b\]22;[a-z-]+\x07"  # the last: the mouse's shape
)


def hostile_case(week: Week) -> str:
    """Put harmful words wherever a case has room for words; return its reference."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("words_of", "line", "_cleaned_person"):
            patch.setattr(cases, name, lambda *given: given[-1])
        ref = _opened(week)
        clerk = week.desk("clerk")
        for words in (WORDS, LONG, MARKUP):
            cases.add_note(clerk, ref, words)
        cases.add_incident(clerk, ref, WORDS, where=WORDS)
        _person(week, ref, PersonRole.TARGET, LONG)
        _person(week, ref, PersonRole.WITNESS, "")
        _person(week, ref, PersonRole.REPORTER, "👩‍👩‍👧 李小明")
        cases.correct(clerk, ref, 2, WORDS, Saying(reason=WORDS))
    week.take("deputy", ref, "case.triage", {**NO, "inappropriate": "yes"}, reason=WORDS)
    week.take("deputy", ref, "case.take-up", TAKE_UP)
    facts = {"removal-asked-on": "2026-11-02", "raised-with-us-first": "no"}
    week.take("deputy", ref, "conversation.hold", facts)
    week.take("clerk", ref, "conversation.write-note", letter={**NOTE, "request": MARKUP})
    return ref


def _opened(week: Week) -> str:
    who = CasePerson(
        number=0, role=PersonRole.AUTHOR, name=f"Ms {WORDS}", about=WORDS, address=WORDS
    )
    new = NewCase(case_type="concern", summary=WORDS, people=(who,))
    claim = CategoryClaim(code="naming-or-discussing-a-child", target="pupil")
    told = Answers(categories=(claim,), facts=WHERE)
    return cases.open_case(week.desk("clerk"), new, told).ref


def _person(week: Week, ref: str, role: PersonRole, name: str) -> None:
    person = CasePerson(number=0, role=role, name=name, about=name or WORDS)
    cases.add_person(week.desk("clerk"), ref, person)


def on_screen(folder: Path) -> CaseworkApp:
    """Return the screens over the records, whose numbers to ring are as harmful as the case."""
    clock = SetClock(TUESDAY)
    school = settings.SchoolSettings(name=WORDS, deputy_dsl=MARKUP, ring_dsl=WORDS)

    def enter(name: str, _password: str, _own: str) -> Entered:
        return Entered(desk=sign_in(folder, name, stage.PASSWORD, clock)[0])

    doors = Doors(
        sign_in=enter,
        ring=ringing.card((school,)),
        clock=clock,
        practice=True,
        people=(("head", MARKUP),),
        move=clock.move,
    )
    return CaseworkApp(doors)


def main(book: str, ref: str, lot: str) -> None:
    """Be the program on this terminal, go everywhere and end."""
    app = on_screen(Path(book))

    async def through(outer: Pilot[object]) -> None:
        pilot = cast("Pilot[int]", outer)
        await entered(pilot, "head")
        async for _way in everywhere(pilot, ref, LOTS[lot]):
            async for _page in to_the_end(pilot):
                pass
        app.exit(0)

    app.run(auto_pilot=through)
    print("CRASHED" if app.crashed else "ENDED", app.crashed)  # noqa: T201 - read by the test


if __name__ == "__main__":
    main(*sys.argv[1:])
