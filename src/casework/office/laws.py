"""What the law asks of every school, as files that no school adopts: kept beside the cases by them.

A file lies in ``workflows/law``. It goes into the records when the first case goes by it, and again
whenever a newer one came with the program; a case stays on the version it was opened under. Must
not know what a file asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.errors import UsageFault
from casework.office.ledger import written
from casework.settings import shipped

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from casework.policy.model import Policy

#: Where such files lie, within the folder of workflows.
FOLDER: Final = "law"
#: The one on requests for one's own data, and its one type of case.
SUBJECT_ACCESS: Final = "subject-access"
#: Steps that say of something that it was done, and are taken by whatever does it.
_PARTS: Final = frozenset({"ask-apart", "ask-apart-again", "hand-out", "hand-out-again"})


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


def must_stand_alone(policy: str, trigger: str) -> None:
    """Raise UsageFault for a step that would put on record what nobody has done by it."""
    if policy == SUBJECT_ACCESS and trigger in _PARTS:
        raise UsageFault(
            "This step alone would say that it was done, and nothing would have been.",
            advice="On the screens it is under “This request” (R). Else: casework sar ask REF, or "
            "casework sar hand-out REF.",
        )
