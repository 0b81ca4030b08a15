"""The second step of signing in: a code from one's own telephone, made there without any network.

A gate in the program and no key: a password alone still decrypts, for whoever brings a program of
their own to the files. Each code opens once, codes on paper for a lost telephone once each; wrong
ones are waited after longer and longer. Must not know how anybody is asked.
"""

from __future__ import annotations

import json
from base64 import b32encode
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Self

from casework import store
from casework.domain.patience import wait_after
from casework.errors import NotPermitted, UsageFault
from casework.office import people
from casework.office.ledger import written
from casework.text import of_name, plural

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyotp import TOTP

    from casework.office.desk import Desk

#: How an authenticator names what it makes codes for.
ISSUER: Final = "casework"
#: Codes on paper, each for one sign-in without the telephone (*default*).
PAPER: Final = 8
_SECRET_BYTES: Final = 20  # what RFC 4226 asks for: as long as its digest
_MEMO: Final = "second step"
#: Steps of thirty seconds that a telephone may be ahead or behind (*default*).
_DRIFT: Final = 1


class CodeRefused(NotPermitted):  # a name like FirstSignIn's
    """The password was right, and the code that came with it was not."""


class CodeWanted(CodeRefused):  # as above
    """The password was right, and this person's second step wants a code with it."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Setup:
    """A secret that is not in use yet, and the codes on paper that come with it."""

    secret: str
    paper: tuple[str, ...]

    @property
    def groups(self) -> str:
        """The secret in groups of four, to be typed into a telephone."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))

    def address(self, name: str) -> str:
        """Return what an authenticator on the same computer takes at once."""
        return _codes(self.secret).provisioning_uri(name=name, issuer_name=ISSUER)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class _Own:
    """What is sealed to its person: the secret, and a digest of each code on paper."""

    secret: str
    paper: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class _Tried:
    """What is remembered: the last step used, wrong codes in a row and when, paper used up."""

    step: int = 0
    wrong: int = 0
    at: str = ""
    spent: tuple[str, ...] = ()

    @classmethod
    def read(cls, words: bytes) -> Self:
        """Return what was remembered; nothing yet is a beginning."""
        told: dict[str, Any] = json.loads(words) if words else {}
        return cls(**{**told, "spent": tuple(told.get("spent", ()))})

    def written(self) -> bytes:
        """Return it as it is kept."""
        told = {"step": self.step, "wrong": self.wrong, "at": self.at, "spent": self.spent}
        return json.dumps(told).encode()

    def asked(self, now: datetime) -> Self:
        """Return it as of an attempt now: a wait that would begin later begins with that.

        So a clock set back shortens none, and one that was ahead for a while draws none out.
        """
        ahead = bool(self.at) and datetime.fromisoformat(self.at) > now
        return replace(self, at=now.isoformat()) if ahead else self

    def left(self, now: datetime) -> int:
        """Return how many seconds nothing is tried yet, upwards."""
        if not self.at:
            return 0
        gone = (now - datetime.fromisoformat(self.at)).total_seconds()
        return max(0, -int(-(wait_after(self.wrong) - gone) // 1))


# --- turning it on and off ------------------------------------------------------------------------


def prepared() -> Setup:
    """Return a new secret and new codes on paper; nothing is kept before ``turn_on``."""
    secret = b32encode(store.random_bytes(_SECRET_BYTES)).decode()
    return Setup(secret=secret, paper=tuple(store.one_time_password() for _ in range(PAPER)))


def must_be_possible(desk: Desk) -> None:
    """Raise NotPermitted in a practice school, and where nothing may be written.

    Raises UsageFault where a code is asked of this person already: another telephone takes a code
    of the one before, or whoever finds a desk open could put theirs in its place.
    """
    desk.must_write()
    desk.keep_up()  # it may have been turned on at another desk
    if desk.settings.practice:
        raise NotPermitted(
            "A practice school’s clock is not your telephone’s, so no code would be right.",
            advice="Turn it on in the school’s own records.",
        )
    if _own(desk) is not None:
        raise UsageFault(
            "A code is asked of you already, so nothing was changed.",
            advice="For another telephone turn it off first, with a code or one on paper.",
        )


def turn_on(desk: Desk, setup: Setup, code: str) -> None:
    """Ask this person for a code from now on, once one shows that their telephone makes them.

    Raises what ``must_be_possible`` raises, and UsageFault where it shows another.
    """
    must_be_possible(desk)
    step = _step_of(setup.secret, _plain(code), desk.now(), after=0)
    if step is None:
        raise UsageFault(
            "That is not the code that belongs to this secret, so nothing was changed.",
            advice="Type the six digits your telephone shows now; check that its clock is right.",
        )
    digests = [store.own_digest(desk.session, _MEMO, _plain(one).encode()) for one in setup.paper]
    words = json.dumps({"secret": setup.secret, "paper": digests}).encode()
    with store.memo(desk.session, _MEMO) as memo:
        memo.words = _Tried(step=step).written()
    sealed = store.boxed_to_oneself(desk.session, words).hex()
    desk.record(_entry(desk, desk.session.user, sealed))


def turn_off(desk: Desk, code: str) -> None:
    """Ask this person for no code any more; one more code shows that it is they who say so."""
    desk.must_write()
    if _own(desk) is None:
        raise _is_off(desk.session.name)
    admit(desk, code)
    desk.record(_entry(desk, desk.session.user, ""))


def take_off(desk: Desk, name: str, second: Desk | None = None) -> None:
    """Ask somebody else for no code any more: their telephone is lost.

    An administrator does it; for whoever may open sealed cases a ``second`` person agrees, as for
    a new one-time password. Their password stays, and is asked for as before.
    """
    desk.must_write()
    desk.must_hold("administrator")
    user = people.user_named(desk, name)
    if user.id == desk.session.user:
        raise NotPermitted(
            "Your own is turned off with a code.",
            advice="Type a code, one on paper too; or ask another administrator.",
        )
    people.must_agree_for(desk, user, second)
    if not people.asks_code(desk, user):
        raise _is_off(user.name)
    desk.record(_entry(desk, user.id, ""))


def _entry(desk: Desk, user: str, sealed: str) -> bytes:
    box = desk.session.root.public.box.hex() if sealed else ""
    return written("second-step", user=user, box=box, sealed=sealed, by=desk.session.user)


def _is_off(name: str) -> UsageFault:
    return UsageFault(
        f"No code is asked of {of_name(name)}, so nothing was changed.",
        advice="casework user list says who is asked for one.",
    )


# --- signing in -----------------------------------------------------------------------------------


def let_on(desk: Desk, code: str) -> None:
    """Read the records and ask for the second step; nothing stays open for whoever lacks it."""
    try:
        desk.reload()
        admit(desk, code)
    except BaseException:  # whatever is raised on
        desk.session.close()
        raise


def admit(desk: Desk, code: str) -> None:
    """Let somebody on whose password was right: at once, or with their code.

    Raises CodeWanted where one is wanted and none is there, CodeRefused for one that is wrong, was
    used before, or comes too soon after wrong ones.
    """
    own = _own(desk)
    if own is None:
        return
    given = _plain(code)
    if not given:
        raise CodeWanted(
            "A code from your telephone is wanted as well.",
            advice="Type the six digits it shows, or one of your codes on paper (--code CODE).",
        )
    with store.memo(desk.session, _MEMO) as memo:
        before = _Tried.read(memo.words).asked(desk.now())
        left = before.left(desk.now())
        after = before if left else _judged(desk, own, before, given)
        memo.words = after.written()
    if left:
        raise _too_soon(left)
    if after.wrong:
        raise CodeRefused(
            "That code is not right, or it was used before.",
            advice="Wait for the next one your telephone shows, then try again.",
        )


def _judged(desk: Desk, own: _Own, before: _Tried, given: str) -> _Tried:
    """Return what is to be remembered of a code: with no wrong ones where it was right."""
    now = desk.now()
    step = _step_of(own.secret, given, now, after=before.step)
    if step is not None:
        return replace(before, step=step, wrong=0, at="")
    digest = store.own_digest(desk.session, _MEMO, given.encode())
    if digest in own.paper and digest not in before.spent:
        return replace(before, spent=(*before.spent, digest), wrong=0, at="")
    return replace(before, wrong=before.wrong + 1, at=now.isoformat())


def _too_soon(left: int) -> CodeRefused:
    return CodeRefused(
        f"Several codes were wrong, so nothing is tried for {plural(left, 'second')}.",
        advice="Wait, then type the code your telephone shows by then.",
    )


def _own(desk: Desk) -> _Own | None:
    """Return what is sealed to this person, or None where no code is asked of them."""
    found = desk.ledger.second_steps.get(desk.session.user)
    plain = store.opened_by_oneself(desk.session, bytes.fromhex(found[1])) if found else None
    if plain is None:
        return None
    told = json.loads(plain)
    return _Own(secret=told["secret"], paper=tuple(told["paper"]))


def _step_of(secret: str, given: str, now: datetime, *, after: int) -> int | None:
    """Return the step of thirty seconds whose code this is, later than the last one used."""
    from pyotp.utils import strings_equal  # in one time, whatever was typed

    made = _codes(secret)
    for step in _near(made.timecode(now)):
        if step > after and strings_equal(made.generate_otp(step), given):
            return step
    return None


def _codes(secret: str) -> TOTP:
    from pyotp import TOTP  # 20 ms to load, and few use it

    return TOTP(secret)


def _near(step: int) -> Iterable[int]:
    return range(step - _DRIFT, step + _DRIFT + 1)


def _plain(code: str) -> str:
    """Return a code without the blanks and dashes that make it easy to read."""
    return "".join(c for c in code if c.isalnum()).upper()
