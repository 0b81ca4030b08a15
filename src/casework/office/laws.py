"""What the law asks of every school, as files that no school adopts: kept beside the cases by them.

A file lies in ``workflows/law``. It goes into the records when the first case goes by it, and again
whenever a newer one came with the program; a case stays on the version it was opened under. Must
not know what a file asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.domain.events import TrackMoved
from casework.errors import Refused, UsageFault
from casework.office.ledger import written
from casework.settings import shipped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.domain.events import Entry
    from casework.office.desk import Desk
    from casework.policy.model import Policy

#: Where such files lie, within the folder of workflows.
FOLDER: Final = "law"
#: The one on requests for one's own data, and its one type of case.
SUBJECT_ACCESS: Final = "subject-access"
#: Steps that say of something that it was done, by the file, each with the command that does it.
_PARTS: Final[Mapping[str, Mapping[str, str]]] = {
    SUBJECT_ACCESS: {
        "ask-apart": "sar ask",
        "ask-apart-again": "sar ask",
        "hand-out": "sar hand-out",
        "hand-out-again": "sar hand-out",
    }
}


def law(desk: Desk, name: str) -> Policy:
    """Return the version that came with this program, kept in the records from now on.

    Raises NotPermitted where the records were opened to read only and do not hold it yet.
    """
    from casework.policy.loader import load_policy  # loads the schema, which is slow

    path = shipped("workflows") / FOLDER / f"{name}.yaml"
    loaded = load_policy(str(path), (), {})
    digest = loaded.policy.digest
    desk.keep_up()
    if digest not in desk.ledger.files:
        desk.record(
            written("law", name=name, digest=digest, files=loaded.files, by=desk.session.name)
        )
    return desk.policy(digest)


def name_of(desk: Desk, digest: str) -> str:
    """Return the name of the law's file with this digest; nothing for a school's own policy.

    A school may call a policy of its own as a file of the law is called.
    """
    return desk.ledger.laws.get(digest, "")


def parts(desk: Desk, digest: str) -> Mapping[str, str]:
    """Return the steps of a version that nobody takes by themselves, each with what takes it."""
    return _PARTS.get(name_of(desk, digest), {})


def must_stand_alone(desk: Desk, digest: str, trigger: str) -> None:
    """Raise UsageFault for a step that would put on record what nobody has done by it."""
    command = parts(desk, digest).get(trigger)
    if command:
        raise UsageFault(
            "This step alone would say that it was done, and nothing would have been.",
            advice="On the screens it is under “This request” (R). "
            f"casework {command} REF does it.",
        )


def must_stay(desk: Desk, digest: str, entry: Entry) -> None:
    """Raise Refused for an entry that says what has left by now: nobody takes that back."""
    own = parts(desk, digest)
    if any(isinstance(event, TrackMoved) and event.trigger in own for event in entry.events):
        raise Refused(
            "Others were asked by it, or something was handed out; that cannot be taken back.",
            advice="Correct it by a further entry instead.",
        )
