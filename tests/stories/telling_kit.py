"""What the stories have in common: how a concern comes in and is sorted, in the office's words.

Everybody here is invented. Must not know a front end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.stories.hand_kit import answers, ref_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.stories.hand_kit import Answers, Hand

HOME: Final = "2 Example Lane\nExampleton\nZZ1 1ZZ"
AUTHOR: Final = "Mr V. Practice"
#: What the sorting asks that is so, where a post calls a member of staff names.
NAMES: Final = {
    "Do we find this use inappropriate": "yes",
    "Is it undeserved abuse": "yes",
    "Does it name somebody": "yes",
    "Is a member of staff": "yes",
}


def a_call(what: str, **more: str) -> Answers:
    """Return what is typed while a call goes on."""
    said = {
        "Anyone in danger": "no",
        "Caller": "Ms E. Invented",
        "Number": "01632 960999",
        "What": what,
        "Where": "post",
        "Are you, typing": "none",
    }
    return answers({**said, **more})


async def call(hand: Hand, what: str, **more: str) -> str:
    """Take a call; return the reference of the case it is kept as."""
    return ref_in(await hand.takes_in("call", a_call(what, **more)))


async def says_who_and_what(
    hand: Hand, kind: str, whom: str, about: str = "parent of a pupil in 3B"
) -> None:
    """Name who posted it and what kind of thing it is, in the case that is open."""
    person = {"What are they": "author", "Name": AUTHOR, "Who they are": about, "Address": HOME}
    await hand.does("person", answers(person))
    await hand.does("category", answers({"What kind of thing": kind, "Whom": whom}))


async def keeps_a_sheet(hand: Hand, what: str, seen: str) -> None:
    """Write down what was seen of the post, in the case that is open."""
    sheet = {
        "might it show": "no",
        "Site, app or group": "Facebook",
        "Address, or where": "https://social.example/post/4001",
        "Words as they stand": what,
        "First seen on": seen,
        "How captured": "a picture of the screen",
    }
    await hand.does("evidence", answers(sheet))


async def sorts(hand: Hand, so: Mapping[str, str], why: str, published: str) -> None:
    """Sort the open concern and take it up."""
    where = {"Where does it stand": "public", "Who posted it": "parent", "Why?": why}
    await hand.steps("Sort the concern", answers({**where, **so}, "no"))
    when = {"On which platform": "facebook", "first published": published}
    await hand.steps("Take the case up", answers(when, "no"))
