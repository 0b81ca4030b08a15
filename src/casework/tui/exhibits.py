"""Evidence as a board: each piece with its sheet and its custody, and what is done with its file.

Saved out, described, released, replaced by a redacted copy, compared, locked: by the same gates as
everywhere. That it was looked at is logged once for each time it is opened. Must not know a widget.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from casework.domain.dates import instant_words
from casework.domain.sheets import with_file
from casework.errors import Damaged, NotFound
from casework.office import door, evidence, evidenceadvice, evidencehandling, outside
from casework.office.evidenceadvice import Advised, Adviser
from casework.office.evidencelocks import Advice
from casework.office.evidencewords import answers, custody
from casework.text import large
from casework.tui import advice, capture, keptcases
from casework.tui.boards import DO_HERE, Board, Row, heading, under
from casework.tui.sheet import Job, Kept, choice, day, line, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casework.office.desk import Desk
    from casework.office.evidence import Item
    from casework.tui.asking import Question

_CLEAR: Final = "Whoever can open that folder can read it: remove it when it has served."
_LOOKED: Final = "Only whoever took it in or saved it out has looked at it, and may say so."
#: How screens call the SHA-256 of a file, which with its dash looks like a number of a policy.
_SUM: Final = "SHA256"
_ADVISE: Final = "Record what the police or safeguarding say becomes of it"
_LOCK: Final = "Lock it: it should not have been taken in"
_LOCK_ALSO: Final = "withhold indecent child"
#: The question of the sheet that says of what it is a redacted copy.
REPLACES: Final = "redacts"


class Exhibits:
    """The evidence of one case; made anew without another log entry while it stays open."""

    def __init__(self, desk: Desk, ref: str) -> None:
        self._desk, self._ref, self._logged = desk, ref, False

    def __call__(self) -> Board:
        """Return every piece, one leading on to each."""
        found = self._items()
        self._logged = True
        rows = (
            Row(left=what, beside=how, leads=Exhibit(self._desk, self._ref, one.number))
            if _can_be_opened(one, found)
            else Row(left=what, beside=how)
            for one in found
            for what, how in (capture.words_of(one),)
        )
        return Board(
            title=f"{self._ref}  Evidence",
            rows=(
                *under(DO_HERE, self._doings()),
                *under("Evidence", rows),
                *(() if found else (Row(left=capture.NOTHING),)),
            ),
        )

    def _items(self) -> tuple[Item, ...]:
        if self._logged:
            return evidence.items_of(self._desk, door.load(self._desk, self._ref))
        return evidence.list_evidence(self._desk, self._ref)

    def _doings(self) -> Iterator[Row]:
        if self._desk.read_only:
            return
        yield Row(left="Add evidence", leads=partial(capture.job, self._desk, self._ref))
        again = partial(capture.check_job, self._desk, self._ref)
        yield Row(left="Compare all with what was taken in", leads=again, also="verify check")


class Exhibit:
    """One piece of evidence; its file is compared when it is opened, and never shown."""

    def __init__(self, desk: Desk, ref: str, number: int) -> None:
        self._desk, self._ref, self._number = desk, ref, number
        self._compared: tuple[str, ...] | None = None

    def __call__(self) -> Board:
        """Return its sheet, its custody, and what can be done with its file."""
        if self._compared is None:
            self._compared = self._compare()
        item = self._item()
        by = f"Recorded by {item.by}, {instant_words(item.at)}"
        return Board(
            title=f"{self._ref}  Evidence {item.number}",
            rows=(
                *under(DO_HERE, self._doings(item)),
                *under("How it stands", map(_line, (*self._compared, *_stands(item)))),
                heading("What the sheet says"),
                Row(left=by),
                *(Row(left=_label(one), beside=said) for one, said in answers(item)),
                *under("Custody: whose hands it went through", _custody(item)),
            ),
        )

    def _item(self) -> Item:
        file = door.load(self._desk, self._ref)
        try:
            return evidence.item_of(self._desk, file, self._number)
        except NotFound:  # taken back; its file lies there yet
            return evidenceadvice.with_file_of(self._desk, file, self._number)

    def _compare(self) -> tuple[str, ...]:
        if self._item().taken_back:
            return ()
        try:
            looked = evidence.show(self._desk, self._ref, self._number)
        except Damaged as fault:  # its sheet and its custody can be read all the same
            return advice.sentences(fault)
        return ("Its file is what was taken in.",) if looked.verified else ()

    def _doings(self, item: Item) -> Iterator[Row]:
        if self._desk.read_only or not with_file(item.sheet):
            return
        at = (self._desk, self._ref, item.number)
        if item.locked:
            if not item.destroyed:
                yield Row(left=_ADVISE, leads=partial(advise_job, *at), also="destroy police dsl")
            return
        if item.taken_back:
            yield Row(left=_LOCK, leads=partial(lock_job, *at), also=_LOCK_ALSO)
            return
        for words, job, also in (
            ("Save a copy of the file out", save_job, "export look open folder"),
            ("Describe what it shows, for who may not see it", describe_job, "words instead"),
            ("Let it go out as it is, to somebody named", release_job, "release by name"),
            ("Add a copy with names made unreadable", replace_job, "redact replace blur"),
            (_LOCK, lock_job, _LOCK_ALSO),
        ):
            yield Row(left=words, leads=partial(job, *at), also=also)


def _can_be_opened(item: Item, every: tuple[Item, ...]) -> bool:
    """Tell whether a piece has a page: one taken back does while its file lies there.

    Older programs gave the number of such a piece again; the one that stands is meant then.
    """
    alone = [one.number for one in every].count(item.number) == 1
    return not item.taken_back or (with_file(item.sheet) and alone)


def _label(words: str) -> str:
    return words.replace("SHA-256", _SUM)


def _line(words: str) -> Row:
    return Row(left=words)


def _stands(item: Item) -> Iterator[str]:
    if item.taken_back:
        yield f"It was taken back{'' if item.destroyed else '; its file lies there yet'}."
    if not item.captured:
        yield "It is kept by description alone: nothing was looked at or taken in."
    elif not with_file(item.sheet):
        yield "It is a sheet without a file."
    elif item.destroyed:
        yield "Its file was destroyed; its sheet and its custody are what is left."
    elif item.locked:
        yield "Its file is locked: nobody can open, save or hand it out."
        yield evidenceadvice.words(item)
    if item.description:
        yield f"Described for who may not see it: {item.description}"
    if item.released_to:
        yield f"May go out as it is to: {', '.join(item.released_to)}"
    if item.redacted_by:
        yield f"Evidence {item.redacted_by} is its copy with names made unreadable."


def _custody(item: Item) -> Iterator[Row]:
    for one in item.touches:
        when, what = custody(one)
        yield Row(left=when, beside=what)


# --- the forms ------------------------------------------------------------------------------------


def save_job(desk: Desk, ref: str, number: int) -> Job:
    """Return the form that saves a copy of a file out, into a folder of one's own."""

    def keep(told: Mapping[str, str], _mark: str) -> Kept:
        folder = evidencehandling.may_save_to(desk, told["folder"])
        out = str(folder / evidencehandling.name_of(desk, ref, number))
        outside.must_be_free(out)
        saved = evidencehandling.save_out(desk, ref, number, told["why"])
        outside.write_file(out, saved.content)
        kind = f"It is {saved.kind}; the program did not open it. {_CLEAR}"
        return Kept(words=f"Done: saved as {out}.", told=(kind, f"{_SUM} {saved.sha256}"))

    return Job(
        desk=desk,
        ref=ref,
        draft=f"save-{number}",
        title=f"{ref}  Save a copy of evidence {number} out",
        button="Save a copy",
        says=(
            "Its name there says the case and the number, never what it was called.",
            "Who saved it, when and why goes into its custody first.",
        ),
        asked=lambda _given: (
            line("folder", "Into which folder?", needed=True),
            text("why", "Why does it leave the records?", needed=True),
        ),
        keep=keep,
        slow=True,
    )


def describe_job(desk: Desk, ref: str, number: int) -> Job:
    """Return the form that puts a description in a file's place wherever it must not go out."""

    def keep(told: Mapping[str, str], _mark: str) -> Kept:
        evidencehandling.describe(desk, ref, number, told["words"])
        return Kept(words=f"Done: evidence {number} is described.", ref=ref)

    return Job(
        desk=desk,
        ref=ref,
        draft=f"describe-{number}",
        title=f"{ref}  Describe evidence {number}",
        button="Keep the description",
        says=(_LOOKED, "The words go out where the picture must not."),
        asked=lambda _given: (text("words", "What does it show? Without a name", needed=True),),
        keep=keep,
    )


def release_job(desk: Desk, ref: str, number: int) -> Job:
    """Return the form that lets a file go out as it is, to whoever is named."""

    def keep(told: Mapping[str, str], _mark: str) -> Kept:
        evidencehandling.release(desk, ref, number, told["to"], told["why"])
        return Kept(words=f"Done: evidence {number} may go out to {told['to']}.", ref=ref)

    return Job(
        desk=desk,
        ref=ref,
        draft=f"release-{number}",
        title=f"{ref}  Let evidence {number} go out as it is",
        button="Let it go out",
        says=(
            _LOOKED,
            "A bundle for exactly this person then holds the file. Nothing leaves by this alone.",
        ),
        asked=lambda _given: (
            line("to", "To whom? A person or a post", needed=True),
            text("why", "Why may it go out as it is?", needed=True),
        ),
        keep=keep,
    )


def replace_job(desk: Desk, ref: str, number: int) -> Job:
    """Return the form that adds a redacted copy, which goes out in the place of the original."""
    job = capture.job(desk, ref)
    return replace(
        job,
        draft=f"replace-{number}",
        title=f"{ref}  A copy of evidence {number} with names made unreadable",
        says=(f"It goes out in the place of evidence {number}, which stays as it is.", *job.says),
        begins={REPLACES: str(number)},
    )


def lock_job(desk: Desk, ref: str, number: int) -> Job:
    """Return the form that locks a file which should never have been taken in."""

    def keep(told: Mapping[str, str], _mark: str) -> Kept:
        held = evidencehandling.withhold(desk, ref, number, told["seen-by"])
        keptcases.again(desk, ref)
        steps = tuple(f"{at}. {step}" for at, step in enumerate(held.steps, start=1))
        also = ("These backups hold it too; touch none of them before there is advice:",)
        return Kept(
            words=f"Done: evidence {number} is locked.",
            ref=ref,
            told=(*steps, *(also if held.backups else ()), *held.backups),
        )

    return Job(
        desk=desk,
        ref=ref,
        draft=f"lock-{number}",
        title=f"{ref}  Lock evidence {number}",
        button="Lock it for everybody",
        says=(
            "Nobody opens, saves, describes or releases it again, and nothing unlocks it.",
            "What becomes of it is for the police or safeguarding to say. Do not look at it again.",
        ),
        asked=lambda _given: (text("seen-by", "Who has seen it? Name everybody", needed=True),),
        keep=keep,
    )


def advise_job(desk: Desk, ref: str, number: int) -> Job:
    """Return the form that records what was advised about a locked file."""
    advisers = evidenceadvice.advisers(desk, door.load(desk, ref).snapshot)
    lead = advisers[Adviser.DSL]

    def keep(told: Mapping[str, str], _mark: str) -> Kept:
        item = evidenceadvice.advise(
            desk,
            ref,
            number,
            Advised(
                adviser=told["adviser"],
                advice=told["advice"],
                on=told["on"],
                name=told.get("name", ""),
                reference=told.get("reference", ""),
            ),
        )
        keptcases.again(desk, ref)
        return Kept(
            words="Done: the advice is on record.", ref=ref, told=(evidenceadvice.words(item),)
        )

    return Job(
        desk=desk,
        ref=ref,
        draft=f"advise-{number}",
        title=f"{ref}  What becomes of evidence {number}",
        button="Record the advice",
        says=(
            "It is destroyed only where they say so, and then two people agree, as always.",
            f"{large(lead)} signs in and records their own advice.",
        ),
        asked=partial(_advice_asked, advisers),
        keep=keep,
    )


def _advice_asked(
    advisers: Mapping[Adviser, str], given: Mapping[str, str]
) -> tuple[Question, ...]:
    ask = evidenceadvice.ASKS
    named = ((words, str(one)) for one, words in advisers.items())
    police = given.get("adviser") == Adviser.POLICE
    return (
        choice("adviser", ask["adviser"], *named),
        *((line("name", ask["name"], needed=True),) if police else ()),
        day("on", ask["on"], needed=True),
        line("reference", ask["reference"], needed=police),
        choice(
            "advice",
            ask["advice"],
            ("it is destroyed", str(Advice.DESTROY)),
            ("it stays locked as it is", str(Advice.KEEP)),
        ),
    )
