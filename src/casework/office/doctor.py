"""The examination of a case book: every invariant there is so far, with the caller's own keys.

What they do not open is checked by the store, blind; damage there is for a key holder to look at.
Nothing is mended and nothing is written. Must not know how findings are shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from casework import store
from casework.errors import CaseworkError
from casework.office import (
    adoption,
    backups,
    certificates,
    disposals,
    door,
    reminding,
    reviews,
    stepbacks,
)
from casework.office.capacities import CHAIR
from casework.office.cards import read_card
from casework.office.casechecks import CHECKS
from casework.office.deciders import stuck
from casework.office.findings import RESTORE, Finding, past_of
from casework.office.replay import replayed
from casework.office.settled import still_open
from casework.policy.loader import load_stored
from casework.settings import questions
from casework.text import in_words, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.office.desk import Desk
    from casework.office.findings import Past
    from casework.store import CardRow, Credentials

__all__ = ["Finding", "examine", "parts"]

Beat = Callable[[str], None]
#: One alone could lose a case (*default*); so many are named in one sentence.
_FEWEST, _NAMED = 2, 5
_QUICK: tuple[tuple[str, Callable[[store.Session], list[store.Finding]]], ...] = (
    ("files and their encryption", store.check_files),
    ("users and their keys", store.check_register),
    ("what was left behind", store.check_leftovers),
    ("time limits that passed", store.check_clock),
)
_SLOW: tuple[tuple[str, Callable[[store.Session], list[store.Finding]]], ...] = (
    ("every page of the files", store.check_pages),
    ("every chain and signature", store.check_chains),
    ("the number of entries", store.check_revisions),
    ("every entry of the cases you may open", store.check_payloads),
    ("what waits to be printed or told", store.check_effects),
    ("the logs", store.check_streams),
    ("who holds keys", store.check_wraps),
    ("two holders for what is sealed", store.check_holders),
    ("what was destroyed", store.check_disposals),
)
#: What is said of no case but those in the caller's list.
_OWN = frozenset(
    {store.check_payloads, store.check_effects, store.check_wraps, store.check_holders}
)


def parts(desk: Desk, *, quick: bool = False) -> int:
    """Return how often ``examine`` calls ``beat``."""
    return len(_QUICK) + 1 + (0 if quick else len(_SLOW) + len(desk.cards.rows))


def examine(
    desk: Desk,
    *,
    quick: bool = False,
    beat: Beat | None = None,
    credentials: Credentials | None = None,
) -> tuple[Finding, ...]:
    """Return everything that is wrong, and then what is worth knowing. ``quick``: what a start
    checks, no history read.

    ``credentials`` is where the clock's secret lies; without it nothing is said about that.
    """
    tell = beat or _unwatched
    found = list(_by_store(desk, _QUICK, tell))
    found += _versions(desk)
    tell("the policies in use")
    if not quick:
        found += _by_store(desk, _SLOW, tell)
        found += certificates.check(desk)
        found += _came_back(desk)
        found += _cases(desk, {finding.where for finding in found}, tell)
    found += _notes(desk, credentials)
    if not quick:
        found += _alone(desk)
    return (*(one for one in found if one.damage), *(one for one in found if not one.damage))


def _unwatched(_words: str) -> None:
    return None


def _by_store(
    desk: Desk,
    checks: tuple[tuple[str, Callable[[store.Session], list[store.Finding]]], ...],
    beat: Beat,
) -> Iterator[Finding]:
    refs = {f"case {row.case[:8]}": row.ref for row in desk.cards.rows}
    for words, check in checks:
        for one in check(desk.session):
            if check in _OWN and one.where.startswith("case ") and one.where not in refs:
                continue  # theirs by its keys, but it is about them: to them it is not there
            yield Finding(
                invariant=one.invariant,
                where=refs.get(one.where, one.where),
                what=one.what,
                advice=one.advice,
            )
        beat(words)


def _versions(desk: Desk) -> Iterator[Finding]:
    """I19: each policy version in use is stored, and has its own name when it is read again."""
    cards = [(row.ref, read_card(row.card).digest) for row in desk.cards.rows]
    adopted = [("the records", one.digest) for one in desk.ledger.adoptions.values()]
    for digest, where in {digest: where for where, digest in (*adopted, *cards)}.items():
        what = _version_fault(desk, digest)
        if what:
            yield Finding(invariant="I19", where=where, what=what, advice=RESTORE)


def _version_fault(desk: Desk, digest: str) -> str:
    files = desk.ledger.files.get(digest)
    if files is None:
        return "the policy version it goes by is not in the records"
    try:
        found = load_stored(files).digest
    except CaseworkError:
        return "the policy version it goes by cannot be read any more"
    return "" if found == digest else "the policy version it goes by is not what was adopted"


def _came_back(desk: Desk) -> Iterator[Finding]:
    """I12: nothing that was destroyed has come back with a backup and gone on."""
    own = disposals.register(desk)
    found = store.check_register_of_disposals(desk.session, (own,))
    for one in (*found, *store.check_parts(desk.session, own)):
        yield Finding(invariant=one.invariant, where=one.where, what=one.what, advice=one.advice)


def _cases(desk: Desk, known: set[str], beat: Beat) -> Iterator[Finding]:
    past = past_of(desk)
    for row in desk.cards.rows:
        yield from _case(desk, row, past, known)
        beat(f"case {row.ref}")


def _case(desk: Desk, row: CardRow, past: Past, known: set[str]) -> Iterator[Finding]:
    """Examine one case; a case that cannot be read has one finding, the store's if it has one."""
    try:
        file = door.load_by_id(desk, row.case)
        for check in (*CHECKS, replayed):
            yield from check(desk, file, past)
    except CaseworkError as fault:
        if row.ref not in known:
            yield Finding(invariant="I3", where=row.ref, what=fault.message, advice=fault.advice)


def _notes(desk: Desk, credentials: Credentials | None) -> Iterator[Finding]:
    """Yield what is no damage but worth knowing."""
    kept = (*stepbacks.notes(desk), *backups.notes(desk), *reminding.notes(desk))
    for what, advice in (*kept, *reviews.notes(desk), *adoption.notes(desk)):
        yield _note(what, advice)
    for school in _without_recovery(desk):
        yield _note(
            f"there is no recovery key yet{school}: if nobody can sign in, the records stay shut",
            "Let the chair of governors sign in once; the key is shown then.",
        )
    if _one_for_both(desk):
        yield _note(
            "headteacher and safeguarding lead are one person, and nobody is the lead’s deputy",
            "Add a deputy safeguarding lead: casework user add NAME --role dsl.",
        )
    for title, alone in stuck(desk):
        who = f"only {alone} can take it" if alone else "nobody can take it"
        yield _note(
            f"a decision may find nobody: “{title}”, as {who}",
            "Add somebody with a role that decides it, or who stands in: casework user add.",
        )
    count = len(questions(desk.settings)) + len(still_open(desk))
    if count:
        yield _note(
            f"{plural(count, 'question')} only the school can answer {_are(count)} open",
            "casework settings list shows them; casework settings set answers one.",
        )
    book = store.book_state(desk.folder).book
    if credentials is not None and credentials.get(book) is None:
        yield _note(
            "the clock’s secret is not on this computer, so it records no time limit by itself",
            "Run the clock on the computer where the records were made.",
        )


def _without_recovery(desk: Desk) -> Iterator[str]:
    """Yield the schools whose chair has no recovery key yet, in words; of a single one nothing."""
    if not store.has_recovery(desk.session):
        yield ""
        return
    covered = store.recovered_circles(desk.session)
    for slug, name in desk.ledger.schools.items():
        if desk.ledger.circle(CHAIR, slug) not in covered:
            yield f" at {name}"


def _one_for_both(desk: Desk) -> bool:
    """Tell whether a concern about the head could reach nobody in safeguarding (10.2)."""
    active = desk.session.directory.active()
    for school in desk.ledger.schools:
        roles = [desk.ledger.roles_at(user.id, school) for user in active]
        leads = [held for held in roles if "dsl" in held]
        if leads and all("headteacher" in held for held in leads):
            return True
    return False


def _alone(desk: Desk) -> Iterator[Finding]:
    """Yield which ordinary cases have too few holders; a sealed one is damage, told by the store.

    With the recovery key no case is lost when its one holder is.
    """
    if store.has_recovery(desk.session):
        return
    office = [row for row in desk.cards.rows if row.place is store.Place.OFFICE]
    alone = [row.ref for row in office if len(store.holders(desk.session, row.case)) < _FEWEST]
    if alone:
        refs, others = alone[:_NAMED], len(alone) - _NAMED
        more = f" and {plural(others, 'other')}" if others > 0 else ""
        said = f"{', '.join(refs)}{more}" if more else in_words(refs)
        yield _note(
            f"too few holders: only one person can open {said}, and there is no recovery key",
            "Let somebody else who may see them sign in, or have the chair sign in once.",
        )


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _note(what: str, advice: str) -> Finding:
    return Finding(invariant="note", where="the records", what=what, advice=advice, damage=False)
