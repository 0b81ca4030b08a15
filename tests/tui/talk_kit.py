"""Somebody who talks with the program line by line: answers written down before, all it said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from casework.tui.doors import Doors, Entered
from casework.tui.talk import Leaves, Talk
from casework.tui.talked import _Menu

if TYPE_CHECKING:
    from casework.office.desk import Desk
    from tests.tui.week_kit import Week


class Script:
    """Answers in their order; ``=words`` stands for the number of the line that holds them."""

    def __init__(self, *answers: str) -> None:
        self._answers = list(answers)
        self.said: list[str] = []

    def say(self, line: str) -> None:
        """Take a line down."""
        self.said.append(line)

    def ask(self, prompt: str) -> str:
        """Give the next answer; whoever has no more leaves."""
        self.said.append(f"{prompt}: ")
        if not self._answers:
            raise Leaves
        answer = self._answers.pop(0)
        return self._number(answer[1:]) if answer.startswith("=") else answer

    ask_secret = ask

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


def talked(week: Week, who: str, *answers: str) -> Script:
    """Talk as somebody of the week, from the main menu, until the answers end."""
    return talked_at(week, week.desk(who), *answers)


def talked_at(week: Week, desk: Desk, *answers: str) -> Script:
    """Talk at a desk from the main menu, until the answers end."""
    script = Script(*answers)
    doors = Doors(sign_in=lambda *_words: Entered(desk=desk), ring=(), clock=week.clock)
    try:
        _Menu(Talk(script), desk, doors).run()
    except Leaves:
        script.say("left")
    return script
