"""Reading a policy file: hardened, complete in one run, and the same on every computer."""

from __future__ import annotations

import json
import os
import re
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.errors import Damaged, NotFound, UsageFault
from casework.policy import loader
from casework.policy import source as sources
from casework.policy.digest import version_digest
from casework.policy.findings import Finding, Severity
from casework.policy.loader import Loaded, check_file, load_policy, load_stored, read
from casework.policy.source import NoSuchBranch, PolicySource

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
PAGE = (ROOT / "docs/policy-format.md").read_text(encoding="utf-8")
GOOD = (HERE / "good.yaml").read_text(encoding="utf-8")
Load = Callable[..., Loaded | tuple[Finding, ...]]
Codes = Callable[..., list[str]]


def source(raw: bytes | str) -> PolicySource:
    def none(_name: str) -> bytes:
        raise NoSuchBranch("is not here")

    return PolicySource(
        file="p.yaml", raw=raw.encode() if isinstance(raw, str) else raw, branch=none
    )


def codes(raw: bytes | str) -> list[str]:
    answer = read(source(raw))
    return [one.code for one in (answer.findings if isinstance(answer, Loaded) else answer)]


def good(raw: bytes | str = GOOD) -> Loaded:
    answer = read(source(raw))
    assert isinstance(answer, Loaded), answer
    return answer


# --- what may stand in a file -----------------------------------------------------------------


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff\xfe\x00",
        b"casework: 1\n\x00",
        "casework: 1 # \u202e".encode(),
        "casework: 1\n\u2028".encode(),
        b"",
        b"just words",
        b"- a\n- list",
        b"casework: 1\n---\ncasework: 1\n",
        b"casework: [1\n",
        b"casework: 1\n\tpolicy: x\n",
        b"%YAML 1.1\n%FOO\n",
        b"casework: '",
    ],
)
def test_what_is_no_plain_text_of_one_policy_is_unreadable(raw: bytes) -> None:
    assert codes(raw) == ["W001"]


@pytest.mark.parametrize(
    "text",
    [
        "casework: &a 1\n",
        "casework: 1\ntitle: *a\n",
        "casework: !!int 1\n",
        "title: !!python/object/apply:os.system [echo]\n",
        "title: !<tag:yaml.org,2002:python/name:os.system> ''\n",
        "%TAG !e! tag:example.com,2000:\n---\ncasework: 1\n",
        "%YAML 1.1\n---\ncasework: 1\n",
        "&a casework: 1\n",
    ],
)
def test_anchors_aliases_tags_and_directives_are_refused(text: str) -> None:
    assert codes(text) == ["W002"]


def test_a_merge_key_is_refused(found: Codes) -> None:
    assert "W002" in found(("school: null", "school: null\n<<: {title: Other}"))


@pytest.mark.parametrize("word", ["2", "0", "one", "'1'", "true", "null", "[1]", ""])
def test_any_other_format_is_refused(word: str) -> None:
    assert codes(GOOD.replace("casework: 1", f"casework: {word}")) == ["W003"]


def test_a_file_without_format_is_refused() -> None:
    assert codes("policy: x\n") == ["W003"]


def test_fifty_megabytes_are_refused_at_once_and_never_held(tmp_path: Path) -> None:
    big = tmp_path / "big.yaml"
    with big.open("wb") as stream:
        stream.write(b"casework: 1\n# ")
        stream.truncate(50_000_000)
    tracemalloc.start()
    actual = [one.code for one in check_file(str(big), [], {})]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert actual == ["W001"]
    assert peak < 10_000_000


def test_a_bomb_of_aliases_never_goes_off() -> None:
    layers = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    layers += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    tracemalloc.start()
    actual = codes("casework: 1\n" + "\n".join(layers))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert actual == ["W002"]
    assert peak < 5_000_000


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "[{a: "])
def test_nesting_stops_at_twenty_however_deep_the_file_goes(opening: str) -> None:
    actual = codes("casework: 1\ntitle: " + opening * 100_000 if opening != "- " else "- " * 90_000)

    assert actual == ["W001"]


def test_twenty_levels_are_read(found: Codes) -> None:
    deep = "{not: " * 9 + "{fact: told}" + "}" * 9
    actual = found(("{fact: told, otherwise", f"{{not: {deep}, otherwise"))

    assert "W001" not in actual


@pytest.mark.parametrize("word", ["on", "yes", "No", "TRUE", "1e3", "0x1F", "010", "12:30"])
@pytest.mark.parametrize("where", ["key", "value"])
def test_a_bare_word_that_yaml_reads_otherwise_is_refused(
    found: Codes, word: str, where: str
) -> None:
    edit = ("normalised: threat-or-harassment", f"normalised: {word}")
    if where == "key":
        edit = ("  threats: {title: Threats, ", f"  {word}: {{title: Threats, ")

    assert "W008" in found(edit)


@pytest.mark.parametrize("word", ["1_000", "1.5", ".inf", ".NaN", "2024-09-01", "+1", "~x", "="])
def test_only_plain_whole_numbers_are_numbers(found: Codes, word: str) -> None:
    expected = {"W092"} if word == "~x" else {"W008", "W092"}

    assert set(found(("age: 14", f"age: {word}"))) == expected


@pytest.mark.parametrize("word", ['"on"', "'yes'", '"1e3"', '"2024-09-01"'])
def test_the_same_word_in_quotes_is_a_word(found: Codes, word: str) -> None:
    assert found(("Sort the concern.", word)) == []


def test_a_number_where_words_belong_is_reported_and_read_on(load: Load) -> None:
    answer = load(
        ("title: A Small Policy", "title: 2024"),
        ("says: Sort the concern.", "says: true"),
        ("dest: finished, says", "dest: gone, says"),
    )
    assert isinstance(answer, tuple)

    assert [(one.code, one.line) for one in answer] == [("W008", 5), ("W008", 64), ("W022", 93)]


def test_a_list_as_a_key_is_refused(found: Codes) -> None:
    assert found(("school: null", "? [a, b]\n: null")) == ["W008"]


def test_a_key_that_stands_twice_keeps_its_first_value() -> None:
    answer = read(source(GOOD.replace("school: null", "school: null\ntitle: [Second, {a: b}]")))
    assert isinstance(answer, tuple)

    assert [(one.code, one.line) for one in answer] == [("W007", 7)]


def test_the_nearest_key_is_suggested(load: Load) -> None:
    answer = load(("opened-by: staff", "opened-by: staff\n    contrakts: {}"))
    assert isinstance(answer, tuple)

    assert str(answer[0]) == (
        "good.yaml:52: W006 The key “contrakts” is not known here.  → Did you mean “contracts”?"
    )


def test_faults_of_every_kind_are_told_in_one_run(found: Codes) -> None:
    actual = found(
        ('adopted: "2024-09-01"', "adopted: 2024-13-01"),
        ("circles: [office, leadership]", "circles: [office]\n    colour: red"),
        ("dest: finished, says", "dest: gone, says"),
        ("title: Threats,", "title: Threats, title: Twice,"),
        ("provenance: seed,", "provenance: law,"),
    )

    assert sorted(set(actual)) == ["W005", "W006", "W007", "W008", "W022"]


def test_all_wrong_shapes_are_told_in_one_run(found: Codes) -> None:
    actual = found(
        ("age: 14", "age: old"),
        ("type: yes-no, clauses: [GOO-3]", "type: perhaps, clauses: [GOO-3]"),
        ("within: 2 school days, ", ""),
        ("{fact: told, otherwise", "{fact: told, paused: true, otherwise"),
    )

    assert sorted(actual) == ["W043", "W044", "W062", "W092"]


def test_a_finding_is_error_or_warning(load: Load) -> None:
    answer = load(("finished: {title: Finished}", "finished: {title: Begun}"))
    assert isinstance(answer, Loaded)
    (only,) = answer.findings

    assert only.severity is Severity.WARNING
    assert str(only).startswith("good.yaml:90: W023 (warning) ")


# --- the same on every computer ---------------------------------------------------------------


@pytest.mark.parametrize(
    "raw", [GOOD.replace("\n", "\r\n"), "\ufeff" + GOOD, "\ufeff" + GOOD.replace("\n", "\r\n")]
)
def test_line_ends_and_byte_order_marks_make_no_new_version(raw: str) -> None:
    assert good(raw).policy.digest == good().policy.digest


def test_both_parsers_give_the_same(monkeypatch: pytest.MonkeyPatch, load: Load) -> None:
    edits = [("circles: [office, leadership]", "circles: {a: [b]}\n    colour: red")]
    fast = load(*edits)
    monkeypatch.setattr(loader, "_EVENTS", yaml.SafeLoader)

    assert load(*edits) == fast


def heard(text: str, parser: type) -> list[tuple[object, ...]]:
    """Return all that the loader listens to in what a parser says of a text."""
    return [
        (
            type(event),
            event.start_mark.line if event.start_mark else None,
            getattr(event, "value", None),
            getattr(event, "anchor", None),
            getattr(event, "tag", None) or getattr(event, "tags", None),
            getattr(event, "version", None),
            event.implicit[0] if isinstance(event, yaml.ScalarEvent) else None,
            bool(getattr(event, "flow_style", None)),
        )
        for event in yaml.parse(text, Loader=parser)
    ]


SHIPPED = sorted((ROOT / "workflows").rglob("*.yaml"))


@pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="there is one parser alone")
@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_both_parsers_say_the_same_of_a_shipped_file(file: Path) -> None:
    text = file.read_text(encoding="utf-8")

    assert heard(text, yaml.SafeLoader) == heard(text, yaml.CSafeLoader)


def test_a_bare_question_mark_in_braces_is_refused_as_readers_differ(found: Codes) -> None:
    actual = found(('"Was the family told what was decided?"', "Was the family told?"))

    assert actual == ["W008"]


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    assert codes(raw) != []


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_damage_to_a_good_file_breaks_the_reader(data: st.DataObject) -> None:
    lines = GOOD.split("\n")
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(lines) - 1))
        at = data.draw(st.integers(0, len(lines[place])))
        extra = data.draw(st.sampled_from(["", " ", ":", "[", "}", "x", "- ", "null", "'", "a: b"]))
        gone = data.draw(st.integers(0, 12))
        lines[place] = lines[place][:at] + extra + lines[place][at + gone :]
    answer = read(source("\n".join(lines)))

    assert isinstance(answer, Loaded) or answer


# --- the version ------------------------------------------------------------------------------


def test_every_part_changes_the_version() -> None:
    files = {"p.yaml": "text", "letters/a.md": "words"}
    roles = {"staff": ["office"]}
    versions = {
        version_digest(files, roles, 1),
        version_digest({**files, "p.yaml": "text "}, roles, 1),
        version_digest({**files, "letters/a.md": "other"}, roles, 1),
        version_digest({"p.yaml": "text", "letters/b.md": "words"}, roles, 1),
        version_digest(files, {"staff": ["office", "dsl"]}, 1),
        version_digest(files, {"others": ["office"]}, 1),
        version_digest(files, roles, 2),
    }

    assert len(versions) == 7


def test_the_order_of_parts_does_not_change_the_version() -> None:
    one = version_digest({"a": "1", "b": "2"}, {"x": ["p", "q"], "y": []}, 1)
    other = version_digest({"b": "2", "a": "1"}, {"y": [], "x": ["q", "p"]}, 1)

    assert one == other


@given(
    st.dictionaries(st.text(max_size=4), st.text(max_size=4), max_size=4),
    st.dictionaries(st.text(max_size=4), st.text(max_size=4), max_size=4),
)
def test_only_the_same_texts_have_the_same_version(
    one: dict[str, str], other: dict[str, str]
) -> None:
    same = version_digest(one, {}, 1) == version_digest(other, {}, 1)

    assert same == (one == other)


# --- files, folders, branches -----------------------------------------------------------------

BRANCH = """casework: 1
branch: extra
roles: {helpers: [class-teacher]}
facts:
  kept: {ask: "Was it kept?", type: yes-no, not-in-policy: true}
tracks:
  aside:
    title: Aside
    not-in-policy: true
    initial: not-begun
    finals: [ended]
    states: {not-begun: {title: Not begun}, ended: {title: Ended}}
    transitions:
      - trigger: end-aside
        source: not-begun
        dest: ended
        says: End it.
        by: helpers
        asks: [kept]
        starts: [limit]
deadlines:
  limit: {title: Limit, track: aside, within: 1 month, to: helpers, provenance: default}
  other: {title: Other, track: elsewhere, within: 1 month, to: helpers, provenance: default}
"""
INCLUDE = ("school: null", "school: null\nincludes: [extra]")
TAKE = ("circles: [office, leadership]", "circles: [office]\n    include: [aside]")


def test_a_branch_brings_its_track_with_the_limits_that_name_it(load: Load) -> None:
    answer = load(INCLUDE, TAKE, extra=BRANCH)
    assert isinstance(answer, Loaded), answer
    concern = answer.policy.case_types["concern"]

    assert "aside" in concern.tracks
    assert set(concern.deadlines) == {"triage", "review", "limit"}
    assert answer.policy.roles["helpers"] == {"class-teacher"}
    assert sorted(answer.files) == ["good.yaml", "shared/extra.yaml"]


def test_a_fault_in_a_branch_is_told_with_its_own_file_and_line(load: Load) -> None:
    answer = load(INCLUDE, TAKE, extra=BRANCH.replace("dest: ended", "dest: gone"))
    assert isinstance(answer, tuple)

    assert [(one.code, one.file, one.line) for one in answer] == [("W022", "shared/extra.yaml", 16)]


def test_a_track_that_no_branch_has_is_not_taken_in(load: Load) -> None:
    answer = load(INCLUDE, (TAKE[0], TAKE[1].replace("aside", "asides")), extra=BRANCH)
    assert isinstance(answer, tuple)

    assert [(one.code, one.line) for one in answer if not one.warning] == [("W011", 54)]


def test_a_track_of_its_own_is_not_overwritten_by_a_branch(found: Codes) -> None:
    actual = found(
        INCLUDE,
        (TAKE[0], TAKE[1].replace("aside", "inquiry")),
        extra=BRANCH.replace("  aside:", "  inquiry:").replace("track: aside", "track: inquiry"),
    )

    assert "W012" in actual


def test_a_branch_bears_the_name_of_its_file(found: Codes) -> None:
    assert "W011" in found(INCLUDE, TAKE, extra=BRANCH.replace("branch: extra", "branch: other"))


@pytest.mark.parametrize("name", ["../extra", "/etc/passwd", "shared/extra", "extra.yaml", "."])
def test_a_branch_is_never_given_by_a_path(tmp_path: Path, name: str) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "extra.yaml").write_text(BRANCH, encoding="utf-8")
    (tmp_path / "shared/extra.yaml").write_text(BRANCH, encoding="utf-8")
    path = tmp_path / "good.yaml"
    text = GOOD.replace("school: null", f"school: null\nincludes: ['{name}']")
    path.write_text(text, encoding="utf-8")

    assert [one.code for one in check_file(str(path), [], {})] == ["W011"]


@pytest.mark.skipif(os.name == "nt", reason="links need a right that Windows users lack")
def test_a_branch_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "elsewhere.txt").write_text(BRANCH, encoding="utf-8")
    (tmp_path / "shared/extra.yaml").symlink_to(tmp_path / "elsewhere.txt")
    path = tmp_path / "good.yaml"
    path.write_text(GOOD.replace(*INCLUDE), encoding="utf-8")
    (found,) = check_file(str(path), [], {})

    assert (found.code, "link" in found.message) == ("W011", True)


def test_a_branch_that_cannot_be_opened_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared/extra.yaml").write_text(BRANCH, encoding="utf-8")
    path = tmp_path / "good.yaml"
    path.write_text(GOOD.replace(*INCLUDE), encoding="utf-8")
    opened = sources._read

    def held(which: Path) -> bytes:
        if which.name == "extra.yaml":
            raise PermissionError
        return opened(which)

    monkeypatch.setattr(sources, "_read", held)
    (found,) = check_file(str(path), [], {})

    assert (found.code, "could not be opened" in found.message) == ("W011", True)


def test_a_policy_is_found_by_name_in_the_first_folder_that_has_it(tmp_path: Path) -> None:
    for folder, title in (("own", "Altered"), ("shipped", "As shipped")):
        (tmp_path / folder).mkdir()
        text = GOOD.replace("A Small Policy", title)
        (tmp_path / folder / "good.yaml").write_text(text, encoding="utf-8")
    answer = load_policy("good", [tmp_path / "own", tmp_path / "shipped"], {})

    assert answer.policy.title == "Altered"


def test_an_altered_policy_still_finds_the_shipped_branches(tmp_path: Path) -> None:
    (tmp_path / "shipped/shared").mkdir(parents=True)
    (tmp_path / "shipped/shared/extra.yaml").write_text(BRANCH, encoding="utf-8")
    path = tmp_path / "good.yaml"
    path.write_text(GOOD.replace(*INCLUDE).replace(*TAKE), encoding="utf-8")
    answer = load_policy(str(path), [tmp_path / "shipped"], {})

    assert "aside" in answer.policy.case_types["concern"].tracks


def test_a_misspelt_policy_is_not_found_but_guessed(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(NotFound) as caught:
        load_policy("goods", [tmp_path], {})

    assert caught.value.advice == "Did you mean good?"


def test_a_policy_with_errors_is_unusable_and_says_why(tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_text(GOOD.replace("dest: finished", "dest: gone"), encoding="utf-8")
    with pytest.raises(UsageFault) as caught:
        load_policy(str(path), [], {})

    assert caught.value.exit_code == 2
    (reason,) = caught.value.reasons
    assert reason == (
        "good.yaml:93: W022 “inquiry” has no state “gone” (dest of “finish”)."
        "  → Its states are not-begun, begun, finished."
    )


# --- what a book has stored -------------------------------------------------------------------


def test_a_stored_policy_is_the_very_one_it_was(load: Load) -> None:
    answer = load(INCLUDE, TAKE, extra=BRANCH)
    assert isinstance(answer, Loaded)
    actual = load_stored(answer.files)

    assert actual.digest == answer.policy.digest
    assert actual.case_types.keys() == answer.policy.case_types.keys()
    assert actual.files == answer.files


def test_a_stored_policy_is_not_held_to_rules_made_since() -> None:
    actual = load_stored({"good.yaml": GOOD.replace("2026-09-01", "2023-09-01")})

    assert actual.review == "2023-09-01"


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"a.yaml": GOOD, "b.yaml": GOOD},
        {"a.yaml": "casework: 2"},
        {"a.yaml": GOOD.replace(*INCLUDE)},
        {"a.yaml": GOOD.replace("dest: finished", "dest: gone")},
    ],
)
def test_stored_texts_that_are_no_policy_are_damage(files: dict[str, str]) -> None:
    with pytest.raises(Damaged):
        load_stored(files)


# --- the format's own description -------------------------------------------------------------


def test_the_published_schema_is_current() -> None:
    actual = (ROOT / "docs/policy-format.schema.json").read_text(encoding="utf-8")

    assert actual == loader.format_schema()


def test_the_published_schema_allows_one_form_only() -> None:
    schema = json.loads(loader.format_schema())
    open_ended = [
        name
        for name, made in schema["$defs"].items()
        if made.get("type") == "object" and made.get("additionalProperties") is not False
    ]

    assert open_ended == []
    assert [made["title"] for made in schema["oneOf"]] == ["PolicyFile", "Branch"]


def test_every_key_of_the_format_is_explained() -> None:
    coded = " ".join(re.findall(r"`[^`\n]+`", PAGE))
    explained = set(re.findall(r"[a-z]+(?:-[a-z]+)*", coded))
    schema = json.loads(loader.format_schema())
    shapes = [*schema["oneOf"], *schema["$defs"].values()]
    keys = {key for shape in shapes for key in shape.get("properties", {})}

    assert keys - explained == set()


def test_the_example_of_the_page_keeps_every_rule() -> None:
    (example,) = (
        text for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL) if "\npolicy:" in text
    )

    assert codes(example) == []


def test_the_rules_of_reading_are_listed_on_their_page() -> None:
    page = (ROOT / "docs/policy-rules.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| (W\d\d\d) \|", page, re.MULTILINE)
    own = [f"W{number:03}" for number in (*range(1, 31), 92, 93)]

    assert set(own) - set(listed) == set()
    assert len(listed) == len(set(listed))
