"""What can be added to a case, each as a form: people, incidents, answers, corrections, links.

The screens show them, the numbered dialogue reads them out. Must not know a widget.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from casework.domain.facts import CategoryClaim
from casework.domain.people import CasePerson, PersonRole
from casework.domain.spelling import spelt
from casework.errors import NotFound
from casework.office import cases, door, questions
from casework.office.cases import Answers
from casework.tui import asking, sheet
from casework.tui.sheet import Job, Kept

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casework.office.desk import Desk
    from casework.tui.asking import Question

    Given = Mapping[str, str]

#: How the parts that people have in a case are asked for, the commonest first.
PARTS: Final = (
    ("author: posted it", PersonRole.AUTHOR),
    ("target: the post is about them", PersonRole.TARGET),
    ("child affected", PersonRole.CHILD_AFFECTED),
    ("reporter: told us", PersonRole.REPORTER),
    ("source: passed it on, kept apart", PersonRole.SOURCE),
    ("complainant", PersonRole.COMPLAINANT),
    ("witness", PersonRole.WITNESS),
    ("family of somebody here", PersonRole.FAMILY_OF),
    ("person of concern: an adult it is alleged of", PersonRole.PERSON_OF_CONCERN),
)
_NOBODY: Final = "nobody"
_NO_SOURCE: Final = "Nobody is named as having passed it on."
_FAIR: Final = "Write as if the person will read it: facts, who said what, opinion as opinion."


def note_job(desk: Desk, ref: str) -> Job:
    """Return the form of a note."""

    def keep(given: Given, mark: str) -> Kept:
        said = asking.saying(given, desk.now(), key=mark)
        done = cases.add_note(desk, ref, given.get("words", ""), said)
        return Kept(words="Done: the note is kept.", ref=done.ref, undo=True)

    return Job(
        desk=desk,
        ref=ref,
        draft="note",
        title=f"{ref}  A note",
        button="Keep the note",
        says=(_FAIR,),
        asked=lambda _given: (sheet.text("words", "The note", needed=True), asking.happened()),
        keep=keep,
    )


def incident_job(desk: Desk, ref: str) -> Job:
    """Return the form of a further dated event in the world."""
    asked = (
        sheet.text("words", "What happened?", needed=True),
        sheet.line("where", "Where? The platform, the group, the place"),
        asking.happened(),
    )

    def keep(given: Given, mark: str) -> Kept:
        said = asking.saying(given, desk.now(), key=mark)
        done = cases.add_incident(desk, ref, given["words"], given.get("where", ""), said)
        return Kept(words="Done: the incident is recorded.", ref=done.ref, undo=True)

    return Job(
        desk=desk,
        ref=ref,
        draft="incident",
        title=f"{ref}  A further incident",
        button="Record it",
        says=("Something else that happened: another post, a threat, the post back again.", _FAIR),
        asked=lambda _given: asked,
        keep=keep,
    )


def correct_job(desk: Desk, ref: str, entry: int) -> Job:
    """Return the form that puts right words beside an entry."""

    def keep(given: Given, mark: str) -> Kept:
        said = asking.saying(given, desk.now(), key=mark)
        done = cases.correct(desk, ref, entry, given["words"], said)
        return Kept(words=f"Done: entry {entry} is corrected.", ref=done.ref, undo=True)

    return Job(
        desk=desk,
        ref=ref,
        draft=f"correct-{entry}",
        title=f"{ref}  Correct entry {entry}",
        button="Correct it",
        says=("Both can be read afterwards: what was written, and what is right.", _FAIR),
        asked=lambda _given: (
            sheet.text("words", "What is right?", needed=True),
            sheet.line(asking.REASON, "How did the mistake come about?", needed=True),
        ),
        keep=keep,
    )


def link_job(desk: Desk, ref: str) -> Job:
    """Return the form that links another case that one may see."""
    asked = (
        sheet.line("other", "The other case, as CW-7F3K", needed=True),
        sheet.line("words", "How do they belong together?"),
    )

    def keep(given: Given, mark: str) -> Kept:
        said = asking.saying(given, desk.now(), key=mark)
        done = cases.link(desk, ref, given["other"], given.get("words", ""), said)
        return Kept(words="Done: the cases are linked.", ref=done.ref, undo=True)

    return Job(
        desk=desk,
        ref=ref,
        draft="link",
        title=f"{ref}  Link another case",
        button="Link it",
        says=("Nothing but the link passes from one case to the other.",),
        asked=lambda _given: asked,
        keep=keep,
    )


# --- people ---------------------------------------------------------------------------------------


def person_job(desk: Desk, ref: str) -> Job:
    """Return the form that names a person in the case."""

    def asked(given: Given) -> tuple[Question, ...]:
        concern = given.get("part") == PersonRole.PERSON_OF_CONCERN
        parts = tuple((words, str(role)) for words, role in PARTS)
        return (
            sheet.choice("part", "What are they to this case?", *parts),
            sheet.line("name", "Name", needed=True),
            sheet.line("about", "Who they are, as: parent of a pupil in 4B; governor"),
            sheet.text("address", "Address, for letters"),
            *((_which_user(desk),) if concern else ()),
            sheet.choice(
                "else",
                "Somebody of that name is in the case already?",
                ("the same person", "no"),
                ("somebody else", "yes"),
                needed=False,
            ),
        )

    def keep(given: Given, mark: str) -> Kept:
        user = given.get("user", "")
        person = CasePerson(
            number=0,
            role=PersonRole(given["part"]),
            name=given["name"],
            user="" if user in {"", _NOBODY} else desk.session.directory.by_name(user).id,
            about=given.get("about", ""),
            address=given.get("address", ""),
        )
        said = asking.saying(given, desk.now(), key=mark)
        other = given.get("else") == "yes"
        done = cases.add_person(desk, ref, person, said, somebody_else=other)
        return Kept(words="Done: the person is named in the case.", ref=done.ref, undo=True)

    return Job(
        desk=desk,
        ref=ref,
        draft="person",
        title=f"{ref}  Add a person",
        button="Add the person",
        says=("A person can have several parts: add them once for each.",),
        asked=asked,
        warned=_warned_of_concern,
        keep=keep,
    )


def _warned_of_concern(given: Given) -> tuple[str, ...]:
    if given.get("part") != PersonRole.PERSON_OF_CONCERN:
        return ()
    return ("Whoever this is loses all sight of the case at once, and is not told.",)


def _which_user(desk: Desk) -> Question:
    names = sorted(user.name for user in desk.session.directory.active())
    return sheet.choice(
        "user",
        "Does this person sign in here? As whom?",
        ("no, not here", _NOBODY),
        *((name, name) for name in names),
    )


def source_job(desk: Desk, ref: str) -> Job:
    """Return the form that shows who passed the material on; that it was read is on record."""

    def keep(_given: Given, _mark: str) -> Kept:
        people = questions.show(desk, ref, source=True).people
        known = [one for one in people if one.role is PersonRole.SOURCE]
        told = (", ".join(filter(None, (one.name, one.about))) for one in known)
        return Kept(
            words="Done: it is on record that you read it.", told=tuple(told) or (_NO_SOURCE,)
        )

    return Job(
        desk=desk,
        ref=ref,
        draft="source",
        title=f"{ref}  Who passed the material on",
        button="Show me",
        says=(
            "They are protected: no list, letter or copy names them.",
            "That you looked is written down first, in the case’s own log.",
        ),
        asked=lambda _given: (),
        keep=keep,
    )


def exclude_job(desk: Desk, ref: str) -> Job:
    """Return the form that takes all sight of the case from a user."""

    def keep(given: Given, mark: str) -> Kept:
        said = asking.saying(given, desk.now(), key=mark)
        done = cases.exclude(desk, ref, given["user"], said)
        return Kept(words="Done: they cannot see the case any more.", ref=done.ref)

    return Job(
        desk=desk,
        ref=ref,
        draft="exclude",
        title=f"{ref}  Take somebody off the case",
        button="Take them off",
        says=(
            "They lose all sight of the case at once: it gets new keys. They are not told.",
            "At least two people must remain who can open it.",
        ),
        asked=lambda _given: (_somebody(desk, "Who is taken off?"), asking.reason()),
        keep=keep,
    )


def admit_job(desk: Desk, ref: str) -> Job:
    """Return the form that lets one more user see the case."""

    def keep(given: Given, mark: str) -> Kept:
        said = asking.saying(given, desk.now(), key=mark)
        done = cases.admit(desk, ref, given["user"], said)
        return Kept(words="Done: they can see the case now.", ref=done.ref)

    return Job(
        desk=desk,
        ref=ref,
        draft="admit",
        title=f"{ref}  Let somebody see the case",
        button="Let them see it",
        says=("They see the whole case from now on. It stays in the history, with your reason.",),
        asked=lambda _given: (_somebody(desk, "Who is let in?"), asking.reason()),
        keep=keep,
    )


def _somebody(desk: Desk, words: str) -> Question:
    active = desk.session.directory.active()
    others = sorted(user.name for user in active if user.id != desk.session.user)
    return sheet.choice("user", words, *((name, name) for name in others))


# --- answers --------------------------------------------------------------------------------------


def open_questions(desk: Desk, ref: str) -> tuple[tuple[str, str, str], ...]:
    """Return the policy's questions of a case: name, words, and what was answered so far.

    Those that a step still asks or a condition reads stand first.
    """
    file = door.load(desk, ref)
    case_type = file.policy.case_types[file.snapshot.case_type]
    asked = dict.fromkeys(name for step in case_type.by_id.values() for name in step.asks)
    known = [*asked, *(name for name in file.policy.facts if name not in asked)]
    facts = (file.policy.facts[name] for name in known)
    return tuple(
        (fact.name, fact.ask, file.snapshot.answer(fact.name))
        for fact in facts
        if not fact.setting and (case_type.sealed or not fact.sealed)
    )


def answer_job(desk: Desk, ref: str, name: str) -> Job:
    """Return the form that answers one question of the policy. Raises NotFound for none."""
    file = door.load(desk, ref)
    if name not in file.policy.facts:
        raise NotFound("The policy asks no such question.", advice="Choose one that it asks.")
    question = asking.of_fact(file, name)
    who = (sheet.line(asking.SAID_BY, "Who says so?", needed=question.who_says),)

    def keep(given: Given, mark: str) -> Kept:
        told = asking.told((question,), given)
        said = asking.saying(given, desk.now(), file.revision, mark)
        done = cases.set_facts(desk, ref, told, said)
        return Kept(words="Done: the answer is kept.", ref=done.ref, undo=True)

    return Job(
        desk=desk,
        ref=ref,
        draft=f"answer-{name}",
        title=f"{ref}  A question of the policy",
        button="Keep the answer",
        begins={name: question.known} if question.known else {},
        asked=lambda _given: (question, *who, asking.happened()),
        keep=keep,
    )


def category_job(desk: Desk, ref: str) -> Job:
    """Return the form that says what kind of thing it is, and whom it concerns."""
    known = door.load(desk, ref).policy.categories
    kinds = tuple((one.title, one.code) for one in known.values())

    def asked(given: Given) -> tuple[Question, ...]:
        found = known.get(given.get("kind", ""))
        targets = found.targets if found else ()
        words = ((spelt(one), one) for one in targets)
        whom = (sheet.choice("target", "Whom does it concern?", *words),) if targets else ()
        return (sheet.choice("kind", "What kind of thing is it?", *kinds), *whom)

    def keep(given: Given, mark: str) -> Kept:
        claim = CategoryClaim(code=given["kind"], target=given.get("target", ""))
        said = asking.saying(given, desk.now(), key=mark)
        done = cases.set_facts(desk, ref, Answers(categories=(claim,)), said)
        return Kept(words="Done: the kind is added.", ref=done.ref, undo=True)

    return Job(
        desk=desk,
        ref=ref,
        draft="category",
        title=f"{ref}  What kind of thing it is",
        button="Add the kind",
        says=("A case can be of several kinds.",),
        asked=asked,
        keep=keep,
    )


#: What can be added to a case without saying to what of it, by name.
JOBS: Final[Mapping[str, Callable[[Desk, str], Job]]] = {
    "note": note_job,
    "person": person_job,
    "admit": admit_job,
    "exclude": exclude_job,
    "incident": incident_job,
    "category": category_job,
    "link": link_job,
    "source": source_job,
}
