"""The destruction record that stays of a case, and the certificate made from it.

Reference, class, dates, who authorised it, how many entries there were, the check codes before and
after, which backups and exports still hold it, and what the school's figures need. Nothing of what
the case was about, and no name but of those who decided. Must not destroy anything.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casework import paper, store
from casework.domain.dates import day_words, instant_words, local_day
from casework.errors import CaseworkError, Damaged
from casework.exports.readers import PROFILES, Audience
from casework.exports.sentences import code_of
from casework.office import backups, counted, door, histories_log
from casework.office.findings import Finding
from casework.office.keeping import End
from casework.settings import state_folder
from casework.store import known
from casework.text import in_words, plural

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from casework.office.desk import Desk
    from casework.office.keeping import Proposal
    from casework.office.retention import Retained

_MONTH = 31
_IN = "in "


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Certificate:
    """A destruction record as it is shown; ``whole`` once nothing is left to be done."""

    ref: str
    said: dict[str, Any]
    at: datetime
    entries: int
    before: str
    head: str
    whole: bool
    again: bool


def record(desk: Desk, found: Retained, proposal: Proposal) -> bytes:
    """Return the words of the destruction record of a case."""
    file, case = found.file, found.file.snapshot
    said: dict[str, Any] = {
        "kind": "destroyed",
        "school": case.school,
        "end": proposal.end,
        "class": found.of.name,
        "title": found.of.title,
        "source": found.of.source.words(),
        "opened": local_day(case.opened_at).isoformat(),
        "closed": found.closed.isoformat(),
        "until": found.kept.until.isoformat() if found.kept.until else "",
        "proposed": _who(desk, proposal.by, local_day(proposal.at)),
        "agreed": _who(desk, proposal.agreed_by, local_day(proposal.agreed_at or proposal.at)),
        "destroyed": _who(desk, desk.session.user, local_day(desk.now())),
        "letters": sum(letter.copies for letter in case.letters.values()),
        "exports": [_export(one) for one in histories_log.handed_out(desk, str(case.ref))],
        "backups": list(holding(desk, case.opened_at.date())),
    }
    if found.of.kinds:
        said["entries"] = [[e.seq, [type(x).__name__ for x in e.events]] for e in file.entries]
    if kept := counted.kept_of(file):
        said["counted"] = kept
    if proposal.end is End.ANONYMISED or found.of.anonymous:
        said["figure"] = _figure(found)
    return json.dumps(said, ensure_ascii=False, sort_keys=True).encode()


def _who(desk: Desk, user: str, on: date) -> dict[str, str]:
    known_as = desk.session.directory.users.get(user)
    return {"user": user, "name": known_as.name if known_as else "", "on": on.isoformat()}


def _export(one: histories_log.Handed) -> dict[str, str]:
    return {
        "on": local_day(one.at).isoformat(),
        "what": one.what,
        "audience": one.audience,
        "form": one.form,
        "sha256": one.sha256,
    }


def _figure(found: Retained) -> dict[str, object]:
    """Return what statistics keep: no name, no day, no word that somebody wrote."""
    case = found.file.snapshot
    return {
        "policy": case.policy,
        "type": case.case_type,
        "year": local_day(case.opened_at).year,
        "class": found.of.name,
    }


# --- copies elsewhere ----------------------------------------------------------------------------


def backup_targets(desk: Desk) -> tuple[Path, ...]:
    """Return the folders in which backups were made from this computer, or are to be made."""
    book = desk.session.office.meta("book").hex()
    made = known.Known.load(state_folder(), book).backup
    found = [name.removeprefix(_IN) for name in made if name.startswith(_IN)]
    named = [desk.settings.backup_target] if desk.settings.backup_target else []
    return tuple(Path(name) for name in dict.fromkeys([*named, *found]))


def holding(desk: Desk, since: date) -> Iterator[dict[str, str]]:
    """Yield the backups that may hold what came in on a day, and when they go at the latest."""
    book = desk.session.office.meta("book").hex()
    kept = timedelta(days=_MONTH * max(1, backups.keep_of(desk.settings).monthly))
    for target in backup_targets(desk):
        if not target.is_dir():
            yield {"name": "", "made": "", "until": ""}
            continue
        for row in backups.listed(book, target):
            if row.made is None or row.made.date() >= since:
                made = "" if row.made is None else local_day(row.made).isoformat()
                until = "" if row.made is None else local_day(row.made + kept).isoformat()
                yield {"name": row.name, "made": made, "until": until}
    for aside in sorted(desk.folder.parent.glob(f"{desk.folder.name}-before-*")):
        yield {"name": aside.name, "made": "", "until": ""}


# --- shown ---------------------------------------------------------------------------------------


def certificates(desk: Desk) -> tuple[Certificate, ...]:
    """Return the certificates of every case that was destroyed and this person could see."""
    return tuple(_certificate(one) for one in store.read_destroyed(desk.session))


def of_case(desk: Desk, ref: str) -> Certificate:
    """Return the certificate of a case. Raises NotFound, hidden or not destroyed."""
    plain = ref.strip().upper()
    for one in certificates(desk):
        if one.ref == plain:
            return one
    raise door.no_such_case()


def _certificate(one: store.Destroyed) -> Certificate:
    try:
        said = json.loads(one.payload)
        if said["kind"] != "destroyed":
            raise ValueError
    except (ValueError, KeyError, TypeError) as fault:
        raise Damaged(
            "A destruction record cannot be read.",
            advice="Run casework doctor, and compare with the latest backup.",
        ) from fault
    return Certificate(
        ref=one.ref,
        said=said,
        at=one.at,
        entries=one.entries,
        before=one.before,
        head=one.head,
        whole=one.whole,
        again=one.again,
    )


def rows(found: Certificate) -> tuple[tuple[str, str], ...]:
    """Return what a certificate says, in pairs of heading and words."""
    said = found.said
    return (
        ("Reference", found.ref),
        ("What became of it", str(said["end"])),
        ("Class", str(said["title"])),
        ("Source", str(said["source"])),
        ("Opened", _day(said["opened"])),
        ("Closed", _day(said["closed"])),
        ("Kept until", _day(said["until"])),
        ("Proposed", _by(said["proposed"])),
        ("Agreed", _by(said["agreed"])),
        ("Destroyed", f"{said['destroyed']['name']}, {instant_words(found.at)}"),
        ("Entries", str(found.entries)),
        ("Kept for the school’s figures", _counted(said.get("counted"))),
        ("Check code before", f"{code_of(found.before)}, in full {found.before}"),
        ("Check code after", f"{code_of(found.head)}, in full {found.head}"),
        ("Finished", "yes" if found.whole else "not yet: it goes on at the next sign-in"),
    )


def _counted(kept: dict[str, Any] | None) -> str:
    """Return what figures still count of it."""
    if kept is None:
        return "nothing"
    parts = (("incident", kept["incidents"]), ("post", kept["posts"]))
    numbers = in_words([plural(len(days), what) for what, days in parts])
    return f"that there was one case, with {numbers}: their days and in which counts they stand"


def elsewhere(found: Certificate) -> tuple[str, ...]:
    """Return which copies still hold it, as sentences."""
    said = found.said
    lines = [backup_line(one) for one in said["backups"]]
    lines += [
        f"{one['what'].capitalize()} for {_reader(one['audience'])} on {_day(one['on'])}, SHA-256 "
        f"{one['sha256'] or 'unknown'}."
        for one in said["exports"]
    ]
    if said["letters"]:
        lines.append(f"{plural(said['letters'], 'copy', 'copies')} of its letters on paper.")
    return tuple(lines)


def _reader(audience: str) -> str:
    return PROFILES[Audience(audience)].title if audience in list(Audience) else audience


def page(desk: Desk, found: Certificate) -> bytes:
    """Return the certificate as a page (PDF)."""
    table = paper.Table(
        header=(paper.words("Destruction record"), paper.words(found.ref)),
        rows=tuple((paper.words(name), paper.words(words)) for name, words in rows(found)),
    )
    copies = elsewhere(found) or ("No copy is known.",)
    blocks: tuple[paper.Block, ...] = (
        paper.Heading(runs=paper.words("Certificate of destruction")),
        paper.paragraph(
            "The records of this case were destroyed. Two people agreed to it. What stays proves "
            "that there was a case and that its history was whole, and says nothing of it."
        ),
        table,
        paper.Heading(runs=paper.words("Copies that may still hold it"), level=2),
        *(paper.paragraph(line) for line in copies),
    )
    document = paper.Document(
        kind=paper.Kind.PAGE,
        title="Certificate of destruction",
        letterhead=paper.Letterhead(school_name=desk.school(str(found.said["school"])).name),
        blocks=blocks,
        practice=desk.settings.practice,
    )
    return paper.render(document, at=found.at)


def check(desk: Desk) -> Iterator[Finding]:
    """I25: behind each destruction stand two different people, none of them unknown."""
    for one in store.read_destroyed(desk.session):
        try:
            said = _certificate(one).said
            proposed, agreed = said["proposed"]["user"], said["agreed"]["user"]
        except (CaseworkError, KeyError, TypeError):
            proposed = agreed = ""
        if not proposed or not agreed or proposed == agreed:
            yield Finding(
                invariant="I25",
                where=one.ref,
                what="its destruction record does not name two different people who agreed",
                advice="Compare with the latest backup, and tell the chair of governors.",
            )


def backup_line(one: dict[str, str]) -> str:
    """Return in a sentence which copy may still hold what was destroyed."""
    if not one["name"]:
        return "A folder of backups was not connected, so nobody looked what it holds."
    if not one["made"]:
        return f"An older folder of the records: {one['name']}. Somebody has to remove it."
    until = f", let go by {_day(one['until'])} at the latest"
    return f"Backup {one['name']} of {_day(one['made'])}{until}."


def _by(who: dict[str, str]) -> str:
    return f"{who['name']}, {_day(who['on'])}"


def _day(text: str) -> str:
    return day_words(date.fromisoformat(text)) if text else "not known"
