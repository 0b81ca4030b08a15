"""Policies: shipped, overridden in the book, adopted by the school, kept by their digest."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from casework.errors import Damaged, NotFound, NotPermitted, UsageFault
from casework.office import door, policies
from casework.policy import source
from casework.settings import overrides, shipped

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office.practice_kit import Book


def _edited(book: Book, old: str, new: str) -> Path:
    """Lay an edited policy into the book's own folder."""
    folder = overrides(book.folder, "workflows")
    shutil.copytree(shipped("workflows"), folder, dirs_exist_ok=True)
    file = folder / "milnthorpe.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file


def test_the_adopted_version_is_in_force_and_whole_in_the_book(book: Book) -> None:
    desk = book.desk("clerk")
    policy = desk.policy_in_force(desk.school_slug(""), "")

    assert (policy.name, desk.ledger.files[policy.digest]) == ("milnthorpe", dict(policy.files))


def test_an_edited_file_acts_only_when_it_is_adopted(book: Book) -> None:
    head = book.desk("head")
    school = head.school_slug("")
    before = head.policy_in_force(school, "").digest
    _edited(book, "title: Answer whoever told us", "title: Answer them")
    still = head.policy_in_force(school, "").digest
    adopted = policies.adopt(head, "milnthorpe").digest

    now = head.policy_in_force(school, "").digest
    assert (still == before, now == adopted, now == before) == (True, True, False)


def test_a_case_stays_on_the_version_it_was_opened_under(book: Book) -> None:
    ref = book.open()
    before = book.case(ref).digest
    _edited(book, "title: Answer whoever told us", "title: Answer them")
    policies.adopt(book.desk("head"), "milnthorpe")
    book.take("clerk", ref, "acknowledgement.acknowledge")

    later = book.case(book.open("head")).digest
    assert (book.case(ref).digest, later == before) == (before, False)


def test_a_policy_is_read_again_once_a_file_of_it_was_changed(book: Book) -> None:
    _edited(book, "policy: milnthorpe", "policy: milnthorpe")
    first, again = (policies.read("milnthorpe", book.folder) for _ in range(2))
    _edited(book, "title: Answer whoever told us", "title: Answer them")
    changed = policies.read("milnthorpe", book.folder)

    assert again is first
    assert changed is not first
    assert changed.policy.digest != first.policy.digest


def test_a_file_that_could_not_be_read_for_a_moment_is_read_the_next_time(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    _edited(book, "policy: milnthorpe", "policy: milnthorpe")
    with monkeypatch.context() as moment:
        moment.setattr(source, "_read", _refuses)
        with pytest.raises(UsageFault, match="could not be opened"):
            policies.read("milnthorpe", book.folder)

    assert not policies.is_read("milnthorpe", book.folder)
    assert policies.read("milnthorpe", book.folder).policy.name == "milnthorpe"


def test_what_was_found_in_a_file_is_kept_until_it_changes(book: Book) -> None:
    _edited(book, "policy: milnthorpe", "policy: milnthorpe\ncolour: red")
    for _ in range(2):
        with pytest.raises(UsageFault) as fault:
            policies.read("milnthorpe", book.folder)

        assert policies.is_read("milnthorpe", book.folder)
        assert any("colour" in one for one in fault.value.reasons)


def _refuses(_path: Path) -> bytes:
    raise PermissionError


def test_a_file_with_mistakes_is_not_adopted(book: Book) -> None:
    _edited(book, "policy: milnthorpe", "policy: milnthorpe\ncolour: red")
    head = book.desk("head")
    before = dict(head.ledger.adoptions)
    with pytest.raises(UsageFault) as fault:
        policies.adopt(head, "milnthorpe")

    assert (head.ledger.adoptions, bool(fault.value.reasons)) == (before, True)


def test_a_bad_file_hides_no_other(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    file = _edited(book, "policy: milnthorpe", "policy: milnthorpe\ncolour: red")
    for other in file.parent.glob("*.yaml"):
        if other.stem not in {"milnthorpe", "model"}:  # two are enough, and read in a moment
            other.unlink()
    monkeypatch.setattr(policies, "folders", lambda _book=None: (file.parent,))
    found = {one.name: one.usable for one in policies.known(book.desk("head"), book.folder)}

    assert found == {"milnthorpe": False, "model": True}


def test_a_policy_is_listed_with_the_schools_that_go_by_it(book: Book) -> None:
    [known] = [
        one for one in policies.known(book.desk("head"), book.folder) if one.name == "milnthorpe"
    ]

    assert known.adopted_by == (book.desk("head").school_slug(""),)


def test_without_a_book_nobody_goes_by_anything() -> None:
    assert all(one.adopted_by == () for one in policies.known(None))


@pytest.mark.parametrize("who", ["clerk", "deputy", "chair"])
def test_the_headteacher_adopts(book: Book, who: str) -> None:
    with pytest.raises(NotPermitted) as fault:
        policies.adopt(book.desk(who), "milnthorpe")

    assert fault.value.exit_code == 4


def test_a_policy_nobody_knows_is_not_found(book: Book) -> None:
    with pytest.raises(NotFound):
        policies.adopt(book.desk("head"), "nonsense")
    with pytest.raises(NotFound) as fault:
        book.desk("head").policy_in_force(book.desk("head").school_slug(""), "nonsense")

    assert fault.value.message == "The school has adopted no policy named nonsense."


def test_what_is_no_name_of_a_policy_is_not_repeated(book: Book) -> None:
    with pytest.raises(NotFound) as fault:
        book.desk("head").policy_in_force(book.desk("head").school_slug(""), "Mr J. Hart")

    assert fault.value.message == "The school has adopted no policy of that name."


def test_of_several_policies_one_has_to_be_named(book: Book) -> None:
    desk = book.desk("head")
    policies.adopt(desk, "trust")
    with pytest.raises(UsageFault) as fault:
        desk.policy_in_force(desk.school_slug(""), "")

    assert fault.value.message == "The school goes by several policies: milnthorpe and trust."
    assert "--policy" in fault.value.advice


def test_a_school_nobody_knows_is_not_found(book: Book) -> None:
    with pytest.raises(NotFound) as fault:
        book.desk("head").school_slug("nonsense")

    assert fault.value.message == "The records have no such school."


def test_a_version_the_book_does_not_hold_is_damage(book: Book) -> None:
    with pytest.raises(Damaged) as fault:
        book.desk("head").policy("00")

    assert fault.value.exit_code == 7


def test_the_books_own_letter_stands_instead_of_the_shipped_one(book: Book) -> None:
    folder = overrides(book.folder, "letters")
    folder.mkdir(exist_ok=True)
    (folder / "closure.md").write_text("our own", encoding="utf-8")
    own = policies.templates(book.folder)

    assert (own["closure"], policies.templates(None)["closure"] == "our own") == ("our own", False)


def test_each_clause_says_what_implements_it_or_why_nothing_needs_to(book: Book) -> None:
    desk = book.desk("head")
    policy = desk.policy_in_force(desk.school_slug(""), "")
    found = {one.clause.id: one for one in policies.clauses(policy)}
    idle = [one.clause.id for one in found.values() if not one.by and not one.clause.nothing_needed]

    warns = "letter concern/warning" in found["MIL-33"].by
    assert (warns, "time limit concern/removal" in found["MIL-33"].by, idle) == (True, True, [])


def test_what_implements_a_clause_is_named_with_its_type_of_case(book: Book) -> None:
    desk = book.desk("head")
    policy = desk.policy_in_force(desk.school_slug(""), "")
    steps = [what for one in policies.clauses(policy) for what in one.by if what[:5] == "step "]

    assert steps
    assert all(what[5:].split("/")[0] in policy.case_types for what in steps)
    assert {what.count("/") for what in steps} == {2}


def test_a_policy_with_one_type_of_case_does_not_repeat_its_name(book: Book) -> None:
    desk = book.desk("head")
    whole = desk.policy_in_force(desk.school_slug(""), "")
    alone = replace(whole, case_types={"concern": whole.case_types["concern"]})
    by = {one.clause.id: one.by for one in policies.clauses(alone)}

    assert {"letter warning", "step warning/approve"} <= set(by["MIL-33"])
    assert "the pause" in by["MIL-19"]


def test_the_pause_cites_its_clause(book: Book) -> None:
    desk = book.desk("head")
    policy = desk.policy_in_force(desk.school_slug(""), "")
    by = {one.clause.id: one.by for one in policies.clauses(policy)}

    assert "the pause of concern" in by["MIL-19"]


def test_a_check_of_a_file_with_mistakes_names_each_and_explores_nothing(book: Book) -> None:
    _edited(book, "policy: milnthorpe", "policy: milnthorpe\ncolour: red")
    checked = policies.check("milnthorpe", book.folder)

    assert (checked.report, [one.code for one in checked.findings if not one.warning]) == (
        None,
        ["W006"],
    )


def test_a_letter_left_out_of_a_version_is_named(book: Book) -> None:
    from casework.office import letters

    file = door.load(book.desk("head"), book.open())
    bare = replace(file.policy, files={})
    letter = file.policy.case_types["concern"].letters["warning"]
    with pytest.raises(NotFound) as fault:
        letters.template_of(bare, letter)

    assert fault.value.advice == "Adopt the policy again: casework policy adopt."


def test_at_once_every_policy_is_listed_by_its_top_and_later_by_all_of_it(book: Book) -> None:
    desk = book.desk("head")
    _edited(book, "casework: 1\n", "casework: 1\nnonsense: 1\n")
    at_once = policies.known(desk, book.folder, at_once=True)
    later = policies.known(desk, book.folder)
    again = policies.known(desk, book.folder, at_once=True)

    assert {one.read for one in at_once} == {False}
    assert [one.title for one in at_once if one.name != "milnthorpe"] == [
        one.title for one in later if one.name != "milnthorpe"
    ]
    assert [one.name for one in later if not one.usable] == ["milnthorpe"]
    assert again == later
