"""Which papers of the practice school are made, part by part; each part may move its clock on.

Must not know how a page becomes a picture.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from casework import paper
from casework.domain.people import PersonRole
from casework.domain.periods import Span
from casework.exports.readers import Audience
from casework.letters.blocks import to_blocks
from casework.letters.fill import fill, parse_template
from casework.office import (
    certificates,
    destruction,
    disposals,
    door,
    histories,
    letterpages,
    letters,
    reports,
    sheets,
    subjectaccess,
    subjectanswers,
    subjecthandout,
    subjectsearch,
)
from casework.office.histories_asked import Asked
from casework.office.keeping import End
from casework.office.subjectaccess import NewRequest
from tests.letters import conftest as samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from benchmarks.pictures import School
    from casework.letters.template import Template
    from casework.office.desk import Desk
    from casework.office.door import CaseFile

_ASKED = re.compile(r"\(([a-z_]+)\)")
#: Days that are still to come when a letter is written.
_AHEAD = {"meeting_on", "further_meeting_on", "family_meeting_on", "restriction_from", "review_on"}
_SOON = "2026-12-10"
_WHY = "Asked for by letter (practice)."


def sent(school: School) -> Iterator[tuple[str, bytes]]:
    """Yield the letters as they went out, or lie ready to sign."""
    for file in school.made.letters:
        ref, number = file.stem.rsplit("-", 1)
        yield f"{school.called(ref)}-{number}", file.read_bytes()


def again(school: School) -> Iterator[tuple[str, bytes]]:
    """Yield what is not the issued page: a second print, a proof of an issued letter."""
    for file in school.made.letters[:2]:
        ref, number = file.stem.rsplit("-", 1)
        clerk = school.desk("clerk")
        _done, copy = letters.print_out(clerk, ref, int(number))
        yield f"{school.called(ref)}-{number}-copy", copy
        proof = letterpages.preview(clerk, ref, number)
        yield f"{school.called(ref)}-{number}-proof", proof.pdf


def drafts(school: School) -> Iterator[tuple[str, bytes]]:
    """Yield every letter that a policy knows, drafted in a case of it with no more than it needs.

    Optional facts are left out, so that what stands around them must do without.
    """
    seen: set[tuple[str, str]] = set()
    for told in school.made.cases:
        desk = school.desk("dsl" if told.sealed else "head")
        file = door.load(desk, told.ref)
        kind, policy = file.snapshot.case_type, file.snapshot.policy
        if (policy, kind) in seen:
            continue
        seen.add((policy, kind))
        for name in sorted(file.policy.case_types[kind].letters):
            if _reader_in(file, name):
                yield f"{policy}-{kind}-{name}", _drafted(desk, told.ref, name)


def _reader_in(file: CaseFile, name: str) -> bool:
    """Tell whether somebody is in the case whom the letter can go to."""
    to = file.policy.case_types[file.snapshot.case_type].letters[name].to
    roles = {str(person.role) for person in file.snapshot.people}
    return to in roles or to not in list(PersonRole)


def _drafted(desk: Desk, ref: str, name: str) -> bytes:
    """Return a draft of a letter; what it says is still needed is given from the samples."""
    file = door.load(desk, ref)
    letter = file.policy.case_types[file.snapshot.case_type].letters[name]
    values = _typed(_template(letter.template))
    given: dict[str, str] = {}
    proof = letterpages.preview(desk, ref, name, given)
    while proof.missing:
        asked = {one for words in proof.missing for one in _ASKED.findall(words)[:1]}
        if asked <= given.keys():
            raise LookupError(f"{name}: {'; '.join(proof.missing)}")
        given |= {one: values.get(one, _to(desk, ref, letter.to)) for one in asked}
        proof = letterpages.preview(desk, ref, name, given)
    return proof.pdf


def _to(desk: Desk, ref: str, role: str) -> str:
    people = door.load(desk, ref).snapshot.people
    named = [person.number for person in people if str(person.role) == role]
    return str(named[0]) if named else "Somebody Invented\n2 Far Road"


def _template(name: str) -> Template:
    source = (samples.LETTERS / f"{name}.md").read_text(encoding="utf-8")
    return parse_template(name, source)


def _typed(template: Template) -> dict[str, str]:
    """Return sample values as they are typed on the command line."""
    found = samples.COMMON | samples.OWN[template.name]
    return {name: _SOON if name in _AHEAD else _written(value) for name, value in found.items()}


def _written(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "\n".join(_row(row) for row in value)
    return str(value)


def _row(row: object) -> str:
    cells = row.values() if isinstance(row, dict) else (row,)
    return " | ".join(str(cell).replace(" | ", " and ") for cell in cells)


def filled(_school: School) -> Iterator[tuple[str, bytes]]:
    """Yield every shipped template with a sample value for each of its fields."""
    at = datetime(2026, 4, 29, 9, 30, tzinfo=UTC)
    for name in samples.NAMES:
        template = _template(name)
        blocks = to_blocks(fill(template, samples.values_for(template)))
        yield name, paper.render(_on_paper(blocks), at=at)


def _on_paper(blocks: tuple[paper.Block, ...]) -> paper.Document:
    head = paper.Letterhead(
        school_name="Practice Primary School (invented)",
        address=("1 Example Lane", "Exampleton", "ZZ1 1ZZ"),
        telephone="01632 960100",
        email="office@practice.example",
    )
    return paper.Document(
        kind=paper.Kind.LETTER,
        title="Letter",
        letterhead=head,
        recipient=("Somebody Invented", "2 Far Road", "Exampleton", "ZZ1 1ZZ"),
        date_words="Wednesday 29 April 2026",
        reference="CW-7F3K/1",
        delivery="By hand",
        case_reference="CW-7F3K",
        signature=paper.Signature(name="Mrs A. Example", role="Headteacher"),
        blocks=blocks,
        practice=True,
    )


def read(school: School) -> Iterator[tuple[str, bytes]]:
    """Yield the histories: every case for headteacher and chair, some for everybody else."""
    for told in school.made.cases:
        desk = school.desk("dsl" if told.sealed else "head")
        readers = (Audience.HEADTEACHER,) if told.sealed else (Audience.CHAIR, Audience.HEADTEACHER)
        for reader in readers:
            yield _history(school, desk, told.ref, reader)
    head = school.desk("head")
    refused, threat = school.made.cases[1].ref, school.made.cases[2].ref
    bullied = next(told.ref for told in school.made.cases if told.title.startswith("Moat Farm"))
    for ref in (refused, threat):
        for reader in (Audience.POLICE, Audience.SOLICITOR):
            yield _history(school, head, ref, reader, Asked(why=_WHY, to="Somebody Invented"))
    subject = Asked(why=_WHY, to="Mr Q. Placeholder", person="1")
    yield _history(school, head, refused, Audience.SUBJECT_ACCESS, subject)
    child = Asked(why=_WHY, person="1")
    yield _history(school, head, bullied, Audience.NEXT_SCHOOL, child)
    yield _history(school, head, refused, Audience.CHAIR, Asked(as_at="2026-10-16"))
    chair = Asked(why=_WHY, release=("names",))
    met = next(told.ref for told in school.made.cases if told.title.startswith("Community"))
    yield _history(school, head, met, Audience.CHAIR, chair)
    sealed = next(told.ref for told in school.made.cases if told.sealed)
    officer = Asked(why=_WHY, to="An officer")
    yield _history(school, school.desk("dsl"), sealed, Audience.POLICE, officer)


def _history(
    school: School, desk: Desk, ref: str, reader: Audience, asked: Asked | None = None
) -> tuple[str, bytes]:
    made = histories.export_history(desk, ref, audience=str(reader), form="pdf", asked=asked)
    more = "-as-at" if asked and asked.as_at else "-names" if asked and asked.release else ""
    return f"{school.called(ref)}-{reader}{more}", made.content


def due(school: School) -> Iterator[tuple[str, bytes]]:
    """Yield the sheets about due work: Today, and each holder's page before the holiday."""
    for name in ("clerk", "head", "dsl"):
        desk = school.desk(name)
        yield f"today-{name}", sheets.page_pdf(desk, sheets.today(desk))
    clerk = school.desk("clerk")
    pages = sheets.closing_up(clerk, sheets.closed_time(clerk), mobile="01632 960105")
    for number, page in enumerate(pages, start=1):
        yield f"closing-up-{number}", sheets.page_pdf(clerk, page)


def own_data(school: School) -> Iterator[tuple[str, bytes]]:
    """Yield what somebody gets who asks for their own data."""
    clerk, head = school.desk("clerk"), school.desk("head")
    new = NewRequest(person="Mr Q. Placeholder", basis="identity-seen", seen="His passport.")
    ref = subjectaccess.begin(clerk, new).ref
    whom = subjectanswers.whom(clerk, ref)
    theirs = school.made.cases[1].ref
    for one in subjectsearch.search(clerk, whom):
        said = "them" if one.ref == theirs else "another"
        subjectsearch.confirm(clerk, whom, one.ref, one.number, said)
    subjectanswers.ask(clerk, ref)
    for made in subjecthandout.hand_out(head, ref).files:
        of, _, name = made.name.partition("-history-")
        yield f"{school.called(of)}-{name.removesuffix('.pdf')}", made.content


def counted(school: School) -> Iterator[tuple[str, bytes]]:
    """Yield the reports, once the term is over."""
    school.later(datetime(2027, 1, 11, 9, tzinfo=UTC) - school.clock.instant)
    first, last = date(2026, 9, 1), date(2026, 12, 31)
    head = school.desk("head")
    yield "governors", reports.made(reports.for_governors(head, date(2026, 12, 1)), "pdf")
    yield "monitoring", reports.made(reports.monitored(head, Span.TERM, first, last), "pdf")
    referred = reports.referred(school.desk("dsl"), first, last)
    yield "referrals", reports.made(referred, "pdf")


def destroyed(school: School) -> Iterator[tuple[str, bytes]]:
    """Yield the certificate of a case that was destroyed when its time was over."""
    school.later(timedelta(days=7 * 366))
    ref = school.made.cases[0].ref
    destruction.propose(school.desk("clerk"), ref, End.DESTROYED, "Its time is over.")
    destruction.agree(school.desk("head"), ref)
    school.later(timedelta(days=7))
    clerk = school.desk("clerk")
    yield (
        f"{school.called(ref)}-certificate",
        certificates.page(clerk, disposals.dispose(clerk, ref)),
    )


#: What is made, in this order, since some of it lets time go by.
PARTS: Mapping[str, Callable[[School], Iterator[tuple[str, bytes]]]] = {
    "letters": sent,
    "drafts": drafts,
    "templates": filled,
    "histories": read,
    "copies": again,
    "due": due,
    "own-data": own_data,
    "reports": counted,
    "destroyed": destroyed,
}
