"""A request for one's own data tells the office nothing of a sealed case, answered or not.

Two records differ in one sealed case in which the person stands. Whatever safeguarding and the
chair answer in the one and in the other, everybody else is told the same, byte for byte.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

#: Who must not know of an allegation about the headteacher; the headteacher is one of them.
UNAWARE: Final = ("clerk", "head", "deputy")


@pytest.fixture
def pair(part: Callable[[str], Any], place: Path) -> Iterator[Any]:
    """Give two records alike but for an allegation about the head that names the person."""
    twins = part("twins")
    first = twins.founded(place)
    with twins.at_their_desks() as known:
        made = twins.copies(known, first, place, 0, "sealed")
        yield made
        made.close()


class Asking:
    """Runs lines in both records, one after the other, a minute apart."""

    def __init__(self, pair: Any, begin: Any) -> None:  # noqa: ANN401 - of the harness
        self.pair, self.begin, self.count = pair, begin, 0

    def both(self, user: str, *words: str) -> tuple[Any, Any]:
        """Run one line in both."""
        self._next()
        return self._one(self.pair.with_it, user, words), self._one(self.pair.without, user, words)

    def alike(self, user: str, *words: str) -> Any:  # noqa: ANN401 - how it ended
        """Run one line in both; it has to end alike, and well."""
        one, other = self.both(user, *words)

        assert _plain(self.pair.with_it, one) == _plain(self.pair.without, other), words
        assert one.code == 0, one.err
        return one

    def only(self, which: Any, user: str, *words: str) -> None:  # noqa: ANN401 - one of the two
        """Run a line in one of them alone; it has to end well."""
        self._next()
        ended = self._one(which, user, words)

        assert ended.code == 0, ended.err

    def _next(self) -> None:
        self.count += 1
        self.pair.at(self.begin + timedelta(minutes=self.count))

    def _one(self, record: Any, user: str, words: tuple[str, ...]) -> Any:  # noqa: ANN401
        return record.says(self.count, user=user, words=words)


def _plain(record: Any, ended: Any) -> tuple[int, bytes, bytes]:  # noqa: ANN401 - of the harness
    here = str(record.own).encode()
    return ended.code, ended.out.replace(here, b"OWN"), ended.err


def _looks(asking: Asking, ref: str) -> None:
    """Let everybody who must not know look at all there is to see of a request."""
    for user in UNAWARE:
        asking.alike(user, "sar", "list", "--all", "--json")
        asking.alike(user, "sar", "show", ref, "--json")
        asking.alike(user, "case", "show", ref, "--json")
        asking.alike(user, "case", "list", "--all")
        asking.alike(user, "deadline", "list", "--all", "--json")


@pytest.mark.timeout(120)
def test_the_office_is_told_the_same_whatever_they_answer(
    part: Callable[[str], Any],
    pair: Any,  # noqa: ANN401 - of the harness
) -> None:
    twins = part("twins")
    asking = Asking(pair, twins.BEGIN)
    known = ("--basis", "identity-seen", "--seen", "A passport.", "--key", "one")
    opened = asking.alike("clerk", "sar", "open", twins.OTHER, *known)
    ref = opened.out.decode().partition(":")[0]
    asking.alike("clerk", "sar", "ask", ref, "--json")
    _looks(asking, ref)
    for said in (("--person", "1", "--another"), ("--person", "2", "--them")):
        asking.only(pair.with_it, "dsl", "sar", "confirm", ref, pair.hidden, *said)
    withheld = ("--outcome", "withheld", "--reason", "A child could be harmed.")
    for aware in ("dsl", "chair"):  # the chair manages a case about the head
        asking.only(pair.with_it, aware, "sar", "answer", ref, *withheld)
        asking.only(pair.without, aware, "sar", "answer", ref, "--outcome", "nothing")
    _looks(asking, ref)
    asking.alike("head", "sar", "answer", ref, "--outcome", "nothing")
    asking.alike("head", "sar", "hand-out", ref, "--out", "{own}/pack", "--json")
    asking.alike("clerk", "sar", "close", ref)
    _looks(asking, ref)


@pytest.mark.timeout(120)
def test_who_may_know_is_told_of_it_so_that_the_two_do_differ(
    part: Callable[[str], Any],
    pair: Any,  # noqa: ANN401 - of the harness
) -> None:
    twins = part("twins")
    asking = Asking(pair, twins.BEGIN)
    known = ("--basis", "identity-seen", "--seen", "A passport.", "--key", "one")
    ref = asking.alike("clerk", "sar", "open", twins.OTHER, *known).out.decode().partition(":")[0]
    asking.alike("clerk", "sar", "ask", ref)
    one, other = asking.both("dsl", "sar", "answer", ref)

    assert pair.hidden.encode() in one.out
    assert pair.hidden.encode() not in other.out
