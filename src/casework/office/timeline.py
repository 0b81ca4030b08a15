"""A case's history as sentences on a screen, in the words of the full file: nobody's source in it.

Nothing leaves the house with it, so nothing is logged but the opening of a sealed case, by whoever
opened it. Must not know screens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.exports.history import lateness, tell
from casework.exports.readers import Audience
from casework.exports.redaction import Whom, redaction, users_mentioned
from casework.exports.wording import wording_of

if TYPE_CHECKING:
    from casework.exports.history import Told
    from casework.exports.redaction import Redaction
    from casework.office.desk import Desk
    from casework.office.door import CaseFile


def told(desk: Desk, file: CaseFile) -> tuple[Told, ...]:
    """Return every entry in sentences, the first of all first; nothing is left out but sources."""
    entries = file.entries
    directory = desk.session.directory.users
    known = {user: directory[user].name for user in users_mentioned(entries) if user in directory}
    found, _names = tell(
        entries,
        wording_of(file.policy, file.snapshot.case_type),
        reader(desk, file),
        known,
        lateness(entries, desk.calendar(file.snapshot.school)),
    )
    return found


def reader(desk: Desk, file: CaseFile) -> Redaction:
    """Return what a screen leaves out of a case: by whom the material was passed on."""
    users = {
        user: (one.name, desk.ledger.people.get(user, ""))
        for user, one in sorted(desk.session.directory.users.items())
    }
    return redaction(Audience.HEADTEACHER, file.entries, Whom(users=users))
