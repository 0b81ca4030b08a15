"""Two records alike but for one hidden case answer alike, in a sample for every run.

Each command is asked once or twice, then some at random; the thousands are for the soak.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from sqlcipher3 import dbapi2

from casework.cli import backups as backup_words
from casework.cli import telling as telling_words
from casework.cli.main import run as command_line
from casework.errors import NotFound
from casework.office import door
from casework.scheduling.judgement import judged
from casework.scheduling.watch import Watch
from tests.office.matrix_kit import COMMANDS, OWN_ALONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from casework.clock import Ticks
    from casework.office.desk import Desk
    from casework.scheduling.judgement import Standing
    from casework.scheduling.watch import Looked

KINDS: Final = ("sealed", "excluded")
PARTS: Final = ("cases", "time", "records", "what takes long")


@pytest.fixture(scope="module")
def founded(part: Callable[[str], Any]) -> Iterator[tuple[Path, Path]]:
    """Give a folder, and in it the school that both records begin as."""
    with part("school").folder() as home:
        yield home, part("twins").founded(home)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("of", PARTS)
def test_every_command_tells_the_same_byte_for_byte(
    part: Callable[[str], Any], founded: tuple[Path, Path], kind: str, of: str
) -> None:
    home, first = founded
    counts = part("hidden").tour(home, kind, part("asked").PARTS[of], first=first)

    assert (counts.violations, counts.unforeseen) == (0, 0), counts.first
    assert counts.compared >= len(part("asked").PARTS[of])
    assert counts.refused < counts.compared


@pytest.mark.timeout(60)
def test_random_commands_tell_the_same_byte_for_byte(
    part: Callable[[str], Any], founded: tuple[Path, Path]
) -> None:
    home, first = founded
    counts = part("hidden").run(home, 3, 24, first=first, block=12)

    assert (counts.sequences, counts.violations) == (24, 0), counts.first
    assert counts.compared > 24
    assert 5 < counts.refused < counts.compared


# --- the harness itself: what tells is found out --------------------------------------------------


@pytest.mark.timeout(60)
def test_an_answer_that_depends_on_what_is_hidden_is_found_out(
    part: Callable[[str], Any], founded: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, first = founded
    real = door.load

    def telling(desk: Desk, ref: str) -> door.CaseFile:
        with desk.session.office.reading() as connection:
            rows = connection.exec_driver_sql('SELECT count(*) FROM "case"').scalar()
        if desk.cards.get(ref) is None and rows != len(desk.cards.rows):
            raise NotFound("There may be such a case, but not for you.", advice="Ask.")
        return real(desk, ref)

    monkeypatch.setattr(door, "load", telling)
    counts = part("hidden").tour(home, "excluded", ("case note", "case undo"), first=first)

    assert counts.violations > 0


@pytest.mark.timeout(60)
def test_the_size_of_a_backup_would_tell(
    part: Callable[[str], Any], founded: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, first = founded
    real = telling_words.tell

    def telling(result: dict[str, object], *lines: str) -> None:
        size = sum(one.stat().st_size for one in Path(str(result["path"])).iterdir())
        real({**result, "size": size}, *lines, str(size))

    monkeypatch.setattr(backup_words, "tell", telling)
    counts = part("hidden").tour(home, "excluded", ("backup",), first=first)

    assert (counts.violations, counts.unforeseen) == (1, 0)


@pytest.mark.timeout(60)
def test_a_count_of_what_passed_would_tell(
    part: Callable[[str], Any], founded: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, first = founded
    real = Watch.look

    def telling(self: Watch, judge: Callable[[Standing, Ticks], Standing] = judged) -> Looked:
        looked = real(self, judge)
        if looked.scanned is not None and looked.scanned.passed:
            raise NotFound(f"{looked.scanned.passed} have passed.", advice="")
        return looked

    monkeypatch.setattr(Watch, "look", telling)
    asked = (*("where",) * 30, "deadline check")  # the last is asked two days later
    counts = part("hidden").tour(home, "excluded", asked, first=first)

    assert counts.violations > 0


# --- what is asked --------------------------------------------------------------------------------


def test_every_command_that_could_tell_of_a_case_is_asked(part: Callable[[str], Any]) -> None:
    asked = part("asked")
    parts = {name for names in asked.PARTS.values() for name in names}

    assert asked.ASKED.keys() == {name for name, how in COMMANDS.items() if how != OWN_ALONE}
    assert tuple(asked.PARTS) == PARTS
    assert parts | set(asked.NO_RECORDS) == asked.ASKED.keys()


def test_the_random_lines_are_those_of_every_command(part: Callable[[str], Any]) -> None:
    import random  # noqa: TID251 - a fixed seed

    asked = part("asked")
    lines = [asked.any_line(random.Random(n), ("CW-AAAA", "CW-BBBB")) for n in range(6_000)]
    tried = {name for name in asked.ASKED for one in lines if " ".join(one).startswith(name)}

    assert tried == asked.ASKED.keys()


@pytest.mark.timeout(60)
def test_what_reads_no_records_tells_of_none(
    part: Callable[[str], Any],
    founded: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    import random  # noqa: TID251 - a fixed seed

    home, first = founded

    def refuse(*_words: object, **_more: object) -> None:
        raise AssertionError("the records were opened")

    monkeypatch.setattr(dbapi2, "connect", refuse)
    codes = {}
    for name in part("asked").NO_RECORDS:
        words = part("asked").line(name, random.Random(name), ("CW-AAAA",))
        said = [word.format(home=home, own=home) for word in words]
        codes[name] = command_line(["--book", str(first), *said])

    done_or_found = {0, 7}
    assert set(codes.values()) <= done_or_found, capfd.readouterr().err
    signed = ["--user", "head", "--password-file", str(home / "password.txt")]
    assert command_line(["--book", str(first), *signed, "case", "list"]) != 0
