from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.calendar import (
    ENGLAND_BANK_HOLIDAYS,
    SchoolYear,
    Term,
    empty_calendar,
    with_confirmed_year,
    with_year,
)
from casework.errors import UsageFault
from casework.office.calendar import (
    LARGEST_LIST,
    TermDates,
    propose_year,
    read_terms_csv,
    with_term_dates,
)

LIST = """kind,first,last,name
covers,2026-09-01,2027-08-31,
term,2026-09-02,2026-10-23,autumn
term,2026-11-02,2026-12-18,winter
inset,2026-09-02,,
inset,2026-11-02,2026-11-03,
closure,2026-11-19,2026-11-23,boiler
"""
READ = TermDates(
    years=(
        SchoolYear(
            first=date(2026, 9, 1),
            last=date(2027, 8, 31),
            terms=(
                Term(first=date(2026, 9, 2), last=date(2026, 10, 23), name="autumn"),
                Term(first=date(2026, 11, 2), last=date(2026, 12, 18), name="winter"),
            ),
            inset=frozenset({date(2026, 9, 2), date(2026, 11, 2), date(2026, 11, 3)}),
        ),
    ),
    closures={date(2026, 11, day): "boiler" for day in (19, 20, 23)},
)
HEAD = "kind,first,last,name\n"


def problems(text: str) -> tuple[str, ...]:
    with pytest.raises(UsageFault) as refused:
        read_terms_csv(text)
    assert refused.value.message == "The list of term dates cannot be used."
    assert "the day first" in refused.value.advice
    return refused.value.reasons


def test_a_list_gives_a_school_year_and_its_closures() -> None:
    assert read_terms_csv(LIST) == READ


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + LIST,
        LIST.replace("\n", "\r\n"),
        LIST.replace("\n", "\r"),
        LIST.replace(",", ";"),
        LIST.replace(",", "\t"),
        LIST.replace("\n", ",,\n"),
        "\n\n" + LIST.replace("\n", "\n\n"),
        LIST.replace("kind,first", "Kind, FIRST").replace("term", " Term "),
        LIST.replace("autumn", '"autumn"'),
        LIST.replace("2026-09-02", "2/9/2026").replace("2026-11-19", "19/11/2026"),
    ],
    ids=["mark", "CRLF", "CR", "semicolons", "tabs", "empty", "blank", "capitals", "quotes", "UK"],
)
def test_a_list_is_read_as_spreadsheets_write_it(text: str) -> None:
    assert read_terms_csv(text) == READ


def test_columns_stand_in_any_order_and_need_no_name() -> None:
    dates = read_terms_csv("last,kind,first\n2026-10-23,term,2026-09-02\n")

    assert [term.name for term in dates.years[0].terms] == ["term"]


def test_the_day_comes_first_never_the_month() -> None:
    dates = read_terms_csv(HEAD + "term,3/9/2026,4/10/2026,autumn\n")

    assert (dates.years[0].first, dates.years[0].last) == (date(2026, 9, 3), date(2026, 10, 4))
    assert problems(HEAD + "term,9/14/2026,10/23/2026,autumn\n") == (
        "Line 2, first date: There is no month 14, so this is no date.",
        "Line 2, last date: There is no month 23, so this is no date.",
    )


def test_without_covers_a_list_reaches_from_its_first_to_its_last_day() -> None:
    dates = read_terms_csv(HEAD + "term,2026-09-02,2026-10-23,autumn\ninset,2026-09-01,,\n")

    assert (dates.years[0].first, dates.years[0].last) == (date(2026, 9, 1), date(2026, 10, 23))


def test_a_list_may_hold_two_years() -> None:
    dates = read_terms_csv(
        LIST + "covers,2027-09-01,2028-08-31,\nterm,2027-09-02,2027-10-22,autumn\n"
    )

    assert [year.first.year for year in dates.years] == [2026, 2027]
    assert len(dates.years[1].terms) == 1


def test_every_problem_is_told_at_once_with_its_line() -> None:
    text = HEAD + (
        "trem,2026-09-02,2026-10-23,autumn\n"
        "term,31/9/2026,,autumn\n"
        "\n"
        'term,soon,2026-10-23,"two\nlines"\n'
        "term,2026-10-23,2026-09-02,autumn\n"
        "inset,2026-09-02,2027-09-02,\n"
        "closure,2026-11-21,2026-11-22,snow\n"
        "closure,2026-11-20,,\n"
        "term,2026-09-02,2026-10-23,autumn,Ms Hart\n"
        f"term,2026-09-02,2026-10-23,{'x' * 81}\n"
    )

    assert problems(text) == (
        "Line 2: the kind must be term, inset, closure or covers. Did you mean term?",
        "Line 3, first date: There is no 31 September 2026.",
        "Line 3: the last date is missing.",
        "Line 5, first date: This is not a date that can be read.",
        "Line 7: Wed 2 Sep 2026 comes before Fri 23 Oct 2026.",
        "Line 8: Wed 2 Sep 2026 to Thu 2 Sep 2027 is too long for inset.",
        "Line 9: Sat 21 Nov 2026 lies at the weekend, so nothing closes.",
        "Line 10: the name must say why the school was closed.",
        "Line 11: there are more cells than columns.",
        "Line 12: the name is longer than 80 characters.",
    )


def test_columns_that_are_missing_doubled_or_strange_are_told() -> None:
    assert problems("\nkind,frist,last,last,pupil\n") == (
        "Line 2: there is no column “first”.",
        "Line 2: the column “last” stands there twice.",
        "Line 2: column 2 does not belong here. Did you mean first?",
        "Line 2: column 5 does not belong here.",
    )


@pytest.mark.parametrize("text", ["", "\n \n", "\ufeff"])
def test_an_empty_file_is_no_list(text: str) -> None:
    assert problems(text)[0] == "Line 1: there is no column “kind”."


def test_a_heading_alone_is_no_list() -> None:
    assert problems(HEAD) == ("It has no dates in it.",)


def test_quotation_marks_must_match() -> None:
    assert problems(HEAD + '\nterm,2026-09-02,2026-10-23,"autumn\n') == (
        "Line 3: the quotation marks do not match, or a cell is too long.",
    )


def test_dates_lie_in_exactly_one_covered_period() -> None:
    text = HEAD + (
        "covers,2026-09-01,2027-08-31,\n"
        "covers,2027-08-01,2028-08-31,\n"
        "term,2026-09-02,2026-10-23,autumn\n"
        "term,2027-09-02,2027-10-22,autumn\n"
        "inset,2027-08-30,,\n"
        "inset,2028-09-04,,\n"
    )

    assert problems(text) == (
        "Line 6: Mon 30 Aug 2027 lies in two of the periods of “covers”.",
        "Line 7: Mon 4 Sep 2028 lies outside the period of “covers”.",
    )


def test_terms_that_cannot_be_are_told() -> None:
    text = HEAD + "term,2026-09-02,2026-10-23,one\nterm,2026-10-23,2026-12-18,two\n"

    assert problems(text) == ("The terms “one” and “two” overlap.",)


def test_years_without_covers_are_not_run_together() -> None:
    text = HEAD + "term,2026-09-02,2026-10-23,one\nterm,2028-10-23,2028-12-18,two\n"

    assert problems(text) == ("Wed 2 Sep 2026 to Mon 18 Dec 2028 is longer than a school year.",)


def test_a_large_file_is_refused_before_it_is_read() -> None:
    assert problems("£" * (LARGEST_LIST // 2 + 1)) == (
        "It is larger than 1 MB, so it is not a list of term dates.",
    )


def test_a_list_with_many_rows_is_not_one_schools() -> None:
    rows = "closure,2026-11-20,,snow\n" * 1001

    assert problems(HEAD + rows) == ("It has more than 1000 rows, so it is not one school’s list.",)


def test_beyond_a_hundred_problems_the_rest_is_counted() -> None:
    told = problems(HEAD + "x,2026-09-02,,\n" * 150)

    assert len(told) == 101
    assert told[-1] == "There are 50 more problems after these."


def test_no_problem_repeats_what_the_file_says() -> None:
    told = " ".join(problems("name,born\nHart,2015-01-02\n") + problems(HEAD + "Hart,Hart,Hart,\n"))

    assert "hart" not in told.casefold()
    assert "born" not in told


def test_an_import_is_one_change() -> None:
    before = empty_calendar(version=7)

    after = with_term_dates(before, READ)

    assert after.version == 8
    assert after.years == READ.years
    assert after.why_not_school(date(2026, 11, 19)) == "closed: boiler"


def test_years_alone_leave_the_closures_as_they_are() -> None:
    before = with_term_dates(empty_calendar(), READ)

    after = with_term_dates(before, TermDates(years=READ.years))

    assert (after.version, after.closures) == (3, before.closures)


def test_closures_alone_can_be_imported_into_a_loaded_year() -> None:
    before = with_year(empty_calendar(), READ.years[0])
    closures = read_terms_csv(HEAD + "closure,2026-11-19,,snow\n")

    assert closures.years == ()
    assert with_term_dates(before, closures).closures == {date(2026, 11, 19): "snow"}


def test_an_import_that_fails_changes_nothing() -> None:
    before = empty_calendar()
    outside = TermDates(years=READ.years, closures={date(2030, 1, 8): "snow"})

    with pytest.raises(UsageFault):
        with_term_dates(before, outside)
    assert before == empty_calendar()


@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_the_proposal_agrees_with_the_shipped_years(year: int) -> None:
    shipped = {day: name for day, name in ENGLAND_BANK_HOLIDAYS.items() if day.year == year}

    assert propose_year(year) == shipped


def test_a_proposal_holds_the_weekdays_off_and_can_be_confirmed() -> None:
    proposed = propose_year(2033)

    assert proposed[date(2033, 1, 3)] == "New Year’s Day (substitute day)"
    assert proposed[date(2033, 12, 27)].endswith("(substitute day)")
    assert {day.isoweekday() for day in proposed} <= set(range(1, 6))
    assert len(proposed) == 8
    calendar = with_confirmed_year(empty_calendar(), 2033, proposed)
    assert not calendar.working_day(date(2033, 1, 3))


@pytest.mark.parametrize("year", [1999, 2101, 0])
def test_no_holidays_are_proposed_for_a_far_year(year: int) -> None:
    with pytest.raises(UsageFault, match="can be proposed"):
        propose_year(year)


@st.composite
def lists(draw: st.DrawFn) -> tuple[str, SchoolYear]:
    """A school year, and a list of it with its separator, dates and order drawn."""
    start = draw(st.dates(min_value=date(2026, 1, 1), max_value=date(2060, 1, 1)))
    cuts = sorted(draw(st.sets(st.integers(0, 350), min_size=2, max_size=12)))
    days = [start + timedelta(days=cut) for cut in cuts[: len(cuts) // 2 * 2]]
    terms = tuple(
        Term(first=first, last=last, name=f"term {first:%j}")
        for first, last in zip(days[::2], days[1::2], strict=True)
    )
    inset = frozenset(draw(st.sets(st.sampled_from(days))))
    year = SchoolYear(first=start, last=start + timedelta(days=364), terms=terms, inset=inset)
    shape = draw(st.sampled_from(["%Y-%m-%d", "%d/%m/%Y"]))
    rows = [f"covers,{year.first:{shape}},{year.last:{shape}},"]
    rows += [f"term,{term.first:{shape}},{term.last:{shape}},{term.name}" for term in terms]
    rows += [f"inset,{day:{shape}},," for day in inset]
    text = "\n".join([HEAD.strip(), *draw(st.permutations(rows))])
    return text.replace(",", draw(st.sampled_from(",;\t"))), year


@given(written=lists())
def test_every_year_is_read_as_it_was_written(written: tuple[str, SchoolYear]) -> None:
    text, year = written

    assert read_terms_csv(text) == TermDates(years=(year,))


@given(
    text=st.text(max_size=200)
    | st.lists(
        st.sampled_from(
            ["term", "inset", "2026-09-02", "1/10/2026", ",", ";", "\n", '"', "\0", "\ud800"]
        )
    ).map(lambda parts: HEAD + "".join(parts))
)
def test_any_text_is_read_or_refused_with_reasons(text: str) -> None:
    try:
        reasons = tuple(str(year.first) for year in read_terms_csv(text).years)
    except UsageFault as refused:
        reasons = refused.reasons

    assert reasons
