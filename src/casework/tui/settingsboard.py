"""The school's settings as a board: the questions nobody answered yet first, then every answer.

Must not know a widget, or what a setting is used for.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from casework import settings
from casework.errors import CaseworkError, UsageFault
from casework.office import limits, policies, schools, settled
from casework.tui import settingwords
from casework.tui.boards import Board, Row, heading, under
from casework.tui.sheet import Job, Kept, choice, line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casework.office.desk import Desk
    from casework.office.limits import OwnLength

_NOTHING: Final = "–"
_LISTS: Final = "A ; parts the lines of a list."
_ADOPTED: Final = "adopted."
_LENGTHS: Final = (
    "The policy's own numbers, law and guidance are not the school's to change; this is a default.",
    "It counts for limits that begin from now on.",
)


def board(desk: Desk, school: str = "") -> Board:
    """Return the settings of a school; where there are several, one board leads to each."""
    if not school and len(desk.ledger.schools) > 1:
        return Board(title="Settings", rows=tuple(_schools(desk)))
    slug = desk.school_slug(school)
    desk.school(slug)  # read anew where somebody else added it since the sign-in
    return Board(
        title=f"Settings of {desk.ledger.schools[slug]}",
        rows=(
            *under("Still to answer", _still_open(desk, slug)),
            *under("Answered", _answered(desk, slug)),
            *under("Lengths of time the school may set", _lengths(desk, slug)),
            *under("Of the whole program", _of_all(desk)),
        ),
    )


def _schools(desk: Desk) -> Iterator[Row]:
    for slug, name in desk.ledger.schools.items():
        left = sum(1 for one in _still_open(desk, slug))
        yield Row(left=name, beside=f"{left} still to answer", leads=partial(board, desk, slug))


def _still_open(desk: Desk, school: str) -> Iterator[Row]:
    for one in settings.questions(desk.settings):
        if one.school == school:
            now = settingwords.in_words(one.setting, one.meanwhile)
            beside = f"until then: {now}" if now else ""
            yield replace(_row(desk, school, one.setting, _ask(desk, school, one)), beside=beside)
    for asked in settled.questions(desk, school):
        if not asked.value:
            yield _row(desk, school, asked.setting, asked.ask, takes=asked.takes)


def _answered(desk: Desk, school: str) -> Iterator[Row]:
    table = desk.school(school)
    still = {one.setting for one in settings.questions(desk.settings) if one.school == school}
    for one in settings.settings_of(table):
        if one.name == "policies":
            yield _policies(desk, school)
        elif one.name not in still and one.name not in {"adopted", settled.ANSWERS}:
            words = one.metadata["ask"] or settingwords.NAMES[one.name]
            yield _row(desk, school, one.name, words, _words(getattr(table, one.name)))
    for policy, day in table.adopted.items():
        words = f"When was the policy “{_title(desk, school, policy)}” adopted?"
        said = f"{day.day}/{day.month}/{day.year}"
        yield _row(desk, school, f"{_ADOPTED}{policy}", words, said)
    for asked in settled.questions(desk, school):
        if asked.value:
            yield _row(desk, school, asked.setting, asked.ask, asked.value, takes=asked.takes)


def _of_all(desk: Desk) -> Iterator[Row]:
    for one in settings.settings_of(desk.settings):
        words = one.metadata["ask"] or settingwords.NAMES[one.name]
        yield _row(desk, "", one.name, words, _words(getattr(desk.settings, one.name)))


def _policies(desk: Desk, school: str) -> Row:
    """Return the line of the school's policies: one adopts them where they stand."""
    names = sorted(policy for of, policy in desk.ledger.adoptions if of == school)
    titles = "; ".join(_title(desk, school, one) for one in names)
    return Row(left=settingwords.NAMES["policies"], beside=titles or _NOTHING, place="policies")


def _ask(desk: Desk, school: str, one: settings.Question) -> str:
    """Return an open question in words, a policy by its title."""
    if not one.setting.startswith(_ADOPTED):
        return one.ask
    policy = one.setting.removeprefix(_ADOPTED)
    return f"When did the school adopt the policy “{_title(desk, school, policy)}”?"


def _title(desk: Desk, school: str, policy: str) -> str:
    """Return a policy's title: as the school goes by it, else as its file says."""
    try:
        return desk.policy_in_force(school, policy).title
    except CaseworkError:  # named in the settings, and not adopted yet
        known = policies.known(desk, desk.folder, at_once=True)
    return next((one.title for one in known if one.name == policy and one.title), policy)


def _row(
    desk: Desk, school: str, name: str, words: str, value: str = "", *, takes: str = ""
) -> Row:
    leads = None if desk.read_only else partial(_job, desk, school, name, words, value, takes)
    return Row(left=words, beside=settingwords.in_words(name, value), leads=leads, also=name)


def _takes(desk: Desk, school: str, name: str) -> str:
    table = desk.school(school) if school else desk.settings
    found = (one for one in settings.settings_of(table) if one.name == name)
    one = next(found, None)
    return one.metadata["takes"] if one else "a day, as 1/9/2025"


def _job(desk: Desk, school: str, name: str, words: str, value: str, takes: str) -> Job:
    """Return the form that asks for one setting: one of a few answers, or typed."""
    few = settingwords.ANSWERS.get(name, ())
    takes = takes or _takes(desk, school, name)

    def keep(told: Mapping[str, str], _mark: str) -> Kept:
        try:
            schools.change_settings(desk, [(name, told["value"])], school)
        except UsageFault as fault:  # it names the setting as the file does
            said = fault.message.replace(name, "This answer", 1)
            raise UsageFault(said, advice=fault.advice, reasons=fault.reasons) from fault
        return Kept(words=f"Done: {words} {settingwords.in_words(name, told['value'])}")

    lists = (_LISTS,) if "list" in takes or "lines" in takes else ()
    plain = (words,) if few or takes == "words" else (words, f"It takes {takes}.")
    says = plain if few else (*plain, *lists)
    answer = choice("value", "Answer", *few) if few else line("value", "Answer", needed=True)
    return Job(
        desk=desk,
        draft=f"setting {school} {name}",
        title="A setting",
        button="Keep the answer",
        says=says,
        asked=lambda _given: (answer,),
        begins={"value": value} if value not in {"", _NOTHING} else {},
        keep=keep,
    )


# --- lengths of time ------------------------------------------------------------------------------


def _lengths(desk: Desk, school: str) -> Iterator[Row]:
    found = sorted(
        adopted.policy for adopted in desk.ledger.adoptions.values() if adopted.school == school
    )
    for policy in found:
        yield Row(
            left=desk.policy_in_force(school, policy).title,
            leads=partial(_lengths_of, desk, school, policy),
            also="time limits default days",
        )


def _lengths_of(desk: Desk, school: str, policy: str) -> Board:
    rows = tuple(
        Row(
            left="; ".join(one.titles),
            beside=f"{one.own}, instead of {one.default}" if one.own else one.default,
            leads=None if desk.read_only else partial(_length, desk, school, policy, one),
        )
        for one in limits.own_lengths(desk, policy, school)
    )
    title = desk.policy_in_force(school, policy).title
    return Board(title=title, rows=(heading("Defaults that are the school's to set"), *rows))


def _length(desk: Desk, school: str, policy: str, one: OwnLength) -> Job:
    def keep(told: Mapping[str, str], _mark: str) -> Kept:
        length, why = told.get("length", ""), told["why"]
        limits.set_length(desk, policy, one.name, length, why, school)
        now = length or one.default
        return Kept(words=f"Done: {'; '.join(one.titles)}: {now} from now on.")

    return Job(
        desk=desk,
        draft=f"length {school} {policy} {one.name}",
        title="A length of time",
        button="Set it",
        says=(*one.titles, f"The program's own default is {one.default}.", *_LENGTHS),
        asked=lambda _given: (
            line("length", "The school's own, as 7 school days. Nothing: the default again"),
            line("why", "Why?", needed=True),
        ),
        begins={"length": one.own} if one.own else {},
        keep=keep,
    )


def _words(value: object) -> str:
    if value is None or value in ("", (), {}):
        return _NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(str(each) for each in value)
    if isinstance(value, dict):
        return "; ".join(f"{name} {each}" for name, each in value.items())
    return str(value)
