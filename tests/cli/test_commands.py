"""Every command once, as the office uses it; with ``--json`` its one object is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.settings import state_folder

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Office

SHEET = (
    *("--platform", "Facebook", "--address", "the page of the class", "--what", "a post"),
    *("--seen-on", "2026-11-01", "--how", "shown on a telephone", "--still-online", "yes"),
)


@pytest.fixture
def ref(office: Office) -> str:
    return office.opens()


# --- schools, settings, users ---------------------------------------------------------------------


def test_a_school_is_added_and_listed_with_its_policies(office: Office) -> None:
    added = office.does("Head", "school", "add", "St Mary’s")
    listed = office.does("Head", "school", "list")

    assert added == {"school": "st-marys", "name": "St Mary’s"}
    assert [row["school"] for row in listed] == ["practice-primary", "st-marys"]
    assert [one["policy"] for one in listed[0]["policies"]] == ["milnthorpe"]


def test_a_setting_of_the_only_school_needs_no_school(office: Office) -> None:
    office.does("Head", "settings", "set", "closes-at=15:15")
    rows = {row["name"]: row for row in office.does("Head", "settings", "list")}

    assert (rows["closes_at"]["value"], rows["closes_at"]["open"]) == ("15:15", False)
    assert rows["lado"]["open"]


def test_a_list_of_settings_says_what_each_takes(office: Office) -> None:
    rows = {row["name"]: row["takes"] for row in office.does("Head", "settings", "list")}

    assert rows["maintained"] == "maintained or academy"
    assert rows["head_may_run_own_target_case"] == "yes or no"
    assert rows["adopted.milnthorpe"] == "a day, as 1/9/2025"
    assert all(rows.values())


def test_a_day_that_was_understood_is_said_back_written_out(office: Office) -> None:
    told = office.says("Head", "settings", "set", "adopted.milnthorpe=1/9/2025")

    assert told.out == "adopted.milnthorpe is now: Monday 1 September 2025 (2025-09-01)\n"


def test_a_logo_that_does_not_exist_is_refused_in_one_sentence(office: Office) -> None:
    code, error = office.fails("Head", "settings", "set", "logo", "nowhere.png")

    assert (code, error["message"]) == (
        2,
        "There is no such file in the folder of the records, so the logo was not changed.",
    )


def test_a_setting_of_the_whole_book_is_no_school_s(office: Office) -> None:
    changed = office.does("Head", "settings", "set", "print_command", "lp;-o;media=A4")

    assert changed["school"] is None
    assert changed["value"] == ["lp", "-o", "media=A4"]


def test_a_user_with_a_one_time_password_chooses_one_at_the_first_sign_in(
    office: Office, tmp_path: Path
) -> None:
    added = office.does("Head", "user", "add", "Newcomer", "--role", "ict_manager")
    office.passwords["Newcomer"] = tmp_path / "once.txt"
    office.passwords["Newcomer"].write_text(added["one_time_password"], encoding="utf-8")
    own = tmp_path / "own.txt"
    own.write_text("words of one’s own\n", encoding="utf-8")
    without = office.fails("Newcomer", "case", "list")
    first = office.does("Newcomer", "--new-password-file", str(own), "case", "list")
    office.passwords["Newcomer"] = own
    again = office.does("Newcomer", "case", "list")

    assert added["roles"] == ["ict-manager"]
    assert without[0] == 4
    assert (first, again) == ([], [])


def test_a_user_with_a_password_file_has_signed_in_already(office: Office, tmp_path: Path) -> None:
    office.passwords["Second"] = tmp_path / "second.txt"
    office.passwords["Second"].write_text("second of the office", encoding="utf-8")
    file = ("--new-password-file", str(office.passwords["Second"]))
    added = office.does("Head", "user", "add", "Second", "--role", "office", *file)

    assert added["one_time_password"] is None
    assert office.does("Second", "case", "list") == []


def test_users_are_listed_disabled_and_reset(office: Office) -> None:
    office.does("Head", "user", "disable", "Clerk")
    reset = office.does("Head", "user", "reset", "Deputy")
    states = {row["name"]: row["state"] for row in office.does("Head", "user", "list")}

    assert states["Clerk"] != states["Head"]
    assert reset["one_time_password"]
    assert office.fails("Clerk", "case", "list")[0] == 4


def test_a_newcomer_to_safeguarding_is_let_in_by_one_who_belongs_to_it(office: Office) -> None:
    office.does("Guard", "case", "list")
    told = office.does("Guard", "user", "admit", "Chair")
    code, _error = office.fails("Guard", "user", "admit", "Nobody")

    assert (told["name"], told["keys"], code) == ("Chair", 0, 5)


def test_the_chair_is_reset_by_two_who_both_sign_in(office: Office) -> None:
    alone = office.fails("Head", "user", "reset", "Chair")
    same = office.fails("Head", "user", "reset", "Chair", *with_second(office, "Head"))
    wrong = office.fails(
        "Head", "user", "reset", "Chair", *with_second(office, "Guard", password="Clerk")
    )
    made = office.does("Head", "user", "reset", "Chair", *with_second(office, "Guard"))
    states = {row["name"]: row["state"] for row in office.does("Head", "user", "list")}

    assert [code for code, _error in (alone, same, wrong)] == [4, 4, 4]
    assert (
        alone[1]["message"]
        == "Nobody alone may change the sign-in of somebody who may open sealed cases."
    )
    assert "--second" in alone[1]["advice"]
    assert (bool(made["one_time_password"]), states["Chair"]) == (True, "invited")


def test_a_chair_who_lost_the_first_password_is_given_another_by_two(
    office: Office, tmp_path: Path
) -> None:
    first = office.does("Head", "user", "add", "Second Chair", "--role", "chair")
    alone = office.fails("Head", "user", "reset", "Second Chair")
    made = office.does("Head", "user", "reset", "Second Chair", *with_second(office, "Deputy"))
    own, old, new = tmp_path / "own.txt", tmp_path / "old.txt", tmp_path / "new.txt"
    own.write_text("words of the second chair\n", encoding="utf-8")
    old.write_text(first["one_time_password"], encoding="utf-8")
    new.write_text(made["one_time_password"], encoding="utf-8")
    signs_in = ("case", "list", "--new-password-file", str(own))
    office.passwords["Second Chair"] = old
    gone = office.fails("Second Chair", *signs_in)
    office.passwords["Second Chair"] = new

    assert (alone[0], gone[0]) == (4, 4)
    assert office.does("Second Chair", *signs_in) == []


def test_the_chair_is_disabled_by_two(office: Office) -> None:
    alone = office.fails("Head", "user", "disable", "Chair")
    office.does("Head", "user", "disable", "Chair", *with_second(office, "Deputy"))
    states = {row["name"]: row["state"] for row in office.does("Head", "user", "list")}

    assert (alone[0], states["Chair"]) == (4, "disabled")


def test_a_second_person_without_a_password_is_asked_for_one(office: Office) -> None:
    code, error = office.fails("Head", "user", "reset", "Chair", "--second", "Guard")

    assert (code, error["advice"]) == (2, "Give --second-password-file FILE.")


def with_second(office: Office, name: str, password: str = "") -> tuple[str, ...]:
    file = office.passwords[password or name]
    return ("--second", name, "--second-password-file", str(file))


def test_a_password_is_changed_by_whoever_has_it(office: Office, tmp_path: Path) -> None:
    new = tmp_path / "new.txt"
    new.write_text("quite another one", encoding="utf-8")
    office.does("Clerk", "user", "passwd", "--new-password-file", str(new))
    before = office.fails("Clerk", "case", "list")
    office.passwords["Clerk"] = new

    assert before[0] == 4
    assert office.does("Clerk", "case", "list") == []


def test_an_absence_and_a_link_are_recorded(office: Office) -> None:
    away = office.does("Head", "user", "away", "2026-11-09", "13/11/2026", "--deputy", "Deputy")
    linked = office.does("Head", "user", "link", "Clerk", "Mrs B. Clerk")

    assert away == {
        "name": "Head",
        "first": "2026-11-09",
        "last": "2026-11-13",
        "deputy": "Deputy",
    }
    assert linked["person"] == "Mrs B. Clerk"


def test_the_chair_renews_the_recovery_key_and_sees_it_once(office: Office) -> None:
    told = office.says("Chair", "user", "recovery", "renew", "--json")

    assert told.result == {"renewed": True}
    assert "shown this once" in told.err


# --- cases ----------------------------------------------------------------------------------------


def test_a_case_is_opened_listed_found_and_shown(office: Office, ref: str) -> None:
    listed = office.does("Clerk", "case", "list", "--find", "hart")
    shown = office.does("Clerk", "case", "show", ref.lower())

    assert [row["ref"] for row in listed] == [ref]
    assert set(shown) >= {
        *("ref", "type", "policy", "revision", "tracks", "facts", "categories", "people"),
        *("deadlines", "next", "not_yet", "approvals", "letters", "events"),
    }
    assert set(shown["deadlines"][0]) >= {"name", "due", "unit", "standing", "why"}
    assert set(shown["next"][0]) >= {
        *("trigger", "track", "clauses", "needs_approval", "starts", "letter"),
    }
    assert set(shown["not_yet"][0]) >= {"trigger", "track", "reasons", "clauses"}


def test_a_list_names_the_last_day_of_a_limit_not_the_one_after(office: Office, ref: str) -> None:
    (row,) = office.does("Clerk", "case", "list", "--due")
    shown = office.does("Clerk", "case", "show", ref)
    told = office.says("Clerk", "case", "list")

    assert row["due"] == min(one["due"] for one in shown["deadlines"] if one["due"])
    assert "Tue 3 Nov 2026" in told.out


def test_what_is_added_to_the_record_is_there(office: Office, ref: str) -> None:
    office.does("Clerk", "case", "note", ref, "The parent rang.", "--happened", "2026-11-01")
    office.does("Clerk", "case", "set", ref, "author_type=parent", "--category", "complaint:school")
    office.does("Clerk", "case", "person", ref, "family_of=Mr Hart", "--about", "brother")
    office.does("Clerk", "case", "incident", ref, "Posted again.", "--where", "WhatsApp")
    other = office.opens("Clerk")
    office.does("Clerk", "case", "link", ref, other)
    office.does("Clerk", "case", "correct", ref, "2", "She wrote.", "--reason", "Misheard.")
    shown = office.does("Clerk", "case", "show", ref)

    assert shown["facts"]["author-type"] == "parent"
    assert shown["categories"] == [{"code": "complaint", "target": "school"}]
    assert [one["role"] for one in shown["people"]] == ["author", "family-of"]
    assert shown["incidents"][0]["where"] == "WhatsApp"
    assert shown["links"] == [other]
    assert shown["revision"] == 7


def test_a_person_with_a_second_role_is_said_to_be_the_same(office: Office, ref: str) -> None:
    told = office.says("Clerk", "case", "person", ref, "complainant=ms j. hart")
    again = office.fails("Clerk", "case", "person", ref, "author=Ms J. Hart")
    office.does("Clerk", "case", "person", ref, "author=Ms J. Hart", "--somebody-else")
    people = office.does("Clerk", "case", "show", ref)["people"]

    assert "That is the person who is in this case already: person who posted." in told.err
    assert (again[0], again[1]["message"]) == (
        6,
        "That person is in this case already: person who posted.",
    )
    assert [(one["number"], one["role"]) for one in people] == [
        (1, "author"),
        (1, "complainant"),
        (2, "author"),
    ]


def test_the_last_entry_is_taken_back(office: Office, ref: str) -> None:
    office.does("Clerk", "case", "note", ref, "A slip of the pen.")
    undone = office.does("Clerk", "case", "undo", ref)

    assert undone["events"] == ["Undone"]


def test_a_rehearsed_step_writes_nothing(office: Office, ref: str) -> None:
    rehearsed = office.does("Clerk", "case", "do", ref, "no-answer-needed", "--dry-run")
    told = office.says("Clerk", "case", "do", ref, "no_answer_needed", "--dry-run")
    shown = office.does("Clerk", "case", "show", ref)

    assert rehearsed["tracks"]["acknowledgement"] == "not-needed"
    assert told.out.startswith("This would happen; nothing was written:")
    assert shown["revision"] == 1


@pytest.mark.parametrize("number", ["9" * 23, "-1", "1.5", "soon", "", "٣"])
def test_a_revision_that_can_be_none_is_refused_without_repeating_it(
    office: Office, ref: str, number: str
) -> None:
    code, error = office.fails("Clerk", "case", "note", ref, "Rang.", "--expected", number)

    assert (code, error["message"]) == (
        2,
        "--expected takes a revision: a whole number of at most nine digits.",
    )


@pytest.mark.parametrize("number", ["99", "0"])
def test_a_correction_of_no_entry_is_not_found(office: Office, ref: str, number: str) -> None:
    words = ("case", "correct", ref, number, "She wrote.", "--reason", "Misheard.")
    code, error = office.fails("Clerk", *words)

    assert (code, error["message"]) == (5, f"This case has no entry {number}.")


def test_a_command_with_its_key_is_done_once(office: Office, ref: str) -> None:
    first = office.does("Clerk", "case", "note", ref, "Once.", "--key", "k1")
    second = office.does("Clerk", "case", "note", ref, "Once.", "--key", "k1")

    assert (first["replayed"], second["replayed"]) == (False, True)
    assert second["revision"] == first["revision"]


def test_whoever_is_excluded_finds_what_was_never_there(office: Office, ref: str) -> None:
    office.does("Head", "case", "exclude", ref, "Clerk", "--reason", "Named in it.")
    hidden = office.says("Clerk", "case", "show", ref, "--json")
    never = office.says("Clerk", "case", "show", "CW-2222", "--json")

    assert hidden == never
    assert hidden.code == 5


# --- evidence, letters ----------------------------------------------------------------------------


def test_a_sheet_is_added_listed_and_verified(office: Office, ref: str) -> None:
    office.does("Clerk", "evidence", "add", ref, *SHEET)
    (item,) = office.does("Clerk", "evidence", "list", ref)
    verified = office.does("Clerk", "evidence", "verify", ref)

    assert item["sheet"]["platform"] == "Facebook"
    assert verified == {"verified": True, "sheets": 1, "files": 0, "entries": 1}


def test_a_preview_says_what_is_missing_and_writes_what_is_whole(
    office: Office, ref: str, tmp_path: Path
) -> None:
    pdf = tmp_path / "preview.pdf"
    lacking = office.does("Clerk", "letter", "preview", ref, "warning", "--out", str(pdf))

    assert lacking["missing"]
    assert lacking["out"] is None
    assert not pdf.exists()


def test_fields_and_check_need_nobody(office: Office) -> None:
    fields = office.run("letter", "fields", "warning", "--json").result
    every = office.run("letter", "fields", "--json").result
    checked = office.run("letter", "check", "--json").result

    assert fields[0]["letter"] == "warning"
    assert {"name", "kind", "required", "about"} <= set(fields[0]["fields"][0])
    assert fields[0] in every
    assert [row["problems"] for row in checked] == [[] for _ in checked]


def test_a_bad_template_is_found_out_line_by_line(office: Office, tmp_path: Path) -> None:
    bad = tmp_path / "bad.md"
    bad.write_text("---\ntitle: T\n---\n{{ nobody }}\n", encoding="utf-8")
    told = office.run("letter", "check", str(bad), "--json")

    assert told.code == 7
    assert told.error["found"][0]["problems"]


# --- deadlines, calendar --------------------------------------------------------------------------


def test_a_scan_needs_neither_user_nor_password(office: Office, ref: str) -> None:
    office.at("2026-11-04T09:00:00+00:00")
    scanned = office.run("--book", str(office.book), "deadline", "check", "--json").result
    late = office.does("Clerk", "deadline", "list", "--late")
    told = office.does("Clerk", "deadline", "check")

    assert scanned == {"passed": None, "failed": 0, "next_due": None}
    assert {row["ref"] for row in late} == {ref}
    assert (told["passed"], told["failed"]) == (0, 0)


def test_whoever_signs_in_is_told_how_many_of_their_own_limits_passed(
    office: Office, ref: str
) -> None:
    office.at("2026-11-04T09:00:00+00:00")
    first = office.does("Clerk", "deadline", "check")
    late = office.does("Clerk", "deadline", "list", "--late")
    again = office.does("Clerk", "deadline", "check")

    assert first["passed"] == len(late) > 0
    assert (again["passed"], {row["ref"] for row in late}) == (0, {ref})


def test_a_closure_moves_open_limits_and_says_so(office: Office, ref: str) -> None:
    closed = office.does("Head", "calendar", "close", "2026-11-03", "--why", "Snow")
    shown = office.does("Head", "calendar", "show")

    assert {row["ref"] for row in closed["moved"]} == {ref}
    assert all(row["old"] < row["new"] for row in closed["moved"])
    assert "2026-11-03" in str(shown["closures"])


def test_term_dates_are_taken_in_and_a_year_is_confirmed(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "terms.csv"
    file.write_text("kind,first,last,name\nterm,2/9/2027,22/10/2027,a\n", encoding="utf-8")
    imported = office.does("Head", "calendar", "import", str(file))
    confirmed = office.does("Head", "calendar", "confirm", "2029")
    shown = office.does("Head", "calendar", "show")

    assert imported["version"] < confirmed["version"] == shown["version"]
    assert 2029 in shown["loaded_years"]
    assert shown["years"][-1]["terms"][0]["first"] == "2027-09-02"


# --- histories, where -----------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["json", "txt"])
def test_a_history_goes_to_standard_output_and_can_be_verified(
    office: Office, ref: str, tmp_path: Path, form: str
) -> None:
    told = office.says("Head", "export", "history", ref, "--for", "headteacher", "--format", form)
    file = tmp_path / "history"
    file.write_text(told.out, encoding="utf-8", newline="")
    verified = office.run("export", "verify", str(file), "--json")

    assert told.code == 0
    assert verified.result["verified"]


def test_a_changed_history_is_found_out(office: Office, ref: str, tmp_path: Path) -> None:
    file = tmp_path / "history.json"
    options = ("--for", "chair", "--format", "json", "--out", str(file))
    office.does("Head", "export", "history", ref, *options)
    file.write_text(file.read_text("utf-8").replace("Practice", "Praktice", 1), encoding="utf-8")
    told = office.run("export", "verify", str(file), "--json")

    assert told.code == 7
    assert told.error["code"] == "damaged"


def test_where_needs_no_password(office: Office) -> None:
    here = office.run("--book", str(office.book), "where", "--json").result
    nowhere = office.run("--book", str(office.book / "none"), "where", "--json").result

    assert (here["exists"], here["practice"]) == (True, True)
    assert nowhere["exists"] is False


def test_a_command_that_is_over_leaves_no_file_of_its_sign_in(office: Office) -> None:
    at_work = state_folder() / "at-work"
    before = set(at_work.iterdir()) if at_work.is_dir() else set()
    office.does("Head", "case", "list")

    assert set(at_work.iterdir()) - before == set()


# --- every list also reads as text ----------------------------------------------------------------

TEXTS = [
    ("school", "list"),
    ("settings", "list"),
    ("user", "list"),
    ("case", "list"),
    ("approval", "list"),
    ("deadline", "list"),
    ("calendar", "show"),
]


@pytest.mark.parametrize("words", TEXTS, ids=" ".join)
def test_a_list_is_text_for_a_person(office: Office, words: tuple[str, ...]) -> None:
    told = office.says("Head", *words)

    assert told.code == 0
    assert told.out.strip()
    assert not told.out.startswith("{")
