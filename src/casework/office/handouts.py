"""A case's history handed out by whoever may: saved into a folder of theirs, printed, or left for
the chair. Each is on record before it leaves: who, for whom, why, which bytes.

Must not know how a history is written, nor any screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from casework.exports.readers import Audience, Names, Release, profile_of
from casework.letters.printing import handed_over, left
from casework.office import chairhistories, door, histories, histories_bundles, outside
from casework.office.evidencehandling import may_save_to
from casework.office.histories_asked import might_make_some as might_make_some
from casework.office.histories_asked import readers_for, releases_for
from casework.office.letterprints import Way, usual_way

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.office.desk import Desk
    from casework.office.histories import Exported
    from casework.office.histories_asked import Asked


class Goes(StrEnum):
    """Where a history goes."""

    FOLDER = "folder"
    PRINTER = "printer"
    CHAIR = "chair"  # into the chair's own list, inside the records


#: The form that holds all others, with the evidence that may go out.
BUNDLE: Final = "bundle"
PAPER: Final = "pdf"
#: In which forms a history is saved, and how each is called.
FORMS: Final = (
    (PAPER, "paper (PDF)"),
    ("txt", "plain text, which can be checked"),
    ("html", "a web page"),
    ("csv", "a table"),
    (BUNDLE, "all in one file, with the evidence that may go out"),
)
_TITLES: Final = {
    Audience.HEADTEACHER: "the headteacher: the full file",
    Audience.CHAIR: "the chair of governors: roles, no names",
}
_RELEASED: Final = {
    Release.LEGAL_ADVICE: "legal advice",
    Release.SOURCE: "who passed the material on",
    Release.NAMES: "names and words, which the policy lets the chair know in this case",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody a history can be made for: whether it is about one person, what may be released."""

    name: str
    words: str
    about_one: bool
    releases: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Wish:
    """What is to be handed out: to which reader, in which form, where it goes, what was asked."""

    reader: str
    form: str
    goes: Goes
    asked: Asked
    folder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class HandedOut:
    """What became of it, in words, and the code by which it is checked."""

    words: str
    check_code: str


def reader_words(audience: str) -> str:
    """Return the words for whom a kept history was made."""
    return profile_of(Audience(audience)).title


def readers(desk: Desk, ref: str) -> tuple[Reader, ...]:
    """Return for whom this person may make a history of a case; nobody, where it is not theirs."""
    case = door.load(desk, ref)
    return tuple(
        Reader(
            name=str(one),
            words=_TITLES.get(one, profile_of(one).title),
            about_one=profile_of(one).names is Names.ONE,
            releases=tuple((str(r), _RELEASED[r]) for r in releases_for(desk, case, one)),
        )
        for one in readers_for(desk, case)
    )


def hand_out(desk: Desk, ref: str, wish: Wish, doing: Callable[[str], None]) -> HandedOut:
    """Hand a history out; ``doing`` is told each step of it, for whoever waits.

    Raises what making a history raises, UsageFault for a folder that is none, MachineFault where
    the machine refuses.
    """
    if wish.goes is Goes.CHAIR:
        made = chairhistories.give(desk, ref, wish.asked.why, doing)
        return HandedOut(words="left in the chair’s list", check_code=made.check_code)
    folder = may_save_to(desk, wish.folder) if wish.goes is Goes.FOLDER else None
    made = _made(desk, ref, wish, doing)
    if folder is None:
        doing("Handing it to the printer")
        return HandedOut(words=_printed(desk, made), check_code=made.check_code)
    doing("Saving it")
    out = free_name(folder, made.name)
    outside.write_file(out, made.content)
    return HandedOut(words=f"saved as {out}", check_code=made.check_code)


def _made(desk: Desk, ref: str, wish: Wish, doing: Callable[[str], None]) -> Exported:
    doing("Writing it, and looking through it for what this reader must not get")
    if wish.form == BUNDLE:
        return histories_bundles.export_bundle(desk, ref, audience=wish.reader, asked=wish.asked)
    form = PAPER if wish.goes is Goes.PRINTER else wish.form
    return histories.export_history(desk, ref, audience=wish.reader, form=form, asked=wish.asked)


def free_name(folder: Path, name: str) -> str:
    """Return a name in a folder that no file has yet: the name itself, else one with a number."""
    stem, dot, ending = name.rpartition(".")
    number, found = 1, folder / name
    while found.exists() or found.is_symlink():
        number += 1
        found = folder / f"{stem}-{number}{dot}{ending}"
    return str(found)


def _printed(desk: Desk, made: Exported) -> str:
    way = usual_way(desk)
    if way is Way.KEPT:
        page = Path(free_name(desk.folder.parent / "histories", made.name))
        with left(made.content, page) as lies:
            return f"made. {lies.rstrip('.')}"
    with handed_over(made.content, way, desk.settings.print_command) as complaint:
        return f"at the printer, which said: {complaint}" if complaint else "at the printer"
