"""Opening a case to be read: of one that is kept sealed the access log knows it first.

Whoever reads, prints or exports a sealed case stands in its own access log (``threat-model.md`` T8:
entry first, content after). Must not know what is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework import store
from casework.office import door

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from casework.office.door import CaseFile


def read(desk: Desk, ref: str, what: str) -> CaseFile:
    """Return the case, ``what`` being in its access log where it is sealed.

    Raises NotFound, hidden or not; where the log cannot be written, nothing is shown.
    """
    file = door.load(desk, ref)
    if file.history.place is store.Place.SEALED:
        store.log_access(desk.session, file.case, what.encode(), now=desk.now())
    return file
