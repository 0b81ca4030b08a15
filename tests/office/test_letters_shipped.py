"""Every shipped letter goes through its whole life: drafted, agreed, issued, printed, received."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from casework.clock import SetClock
from casework.domain.people import CasePerson, PersonRole
from casework.errors import Refused, UsageFault
from casework.letters.fill import parse_template
from casework.letters.life import LetterStep
from casework.office import cases, door, histories, letters, policies, subjectletter
from casework.office.cases import Answers, NewCase
from casework.settings import overrides, shipped
from tests.letters import conftest as samples
from tests.office.practice_kit import MONDAY, Book

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casework.letters.fill import Value
    from casework.letters.template import Template

READER = "Ms A. Reader"

TYPE = """
  papers:
    title: Papers
    opened-by: leaders
    circles: [office, leadership]
    tracks:
      papers-case:
        title: The papers
        spine: true
        initial: open
        finals: [shut]
        states:
          open: {title: Open, owner: leaders, next: look-again}
          shut: {title: Shut}
        transitions:
          - {trigger: emergency, source: open, dest: open, says: Call for help., by: leaders, danger: true, keeps: deadlines, not-in-policy: true}
          - {trigger: look, source: open, dest: open, says: Look again., by: leaders, keeps: restarts, starts: [look-again], not-in-policy: true}
          - {trigger: shut-it, source: open, dest: shut, says: Shut it., by: leaders, closes: true, not-in-policy: true}
"""  # noqa: E501 - one step, one line, as in a policy file
STEP = """\
          - {{trigger: write-{name}, source: open, dest: open, says: Write it., by: office, letter: {name}, keeps: deadlines, not-in-policy: true}}
"""  # noqa: E501
SENT = """\
          - {{trigger: sent-{name}, source: open, dest: open, says: It is sent., by: office, starts: [{limit}], keeps: deadlines, not-in-policy: true}}
"""  # noqa: E501
REST = """\
    deadlines:
      look-again: {title: Look again, track: papers-case, within: 4 weeks, when-missed: look, to: leaders, provenance: default}
      at-once: {title: At once, track: papers-case, within: 0 calendar days, from: receipt, to: leaders, provenance: default}
      next-day: {title: Next day, track: papers-case, within: 1 working day, from: receipt, to: leaders, provenance: default}
    letters:
"""  # noqa: E501
LETTER = """\
      {name}: {{title: {name}, template: {name}, to: {to}, approval: leader, {limit}{cites}}}
"""
#: Every letter that a case writes; one goes with what `sar hand-out` writes, and with no case.
NAMES = tuple(name for name in samples.NAMES if name != subjectletter.LETTER)
#: Letters that print a limit.
LIMITS = {"warning": "at-once", "legal-consequences": "next-day"}
#: Letters that no policy asks for, or that rest on guidance.
UNCITED = {"staff-support", "lado-referral", "disclosure-script", "suspension"}
UNCITED |= {"allegation-outcome"}


def _template(name: str) -> Template:
    source = (samples.LETTERS / f"{name}.md").read_text(encoding="utf-8")
    return parse_template(name, source)


def _written(value: Value) -> str:
    """Return a value as it is written on the command line."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        rows = (" | ".join(row.values()) if isinstance(row, dict) else row for row in value)
        return "\n".join(rows).replace(" | and car", " and car")
    return str(value)


#: Days that are still to come when a letter is written.
AHEAD = dict.fromkeys(("meeting_on", "further_meeting_on", "family_meeting_on"), "2026-11-12")


def _given(template: Template) -> dict[str, str]:
    given = {name: _written(value) for name, value in samples.values_for(template).items()}
    return given | {name: day for name, day in AHEAD.items() if name in given}


def _letter(name: str) -> str:
    cites = "not-in-policy: true" if name in UNCITED else "clauses: [MIL-33]"
    sent = f"when-sent: {{track: papers-case, trigger: sent-{name}, optional: true}}, "
    limit = f"{sent}limit: {LIMITS[name]}, " if name in LIMITS else ""
    return LETTER.format(name=name, to=_template(name).to, cites=cites, limit=limit)


def _step(name: str) -> str:
    sent = SENT.format(name=name, limit=LIMITS[name]) if name in LIMITS else ""
    return STEP.format(name=name) + sent


@pytest.fixture(scope="module")
def papers(_founded: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """A school with a case type that writes every shipped letter and does nothing else."""
    folder = tmp_path_factory.mktemp("papers") / "book"
    shutil.copytree(_founded[0], folder)
    made = Book(folder=folder, clock=SetClock(MONDAY, tick=timedelta(milliseconds=10)))
    policy = overrides(folder, "workflows")
    shutil.copytree(shipped("workflows"), policy, dirs_exist_ok=True)
    file = policy / "milnthorpe.yaml"
    steps = "".join(_step(name) for name in NAMES)
    kind = TYPE + steps + REST + "".join(_letter(name) for name in NAMES)
    file.write_text(file.read_text(encoding="utf-8").rstrip() + kind, encoding="utf-8")
    policies.adopt(made.desk("head"), "milnthorpe")
    yield made
    for desk in made.desks.values():
        desk.session.close()


def _opened(book: Book, *people: tuple[PersonRole, str]) -> str:
    named = tuple(
        CasePerson(number=0, role=role, name=name, address="1 Sample Lane") for role, name in people
    )
    new = NewCase(case_type="papers", people=named, summary="Papers")
    return cases.open_case(book.desk("head"), new, Answers()).ref


def _opened_for(book: Book, name: str) -> str:
    to = _template(name).to
    return _opened(book, *([(PersonRole(to), READER)] if to in list(PersonRole) else []))


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_letter_lives_from_its_draft_to_its_receipt(papers: Book, name: str) -> None:
    ref = _opened_for(papers, name)
    papers.take("clerk", ref, f"papers-case.write-{name}", letter=_given(_template(name)))
    papers.take_decision("deputy", ref)
    desk, lived = papers.desk("clerk"), []
    letters.issue(desk, ref, 1)
    for step in (LetterStep.PRINT, LetterStep.SIGN, LetterStep.SEND, LetterStep.RECEIVE):
        done = letters.move(desk, ref, 1, step, how="by hand")
        lived.append(done.snapshot.letters[1].state)

    assert lived == ["printed", "signed", "sent", "received"]


def test_nothing_is_drafted_while_something_is_missing(papers: Book) -> None:
    ref = _opened_for(papers, "suspension")
    with pytest.raises(Refused) as fault:
        papers.take("clerk", ref, "papers-case.write-suspension")

    wanted = ["suspended_on", "reason", "pay_words", "named_contact"]
    assert [words.split("(")[1].split(")")[0] for words in fault.value.reasons] == wanted
    assert papers.case(ref).letters == {}


# --- to whom it goes ------------------------------------------------------------------------------

FAMILIES = ((PersonRole.FAMILY_OF, READER), (PersonRole.FAMILY_OF, "Mr B. Other"))
WARN = "papers-case.write-under-age-warning"


def _to_family(number: int | None) -> dict[str, str]:
    given = _given(_template("under-age-warning"))
    del given["recipient_salutation"]
    return given | ({"to": str(number)} if number else {})


def test_a_letter_to_one_of_several_asks_which(papers: Book) -> None:
    ref = _opened(papers, *FAMILIES)
    with pytest.raises(Refused) as fault:
        papers.take("clerk", ref, WARN, letter=_to_family(None))

    assert fault.value.reasons == (
        "Still needed (to): which person of the case it goes to, number 1 or 2.",
    )


def test_each_family_has_a_letter_of_its_own(papers: Book) -> None:
    ref = _opened(papers, *FAMILIES)
    for number in (1, 2):
        papers.take("clerk", ref, WARN, letter=_to_family(number))
    drafted = papers.case(ref).letters.values()
    greeted = [one.text.split("\n")[0] for one in drafted]

    assert [one.person for one in drafted] == [1, 2]
    assert greeted == ["Dear Ms Reader,", "Dear Mr Other,"]
    assert ["Other" in one.text for one in drafted] == [False, True]


@pytest.mark.parametrize(
    ("audience", "read"),
    [
        ("headteacher", ("to Ms A. Reader (member of", "to Mr B. Other (member of")),
        ("chair", ("to person A (member of", "to person B (member of")),
    ],
)
def test_the_history_tells_the_families_apart(
    papers: Book, audience: str, read: tuple[str, str]
) -> None:
    ref = _opened(papers, *FAMILIES)
    for number in (1, 2):
        papers.take("clerk", ref, WARN, letter=_to_family(number))
    made = histories.export_history(papers.desk("head"), ref, audience=audience, form="txt")
    words = " ".join(made.content.decode().split())

    assert [one in words for one in read] == [True, True]


def test_its_page_bears_that_persons_name_and_no_others(papers: Book) -> None:
    ref = _opened(papers, *FAMILIES)
    papers.take("clerk", ref, WARN, letter=_to_family(2))
    text = letters.preview(papers.desk("clerk"), ref, "1").text

    assert ("Mr B. Other" in text, READER in text) == (True, False)


def test_a_preview_goes_to_whom_it_was_told(papers: Book) -> None:
    ref = _opened(papers, *FAMILIES)
    proof = letters.preview(papers.desk("clerk"), ref, "under-age-warning", _to_family(2))

    assert ("Mr B. Other" in proof.text, READER in proof.text) == (True, False)


def test_with_one_such_person_nobody_needs_to_say(papers: Book) -> None:
    ref = _opened(papers, FAMILIES[0])
    papers.take("clerk", ref, WARN, letter=_to_family(None))

    assert papers.case(ref).letters[1].person == 1


def test_who_joins_the_case_later_does_not_get_the_letter_of_before(papers: Book) -> None:
    ref = _opened(papers, FAMILIES[0])
    papers.take("clerk", ref, WARN, letter=_to_family(None))
    joins = CasePerson(number=0, role=PersonRole.FAMILY_OF, name="Mr B. Other")
    cases.add_person(papers.desk("clerk"), ref, joins)
    letters.revise(papers.desk("clerk"), ref, 1, {"request": "see to it"})
    papers.take_decision("deputy", ref)
    letter = papers.case(ref).letters[1]

    assert (letter.person, letter.state, "Dear Ms Reader" in letter.text) == (1, "approved", True)


@pytest.mark.parametrize("number", ["7", "Ms A. Reader", "0", "-1", "0000000021", "²"])
def test_a_letter_to_nobody_of_the_case_is_refused(papers: Book, number: str) -> None:
    ref = _opened(papers, *FAMILIES)
    with pytest.raises(UsageFault) as fault:
        papers.take("clerk", ref, WARN, letter=_to_family(None) | {"to": number})

    assert fault.value.message == "This letter goes to nobody of that number in the case."


def test_a_draft_is_not_turned_to_another_person(papers: Book) -> None:
    ref = _opened(papers, *FAMILIES)
    papers.take("clerk", ref, WARN, letter=_to_family(1))
    with pytest.raises(Refused) as fault:
        letters.revise(papers.desk("clerk"), ref, 1, {"to": "2"})

    assert fault.value.message == "This draft goes to another person of the case."


def test_a_body_is_named_with_its_address(papers: Book) -> None:
    ref = _opened(papers)
    given = _given(_template("new-school")) | {"to": "Invented High School\n\n 2 Far Road "}
    papers.take("clerk", ref, "papers-case.write-new-school", letter=given)
    file = door.load(papers.desk("clerk"), ref)
    reader = letters.reader_of(papers.desk("clerk"), file, file.snapshot.letters[1])

    assert reader.lines == ("Invented High School", "2 Far Road")


def test_a_number_is_no_name_of_a_body(papers: Book) -> None:
    ref = _opened(papers)
    given = _given(_template("new-school")) | {"to": "2"}
    text = letters.preview(papers.desk("clerk"), ref, "new-school", given).text

    assert "New school" in text


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("lado-referral", "The local authority designated officer, "),
        ("it-evidence-request", "The IT provider"),
        ("provider-notice", "The internet provider"),
        ("new-school", "New school"),
    ],
)
def test_a_body_nobody_named_is_called_what_it_is(papers: Book, name: str, line: str) -> None:
    ref = _opened(papers)
    papers.take("clerk", ref, f"papers-case.write-{name}", letter=_given(_template(name)))
    file = door.load(papers.desk("clerk"), ref)
    reader = letters.reader_of(papers.desk("clerk"), file, file.snapshot.letters[1])

    assert reader.lines[0].startswith(line)


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("warning", "on receiving this letter"),
        ("legal-consequences", "within one working day of receiving this letter"),
    ],
)
def test_a_limit_is_told_from_where_the_reader_stands(papers: Book, name: str, limit: str) -> None:
    given = _given(_template(name))
    del given["limit_words"]
    text = letters.preview(papers.desk("clerk"), _opened_for(papers, name), name, given).text

    assert limit in " ".join(text.split())
