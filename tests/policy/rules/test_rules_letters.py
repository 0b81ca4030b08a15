"""W074 to W083: letters, categories, counts and ages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Codes = Callable[..., list[str]]
HERE = Path(__file__).parent.parent
NOTICE = (HERE / "letters" / "notice.md").read_text("utf-8")
LETTER = "notice: {title: Notice, template: notice, to: author, approval: head"
AGES = "  most-sites: {subject: Minimum age on most sites, age: 13"


@pytest.mark.parametrize("code", [*(f"W{number:03}" for number in range(74, 84)), "W098"])
def test_a_bad_file_has_exactly_the_fault_it_marks(
    code: str, faults: Callable[[str], tuple[object, object]]
) -> None:
    actual, marked = faults(code)

    assert marked
    assert actual == marked


def test_a_template_without_front_matter_cannot_be_read(found: Codes) -> None:
    actual = found(notice="Dear reader,\n")

    assert "W074" in actual


def test_a_declared_placeholder_that_is_never_used_is_warned_of(found: Codes) -> None:
    more = NOTICE.replace("fields:\n", "fields:\n  spare: line, optional, Spare.\n")
    actual = found(notice=more)

    assert actual == ["W075"]


WARNED = (
    "  talk-held: {track",
    (
        "  all-warned: {each: author, letter: notice, reached: sent, otherwise: Not all were "
        "written to., when-it-holds: All were written to., clauses: [RIC-2]}\n  talk-held: {track"
    ),
)
CLOSING = (
    "says: Close the case., by: head, closes",
    "says: Close the case., by: head, unless: [all-warned], closes",
)


def test_a_letter_to_each_person_of_its_role_may_be_asked_about(found: Codes) -> None:
    assert found(WARNED, CLOSING) == []


def test_each_person_of_no_role_is_nobody(found: Codes) -> None:
    nobody = (WARNED[0], WARNED[1].replace("author", "passer-by"))

    assert set(found(nobody, CLOSING)) == {"W045", "W098"}


def test_the_pause_hangs_on_no_letter_to_each(found: Codes) -> None:
    pause = ("      when: alleges-adult-conduct\n", "      when: paused-or-so\n")
    more = (
        WARNED[0],
        (
            "  paused-or-so: {any: [adult-conduct, all-warned], otherwise: It is not., "
            f"clauses: [RIC-4]}}\n{WARNED[1]}"
        ),
    )

    assert "W098" in found(more, CLOSING, pause)


def test_a_clause_may_waive_the_approval(found: Codes) -> None:
    report = "report: {title: Report, template: report, to: police, approval: head"
    actual = found(
        (report, report.replace("approval: head", "waived-by: RIC-3")),
        ("          approval: head\n          letter: report", "          letter: report"),
    )

    assert actual == []


def test_a_letter_is_not_both_approved_and_waived(found: Codes) -> None:
    actual = found((LETTER, f"{LETTER}, waived-by: RIC-2"))

    assert actual == ["W077"]


def test_no_clause_that_is_missing_waives_anything(found: Codes) -> None:
    actual = found((LETTER, LETTER.replace("approval: head", "waived-by: RIC-99")))

    assert "W077" in actual


def test_a_letter_goes_to_whom_its_template_is_written_for(found: Codes) -> None:
    actual = found((LETTER, LETTER.replace("to: author", "to: police")))

    assert "W078" in actual


@pytest.mark.parametrize("field", ["witness_name", "children", "adult_words", "told_by"])
def test_a_letter_to_the_author_names_nobody_else(found: Codes, field: str) -> None:
    more = NOTICE.replace("fields:\n", f"fields:\n  {field}: line, required, Who it was.\n")
    actual = found(notice=more.replace("We ask", f"{{{{ {field} }}}} saw it. We ask"))

    assert actual == ["W078"]


@pytest.mark.parametrize("gone", ["complaint_route", "request", "limit_words", "policy_title"])
def test_a_letter_says_all_that_a_letter_says(found: Codes, gone: str) -> None:
    kept = [line for line in NOTICE.split("\n") if not line.startswith(f"  {gone}:")]
    actual = found(notice="\n".join(kept).replace(f"{{{{ {gone} }}}}", "this"))

    assert actual == ["W079"]


def test_a_letter_outside_the_policy_does_not_cite_it(found: Codes) -> None:
    bare = NOTICE.replace("  policy_title: line, required, The policy's printed title.\n", "")
    actual = found(
        (LETTER, f"{LETTER}, not-in-policy: true"), notice=bare.replace("{{ policy_title }}", "it")
    )

    assert actual == []


def test_a_letter_prints_no_clause_id(found: Codes) -> None:
    actual = found(notice=NOTICE.replace("{{ policy_place }}", "{{ policy_place }} (RIC-2)"))

    assert actual == ["W079"]


def test_what_the_policy_will_do_may_be_said_firmly(found: Codes) -> None:
    firm = NOTICE.replace("may think about further steps, such as speaking to", "will speak to")
    weak = found(notice=firm)
    strong = found(("says: A notice is weighed up.", "says: A notice is sent."), notice=NOTICE)
    bound = found(
        (LETTER, LETTER),
        ("limit: removal, clauses: [RIC-2]", "limit: removal, clauses: [RIC-2, RIC-4]"),
        notice=firm,
    )

    assert (weak, strong, bound) == (["W080"], [], [])


def test_a_target_is_listed_once(found: Codes) -> None:
    actual = found(("targets: [staff, pupil]", "targets: [staff, pupil, staff]"))

    assert actual == ["W081"]


def test_two_categories_never_stand_for_the_same(found: Codes) -> None:
    twin = (
        "  menace: {title: Menace, normalised: threat-of-violence, targets: [staff], "
        "clauses: [RIC-5]}\n"
    )
    actual = found(("  complaint: {title", f"{twin}  complaint: {{title"))

    assert actual == ["W081"]


def test_a_count_counts_something_there_is(found: Codes) -> None:
    nothing = found(("categories: [threat], targets: [staff]", "categories: []"))
    unknown = found(("categories: [threat], targets: [staff]", "categories: [menace]"))
    twice = found(("categories: [threat], targets: [staff]", "categories: [threat, threat]"))

    assert (nothing, unknown, twice) == (["W082"], ["W082"], ["W082"])


def test_an_age_is_the_age_of_somebody(found: Codes) -> None:
    actual = found((AGES, AGES.replace("13", "130")))

    assert actual == ["W083"]


def test_two_figures_may_follow_each_other(found: Codes) -> None:
    later = AGES.replace("most-sites", "most-sites-later").replace(
        "13", '16, valid-from: "2027-03-01"'
    )
    rest = ", provenance: seed, source: The policy's own figure, clauses: [RIC-6]}\n"
    actual = found((AGES, later + rest + AGES))

    assert actual == []
