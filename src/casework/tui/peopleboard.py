"""Who signs in, as a board: what each is, who stands in, and what an administrator changes.

A one-time password is shown once, in what is read after it was made. Must not know a widget.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from casework.domain.dates import day_words, read_day
from casework.domain.people import ROLE_WORDS
from casework.office import handover, people, posts
from casework.text import plural
from casework.tui import codejobs
from casework.tui.asking import Form, Question
from casework.tui.boards import DO_HERE, Board, Row, heading, under
from casework.tui.sheet import Job, Kept, choice, day, line, only_sure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from casework.office.desk import Desk
    from casework.office.people import User

#: Roles that are held in a school; whoever manages a case does so in that case alone.
ROLES: Final = tuple(name for name in ROLE_WORDS if name != "case-manager")
#: Who changes what others are.
CHANGES: Final = "administrator"
_ONCE: Final = (
    "Hand it over in person: it is shown this once and is good for seven days.",
    "With it they sign in once and choose a password of their own.",
)
_MOST_ROLES: Final = 3


def board(desk: Desk) -> Board:
    """Return everybody who signs in."""
    return Board(
        title="People who sign in",
        rows=(*under(DO_HERE, _doings(desk)), *under("People", _people(desk))),
    )


def _people(desk: Desk) -> Iterator[Row]:
    for user in people.users(desk):
        state = "" if user.state == "active" else f", {user.state}"
        state += ", with a code" if user.code else ""
        yield Row(
            left=user.name,
            beside=f"{in_words(user.roles)}{state}",
            leads=partial(_person, desk, user.name),
        )


def _doings(desk: Desk) -> Iterator[Row]:
    if desk.read_only:
        return
    if CHANGES in desk.actor.roles:
        yield Row(left="Add somebody", leads=partial(_newcomer, desk), also="new user invite")
    yield Row(left="Record that I am away", leads=partial(_away, desk, desk.session.name))
    me = next(one for one in people.users(desk) if one.name == desk.session.name)
    if me.code:
        yield Row(left="Ask me for no code any more", leads=partial(codejobs.off, desk))
    else:
        yield Row(
            left="Ask me for a code at sign-in",
            leads=partial(codejobs.on, desk),
            also=codejobs.ALSO,
        )


def _person(desk: Desk, name: str) -> Board:
    user = next(one for one in people.users(desk) if one.name == name)
    return Board(
        title=user.name,
        rows=(
            *under(DO_HERE, _about(desk, user)),
            heading("What they are"),
            *(Row(left=ROLE_WORDS.get(role, role)) for role in user.roles),
            *under("Where they work", (Row(left=_school(desk, one)) for one in user.schools)),
        ),
    )


def _about(desk: Desk, user: User) -> Iterator[Row]:
    """Yield what can be changed about somebody; who may not is refused with the reason."""
    if desk.read_only:
        return
    yield Row(left="Let them see what their role may see", leads=partial(_admit, desk, user.name))
    yield Row(left="Record that they are away", leads=partial(_away, desk, user.name))
    if CHANGES not in desk.actor.roles:
        return
    yield Row(left="Change what they are", leads=partial(_roles, desk, user), also="role post")
    yield Row(left="Give a new one-time password", leads=partial(_reset, desk, user.name))
    if user.code and user.name != desk.session.name:
        lost = partial(codejobs.lost, desk, user.name)
        yield Row(left="Ask them for no code any more", leads=lost, also=codejobs.ALSO)
    yield Row(left="Say under which name cases know them", leads=partial(_link, desk, user.name))
    yield Row(left="Hand over to a successor", leads=partial(_hand_over, desk, user.name))
    if user.state != "disabled":
        yield Row(left="Let them sign in no more", leads=partial(_disable, desk, user.name))


# --- the forms ------------------------------------------------------------------------------------


def _newcomer(desk: Desk) -> Job:
    def keep(told: Mapping[str, str], _mark: str) -> Kept:
        shown = people.add(desk, told["name"], _named(told), None, _schools_of(told))
        return _with_password(f"Done: {told['name']} is added.", shown)

    return Job(
        desk=desk,
        draft="person new",
        title="Add somebody",
        button="Add them",
        asked=lambda _given: (
            line("name", "Name, as they sign in", needed=True),
            *_role_questions(),
            *_school_question(desk),
        ),
        keep=keep,
    )


def _roles(desk: Desk, user: User) -> Job:
    def keep(told: Mapping[str, str], _mark: str) -> Kept:
        post = posts.change(desk, user.name, _named(told), _schools_of(told))
        waits = (f"Not yet among: {', '.join(post.waits)}. Somebody who is lets them in.",)
        words = f"Done: {post.name} is now {in_words(post.roles)}."
        return Kept(words=words, told=waits if post.waits else ())

    return Job(
        desk=desk,
        draft=f"person roles {user.name}",
        title=f"What {user.name} is",
        button="Change it",
        says=("Who the chair is takes two people, and is changed on the command line.",),
        asked=lambda _given: (*_role_questions(), *_school_question(desk)),
        begins={f"role-{at}": role for at, role in enumerate(user.roles[:_MOST_ROLES], start=1)},
        keep=keep,
    )


def _reset(desk: Desk, name: str) -> Job:
    def keep() -> Kept:
        shown = people.reset(desk, name)
        return _with_password(f"Done: {name} has a new one-time password.", shown)

    title = f"A new one-time password for {name}"
    says = "Their password of now opens nothing more."
    return _asks_nothing(desk, title, "Give the password", says, keep)


def _admit(desk: Desk, name: str) -> Job:
    def keep() -> Kept:
        given = people.admit(desk, name)
        what = plural(given, "key") if given else "nothing: there was nothing you could give"
        return Kept(words=f"Done: {name} was given {what}.")

    return _asks_nothing(
        desk,
        f"Let {name} see what their role may see",
        "Let them see it",
        "You can give only what you can open yourself.",
        keep,
    )


def _disable(desk: Desk, name: str) -> Job:
    def keep() -> Kept:
        people.disable(desk, name)
        return Kept(words=f"Done: {name} signs in no more.")

    title = f"Let {name} sign in no more"
    return _asks_nothing(desk, title, "Let them sign in no more", "What they wrote stays.", keep)


def _link(desk: Desk, name: str) -> Job:
    def keep(told: Mapping[str, str], _mark: str) -> Kept:
        people.link(desk, name, told["person"])
        return Kept(words=f"Done: {name} is {told['person']} in cases.")

    return Job(
        desk=desk,
        draft=f"person link {name}",
        title=f"How cases know {name}",
        button="Link them",
        says=("A case about a person of that name is closed to them from then on.",),
        asked=lambda _given: (line("person", "Their name as cases know it", needed=True),),
        keep=keep,
    )


def _away(desk: Desk, name: str) -> Job:
    def keep(told: Mapping[str, str], _mark: str) -> Kept:
        first, last = read_day(told["first"]), read_day(told["last"])
        people.away(desk, name, first, last, told["deputy"])
        lacks = people.lacks(desk, name, told["deputy"])
        cannot = f"{told['deputy']} cannot open every case that {name} can."
        words = f"Done: {name} is away from {day_words(first)} to {day_words(last)}."
        return Kept(words=words, told=(cannot,) if lacks else ())

    others = tuple((one.name, one.name) for one in people.users(desk) if one.name != name)
    return Job(
        desk=desk,
        draft=f"person away {name}",
        title=f"{name} is away",
        button="Record it",
        says=("It ends by itself.",),
        asked=lambda _given: (
            day("first", "The first day away", needed=True),
            day("last", "The last day away", needed=True),
            choice("deputy", "Who stands in?", *others),
        ),
        keep=keep,
    )


def _hand_over(desk: Desk, name: str) -> Job:
    def keep(told: Mapping[str, str], _mark: str) -> Kept:
        done = handover.hand_over(desk, name, told["to"], told["why"])
        opened = plural(done.opened, "case")
        return Kept(
            words=f"Done: {opened} opened to {told['to']}.",
            told=("What you cannot open yourself was left alone: another holder does the same.",),
        )

    others = tuple((one.name, one.name) for one in people.users(desk) if one.name != name)
    return Job(
        desk=desk,
        draft=f"person over {name}",
        title=f"Hand over from {name}",
        button="Hand over",
        asked=lambda _given: (
            choice("to", "Who takes over?", *others),
            line("why", "Why?", needed=True),
        ),
        keep=keep,
    )


def _asks_nothing(desk: Desk, title: str, button: str, says: str, does: Callable[[], Kept]) -> Job:
    """Return a form that only wants to be sure."""
    return only_sure(
        desk, does, draft=f"person sure {title}", title=title, button=button, says=says
    )


# --- what is asked --------------------------------------------------------------------------------


def _role_questions() -> Iterator[Question]:
    words = tuple((ROLE_WORDS[role], role) for role in ROLES)
    for at in range(1, _MOST_ROLES + 1):
        asks = "What are they in school?" if at == 1 else "And also"
        yield choice(f"role-{at}", asks, *words, needed=at == 1)


def _school_question(desk: Desk) -> tuple[Question, ...]:
    if len(desk.ledger.schools) < 2:
        return ()
    names = tuple((name, slug) for slug, name in desk.ledger.schools.items())
    everywhere = (("every school", "all"), *names)
    return (
        Question(name="school", words="Where do they work?", form=Form.CHOICE, answers=everywhere),
    )


def _named(told: Mapping[str, str]) -> list[str]:
    found = (told.get(f"role-{at}", "") for at in range(1, _MOST_ROLES + 1))
    return list(dict.fromkeys(role for role in found if role))


def _schools_of(told: Mapping[str, str]) -> list[str]:
    return [told["school"]] if told.get("school") else []


def _with_password(words: str, shown: str | None) -> Kept:
    return Kept(words=words, told=(shown, "", *_ONCE) if shown else ())


def _school(desk: Desk, slug: str) -> str:
    return desk.ledger.schools.get(slug, slug)


def in_words(roles: Iterable[str]) -> str:
    """Return roles as the school calls them."""
    return ", ".join(ROLE_WORDS.get(role, role) for role in roles)
