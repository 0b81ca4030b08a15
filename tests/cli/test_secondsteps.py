"""``casework user totp``: on by showing a code, asked for wherever a password is, off again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyotp
import pytest

from casework import bootstrap, settings
from casework.cli import output
from casework.errors import NotPermitted
from casework.office import restores
from tests.cli.conftest import NOW

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from casework.office.desk import Desk
    from tests.cli.conftest import Office

#: Each command signs somebody in.
pytestmark = pytest.mark.timeout(60)
_ASK = output.ask_secret


def take_for_real(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the book for a school's own: practice asks nobody for a code."""
    load = settings.load

    def loaded(folder: Path) -> settings.Settings:
        return replace(load(folder), practice=False)

    monkeypatch.setattr(settings, "load", loaded)


class Telephone:
    """Reads the secret off what the command says, and answers with its code."""

    def __init__(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        self._office, self._now = office, NOW
        self.secret = ""
        self.noted: list[str] = []
        real = output.note

        def note(*lines: str) -> None:
            self.noted += lines
            real(*lines)

        monkeypatch.setattr(output, "note", note)
        monkeypatch.setattr(output, "ask_secret", self._asked)

    def _asked(self, prompt: str, *_instead: str) -> str:
        assert prompt.startswith("Code of ")
        if not self.secret:
            at = self.noted.index("or give it this address:")
            self.secret = self.noted[at - 1].replace(" ", "")
        return self.code

    @property
    def code(self) -> str:
        """What it shows now."""
        return pyotp.TOTP(self.secret).at(self._now)

    def later(self, seconds: int) -> None:
        """Let time pass."""
        self._now += timedelta(seconds=seconds)
        self._office.at(self._now.astimezone(UTC).isoformat())


@pytest.fixture
def telephone(office: Office, monkeypatch: pytest.MonkeyPatch) -> Telephone:
    take_for_real(monkeypatch)
    made = Telephone(office, monkeypatch)
    office.at(NOW.isoformat())
    return made


def turned_on(office: Office, telephone: Telephone, who: str = "Clerk") -> list[str]:
    """Turn it on, and return the codes on paper."""
    office.does(who, "user", "totp", "on")
    telephone.later(60)
    at = next(i for i, one in enumerate(telephone.noted) if one.startswith("Codes on paper"))
    return [one.strip() for one in telephone.noted[at + 1 : at + 9]]


def test_turned_on_it_shows_the_secret_an_address_and_codes_on_paper(
    office: Office, telephone: Telephone
) -> None:
    paper = turned_on(office, telephone)
    (address,) = [one.strip() for one in telephone.noted if "otpauth" in one]

    assert len(set(paper)) == 8
    assert pyotp.parse_uri(address).secret == telephone.secret


def test_nothing_that_is_shown_once_stands_on_standard_output(
    office: Office, telephone: Telephone
) -> None:
    told = office.says("Clerk", "user", "totp", "on")

    assert telephone.secret not in told.out.replace(" ", "")
    assert told.out == "A code is asked of Clerk from now on.\n"


def test_a_script_gives_the_code_and_without_one_it_is_told_how(
    office: Office, telephone: Telephone
) -> None:
    turned_on(office, telephone)
    code, error = office.fails("Clerk", "case", "list")
    done = office.does("Clerk", "case", "list", "--code", telephone.code)

    assert code == NotPermitted.exit_code
    assert "--code CODE" in error["advice"]
    assert done == []


def test_at_a_terminal_it_is_asked_for(
    office: Office, telephone: Telephone, monkeypatch: pytest.MonkeyPatch
) -> None:
    turned_on(office, telephone)
    monkeypatch.setattr(output, "can_ask", lambda: True)

    assert office.does("Clerk", "case", "list") == []


def test_a_code_is_used_once_from_one_command_to_the_next(
    office: Office, telephone: Telephone
) -> None:
    turned_on(office, telephone)
    code = telephone.code
    office.does("Clerk", "case", "list", "--code", code)
    ended, error = office.fails("Clerk", "case", "list", "--code", code)

    assert (ended, error["message"]) == (4, "That code is not right, or it was used before.")


def test_a_code_on_paper_does_as_well(office: Office, telephone: Telephone) -> None:
    paper = turned_on(office, telephone)

    assert office.does("Clerk", "--code", paper[3], "case", "list") == []


def test_a_second_person_who_agrees_is_asked_too(office: Office, telephone: Telephone) -> None:
    turned_on(office, telephone, "Deputy")
    files = ("--second-password-file", str(office.passwords["Deputy"]))
    done = office.does("Head", "user", "reset", "Guard", "--second", "Deputy", *files)

    assert done["name"] == "Guard"


def test_where_nobody_can_be_asked_for_a_second_persons_code_no_option_is_named(
    office: Office, telephone: Telephone, monkeypatch: pytest.MonkeyPatch
) -> None:
    turned_on(office, telephone, "Deputy")
    monkeypatch.setattr(output, "ask_secret", _ASK)
    files = ("--second-password-file", str(office.passwords["Deputy"]))
    _code, error = office.fails("Head", "user", "reset", "Guard", "--second", "Deputy", *files)

    assert error["message"] == "A code is needed, and nobody can be asked for it here."
    assert error["advice"] == "Give it at a terminal, where it is typed."


def backed_up(office: Office, folder: Path) -> None:
    folder.mkdir()
    office.does("Head", "settings", "set", f"backup-target={folder}")
    office.run("--book", str(office.book), "backup", "--json")


def test_records_put_back_ask_for_the_code_and_so_do_those_of_now(
    office: Office, telephone: Telephone, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    backed_up(office, tmp_path / "before")
    turned_on(office, telephone, "Head")
    office.run("--book", str(office.book), "backup", "--json")
    monkeypatch.setattr(output, "can_ask", lambda: True)
    into = str(tmp_path / "again")
    told = office.does("Head", "restore", "newest", "--into", into, "--reason", "Disk broke")

    assert told["into"] == into


def test_a_backup_that_wants_a_code_says_so_and_nothing_of_the_password(
    office: Office, telephone: Telephone, tmp_path: Path
) -> None:
    backed_up(office, tmp_path / "before")
    turned_on(office, telephone, "Head")
    office.run("--book", str(office.book), "backup", "--json")
    word, opened = office.passwords["Head"].read_text(encoding="utf-8").strip(), office.book
    one = restores.found("newest", tmp_path / "before", restores.book_of(opened))
    wanted = restores.Wanted(
        generation=one, into=tmp_path / "again", reason="Disk broke", book=opened
    )
    with pytest.raises(bootstrap.CodeWanted):
        restores.restore(wanted, _door(word), None, lambda _words: None)


def _door(word: str) -> Callable[[Path], Desk]:
    def opened(place: Path) -> Desk:
        return bootstrap.open_desk(place, "Head", word, read_only=True).desk

    return opened


def test_it_is_turned_off_with_one_more_code(office: Office, telephone: Telephone) -> None:
    turned_on(office, telephone)
    code = telephone.code
    telephone.later(30)
    done = office.does("Clerk", "user", "totp", "off", "--code", code)

    assert done == {"name": "Clerk", "code": False}
    assert office.does("Clerk", "case", "list") == []


def test_an_administrator_takes_off_what_is_lost_and_the_list_says_so(
    office: Office, telephone: Telephone
) -> None:
    turned_on(office, telephone)
    before = {one["name"]: one["code"] for one in office.does("Head", "user", "list")}
    lines = office.says("Head", "user", "list").out
    office.does("Head", "user", "totp", "off", "Clerk")
    after = {one["name"]: one["code"] for one in office.does("Head", "user", "list")}

    assert [name for name, code in before.items() if code] == ["Clerk"]
    assert "active, with a code" in lines
    assert not any(after.values())


def test_somebody_else_cannot(office: Office, telephone: Telephone) -> None:
    turned_on(office, telephone)
    code, _error = office.fails("Deputy", "user", "totp", "off", "Clerk")

    assert code == NotPermitted.exit_code


def test_a_practice_school_says_why_it_asks_nobody(office: Office) -> None:
    _code, error = office.fails("Clerk", "user", "totp", "on")

    assert "practice school" in error["message"]


def test_where_a_code_was_wrong_nothing_stays_open(office: Office, telephone: Telephone) -> None:
    turned_on(office, telephone)
    word = office.passwords["Clerk"].read_text(encoding="utf-8").strip()
    clock = bootstrap.clock_for(practice=True)
    with pytest.raises(NotPermitted):
        bootstrap.open_desk(office.book, "Clerk", word, clock=clock, code="1")

    assert clock.now() > datetime(2026, 1, 1, tzinfo=UTC)
    assert office.does("Clerk", "case", "list", "--code", telephone.code) == []
