"""Rules about the file itself, its names and its words: W001 to W013. Must not know any track."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Final

from casework.policy.pausing import RELEASE
from casework.policy.rules.base import Problem, found_while, rule
from casework.policy.schema import Shape
from casework.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from casework.policy.findings import Path
    from casework.policy.rules.base import Checked

#: Words with a meaning of their own in a file or a history.
RESERVED: Final = frozenset({"all", "any", "clock", "false", "no", "not", "null", "off", "on"}) | {
    "true",
    "unknown",
    "yes",
}
_WORDS: Final = ("title", "says", "ask", "otherwise", "remedy", "words", "subject", "source")
_MARKUP = re.compile(r"\{[{%#]|[%#]\}|\}\}|</?[a-zA-Z!]|`|\]\(")
_PARTS: Final = ("roles", "approvals", "categories", "facts", "conditions", "counts", "ages")
_CASE_PARTS: Final = ("tracks", "deadlines", "letters", "contracts")

found_while("W001", "The file is UTF-8 YAML without control characters, at most 1 MB and 20 levels")
found_while("W002", "No YAML anchors, aliases, tags, directives or merge keys")
found_while("W003", "The format number is there, and this program reads it")
found_while("W006", "No unknown key")
found_while("W007", "No key stands twice")
found_while("W008", "No key or value is read as a switch, number or date by mistake")
found_while("W011", "Branches are named, lie in the shared folder, and are no links")
found_while("W012", "An include redefines nothing silently")
found_while("W094", "What a branch expects, the policy or another branch has")
found_while("W095", "Each place in a branch that carries out a clause is one there is")
found_while("W092", "Required keys are there, and every value is of its kind")
found_while("W093", "Every name that is used is declared")


@rule("W004", "The policy's name is a slug, and no other policy beside it has it")
def is_the_only_one_of_its_name(checked: Checked) -> Iterator[Problem]:
    """Two files of one folder must not bear one name: which would be adopted?"""
    for file, name in checked.installed.items():
        if name.casefold() == checked.file.policy:
            said = f"The file “{file}” beside this one is a policy “{name}” too."
            yield Problem(path=("policy",), message=said, remedy="Give one of them another name.")


@rule("W005", "Dates are real, and in order")
def dates_are_real(checked: Checked) -> Iterator[Problem]:
    """A date that is not stated in the text is null."""
    ages = (
        (("ages", name, "valid-from"), age.valid_from) for name, age in checked.file.ages.items()
    )
    dated = [(("adopted",), checked.file.adopted), (("review",), checked.file.review), *ages]
    for path, words in dated:
        if words is not None and _day(words) is None:
            said = f"“{words}” is no date."
            remedy = "Write it as 2019-06-14 in quotes, or null where the text states none."
            yield Problem(path=path, message=said, remedy=remedy)
    adopted, review = (_day(words or "") for _, words in dated[:2])
    if adopted and review and review < adopted:
        said = "The review date lies before the date of adoption."
        yield Problem(path=("review",), message=said, remedy="See which of the two is meant.")


@rule("W009", "Names match one pattern, and none is reserved")
def no_name_is_reserved(checked: Checked) -> Iterator[Problem]:
    """The pattern itself is kept by the schema."""
    for path, _, name in _names(checked):
        if name in RESERVED:
            said = f"“{name}” has a meaning of its own and cannot be a name."
            yield Problem(path=path, message=said, remedy="Choose another name.")
    for step in checked.steps():
        if step.of.trigger == RELEASE:
            said = f"“{RELEASE}” is the program’s own step and cannot be another’s name."
            path = (*step.path, "trigger")
            yield Problem(path=path, message=said, remedy="Choose another name.")


@rule("W010", "No two things of one kind have the same name or title")
def titles_tell_apart(checked: Checked) -> Iterator[Problem]:
    """Compared as a reader would: compatibility forms and letter case do not count."""
    yield from _facts_as_conditions(checked)
    parts: list[tuple[Path, Mapping[str, object]]] = [
        ((part,), getattr(checked.file, part)) for part in ("approvals", "categories", "counts")
    ]
    parts.append((("case-types",), checked.file.case_types))
    for path, _, case_type in checked.case_types():
        parts += [((*path, part), getattr(case_type, part)) for part in _CASE_PARTS[:3]]
    for path, things in parts:
        yield from _same_titles(path, things)


@rule("W013", "Every title, question and sentence is there, plain, and within its length")
def words_are_plain(checked: Checked) -> Iterator[Problem]:
    """Plain: one line, nothing invisible, no markup, no template's braces."""
    for path, words in _spoken((), checked.file):
        if clean_line(words) != words:
            said = "The words run over several lines, or begin or end with a space."
            yield Problem(path=path, message=said, remedy="Write them on one line.")
        elif _MARKUP.search(words):
            said = "The words hold markup, which would be shown as it stands."
            yield Problem(path=path, message=said, remedy="Say it in plain words.")


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words) if len(words) == 10 else None
    except ValueError:
        return None


def _names(checked: Checked) -> Iterator[tuple[Path, str, str]]:
    """Yield every name that the policy declares, with its kind."""
    for part in _PARTS:
        for name in getattr(checked.file, part):
            yield (part, name), part, name
    for path, case_name, case_type in checked.case_types():
        yield path, "case-types", case_name
        for part in _CASE_PARTS:
            for name in getattr(case_type, part):
                yield (*path, part, name), part, name
    for track in checked.tracks():
        for name in track.of.states:
            yield (*track.path, "states", name), "states", name
    for step in checked.steps():
        yield (*step.path, "trigger"), "triggers", step.of.trigger


def _facts_as_conditions(checked: Checked) -> Iterator[Problem]:
    for name in checked.file.facts.keys() & checked.file.conditions.keys():
        said = f"A fact and a condition are both called “{name}”; a bare name could mean either."
        yield Problem(path=("conditions", name), message=said, remedy="Rename one of them.")


def _same_titles(path: Path, things: Mapping[str, object]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for name, thing in things.items():
        title = getattr(thing, "title", None)
        if not isinstance(title, str):
            continue
        folded = unicodedata.normalize("NFKC", title).casefold()
        if folded in seen:
            said = f"“{name}” has the same title as “{seen[folded]}”."
            remedy = "Give one of them a title that tells them apart."
            yield Problem(path=(*path, name, "title"), message=said, remedy=remedy)
        seen.setdefault(folded, name)


def _spoken(path: Path, thing: object) -> Iterator[tuple[Path, str]]:
    """Yield every piece of words that a person will read, with its place."""
    if isinstance(thing, Shape):
        for name, about in type(thing).model_fields.items():
            value = getattr(thing, name)
            place = (*path, about.alias or name)
            if name in _WORDS and isinstance(value, str):
                yield place, value
            else:
                yield from _spoken(place, value)
    elif isinstance(thing, dict):
        for key, value in thing.items():
            yield from _spoken((*path, key), value)
    elif isinstance(thing, list):
        yield from _spoken_in(path, thing)


def _spoken_in(path: Path, things: Iterable[object]) -> Iterator[tuple[Path, str]]:
    for index, value in enumerate(things):
        if not isinstance(value, str):
            yield from _spoken((*path, index), value)
