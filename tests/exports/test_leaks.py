"""The leak check: what it finds, what it lets stand, and that it never says a name."""

from __future__ import annotations

import pytest

from casework.exports.extracts import Passage
from casework.exports.leaks import Leak, leaks, needles_of
from casework.exports.traces import Trace


def found(name: str, said: str, own: str = "", what: str = "name") -> bool:
    needles = needles_of([Trace(words=name, what=what)])
    said_, own_ = (Passage(place="entry 1", words=words) for words in (said, own))
    return bool(leaks("txt", [said_], [own_], needles))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Persephone Quillfeather", "QUILLFEATHER rang"),
        ("Persephone Quillfeather", "persephone quillfeather rang"),
        ("Persephone Quillfeather", "persephonequillfeather99"),
        ("Persephone Quillfeather", "Persé\u200bphone"),
        ("Persephone Quillfeather", "Quill⟨U+200B⟩feather"),
        ("Persephone Quillfeather", "Persephone\nQuillfeather"),
        ("May Day", "May rang"),
        ("May Day", "may day rang"),
        ("Mr Head", "then Mr Head came"),
        ("Grace Head", "then mrs. head came"),
        ("Will Post", "they saw Will"),
        ("Sam Ng", "then Ng came"),
        ("王小明", "老师说王小明来了"),
        ("محمد الخطيب", "قال والخطيب"),
        ("प्रिया शर्मा", "कि प्रिया आई"),
        ("김민수", "김민수가 왔다"),
        ("Олена Шевченко", "сказала ШЕВЧЕНКО"),
        ("Łucja Żółć", "lucja przyszła, Zołc nie"),
    ],
)
def test_a_name_is_found_however_it_stands(name: str, said: str) -> None:
    assert found(name, said)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("May Day", "It may be there one day, on 4 May 2026, in May 2026"),
        ("May Day", "Mon 4 May is the Early May bank holiday"),
        ("Mr Head", "the head will head the meeting"),
        ("Will Post", "it will go; the post stays"),
        ("Mark Hope", "mark it, and hope"),
        ("A parent", "a parent rang"),
        ("Class teacher", "the class teacher rang"),
        ("Sam Ng", "sampling along"),
    ],
)
def test_words_that_are_names_too_may_stand_as_words(name: str, said: str) -> None:
    assert not found(name, said)


def test_what_the_program_says_itself_is_no_leak() -> None:
    assert not found("Mark Post", "The Post. Mark it.", own="The Post. Mark it.")


def test_one_more_than_the_program_says_is_a_leak() -> None:
    assert found("Mark Post", "The Post. Mark it. Mark", own="The Post. Mark it.")


@pytest.mark.parametrize(
    ("what", "trace", "said"),
    [
        ("handle", "@quill_99", "by @quill_99 there"),
        ("address", "12 Hedge Row", "lives at 12 hedge row"),
        (
            "address",
            "https://social.example/post/2001",
            "see social: https social.example/post/2001",
        ),
        ("address", "ZZ1 1ZZ", "at zz11zz"),
    ],
)
def test_handles_and_addresses_count_as_a_whole(what: str, trace: str, said: str) -> None:
    assert found(trace, said, what=what)
    assert not found(trace, "12 posts in a row, 99 of them", what=what)


def test_a_page_is_compared_as_a_whole_where_pages_fall_otherwise() -> None:
    needles = needles_of([Trace(words="Grace Head", what="name")])
    said = [Passage(place="page 1", words="Head’s page"), Passage(place="page 2", words="Grace")]

    assert leaks("pdf", said, [Passage(place="", words="Head’s page")], needles) == (
        Leak(form="pdf", place="page 2", what="name"),
    )


def test_a_name_across_two_pages_is_found() -> None:
    needles = needles_of([Trace(words="12 Hedge Row", what="address")])
    said = [Passage(place="page 1", words="at 12 Hedge"), Passage(place="page 2", words="Row")]

    assert [str(one) for one in leaks("pdf", said, [Passage(place="", words="")], needles)] == [
        "pdf, across two pages: address"
    ]


def test_a_leak_says_where_and_never_what() -> None:
    needles = needles_of([Trace(words="Persephone Quillfeather", what="name")])
    said = Passage(place="entry 3", words="Persephone")
    found = leaks("html", [said], [Passage(place="entry 3", words="")], needles)

    assert [str(one) for one in found] == ["html, entry 3: name"]


def test_words_of_the_one_person_it_is_about_count_only_within_another_whole_name() -> None:
    needles = needles_of([Trace(words="Tom Quill", what="name")], ["Anna Quill"])
    own = [Passage(place="entry 1", words="")]

    def stops(words: str) -> bool:
        return bool(leaks("txt", [Passage(place="entry 1", words=words)], own, needles))

    assert (stops("Quill"), stops("Tom"), stops("Tom Quill")) == (False, True, True)


@pytest.mark.parametrize("shown", ["⟨U+200B⟩", "[ZERO WIDTH\nSPACE, U+200B]", "\u200b"])
def test_a_sign_that_nobody_sees_parts_no_name(shown: str) -> None:
    assert found("4 Hedge Row", f"at 4{shown} Hedge{shown} Row", what="address")
