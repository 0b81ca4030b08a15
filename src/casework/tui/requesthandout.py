"""Handing out what is held about one person, as a form: where to, as what, the letter with it.

The same form serves the office and whoever answers apart. Each file is on record before it leaves.
Must not know a widget, nor what is masked in a file.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from casework.office import subjecthandout, subjectletter
from casework.office.evidencehandling import may_save_to
from casework.office.handouts import FORMS
from casework.text import plural
from casework.tui import asking
from casework.tui.sheet import Job, Kept, choice, line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casework.office.desk import Desk
    from casework.office.subjecthandout import HandedOut

    Told = Mapping[str, str]

_FORMS: Final = (*FORMS[:-1], ("json", "for a program (JSON)"), FORMS[-1])
_CLEAR: Final = "Whoever can open that folder can read it: remove it when it has served."


def hand_out_job(desk: Desk, ref: str) -> Job:
    """Return the form that hands out what is held, everybody else masked, with its letter."""

    def does(told: Told, letter: Mapping[str, str]) -> HandedOut:
        return subjecthandout.hand_out(desk, ref, told["form"], letter)

    return replace(_form(desk, ref, f"{ref}  Hand out what is held", does), ref=ref)


def hand_out_apart_job(desk: Desk, ref: str) -> Job:
    """Return the form that hands out what sealed cases hold; whoever answers signs its letter.

    It is about no case that the person need be able to open.
    """

    def does(told: Told, letter: Mapping[str, str]) -> HandedOut:
        return subjecthandout.hand_out_apart(desk, ref, "", told["form"], letter)

    return _form(desk, ref, f"{ref}  Hand out what is kept sealed", does)


def _form(
    desk: Desk, ref: str, title: str, does: Callable[[Told, Mapping[str, str]], HandedOut]
) -> Job:
    own = tuple(asking.of_letter(one) for one in subjectletter.left_to_say(desk))
    asked = (
        line("folder", "Into which folder? A new one is made in it", needed=True),
        choice("form", "As what?", *((said, name) for name, said in _FORMS)),
        *own,
    )

    def keep(told: Told, _mark: str) -> Kept:
        letter = asking.told(own, told).letter
        folder = may_save_to(desk, told["folder"])
        out = subjecthandout.free_folder(folder, ref)
        made = does(told, dict(letter))
        subjecthandout.write(made, out)
        return _saved(made, out)

    return Job(
        desk=desk,
        draft=f"request hand-out {ref}",
        title=title,
        button="Hand it out",
        says=(
            "Everybody else is masked. Page 1 of each file, and the letter, say what and why.",
            "It is written down before it leaves: to whom, when, and the check code of each file.",
        ),
        asked=lambda _given: asked,
        keep=keep,
        slow=True,
    )


def _saved(made: HandedOut, out: str) -> Kept:
    files = plural(len(made.files), "file") if made.files else "nothing is held:"
    return Kept(
        words=f"Done: {files} and the letter lie in {out}.",
        told=(
            *(f"{one.name}. Check code: {one.check_code}" for one in made.files),
            f"{made.letter.name}: read it, sign it, check the address of the commissioner in it.",
            _CLEAR,
        ),
    )
