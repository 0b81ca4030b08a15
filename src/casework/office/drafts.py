"""What somebody typed into a form and did not finish: kept for them alone, and not for ever.

A draft is no record: nobody else reads it, no backup holds it, and it goes when its form is done,
when its case can no longer be opened by them (destroyed, or taken from them), or when it is old.
Must not know how a form looks.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from casework import store
from casework.domain.dates import local_day
from casework.errors import CaseworkError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from casework.office.desk import Desk

#: An unfinished form goes after so many days without a change (*default*): a person may be on
#: holiday for as long, and words about people are not kept longer than they are needed.
KEPT_DAYS: Final = 42
_MARK: Final = "mark"
_REF: Final = "CW-"  # how every reference begins


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Draft:
    """An unfinished form: its name, the case it is about or nothing, its fields as typed.

    ``mark`` is the draft's own: with it a form that was done in the very moment of a crash is not
    done twice.
    """

    form: str
    ref: str
    day: date
    fields: Mapping[str, str]
    mark: str


@dataclass(slots=True, repr=False)
class Pen:
    """Writes one form's draft; ``prepare`` is quick and ``write`` may wait for the disk."""

    mark: str
    fields: Mapping[str, str]
    _file: store.DraftFile | None
    _desk: Desk
    _kept: Mapping[str, str] = field(default_factory=dict)

    def prepare(self, fields: Mapping[str, str]) -> tuple[int, bytes] | None:
        """Return what is to be written, or None where that lies there already."""
        typed = {name: value for name, value in fields.items() if value}
        if self._file is None or typed == self._kept:
            return None
        self._kept = typed
        words = json.dumps({**typed, _MARK: self.mark}, ensure_ascii=False).encode()
        return self._file.seal(words, local_day(self._desk.now()))

    def write(self, prepared: tuple[int, bytes] | None) -> None:
        """Keep it durably. Raises MachineFault where the disk does not take it."""
        if prepared is not None and self._file is not None:
            self._file.write(*prepared)

    def done(self) -> None:
        """Take the draft away: the form was done, or its person does not want it."""
        if self._file is not None:
            self._file.remove()


def pen(desk: Desk, form: str, ref: str = "") -> Pen:
    """Return what writes the draft of a form, with what lies there from before.

    Of records that were opened to read alone nothing is kept, as nothing could be done with it.
    What cannot be read is no draft: a form opens all the same, and says when it cannot write.
    """
    if desk.read_only:
        return Pen(mark=store.new_id(), fields={}, _file=None, _desk=desk)
    file = store.draft_file(desk.session, f"{form} {ref}".strip())
    try:
        kept = file.read()
    except CaseworkError:
        kept = None
    found = None if kept is None else _read(kept)
    if found is None:
        return Pen(mark=store.new_id(), fields={}, _file=file, _desk=desk)
    return Pen(mark=found.mark, fields=found.fields, _file=file, _desk=desk, _kept=found.fields)


def waiting(desk: Desk) -> tuple[Draft, ...]:
    """Return this person's unfinished forms, the latest first."""
    found = (_read(one) for one in store.drafts(desk.session))
    return tuple(one for one in found if one is not None)


def keep_up(desk: Desk) -> int:
    """Let go what is old, and what is about a case they cannot open any more; return how many."""
    if desk.read_only:
        return 0
    gone = store.sweep_drafts(desk.session, local_day(desk.now()) - timedelta(days=KEPT_DAYS))
    for draft in waiting(desk):
        if draft.ref and desk.cards.get(draft.ref) is None:
            store.draft_file(desk.session, f"{draft.form} {draft.ref}").remove()
            gone += 1
    return gone


def _read(kept: store.Kept) -> Draft | None:
    form, _, ref = kept.what.rpartition(" ")
    if not ref.startswith(_REF):  # a form about no case; its name may hold blanks
        form, ref = kept.what, ""
    try:
        told = json.loads(kept.payload)
        mark = told.pop(_MARK)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    fields = {name: value for name, value in told.items() if isinstance(value, str)}
    return Draft(form=form, ref=ref, day=kept.day, fields=fields, mark=mark)


def keep_up_quietly(desk: Desk) -> None:
    """Do the same at a sign-in, which never fails because of an unfinished form."""
    try:
        keep_up(desk)
    except CaseworkError:
        return  # the next sign-in looks again
