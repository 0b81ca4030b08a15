"""The actions of a case and where each stands: a sign, always with its word beside it.

What was begun stands first, what nobody began after it, each in the policy's own order. Must not
know how a line looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from casework.domain.dates import local_day, short_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.office.questions import Shown
    from casework.policy.model import Track

#: Signs by what they mean (``tui-guide.md`` 3.3), and how a window without them writes each.
DONE, HERE, OPEN, GOING, ASKED, NOT_TAKEN, CLOSED = "✓", "►", "○", "●", "◊", "–", "■"
PLAIN: Final = {
    DONE: "[x]",
    HERE: "[>]",
    OPEN: "[ ]",
    GOING: "[*]",
    ASKED: "<?>",
    NOT_TAKEN: "[-]",
    CLOSED: "[#]",
}
#: Where an action stands that somebody decided against (the measure template's own state).
_DECLINED: Final = "declined"
#: The entry that opened the case: what has stood so since then was not begun.
OPENING: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One action: its sign and word, its title, where it stands, and since when by whom."""

    track: str
    sign: str
    word: str
    title: str
    told: str
    begun: bool


def actions(shown: Shown, here: str) -> tuple[Action, ...]:
    """Return every action the policy knows; ``here`` is the one whose step comes next."""
    found = tuple(_actions(shown, here))
    return (
        *(one for one in found if one.begun),
        *(one for one in found if not one.begun),
    )


def _actions(shown: Shown, here: str) -> Iterator[Action]:
    asked = {
        one.track
        for one in shown.snapshot.approvals.values()
        if one.standing == "asked" and one.number not in shown.untold
    }
    open_now = {offer.transition.track for offer in shown.next}
    for track in shown.case_type.tracks.values():
        state = shown.snapshot.state(track.name)
        begun = shown.snapshot.tracks[track.name].since > OPENING
        sign, word = _sign(shown, track, asked=track.name in asked, here=track.name == here)
        if sign == OPEN:
            word = "Open" if track.name in open_now else "Not yet"
        yield Action(
            track=track.name,
            sign=sign,
            word=word,
            title=track.title,
            told=_told(shown, track, state),
            begun=begun or track.name == here,
        )


def _sign(shown: Shown, track: Track, *, asked: bool, here: bool) -> tuple[str, str]:
    state = shown.snapshot.state(track.name)
    if track.spine and state in track.finals:
        return CLOSED, "Closed"
    if here:
        return HERE, "YOU ARE HERE"
    if asked:
        return ASKED, "Waits for a decision"
    if state == _DECLINED:
        return NOT_TAKEN, "Not taken"
    if state in track.finals:
        return DONE, "Done"
    return (OPEN, "") if state == track.initial and not track.spine else (GOING, "Under way")


def _told(shown: Shown, track: Track, state: str) -> str:
    """Return ``Talk held, 29 Apr, A. Begum``; nothing of an action that nobody began."""
    since = shown.snapshot.tracks[track.name].since
    if since <= OPENING:
        return ""
    entry = shown.file.entries[since - 1]
    day = short_day(local_day(entry.at))
    parts = (track.states[state].title, f"{day}, {entry.actor.name}", _reason(shown, state, since))
    return ": ".join(part for part in (", ".join(parts[:2]), parts[2]) if part)


def _reason(shown: Shown, state: str, since: int) -> str:
    """Return why an action was not taken: its reason stays in view."""
    if state != _DECLINED:
        return ""
    return shown.reader.quoted(shown.file.entries[since - 1].reason, "a reason was written")
