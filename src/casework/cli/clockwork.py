"""``casework deadline run``, ``health``, ``install``, ``uninstall``: the clock that keeps limits.

What is due, and how many limits passed, is told to nobody here: that would tell of every case.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from casework.cli import output
from casework.cli.signing import folder, options
from casework.cli.telling import tell
from casework.errors import CaseworkError, MachineFault, NotFound, NotPermitted
from casework.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.office.mailsecret import MailSecret
    from casework.scheduling.errands import Errands
    from casework.scheduling.health import Health
    from casework.scheduling.judgement import Step
    from casework.scheduling.placement import Placement
    from casework.scheduling.watch import Looked, Watch

YES = typer.Option("--yes", help="Do it; otherwise the file is only shown.")
_STOPPED = {
    "forward": "The clock of this computer went forward by {by}, and neither a restart nor a "
    "closed lid explains it, so nothing is recorded as passed.",
    "away": "This computer was off for {by}, so nothing is recorded as passed until somebody has "
    "looked at its date and time.",
    "unreadable": "What was kept of this computer’s clock cannot be read, so nothing is recorded "
    "as passed until somebody has looked at its date and time.",
}
_STEPS = {
    "forward": "went forward by {by} without a cause",
    "away": "stood still for {by}",
    "back": "went back by {by}",
    "righted": "was set right again",
    "accepted": "was said to be right",
}
_TROUBLE = {
    "machine": "The records could not be opened or written: the machine stood in the way.",
    "damaged": "The records are damaged.",
    "office-damaged": "office.db is damaged: not all that is due in it can be recorded.",
    "sealed-damaged": "sealed.db is damaged: not all that is due in it can be recorded.",
    "office-machine": "office.db could not be opened: what is due in it cannot be recorded.",
    "sealed-machine": "sealed.db could not be opened: what is due in it cannot be recorded.",
    "not-found": "The records are not where they were.",
}
_BACKUP = {
    "full": "The clock made no backup: there is no space left where backups go.",
    "away": "The clock made no backup: the disk for backups is not there, or takes nothing.",
    "damaged": "The clock made no backup: something is damaged. Run casework doctor.",
    "refused": "The clock made no backup: casework backup says why.",
}
_MAIL = {
    "away": "No reminder can go by mail: the mail server does not answer.",
    "certificate": "No reminder can go by mail: the mail server did not prove who it is.",
    "login": "No reminder can go by mail: the mail server did not take name and password.",
    "refused": "No reminder can go by mail: casework deadline mail says what is set.",
}
_DAMAGED = "Run casework doctor, and keep the latest backup safe."
LOOK_AT_THE_TIME = (
    "Look at the date and time of this computer. If they are wrong, set them right. "
    "Then: casework deadline check --clock-is-right."
)


def run(
    once: Annotated[bool, typer.Option("--once", help="Look once, and end.")] = False,
) -> None:
    """Record each time limit as it passes, until Ctrl-C. It needs no user and no password.

    It makes the backups too. Any number of clocks may run at once; each limit passes once.
    """
    from casework import bootstrap  # loads the store: 0.3 s
    from casework.scheduling.runner import Heart, serve  # loads the scheduler

    must_write()
    watch = bootstrap.watch(folder())
    seen = _Seen()
    watch.told = seen
    if not once:
        output.note("The clock runs. Ctrl-C ends it.")
    beside = errands(watch)

    def end() -> None:
        watch.end()
        if not once:
            beside.end()

    if once:
        serve(Heart(lambda: watch.look().wait, watch.machine), end, once=True)
        settle(seen.last)
        beside.run()
        output.note(*troubles(watch.health()))
    else:
        heart = Heart(lambda: watch.look().wait, watch.machine, errands=beside.run)
        serve(heart, end)
    tell({"ended": True}, "What has passed is recorded." if once else "The clock has ended.")


def errands(watch: Watch) -> Errands:
    """Return what the clock does besides looking: backups, and the mail of the day."""
    from casework import settings  # reads platformdirs: only a command that needs a path pays
    from casework.scheduling.errands import Errands  # loads the office

    return Errands.over(watch, mail_secret(), lambda: settings.load(folder()))


def mail_secret() -> MailSecret:
    """Return where the mail server's password lies: where the clock's secret does."""
    from casework import bootstrap  # loads the store: 0.3 s
    from casework.office.mailsecret import MailSecret

    state = bootstrap.book_state(folder())
    return MailSecret(bootstrap.credentials(practice=state.practice), state.book)


def must_write() -> None:
    """Raise NotPermitted where nothing may be written."""
    if options.read_only:
        raise NotPermitted(
            "The records were opened to read only, so nothing was recorded.",
            advice="Leave out --read-only to let the clock record what has passed.",
        )


def settle(looked: Looked | None, result: object = None) -> None:
    """Raise for what stood in the way of a look."""
    if looked is None:
        raise CaseworkError(
            "The scan ended in a way that nobody foresaw.", advice="Run casework doctor."
        )
    if looked.error is not None:
        raise looked.error
    stopped = looked.health.standing.stopped
    if stopped:
        raise output.Found(stop_words(stopped), advice=LOOK_AT_THE_TIME, found=result)
    scanned = looked.scanned
    for file, fault in scanned.unsound.items() if scanned is not None else ():
        raise half(file, fault, result)
    if scanned is not None and scanned.left:
        raise MachineFault(
            "The records could not be written, so what has passed is not all recorded.",
            advice="Check that the disk has room and that no other program holds the records; "
            "the next look goes on from there.",
        )


def half(file: str, fault: CaseworkError, result: object) -> CaseworkError:
    """Return the error where one file of the two is damaged, or could not be looked into.

    In one sentence whatever is damaged in it: that a limit is would tell of a case.
    """
    if isinstance(fault, MachineFault):
        words = f"{fault.message} What has passed in the other file is recorded."
        return MachineFault(words, advice=fault.advice)
    words = f"{_TROUBLE[f'{file}-damaged']} Everything else that has passed is recorded."
    return output.Found(words, advice=_DAMAGED, found=result)


def unkept() -> MachineFault:
    """Return the error where a person's word on the clock could not be kept."""
    return MachineFault(
        "That the clock is right could not be kept, so it will be asked again.",
        advice="Check that you may write your own settings folder and that its disk has room.",
    )


class _Seen:
    """What the clock came to last; a change is told beside the result."""

    def __init__(self) -> None:
        self.last: Looked | None = None
        self._told: tuple[str, ...] = ()

    def __call__(self, looked: Looked) -> None:
        self.last = looked
        lines = tuple(complaints(looked.health))
        if lines != self._told:
            output.note(*(lines or ("The clock goes on.",)))
        self._told = lines


def health() -> None:
    """Say whether the clock does its work. Exit code 7: it does not. It needs no user."""
    from casework import bootstrap  # loads the store: 0.3 s

    watch = bootstrap.watch(folder())
    found, now = watch.health(), watch.clock.ticks()
    age = found.age(now)
    result = {
        "healthy": found.is_well(now),
        "last_scan": found.scanned.wall.isoformat() if found.scanned else None,
        "age_seconds": None if age is None else int(age.total_seconds()),
        "stale": found.is_stale(now),
        "trouble": found.trouble or None,
        "stopped": _step_shape(found.standing.stopped) if found.standing.stopped else None,
        "steps": [_step_shape(step) for step in found.standing.steps],
        "backup": found.backup.trouble or None,
        "mail": found.mail.trouble or None,
    }
    last = () if age is None else (f"The last look was {length(age)} ago.",)
    lines = [*last, *complaints(found), *_steps(found)]
    if result["healthy"]:
        tell(result, "The clock is well.", *lines)
        return
    if not options.json:
        output.say(*lines)
    stale = found.is_stale(now)
    raise output.Found(
        _verdict(found, stale=stale), advice=_advice(found, stale=stale), found=result
    )


def _verdict(found: Health, *, stale: bool) -> str:
    if stale and found.scanned is None:
        return "The clock has not looked at these records yet."
    return "The clock has not looked for too long." if stale else "The clock needs somebody."


def _advice(found: Health, *, stale: bool) -> str:
    if found.standing.stopped:
        return LOOK_AT_THE_TIME
    if found.trouble.endswith("damaged"):
        return _DAMAGED
    if found.trouble:
        return "Run casework deadline check: it says what stands in the way."
    if not stale and found.backup.trouble:
        return (
            "Connect or empty the disk for backups, then: casework backup. It says what is wrong."
        )
    if not stale and found.mail.trouble:
        return "Look at the settings of the mail server: casework deadline mail."
    return "Start it: casework deadline run, or casework deadline install for every day."


def install(yes: Annotated[bool, YES] = False) -> None:
    """Let the clock run whenever you are signed in to this computer. The file is shown first."""
    placed = _placed()
    write = yes or _agreed(f"Write this to {placed.path}?", placed)
    if write:
        placed.write()
    head = f"Written: {placed.path}" if write else f"Not written (--yes writes it): {placed.path}"
    _tell(placed, head, "To start it:", placed.start, write=write)


def uninstall(yes: Annotated[bool, YES] = False) -> None:
    """Take away what install wrote. The file is shown first."""
    placed = _placed()
    if not placed.path.exists():
        raise NotFound(
            "The clock is not set up as a service here.", advice="There is nothing to take away."
        )
    remove = yes or _agreed(f"Remove {placed.path}?", placed)
    if remove:
        placed.remove()
    head = f"Removed: {placed.path}" if remove else f"Not removed (--yes does): {placed.path}"
    _tell(placed, head, "To stop it, first of all:", placed.stop, write=remove)


def _placed() -> Placement:
    from casework import bootstrap, settings  # loads the store: 0.3 s
    from casework.scheduling.placement import placement

    state = bootstrap.book_state(folder())
    return placement(folder(), state.book, settings.state_folder())


def _agreed(question: str, placed: Placement) -> bool:
    if options.json or not output.can_ask():
        return False
    output.note(*placed.text.splitlines())
    return output.agreed(question)


def _tell(
    placed: Placement, head: str, then: str, commands: tuple[str, ...], *, write: bool
) -> None:
    result = {
        "path": str(placed.path),
        "text": placed.text,
        "done": write,
        "then": list(commands),
    }
    shown = [] if write else [*placed.text.splitlines(), ""]
    tell(result, *shown, head, then, *(f"  {one}" for one in commands))


# --- words ---------------------------------------------------------------------------------------


def stop_words(step: Step) -> str:
    """Return why nothing is recorded."""
    return _STOPPED[step.turn].format(by=length(step.by))


def length(by: timedelta) -> str:
    """Return a length of time in its two largest units."""
    minutes, seconds = divmod(int(abs(by).total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [(days, "day"), (hours, "hour"), (minutes, "minute"), (seconds, "second")]
    told = [plural(count, word) for count, word in parts if count]
    return " ".join(told[:2]) or "0 seconds"


def complaints(found: Health) -> Iterator[str]:
    """Yield everything that is wrong with the clock, the worst first."""
    if found.standing.stopped:
        yield stop_words(found.standing.stopped)
    if found.trouble:
        yield _TROUBLE.get(found.trouble, "The last look ended in a way that nobody foresaw.")
    yield from troubles(found)


def troubles(found: Health) -> Iterator[str]:
    """Yield what went wrong with the backup and on the way to the mail server, for a page too."""
    if found.backup.trouble:
        yield _BACKUP.get(found.backup.trouble, _BACKUP["refused"])
    if found.mail.trouble:
        yield _MAIL.get(found.mail.trouble, _MAIL["refused"])


def last_look(watch: Watch) -> tuple[str, ...]:
    """Return what a page says of the clock: when it looked last, and what went wrong."""
    try:
        found = watch.health()
    except CaseworkError:
        return ("How the clock is could not be read.",)
    age = found.age(watch.clock.ticks())
    return (f"The clock {_looked(age)}.", *complaints(found))


def _looked(age: timedelta | None) -> str:
    """Return when the clock looked: nobody waits for the seconds of the last minute."""
    if age is None:
        return "has not looked yet"
    return (
        "looked just now" if abs(age) < timedelta(minutes=1) else f"last looked {length(age)} ago"
    )


def _steps(found: Health) -> Iterator[str]:
    from casework.domain.dates import instant_words

    for step in found.standing.steps:
        words = _STEPS[step.turn].format(by=length(step.by))
        yield f"{instant_words(step.at)}: the computer’s clock {words}."


def _step_shape(step: Step) -> dict[str, object]:
    return {
        "what": step.turn.value,
        "at": step.at.isoformat(),
        "seconds": int(step.by.total_seconds()),
    }
