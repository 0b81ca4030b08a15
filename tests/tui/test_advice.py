"""No command and no option of the command line reaches a screen, whatever raised the error."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import casework
from casework.errors import Refused, UsageFault
from casework.tui import advice, notice

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(casework.__file__).parent
#: Rooms that speak to the command line or to a file, and to no screen.
ELSEWHERE = {"cli", "exports", "scheduling", "tui"}

SAID = {
    "Ask somebody who does; casework user list shows who.": (
        "Ask somebody who does; the list of people shows who."
    ),
    "Check the reference; “casework case list” shows yours.": (
        "Check the reference; the list of cases shows yours."
    ),
    "Run “casework doctor”, then restore the records from a backup.": (
        "Have the records examined, then restore the records from a backup."
    ),
    "Say why with --reason TEXT.": "Say why.",
    "Add --reason WORDS.": "Say why.",
    "Let somebody else into it first: casework user hand-over, or case admit.": (
        "Let somebody else into it first."
    ),
    "Load them with: casework calendar import FILE": "Load them",
    "Take the step again for the other person, with --letter to=NUMBER.": (
        "Take the step again for the other person."
    ),
    "casework user list shows who is what.": "The list of people shows who is what.",
    "See casework settings list.": "See the settings.",
    "Not yet. casework retention show REF --evidence N says how it stands.": (
        "Not yet. “How long it is kept” says how it stands."
    ),
    "casework sar hand-out REF does it.": "",
    "Open the page to print it (--open), write it to a file (--out), or name a command: "
    'casework settings set print_command "lp;-d;office".': (
        "Open it and print from there, or say in the settings what prints a page here."
    ),
    "Write the page to a file with --out, and print it from there.": (
        "Print it on the printer, or have a program that shows PDFs put on this computer."
    ),
    "The headteacher – or whoever stands in – decides.": (
        "The headteacher – or whoever stands in – decides."
    ),
}


def _strings() -> Iterator[str]:
    """Yield every sentence in the program's rooms below the screens that names a command."""
    for tree in _rooms():
        for node in ast.walk(tree):
            words = _words(node)
            if advice.COMMAND.search(words):
                yield words


def _rooms() -> Iterator[ast.Module]:
    for path in sorted(ROOT.rglob("*.py")):
        if path.relative_to(ROOT).parts[0] not in ELSEWHERE:
            yield ast.parse(path.read_text(encoding="utf-8"))


def _words(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_words(one) if isinstance(one, ast.Constant) else "X" for one in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


@pytest.mark.parametrize("words", SAID)
def test_what_is_left_still_says_what_to_do(words: str) -> None:
    assert advice.of_screen(words) == SAID[words]


def test_no_sentence_of_the_program_brings_a_command_to_a_screen() -> None:
    found = set(_strings())

    assert len(found) > 100
    assert [one for one in found if advice.COMMAND.search(advice.of_screen(one))] == []


def test_no_advice_of_the_program_is_lost_on_a_screen_nor_a_stump_of_a_sentence() -> None:
    told = {words: advice.of_screen(words) for words in _advised()}
    lost = {
        words: said for words, said in told.items() if words and not all(map(_whole, _split(said)))
    }

    assert len(told) > 300
    assert lost == {}


def _advised() -> Iterator[str]:
    """Yield every advice that an error of those rooms may bear."""
    for tree in _rooms():
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg == "advice":
                yield from filter(None, map(_words, _either(node.value)))


def _either(node: ast.expr) -> Iterator[ast.expr]:
    """Yield what an expression may come to."""
    if isinstance(node, ast.IfExp):
        yield from (*_either(node.body), *_either(node.orelse))
    elif isinstance(node, ast.BoolOp):
        for one in node.values:
            yield from _either(one)
    else:
        yield node


def _split(said: str) -> list[str]:
    return re.split(r"(?<=[.?!]) +", said)


def _whole(sentence: str) -> bool:
    """Tell whether a sentence says something: two words at least, and no option left open."""
    return " " in sentence and not re.search(
        r"^On the command line|[ ,;:(–]$|\b(?:or|and|with)[.]?$", sentence
    )


@given(st.text(st.sampled_from("ab -:;.,casework"), max_size=40))
def test_words_without_a_command_stay_as_they_are(words: str) -> None:
    if not advice.COMMAND.search(words):
        assert advice.of_screen(words) == words


def test_an_error_is_told_once_and_without_a_command() -> None:
    fault = Refused(
        "A reason is missing.",
        advice="Add --reason.",
        reasons=("A reason is missing.", "The post is still up."),
    )

    assert advice.sentences(fault) == (
        "A reason is missing.",
        "The post is still up.",
        "Say why.",
    )
    assert advice.line(fault) == "A reason is missing. Say why."


def test_a_notice_of_an_error_names_no_command() -> None:
    told = notice.of_fault(UsageFault("No.", advice="casework school list shows them."))

    assert told._said == ("No.", "The list of schools shows them.")


def test_screens_say_errors_by_that_one_way() -> None:
    own = ROOT / "tui"
    by_hand = {
        path.name
        for path in own.glob("*.py")
        if ".advice" in path.read_text(encoding="utf-8").replace("tui.advice", "")
    }

    assert by_hand <= {"advice.py", "settingsboard.py", "talk.py"}
