"""Paths, ``casework.toml`` and the questions only a school can answer."""

from __future__ import annotations

import datetime as dt
import errno
import os
import tomllib
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import settings as room
from casework.domain.deadlines import Receipt
from casework.errors import CaseworkError, Damaged, MachineFault, UsageFault
from casework.settings import SchoolSettings, Settings, changed, load, questions, save, written
from casework.text import clean_line

MILNTHORPE = SchoolSettings(
    name="Milnthorpe Primary School",
    address=("1 Church Street", "Milnthorpe"),
    policies=("milnthorpe",),
    adopted={"milnthorpe": dt.date(2025, 9, 1)},
)
ONE_SCHOOL = Settings(schools={"milnthorpe": MILNTHORPE})
HEAD = '[schools.milnthorpe]\nname = "Milnthorpe Primary School"\n'


def put(folder: Path, text: str) -> Path:
    (folder / "casework.toml").write_text(text, encoding="utf-8")
    return folder


def reasons(folder: Path) -> tuple[str, ...]:
    with pytest.raises(UsageFault) as raised:
        load(folder)
    return raised.value.reasons


# --- paths ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["workflows", "letters"])
def test_a_checkout_ships_its_top_folders(kind: room.Kind) -> None:
    assert room.shipped(kind) == Path(__file__).parents[1] / kind


def test_a_wheel_ships_its_own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "casework" / "shipped" / "letters"
    inside.mkdir(parents=True)
    monkeypatch.setattr("casework.settings.paths.PACKAGE", tmp_path / "casework")

    assert room.shipped("letters") == inside


def test_a_program_without_its_files_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casework.settings.paths.PACKAGE", tmp_path / "a" / "b" / "casework")

    with pytest.raises(Damaged, match="workflows that come with casework are missing"):
        room.shipped("workflows")


def test_a_schools_own_letters_lie_in_its_records(tmp_path: Path) -> None:
    assert room.overrides(tmp_path, "letters") == tmp_path / "letters"


def test_the_state_folder_can_be_moved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CASEWORK_STATE", str(tmp_path))

    assert room.state_folder() == tmp_path


def test_the_state_folder_is_the_persons_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CASEWORK_STATE")

    assert (room.state_folder().name, Path.home() in room.state_folder().parents) == (
        "casework",
        True,
    )


def test_state_and_records_never_share_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CASEWORK_STATE")

    assert room.default_book() != room.state_folder()


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


# --- reading --------------------------------------------------------------------------------------


def test_a_file_of_one_line_has_no_schools(tmp_path: Path) -> None:
    assert load(put(tmp_path, "casework = 1\n")) == Settings()


def test_a_file_from_notepad_is_read(tmp_path: Path) -> None:
    (tmp_path / "casework.toml").write_bytes(b"\xef\xbb\xbfcasework = 1\r\npractice = true\r\n")

    assert load(tmp_path).practice is True


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    put(
        tmp_path,
        "casework = 1\nprint_comand = []\npractice = 'yes'\n"
        + HEAD
        + 'adress = ["x"]\nhide_under = 0\ncloses_at = "25:00"\n[schools.other]\n[schools."A b"]\n',
    )

    assert reasons(tmp_path) == (
        "print_comand is not a setting; did you mean print_command?",
        "practice: takes yes or no (in the file: true or false)",
        "schools.milnthorpe.adress is not a setting; did you mean address?",
        "schools.milnthorpe.hide_under: takes a whole number from 1 to 100",
        'schools.milnthorpe.closes_at: takes a time of day such as "15:30"',
        "schools.other.name: is missing",
        "schools: a short name takes small letters, digits and hyphens only",
    )


@pytest.mark.parametrize(
    ("line", "takes"),
    [
        ("telephone = 1539", "takes words in quotation marks"),
        ('address = "one line"', "takes a list of lines"),
        ("address = [1]", "takes words in quotation marks"),
        ("hide_under = true", "takes a whole number from 1 to 100"),
        ("hide_under = 5.0", "takes a whole number from 1 to 100"),
        ("undo_seconds = 4", "takes a whole number from 5 to 60"),
        ("undo_seconds = 61", "takes a whole number from 5 to 60"),
        ('maintained = "yes"', "takes one of: maintained, academy"),
        ("maintained = 1", "takes one of: maintained, academy"),
        ("head_may_run_own_target_case = 1", "takes yes or no (in the file: true or false)"),
        ('receipt = "later"', "takes one of: next-school-day, actual"),
        ("closes_at = 15:30:00", 'takes a time of day such as "15:30"'),
        ('closes_at = "24:00"', 'takes a time of day such as "15:30"'),
        ('logo = "/logo.png"', "takes the name of a file inside the folder of the records"),
        ('logo = "C:logo.png"', "takes the name of a file inside the folder of the records"),
        ('logo = "a/../../logo.png"', "takes the name of a file inside the folder of the records"),
        (
            'logo = "\\\\\\\\pc\\\\logo.png"',
            "takes the name of a file inside the folder of the records",
        ),
        (
            "adopted = 2025-09-01",
            "takes a date for each policy, such as { milnthorpe = 2025-09-01 }",
        ),
        (
            "adopted = { moat-farm = 2025-09-01T10:00:00 }",
            "takes a date for each policy, such as { milnthorpe = 2025-09-01 }",
        ),
        (
            'adopted = { "Moat Farm" = 2025-09-01 }',
            "takes the short names of policies, such as milnthorpe",
        ),
        (f'telephone = "{"1" * 4001}"', "takes at most 4000 characters"),
    ],
)
def test_a_bad_value_is_told_by_what_the_setting_takes(
    tmp_path: Path, line: str, takes: str
) -> None:
    put(tmp_path, f"casework = 1\n{HEAD}{line}\n")
    name = line.partition(" ")[0]

    assert reasons(tmp_path) == (f"schools.milnthorpe.{name}: {takes}",)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "It lacks the line casework = 1, the format this version reads."),
        ("casework = 2", "It lacks the line casework = 1, the format this version reads."),
        ("casework = true", "It lacks the line casework = 1, the format this version reads."),
        ("casework = 1\nx = = 2", "It cannot be read as TOML at line 2, column 5."),
        ("casework = 1\nx = " + "[" * 9999, "It cannot be read as TOML."),
        (
            "casework = 1\nschools = 3",
            "schools: takes a table for each school, such as [schools.milnthorpe]",
        ),
        ("casework = 1\nschools.a = 3", "schools.a: takes a table of settings"),
        ("#" * 1_000_001, "It is far too long to be a settings file."),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_file_of_another_shape_is_told_in_one_sentence(
    tmp_path: Path, text: str, reason: str
) -> None:
    assert reasons(put(tmp_path, text)) == (reason,)


def test_a_file_that_is_no_text_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "casework.toml").write_bytes(b"\xff\xfe\x00")

    assert reasons(tmp_path) == ("It is not plain text in UTF-8.",)


def test_a_folder_without_settings_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageFault) as raised:
        load(tmp_path)

    assert raised.value.advice == "Check the folder, or make new records (casework init)."


def test_a_file_nobody_may_read_is_the_machines_fault(tmp_path: Path) -> None:
    (tmp_path / "casework.toml").mkdir()

    with pytest.raises(MachineFault, match="cannot be read"):
        load(tmp_path)


@pytest.mark.parametrize("target", [".", "backups", "a/../backups"])
def test_a_backup_inside_the_records_is_refused(tmp_path: Path, target: str) -> None:
    put(tmp_path, f"casework = 1\nbackup_target = '{tmp_path / target}'\n")

    assert reasons(tmp_path) == ("backup_target: takes a folder outside the folder of the records",)


def test_a_logo_in_the_records_folder_is_taken(tmp_path: Path) -> None:
    put(tmp_path, f'casework = 1\n{HEAD}logo = "paper/logo.svg"\n')

    assert load(tmp_path).schools["milnthorpe"].logo == "paper/logo.svg"


@pytest.mark.parametrize("system", ["nt", "posix"])
def test_a_save_works_where_a_folder_cannot_be_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    monkeypatch.setattr("casework.settings.file.SYSTEM", system)
    save(tmp_path, ONE_SCHOOL)

    assert load(tmp_path) == ONE_SCHOOL


def test_an_escape_sequence_in_a_name_is_taken_out(tmp_path: Path) -> None:
    put(tmp_path, 'casework = 1\n[schools.a]\nname = "A\\u001b[2J School"\n')

    assert load(tmp_path).schools["a"].name == "A School"


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_file_gives_anything_but_settings_or_one_clear_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "casework.toml").write_bytes(b"casework = 1\n" + content)

    try:
        said = type(load(folder)).__doc__
    except CaseworkError as fault:
        said = fault.advice

    assert said


# --- writing --------------------------------------------------------------------------------------

LINES = st.text(max_size=30).map(clean_line)
TIMES = st.times().map(lambda time: f"{time:%H:%M}")
SCHOOLS = st.builds(
    SchoolSettings,
    name=LINES.filter(bool),
    address=st.lists(LINES, max_size=3).map(tuple),
    telephone=LINES,
    complaints_route=LINES,
    adopted=st.dictionaries(
        st.from_regex(r"[a-z]{1,9}(-[a-z0-9]{1,5})?", fullmatch=True), st.dates()
    ),
    maintained=st.sampled_from(["", "maintained", "academy"]),
    head_may_run_own_target_case=st.none() | st.booleans(),
    receipt=st.sampled_from(["next-school-day", "actual"]),
    hide_under=st.integers(1, 100),
    window=st.sampled_from(["dl", "c5", "none"]),
    closes_at=TIMES,
    answered=st.frozensets(st.sampled_from(["receipt", "hide_under", "closes_at"])),
)
ALL = st.builds(
    Settings,
    schools=st.dictionaries(st.from_regex(r"[a-z0-9]{1,8}(-[a-z]{1,8})?", fullmatch=True), SCHOOLS),
    practice=st.booleans(),
    print_command=st.lists(LINES, max_size=3).map(tuple),
)


@given(ALL)
def test_what_is_saved_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, settings: Settings
) -> None:
    folder = tmp_path_factory.mktemp("book")
    save(folder, settings)

    assert load(folder) == settings


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_written_exactly(value: str) -> None:
    text = written(replace(ONE_SCHOOL, backup_target=value))

    assert tomllib.loads(text).get("backup_target", "") == value


def test_the_file_reads_well() -> None:
    assert written(replace(ONE_SCHOOL, print_command=("lp", "-o", "a4"))) == (
        "# Settings of casework. A setting that is missing is a question still open.\n"
        "casework = 1\n"
        'print_command = ["lp", "-o", "a4"]\n'
        "\n"
        "[schools.milnthorpe]\n"
        'name = "Milnthorpe Primary School"\n'
        'address = ["1 Church Street", "Milnthorpe"]\n'
        'policies = ["milnthorpe"]\n'
        "adopted = { milnthorpe = 2025-09-01 }\n"
    )


def test_a_save_leaves_one_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    save(tmp_path, Settings())
    save(tmp_path, ONE_SCHOOL)
    mode = (tmp_path / "casework.toml").stat().st_mode & 0o777

    assert (names(tmp_path), mode if os.name == "posix" else 0o600) == (
        ["casework.toml"],
        0o600,
    )


@pytest.mark.parametrize("step", ["fsync", "write", "replace"])
def test_a_failed_save_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    save(tmp_path, ONE_SCHOOL)

    def full(*_words: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    where = {"fsync": "os.fsync", "replace": "pathlib.Path.replace", "write": "os.fdopen"}[step]
    monkeypatch.setattr(where, full)
    with pytest.raises(MachineFault) as raised:
        save(tmp_path, Settings())

    assert (raised.value.message, load(tmp_path), names(tmp_path)) == (
        "casework.toml was not saved: No space left on device.",
        ONE_SCHOOL,
        ["casework.toml"],
    )


def test_the_file_is_on_the_disk_before_it_takes_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    real_sync, real_replace = os.fsync, Path.replace

    def sync(handle: int) -> None:
        done.append("sync")
        real_sync(handle)

    def rename(self: Path, target: Path) -> Path:
        done.append("rename")
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", rename)
    save(tmp_path, Settings())

    assert done == (["sync", "rename", "sync"] if os.name == "posix" else ["sync", "rename"])


def test_settings_that_could_not_be_read_back_are_not_saved(tmp_path: Path) -> None:
    with pytest.raises(UsageFault) as raised:
        save(tmp_path, Settings(schools={"a": SchoolSettings(name="A", hide_under=500)}))

    assert (raised.value.reasons, names(tmp_path)) == (
        ("schools.a.hide_under: takes a whole number from 1 to 100",),
        [],
    )


# --- questions and answers ------------------------------------------------------------------------


def open_questions(settings: Settings) -> set[str]:
    return {each.setting for each in questions(settings)}


def test_a_new_school_has_every_question_open() -> None:
    assert open_questions(
        Settings(schools={"a": SchoolSettings(name="A", policies=("trust",))})
    ) == {
        "address",
        "adopted.trust",
        "closes_at",
        "complaints_route",
        "case_manager_when_head",
        "deputy_dsl",
        "head_may_run_own_target_case",
        "hide_under",
        "kcsie_edition",
        "lado",
        "legal_action_approver",
        "maintained",
        "police_force",
        "receipt",
        "ring_chair",
        "ring_deputy_dsl",
        "ring_dsl",
        "ring_head",
        "ring_lado",
        "ring_police",
        "ring_social_care",
        "signatory_name",
        "turn_to_lado_at",
        "vice_chair",
    }


def test_a_default_stands_in_and_the_question_stays_open() -> None:
    meanwhile = {each.setting: each.meanwhile for each in questions(ONE_SCHOOL) if each.meanwhile}

    assert meanwhile == {"receipt": "next-school-day", "hide_under": "5", "closes_at": "15:30"}


def test_a_default_somebody_confirmed_is_answered_for_good(tmp_path: Path) -> None:
    save(tmp_path, changed(ONE_SCHOOL, "hide_under", "5", school="milnthorpe"))

    assert open_questions(ONE_SCHOOL) - open_questions(load(tmp_path)) == {"hide_under"}


def test_an_empty_answer_leaves_the_question_open(tmp_path: Path) -> None:
    put(tmp_path, f'casework = 1\n{HEAD}lado = ""\naddress = []\n')

    assert {"lado", "address"} <= open_questions(load(tmp_path))


@pytest.mark.parametrize("rule", list(Receipt))
def test_the_rule_of_receipt_is_said_in_the_words_of_the_calendar(rule: Receipt) -> None:
    school = changed(ONE_SCHOOL, "receipt", rule.value, school="milnthorpe").schools["milnthorpe"]

    assert school.receipt == rule


def test_each_school_is_asked_for_itself() -> None:
    both = Settings(schools={"a": SchoolSettings(name="A"), "b": SchoolSettings(name="B")})

    assert {each.school for each in questions(both)} == {"a", "b"}


def test_a_policy_whose_adoption_is_known_is_not_asked_about() -> None:
    assert "adopted.milnthorpe" not in open_questions(ONE_SCHOOL)


@pytest.mark.parametrize(
    ("name", "words", "value"),
    [
        ("telephone", " 01539 000000 ", "01539 000000"),
        ("address", "1 Church Street; Milnthorpe;", ("1 Church Street", "Milnthorpe")),
        ("maintained", "maintained", "maintained"),
        ("maintained", " Academy ", "academy"),
        ("head-may-run-own-target-case", "yes", True),
        ("head-may-run-own-target-case", "No", False),
        ("hide-under", "7", 7),
        ("closes_at", "15:15", "15:15"),
        (
            "adopted.moat-farm",
            "2024-01-31",
            {"milnthorpe": dt.date(2025, 9, 1), "moat-farm": dt.date(2024, 1, 31)},
        ),
    ],
)
def test_an_answer_is_taken_in_the_words_of_an_office(name: str, words: str, value: object) -> None:
    school = changed(ONE_SCHOOL, name, words, school="milnthorpe").schools["milnthorpe"]

    assert getattr(school, name.partition(".")[0].replace("-", "_")) == value


@pytest.mark.parametrize(
    "words",
    ["1/9/2025", "01/09/2025", "1 September 2025", " 1 sept 2025", "1 SEP, 2025", "2025-09-01"],
)
def test_a_day_is_taken_as_an_office_writes_it(words: str) -> None:
    told = changed(ONE_SCHOOL, "adopted.trust", words, school="milnthorpe")

    assert told.schools["milnthorpe"].adopted["trust"] == dt.date(2025, 9, 1)


def test_a_day_that_cannot_be_read_says_how_to_write_one() -> None:
    with pytest.raises(UsageFault) as raised:
        changed(ONE_SCHOOL, "adopted.trust", "1 Foo 2025", school="milnthorpe")

    assert raised.value.advice == "Write it as 1/9/2025, as 1 September 2025 or as 2025-09-01."


@pytest.mark.parametrize(("old", "word"), [("true", "maintained"), ("false", "academy")])
def test_a_file_of_before_still_says_who_maintains_the_school(
    tmp_path: Path, old: str, word: str
) -> None:
    put(tmp_path, f"casework = 1\n{HEAD}maintained = {old}\n")

    assert load(tmp_path).schools["milnthorpe"].maintained == word


@pytest.mark.parametrize("name", ["logo.png", "paper", "l" * 300, "paper/logo.png/x"])
def test_a_logo_that_is_not_there_is_refused_and_the_old_file_stands(
    tmp_path: Path, name: str
) -> None:
    save(tmp_path, ONE_SCHOOL)
    (tmp_path / "paper").mkdir()
    (tmp_path / "paper" / "logo.png").write_bytes(b"picture")

    with pytest.raises(UsageFault, match="no such file in the folder of the records"):
        save(tmp_path, changed(ONE_SCHOOL, "logo", name, school="milnthorpe"))
    assert load(tmp_path) == ONE_SCHOOL


def test_a_logo_that_is_lost_later_bars_no_other_answer(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(b"picture")
    with_logo = changed(ONE_SCHOOL, "logo", "logo.png", school="milnthorpe")
    save(tmp_path, with_logo)
    (tmp_path / "logo.png").unlink()
    save(tmp_path, changed(with_logo, "telephone", "1", school="milnthorpe"))

    assert load(tmp_path).schools["milnthorpe"].telephone == "1"


def test_an_answer_for_the_whole_book_needs_no_school() -> None:
    assert changed(Settings(), "print_command", "lp; -o; a4").print_command == ("lp", "-o", "a4")


@pytest.mark.parametrize(
    ("name", "words", "message"),
    [
        ("maintained", "yes", "maintained takes one of: maintained, academy."),
        (
            "head_may_run_own_target_case",
            "perhaps",
            "head_may_run_own_target_case takes yes or no (in the file: true or false).",
        ),
        ("hide_under", "five", "hide_under takes a whole number from 1 to 100."),
        ("hide_under", "-1", "hide_under takes a whole number from 1 to 100."),
        ("closes_at", "half three", 'closes_at takes a time of day such as "15:30".'),
        ("adopted.trust", "June 2019", "This is not a date that can be read."),
        ("adopted.trust", "31 June 2019", "There is no 31 June 2019."),
        ("adopted.trust", "9/13/2019", "There is no month 13, so this is no date."),
        ("adopted", "2019-06-01", "adopted takes the short names of policies, such as milnthorpe."),
        ("hide-undr", "5", "hide_undr is not a setting; did you mean hide_under?"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(name: str, words: str, message: str) -> None:
    with pytest.raises(UsageFault) as raised:
        changed(ONE_SCHOOL, name, words, school="milnthorpe")

    assert raised.value.message == message


def test_an_answer_for_an_unknown_school_names_those_there_are() -> None:
    with pytest.raises(UsageFault) as raised:
        changed(ONE_SCHOOL, "telephone", "1", school="milnthorp")

    assert raised.value.advice == "Schools: milnthorpe."


def test_settings_are_never_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        ONE_SCHOOL.practice = True  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("St Mary’s C of E Primary School", "st-marys-c-of-e-primary-school"),
        ("Ysgol Gynradd Bryn-y-Môr", "ysgol-gynradd-bryn-y-mor"),
        ("  The 5th   School! ", "the-5th-school"),
    ],
)
def test_a_school_has_a_short_name(name: str, slug: str) -> None:
    assert room.school_slug(name) == slug


def test_a_name_without_a_latin_letter_makes_no_short_name() -> None:
    with pytest.raises(UsageFault):
        room.school_slug("学校")


@given(st.text(min_size=1))
def test_every_short_name_can_stand_in_the_file(name: str) -> None:
    try:
        slug = room.school_slug(name)
    except UsageFault:
        return

    assert list(tomllib.loads(written(Settings(schools={slug: MILNTHORPE})))["schools"]) == [slug]
