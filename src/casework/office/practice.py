"""The practice school: a folder to learn in, made by the same office that does the real work.

Everything in it is invented and plainly marked. What only bootstrap can do is handed in; must not
know how.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from textwrap import wrap
from typing import TYPE_CHECKING

from casework.clock import SetClock
from casework.domain.dates import local_day, long_day
from casework.errors import MachineFault, UsageFault
from casework.office import chairhistories, governors, histories, launcher
from casework.office.rehearsals.scripts import SCRIPTS
from casework.office.stage import (
    FURTHER,
    GUESTS,
    HEAD,
    PASSWORD,
    PEOPLE,
    POLICY,
    SAMPLE_TERMS,
    SCHOOL,
    Doors,
    Stage,
    Told,
    founded,
    scene,
)
from casework.text import in_words, plural

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from casework.office.stage import Script

__all__ = ["PARTS", "Doors", "Rehearsal", "Told", "rehearse"]

Beat = Callable[[str], None]
#: The day on which the practice school is founded, and the one on which it is left.
FOUNDED = scene("2026-09-01", "09:00", "Tue 1 Sep: the school makes its records")
LEFT = scene("2026-12-03", "09:00", "Thu 3 Dec: the practice school is yours")
#: Scenes of all cases together; a test counts them.
SCENES = 79
#: How often ``beat`` is called: the school, each scene, each case's histories, the last page.
PARTS = 1 + SCENES + len(SCRIPTS) + 1
AUDIENCES = ("headteacher", "chair")
FORMS = ("json", "txt")
READ_ME = "READ-ME-FIRST.txt"
_DUTIES = (
    "Besides them, what some policies ask for every year has begun by itself, on the day on which "
    "the school adopted them. Nobody has seen to it yet, so some of it is late."
)
_CHAIR = (
    "Be the chair there to see what a chair of governors sees: what they decide, the cases they "
    "were brought into, a history left for them and the figures of a term, both without a name."
)
#: How wide the page is: the smallest window that the screens are made for.
WIDTH = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What was made and where it lies; ``lines`` is the closing summary, ``left`` when it stops."""

    folder: Path
    book: Path
    letters: tuple[Path, ...]
    histories: tuple[Path, ...]
    cases: tuple[Told, ...]
    lines: tuple[str, ...]
    left: datetime
    password_file: Path


def rehearse(folder: Path, doors: Doors, beat: Beat | None = None) -> Rehearsal:
    """Make a practice school in an empty or new folder, with its cases, letters and histories.

    Raises UsageFault where something lies in the folder; nothing is written then.
    """
    beat = beat or _unwatched
    try:
        _must_be_empty(folder)
        for name in ("letters", "histories"):
            (folder / name).mkdir(parents=True)
        clock = SetClock(FOUNDED.at, tick=timedelta(seconds=1))
        stage = founded(folder / "book", folder / "letters", doors, clock, FURTHER, GUESTS)
        try:
            beat(FOUNDED.words)
            return _rehearsed(folder, stage, beat)
        finally:
            stage.close()
    except OSError as fault:
        raise MachineFault(
            f"The practice school could not be written: {fault.strerror or 'no space or access'}.",
            advice="Check the folder and the free space, then practise in another folder.",
        ) from fault


def _unwatched(_words: str) -> None:
    return None


def _must_be_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageFault(
            "A practice school needs an empty folder, and something lies in this one.",
            advice="Name a folder that does not exist yet; nothing was changed.",
        )


def _rehearsed(folder: Path, stage: Stage, beat: Beat) -> Rehearsal:
    cases = _played(stage, [make(stage) for make in SCRIPTS], beat)
    stage.until(LEFT)
    written: list[Path] = []
    for case in cases:
        if case.sealed:
            beat(f"{case.ref}: its history stays in the records, for those alone whom it needs")
        else:
            written += _histories(stage, folder / "histories", case.ref)
            beat(f"{case.ref}: its history for the headteacher and for the chair, verified")
    _left_for_the_chair(stage, cases[0].ref)
    (folder / "term-dates.csv").write_bytes(SAMPLE_TERMS.read_bytes())
    (folder / launcher.PASSWORD_FILE).write_text(f"{PASSWORD}\n", encoding="utf-8")
    launcher.write(folder, stage.clock.instant)
    lines = tuple(_summary(folder, stage, cases, len(written)))
    (folder / READ_ME).write_text("\n".join(lines) + "\n", encoding="utf-8")
    beat(LEFT.words)
    return Rehearsal(
        folder=folder,
        book=folder / "book",
        letters=tuple(stage.papers),
        histories=tuple(written),
        cases=cases,
        lines=lines,
        left=stage.clock.instant,
        password_file=folder / launcher.PASSWORD_FILE,
    )


def _played(stage: Stage, scripts: list[Script], beat: Beat) -> tuple[Told, ...]:
    """Play all scripts together, scene by scene in the order of time; return them in their own."""
    told: dict[int, Told] = {}
    coming = {number: next(script) for number, script in enumerate(scripts)}
    queue = [(one.at, number) for number, one in coming.items()]
    heapq.heapify(queue)
    while queue:
        _at, number = heapq.heappop(queue)
        stage.until(coming[number])
        words = coming[number].words
        try:
            coming[number] = next(scripts[number])
            heapq.heappush(queue, (coming[number].at, number))
        except StopIteration as end:
            told[number] = end.value
        beat(words)
    return tuple(told[number] for number in sorted(told))


def _histories(stage: Stage, folder: Path, ref: str) -> list[Path]:
    """Write a case's histories and check each file as any reader could, by itself."""
    head = stage.desks[HEAD]
    written = []
    for audience in AUDIENCES:
        for form in FORMS:
            made = histories.export_history(head, ref, audience=audience, form=form)
            path = folder / made.name
            path.write_bytes(made.content)
            histories.verify_file(path, head)
            written.append(path)
    return written


def _left_for_the_chair(stage: Stage, ref: str) -> None:
    """Leave a case's history for the chair, and make the sheet of the last term that is over."""
    head = stage.desks[HEAD]
    chairhistories.give(head, ref, "For the meeting of the governors.")
    governors.sheet(head, governors.last_day_over(head))


def _summary(folder: Path, stage: Stage, cases: tuple[Told, ...], files: int) -> list[str]:
    now = stage.clock.instant
    typed = launcher.word(folder)
    lines = [
        f"{SCHOOL}: everybody and everything here is invented.",
        "",
        *_wrapped("", f"Policies it has adopted: {in_words((POLICY, *FURTHER))}."),
        f"It is {long_day(local_day(now))} in the practice school. {plural(len(cases), 'case')}:",
    ]
    for case in cases:
        lines += ["", *_wrapped(f"  {case.ref}  ", case.title)]
        lines += _wrapped("           Now: ", f"{case.ended}.")
        if case.sealed:
            lines += _who_sees(stage, case.ref)
        lines += _next_lines(case.next, folder, typed)
    lines += ["", *_wrapped("", _DUTIES)]
    shown = next(case.ref for case in reversed(cases) if not case.sealed)
    return [*lines, "", *_places(folder, stage, files), "", *_entry(typed, shown, stage)]


def _who_sees(stage: Stage, ref: str) -> list[str]:
    """Return who has the case in their list and who has not, as the records answer it."""
    sees = [who for who, desk in stage.desks.items() if desk.cards.get(ref) is not None]
    others = [who for who in stage.desks if who not in sees]
    sign_in = f"{in_words(sees)}. Sign in as one of them to see it."
    nothing = f"{in_words(others)}. For each of them it is not there."
    return [
        *_wrapped("           Who sees it: ", sign_in),
        *_wrapped("           Who does not: ", nothing),
    ]


def _next_lines(next_: str, folder: Path, typed: str) -> list[str]:
    """Return what to do next; a command or file on its own line, as it is typed from here."""
    words, casework, rest = next_.partition(": casework ")
    if casework:
        return [*_wrapped("           Next: ", f"{words}:"), f"             {typed} {rest}"]
    words, histories_, rest = next_.partition(": histories/")
    if histories_:
        lies = launcher.lies(folder / "histories" / rest)
        return [*_wrapped("           Next: ", f"{words}:"), f"             {lies}"]
    return _wrapped("           Next: ", next_)


def _wrapped(before: str, words: str) -> list[str]:
    """Return words that fit the smallest window, each line under the first of them."""
    return wrap(
        f"{before}{words}",
        WIDTH,
        subsequent_indent=" " * len(before),
        drop_whitespace=True,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _places(folder: Path, stage: Stage, files: int) -> list[str]:
    return [
        f"In {folder}:",
        f"  {READ_ME}   these lines",
        f"  letters     {plural(len(stage.papers), 'letter')}, sent, or ready to sign",
        f"  histories   {plural(files, 'file')}, checked: two readers, each as text and as JSON",
        "  book        the records, encrypted: nobody reads them without a password",
        "  casework    the program, ready for this practice school",
    ]


def _entry(typed: str, ref: str, stage: Stage) -> list[str]:
    names = ", ".join((HEAD, *PEOPLE, *GUESTS))
    return [
        f"Open the screens: {typed}",
        *_wrapped("", _CHAIR),
        "",
        "Or look round line by line, as the headteacher (head) or in the office (clerk):",
        f"  {typed} --user head case list",
        f"  {typed} --user head approval list",
        f"  {typed} --user clerk deadline list",
        f"  {typed} --user clerk case show {ref}",
        "",
        *_wrapped("", f"Who signs in: {names}."),
        f"Everybody’s password is {PASSWORD}; it is not asked for here.",
        "Whatever you do stays in this folder; delete the folder to be rid of it.",
        "The chair’s recovery key, which a real school seals in an envelope:",
        f"  {stage.recovery_key}",
    ]
