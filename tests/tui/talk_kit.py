"""Somebody who talks with the program line by line: answers written down before, all it said."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from casework.tui.doors import Doors, Entered
from casework.tui.sitting import Sitting
from casework.tui.talk import Leaves, Switches, Talk
from casework.tui.talked import Menu
from casework.tui.waits import Waits

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.office.desk import Desk
    from tests.tui.week_kit import Week


class Script:
    """Answers in their order; ``=words`` stands for the number of the line that holds them."""

    def __init__(self, *answers: str | Callable[[], object]) -> None:
        self._answers = list(answers)
        self.said: list[str] = []
        self.hidden = 0
        self.watched: list[float] = []

    def say(self, line: str) -> None:
        """Take a line down."""
        self.said.append(line)

    def ask(self, prompt: str) -> str:
        """Give the next answer; whoever has no more leaves."""
        self.said.append(f"{prompt}: ")
        if not self._answers:
            raise Leaves
        answer = self._answers.pop(0)
        if not isinstance(answer, str):  # something happens while one thinks
            answer()
            return self.ask(prompt)
        return self._number(answer[1:]) if answer.startswith("=") else answer

    ask_secret = ask

    def hide(self) -> None:
        """Count it."""
        self.hidden += 1

    def watch(self, seconds: float, words: str) -> None:  # noqa: ARG002 - as a terminal does
        """Take down for how long one may be away."""
        self.watched.append(seconds)

    def _number(self, words: str) -> str:
        for line in reversed(self.said):
            found = re.match(r"(\d+)\. (.*)", line)
            if found and words in found.group(2):
                return found.group(1)
        raise AssertionError(f"nobody offered “{words}”:\n" + "\n".join(self.said[-40:]))

    @property
    def text(self) -> str:
        """Everything that was said."""
        return "\n".join(self.said)


def talked(week: Week, who: str, *answers: str | Callable[[], object]) -> Script:
    """Talk as somebody of the week, from the main menu, until the answers end."""
    return talked_at(week, week.desk(who), *answers)


def talked_at(week: Week, desk: Desk, *answers: str | Callable[[], object], **more: Any) -> Script:  # noqa: ANN401 - as Doors takes it
    """Talk at a desk from the main menu, until the answers end."""
    script = Script(*answers)
    doors = Doors(sign_in=lambda *_words: Entered(desk=desk), ring=(), clock=week.clock, **more)
    sitting = Sitting(talk=Talk(script), desk=desk, doors=doors, waits=Waits())
    try:
        Menu(sitting).run()
    except (Leaves, Switches):
        script.say("left")
    return script


def later(week: Week, seconds: float) -> Callable[[], object]:
    """Return what lets so many seconds pass before the next answer."""
    return lambda: week.clock.move(timedelta(seconds=seconds))
