"""Everything that can be typed wrongly: one sentence, the documented exit code, one JSON object."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from casework.cli import main as entrance
from casework.cli import signing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Office, Told

HOSTILE = {
    "markup": "[bold]x[/bold] [link=file:///etc]y[/link]",
    "escapes": "\x1b]0;title\x07\x1b[31mred\x1b[6n\x1bP1$r\x1b\\",
    "eight-bit": "\x9b31m\x90q\x9c",
    "bidi": "\u202egnp.exe\u2066x\u2069",
    "surrogate": "bad\udcff byte",
    "template": "{{ 7 * 7 }}{% raw %}",
    "typst": '#read("/etc/passwd")',
    "newlines": "one\r\ntwo\u2028three",
}
DANGEROUS = {*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), "\u202e", "\u2066", "\u2028"}


def is_one_sentence_with_advice(error: dict[str, Any]) -> bool:
    return bool(error["message"]) and bool(error["advice"]) and "\n" not in error["message"]


# --- words that no command knows ------------------------------------------------------------------

MISREAD: dict[str, tuple[str, ...]] = {
    "no such command": ("cas", "list"),
    "no such subcommand": ("case", "opne", "concern"),
    "a later delivery's command": ("sar", "open", "Hart"),
    "a group alone": ("case",),
    "no such option": ("case", "list", "--dew"),
    "no such shared option": ("--bok", "x", "case", "list"),
    "a missing argument": ("case", "show"),
    "an argument too many": ("where", "here"),
    "no number": ("case", "note", "CW-2222", "x", "--expected", "soon"),
    "a NUL": ("case", "show", "CW\0"),
    "very long": ("case", "list", "--expected", "9" * 10_000),
    "init without anything": ("init", "somewhere"),
    "init for somebody else": ("init", "somewhere", "--for", "press"),
    "nobody signs in": ("case", "list"),
}


@pytest.mark.parametrize("words", MISREAD.values(), ids=MISREAD)
def test_what_cannot_be_read_is_usage(run: Callable[..., Told], words: tuple[str, ...]) -> None:
    told = run(*words, "--json")
    text = run(*words)

    assert (told.code, text.code) == (2, 2)
    assert told.error["code"] == "usage"
    assert is_one_sentence_with_advice(told.error)
    assert len(told.error["message"]) < 400
    assert text.out == ""
    assert "What to do:" in text.err


def test_an_option_at_the_end_without_its_value_is_usage(run: Callable[..., Told]) -> None:
    told = run("--json", "case", "list", "--book")

    assert (told.code, told.error["message"]) == (2, "--book needs a value.")


def test_a_misspelt_command_names_the_nearest_and_what_there_is(run: Callable[..., Told]) -> None:
    told = run("case", "shwo", "--json")

    assert "casework case show" in told.error["advice"]
    assert "exclude" in told.error["advice"]


def test_json_may_stand_anywhere_but_after_the_end_of_options(office: Office) -> None:
    ref = office.opens()
    office.says("Clerk", "case", "note", ref, "--", "--json")
    last = office.does("Clerk", "case", "show", ref)["events"][-1]
    said = office.says("Clerk", "case", "note", ref, "x", "--key", "--json")

    assert last["events"] == ["NoteAdded"]
    assert said.out.startswith(f"{ref}: done.")


def test_shared_options_may_stand_after_the_command(office: Office) -> None:
    told = office.run(
        *("case", "list", "--json", "--user", "Clerk", "--book", str(office.book)),
        *("--password-file", str(office.passwords["Clerk"])),
    )

    assert told.result == []


def test_an_option_of_the_command_itself_stays_with_it(office: Office) -> None:
    ref = office.opens()
    office.does("Head", "case", "person", ref, "witness=Mrs Clerk", "--user", "Clerk")
    people = office.does("Head", "case", "show", ref)["people"]

    assert people[-1]["name"] == "Mrs Clerk"


# --- what the office, the policy and the book refuse ----------------------------------------------

REFUSED: dict[str, tuple[int, str, tuple[str, ...]]] = {
    "unknown trigger": (3, "refused", ("case", "do", "{ref}", "fly")),
    "unknown track": (3, "refused", ("case", "do", "{ref}", "consider", "--track", "moon")),
    "unknown fact": (3, "refused", ("case", "set", "{ref}", "weather=fine")),
    "unknown category": (3, "refused", ("case", "set", "{ref}", "--category", "weather")),
    "empty category": (3, "refused", ("case", "set", "{ref}", "--category", "")),
    "no such answer": (3, "refused", ("case", "set", "{ref}", "refused=perhaps")),
    "unknown case type": (3, "refused", ("case", "open", "party")),
    "stale": (6, "conflict", ("case", "note", "{ref}", "x", "--expected", "0")),
    "from the future": (6, "conflict", ("case", "note", "{ref}", "x", "--expected", "99")),
    "no such case": (5, "not-found", ("case", "show", "CW-2222")),
    "no case at all": (5, "not-found", ("case", "show", "\u202e")),
    "no such request": (5, "not-found", ("approval", "grant", "{ref}.9")),
    "no such letter": (5, "not-found", ("letter", "issue", "{ref}", "1")),
    "no letter of that name": (5, "not-found", ("letter", "print", "{ref}", "w", "--out", "{new}")),
    "no letter in the policy": (5, "not-found", ("letter", "preview", "{ref}", "poem")),
    "no such school": (5, "not-found", ("case", "open", "concern", "--school", "nowhere")),
    "no such policy": (5, "not-found", ("policy", "show", "nowhere")),
    "no such user": (5, "not-found", ("case", "exclude", "{ref}", "Nobody", "--reason", "x")),
    "unknown role": (2, "usage", ("case", "person", "{ref}", "friend=Ms Hart")),
    "no name": (2, "usage", ("case", "person", "{ref}", "author=")),
    "no pair": (2, "usage", ("case", "set", "{ref}", "refused")),
    "twice": (2, "usage", ("case", "set", "{ref}", "refused=yes", "refused=no")),
    "no such date": (2, "usage", ("case", "note", "{ref}", "x", "--happened", "2026-02-30")),
    "no such month": (2, "usage", ("calendar", "close", "2026-13-01")),
    "the future": (2, "usage", ("case", "note", "{ref}", "x", "--happened", "2027-01-01")),
    "the hour that never was": (
        *(2, "usage"),
        ("case", "note", "{ref}", "x", "--happened", "2026-03-29 01:30"),
    ),
    "a sheet without answers": (2, "usage", ("evidence", "add", "{ref}")),
    "a file that is there": (
        *(2, "usage"),
        ("export", "history", "{ref}", "--for", "chair", "--out", "{old}"),
    ),
    "no such reader": (2, "usage", ("export", "history", "{ref}", "--for", "press")),
    "a PDF on the screen": (
        *(2, "usage"),
        ("export", "history", "{ref}", "--for", "chair", "--format", "pdf"),
    ),
    "no such setting": (2, "usage", ("settings", "set", "closes_att", "15:00")),
    "no time of day": (2, "usage", ("settings", "set", "closes_at", "25:00")),
    "no list of term dates": (2, "usage", ("calendar", "import", "{old}")),
    "no file of term dates": (2, "usage", ("calendar", "import", "{new}")),
    "not this person's": (4, "not-permitted", ("user", "add", "X", "--role", "office")),
    "not this person's absence": (
        *(4, "not-permitted"),
        ("user", "away", "2026-11-09", "2026-11-10", "--deputy", "Head", "--who", "Deputy"),
    ),
    "read only": (4, "not-permitted", ("--read-only", "case", "note", "{ref}", "x")),
    "no place for the file": (
        *(8, "machine"),
        ("export", "history", "{ref}", "--for", "chair", "--out", "{new}/below.json"),
    ),
    "too long": (2, "usage", ("case", "note", "{ref}", "x" * 10_000)),
    "too long a name": (2, "usage", ("case", "person", "{ref}", f"author={'x' * 10_000}")),
}


@pytest.mark.parametrize(("code", "kind", "words"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_has_its_code_and_its_sentence(
    office: Office, tmp_path: Path, code: int, kind: str, words: tuple[str, ...]
) -> None:
    old = tmp_path / "old.csv"
    old.write_text("nothing of the kind", encoding="utf-8")
    ref = office.opens() if any("{ref}" in word for word in words) else ""
    filled = [
        word.replace("{ref}", ref)
        .replace("{old}", str(old))
        .replace("{new}", str(tmp_path / "new"))
        for word in words
    ]
    who = "Head" if "exclude" in words else "Clerk"  # the office takes nobody off a case
    found, error = office.fails(who, *filled)

    assert (found, error["code"]) == (code, kind)
    assert is_one_sentence_with_advice(error)


def test_wrong_password_and_unknown_user_are_the_same_answer(
    office: Office, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("not the password\n", encoding="utf-8")
    shared = ("--book", str(office.book), "--password-file", str(wrong), "--json", "case", "list")
    known, unknown = (office.run("--user", user, *shared) for user in ("Clerk", "Nobody"))

    assert known == unknown
    assert known.code == 4


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe\x00"], ids=["empty", "blank", "binary"])
def test_a_password_file_that_holds_none_is_usage(
    office: Office, tmp_path: Path, content: bytes
) -> None:
    office.passwords["Clerk"] = tmp_path / "none.txt"
    office.passwords["Clerk"].write_bytes(content)

    assert office.fails("Clerk", "case", "list")[0] == 2


def test_a_password_file_that_is_not_there_is_usage(office: Office, tmp_path: Path) -> None:
    office.passwords["Clerk"] = tmp_path / "nowhere.txt"

    assert office.fails("Clerk", "case", "list")[0] == 2


def test_a_missing_book_is_not_found(office: Office) -> None:
    office.book = office.book.parent / "nowhere"

    assert office.fails("Clerk", "case", "list")[0] == 5
    assert office.run("--book", str(office.book), "--json", "deadline", "check").code == 5


@pytest.mark.parametrize("name", ["office.db", "sealed.db", "keys.json"])
def test_plain_words_instead_of_a_book_s_file_are_damage(office: Office, name: str) -> None:
    (office.book / name).write_text("this is no database\n" * 500, encoding="utf-8")

    code, error = office.fails("Head", "case", "list")

    assert (code, error["code"]) == (7, "damaged")


def test_damage_inside_a_file_is_found_by_the_doctor_or_before(office: Office) -> None:
    office.opens()
    file = office.book / "office.db"
    data = bytearray(file.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 64] = bytes(64)
    file.write_bytes(data)

    assert office.fails("Head", "doctor")[0] == 7


def test_a_sound_book_is_sound(office: Office) -> None:
    office.opens()
    sound = office.does("Head", "doctor")
    quick = office.does("Head", "doctor", "--quick")

    assert sound["sound"]
    assert sound["findings"] == quick["findings"] == []


def test_a_policy_that_cannot_be_read_is_usage_and_a_wrong_one_is_found_out(
    run: Callable[..., Told], tmp_path: Path
) -> None:
    broken, wrong = tmp_path / "broken.yaml", tmp_path / "wrong.yaml"
    broken.write_text("casework: 1\n  policy: [", encoding="utf-8")
    wrong.write_text("casework: 1\npolicy: wrong\nfrobnicate: yes\n", encoding="utf-8")
    unread = run("policy", "check", str(broken), "--json")
    found = run("policy", "check", str(wrong), "--json")
    text = run("policy", "check", str(wrong))

    assert (unread.code, found.code, text.code) == (2, 7, 7)
    assert all({"file", "line", "code"} <= set(one) for one in found.error["found"]["findings"])
    assert "wrong.yaml:3:" in text.out


def test_an_unforeseen_fault_shows_no_traceback_and_nothing_personal(
    run: Callable[..., Told], monkeypatch: pytest.MonkeyPatch
) -> None:
    def bad() -> None:
        raise ValueError("Ms J. Hart")

    monkeypatch.setattr(signing, "own_password", bad)
    told = run("case", "list", "--json")

    assert told.code == 1
    assert told.error["code"] == "unexpected"
    assert "ValueError at test_faults.py" in told.error["message"]
    assert "Hart" not in told.out + told.err
    assert "Traceback" not in told.err


@pytest.mark.parametrize("stop", [KeyboardInterrupt, EOFError], ids=lambda stop: stop.__name__)
def test_ctrl_c_at_a_prompt_is_130_and_one_line(
    office: Office, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]
) -> None:
    def interrupted(*_words: object) -> str:
        raise stop

    monkeypatch.setattr("casework.cli.output.ask_secret", interrupted)
    words = ("--book", str(office.book), "--user", "Clerk", "case", "list")
    text, told = office.run(*words), office.run(*words, "--json")

    assert (text.code, text.out, len(text.err.splitlines())) == (130, "", 1)
    assert (told.code, told.error["code"]) == (130, "interrupted")


def test_a_password_is_asked_for_only_where_somebody_can_answer(office: Office) -> None:
    told = office.run("--book", str(office.book), "--user", "Clerk", "--json", "case", "list")

    assert told.code == 2
    assert "--password-file" in told.error["advice"]


def test_a_full_disk_behind_standard_output_is_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Full:
        encoding = "utf-8"

        def write(self, _text: str) -> int:
            raise OSError(28, "No space left on device")

        def flush(self) -> None: ...

    monkeypatch.setattr(sys, "stdout", Full())

    assert entrance.run(["where", "--json"]) == 8


# --- hostile words in every field -----------------------------------------------------------------

FIELDS: dict[str, tuple[str, ...]] = {
    "note": ("case", "note", "{ref}", "{x}"),
    "reference": ("case", "show", "{x}"),
    "trigger": ("case", "do", "{ref}", "{x}"),
    "track": ("case", "do", "{ref}", "consider", "--track", "{x}"),
    "fact": ("case", "set", "{ref}", "{x}=yes"),
    "value": ("case", "set", "{ref}", "author-type={x}"),
    "category": ("case", "set", "{ref}", "--category", "{x}:{x}"),
    "person": ("case", "person", "{ref}", "witness={x}", "--about", "{x}", "--address", "{x}"),
    "incident": ("case", "incident", "{ref}", "{x}", "--where", "{x}"),
    "link": ("case", "link", "{ref}", "{x}"),
    "key": ("case", "note", "{ref}", "x", "--key", "{x}"),
    "happened": ("case", "note", "{ref}", "x", "--happened", "{x}"),
    "find": ("case", "list", "--find", "{x}"),
    "type": ("case", "open", "{x}"),
    "summary": ("case", "open", "concern", "--summary", "{x}", "--person", "author={x}"),
    "school": ("school", "add", "{x}"),
    "setting": ("settings", "set", "{x}", "{x}"),
    "setting's value": ("settings", "set", "lado", "{x}"),
    "user": ("user", "add", "{x}", "--role", "{x}"),
    "new user": ("user", "add", "{x}", "--role", "office"),
    "link of a user": ("user", "link", "Clerk", "{x}"),
    "request": ("approval", "grant", "{x}"),
    "letter": ("letter", "preview", "{ref}", "{x}"),
    "letter's field": ("letter", "preview", "{ref}", "warning", "--letter", "request={x}"),
    "letter's unknown field": ("letter", "preview", "{ref}", "warning", "--letter", "{x}=x"),
    "sheet": (
        *("evidence", "add", "{ref}", "--platform", "{x}", "--address", "{x}", "--what", "{x}"),
        *("--seen-on", "2026-11-01", "--how", "{x}"),
    ),
    "closure": ("calendar", "close", "2026-11-03", "--why", "{x}"),
    "date": ("calendar", "close", "{x}"),
    "policy": ("policy", "show", "{x}"),
    "file": ("export", "verify", "{x}"),
    "reader": ("export", "history", "{ref}", "--for", "{x}"),
    "command": ("{x}",),
    "option": ("case", "list", "--{x}"),
}


@pytest.mark.parametrize("words", FIELDS.values(), ids=FIELDS)
def test_hostile_words_come_out_harmless_or_are_refused(
    office: Office, words: tuple[str, ...]
) -> None:
    ref = office.opens() if any("{ref}" in word for word in words) else ""
    seen: list[Told] = []
    for hostile in ("".join(HOSTILE.values()), HOSTILE["bidi"], "x" * 10_000):
        filled = [word.replace("{ref}", ref).replace("{x}", hostile) for word in words]
        seen.append(office.says("Head", *filled))
    if ref:
        seen.append(office.says("Head", "case", "show", ref))

    assert {told.code for told in seen} <= {0, 2, 3, 4, 5, 8}
    assert {c for told in seen for c in told.out + told.err} & DANGEROUS <= {"\n"}
