"""The second step of signing in, as forms: a code is asked of oneself, or of somebody no more.

Must not know a widget, nor how a code is worked out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.office import secondstep
from casework.tui.sheet import Job, Kept, line, only_sure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.office.desk import Desk

#: What people call it.
ALSO: Final = "totp second factor authenticator telephone phone lost two-step"
_PAPER: Final = "Codes on paper, shown this once, each for one sign-in without the telephone:"

_NOT_HERE: Final = ("A practice school asks nobody: its clock is not your telephone’s.",)


def on(desk: Desk) -> Job:
    """Return the form that asks oneself for a code from now on."""
    setup = secondstep.prepared()

    def keep(told: Mapping[str, str], _mark: str) -> Kept:
        secondstep.turn_on(desk, setup, told["code"])
        words = "Done: a code is asked of you at each sign-in."
        return Kept(words=words, told=(_PAPER, "", *setup.paper))

    return Job(
        desk=desk,
        draft="person code on",
        title="A code from your telephone at each sign-in",
        button="Ask me for it",
        says=_NOT_HERE
        if desk.settings.practice
        else (
            "Put this secret into an authenticator on your telephone (by time, six digits):",
            setup.groups,
            "Nothing is sent anywhere. The lock goes on asking for the password alone.",
        ),
        asked=lambda _given: (line("code", "The code it shows now", needed=True),),
        keep=keep,
    )


def off(desk: Desk) -> Job:
    """Return the form that asks oneself for no code any more."""

    def keep(told: Mapping[str, str], _mark: str) -> Kept:
        secondstep.turn_off(desk, told["code"])
        return Kept(words="Done: no code is asked of you any more.")

    return Job(
        desk=desk,
        draft="person code off",
        title="No code at sign-in any more",
        button="Ask me for none",
        says=("The password alone signs you in again.",),
        asked=lambda _given: (line("code", "One more code, or one on paper", needed=True),),
        keep=keep,
    )


def lost(desk: Desk, name: str) -> Job:
    """Return the form that asks somebody else for no code any more: their telephone is lost."""

    def does() -> Kept:
        secondstep.take_off(desk, name)
        return Kept(words=f"Done: no code is asked of {name} any more.")

    return only_sure(
        desk,
        does,
        draft=f"person code lost {name}",
        title=f"Ask {name} for no code any more",
        button="Ask for none",
        says="Their password stays. Make sure that it is they who ask for it.",
    )
