"""The errors a person can meet. Must not know any room of the program.

CaseworkError                    exit
├── UsageFault                   2   unreadable input, a wrong word on the command line
├── Refused                      3   the policy does not allow it
├── NotPermitted                 4   wrong password, not this person's to do
├── NotFound                     5   not there, or not for this person: the same words
├── Conflict                     6   somebody was faster, or a key used twice
├── Damaged                      7   a file, chain or signature is not what it should be
└── MachineFault                 8   disk full, read-only, locked, unsafe folder

Every error says what happened (``message``), and what to do next (``advice``); ``reasons`` lists
the single sentences where there are several. Nothing personal may stand in any of them.
"""

from __future__ import annotations

from typing import ClassVar

EXIT_DONE = 0
EXIT_UNEXPECTED = 1
EXIT_INTERRUPTED = 130


class CaseworkError(Exception):
    """What went wrong, for a person. ``code`` is for scripts, ``exit_code`` for the process."""

    code: ClassVar[str] = "unexpected"
    exit_code: ClassVar[int] = EXIT_UNEXPECTED

    def __init__(
        self,
        message: str,
        *,
        advice: str = "",
        reasons: tuple[str, ...] = (),
        clauses: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice
        self.reasons = reasons
        self.clauses = clauses  # the policy's rules behind a refusal, for the program only


class UsageFault(CaseworkError):
    """The input cannot be read or makes no sense."""

    code = "usage"
    exit_code = 2


class Refused(CaseworkError):
    """The policy refuses the step; ``clauses`` names the rules."""

    code = "refused"
    exit_code = 3


class NotPermitted(CaseworkError):
    """The person may not do this, or did not show who they are."""

    code = "not-permitted"
    exit_code = 4


class NotFound(CaseworkError):
    """There is no such thing, or none for this person: the two are told apart nowhere."""

    code = "not-found"
    exit_code = 5


class Conflict(CaseworkError):
    """Based on a state that is no longer true."""

    code = "conflict"
    exit_code = 6


class Damaged(CaseworkError):
    """A stored thing fails its check; nothing was changed."""

    code = "damaged"
    exit_code = 7


class MachineFault(CaseworkError):
    """The machine stood in the way; nothing was half done."""

    code = "machine"
    exit_code = 8
