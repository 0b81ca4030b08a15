"""Small policies made by chance, and a plain reading of their tests that owes nothing to the code.

A policy is words as in a file, made into a model by the program's own compiler. ``true_of`` reads a
test from the same words, so that compiled conditions are held to something else than themselves.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from casework.policy.compile import compiled
from casework.policy.schema import PolicyFile
from tests.policy.engine_kit import digest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from casework.domain.case import CaseView
    from casework.policy.model import Policy

Words = dict[str, Any]  # what a policy file holds: anything
ROLES = {"staff": ["office"], "head": ["headteacher"], "both": ["office", "headteacher"]}
FACTS: Words = {
    "f0": {"ask": "Is it so?", "type": "yes-no"},
    "f1": {"ask": "Is it so elsewhere?", "type": "yes-no-unknown"},
    "f2": {"ask": "How many?", "type": "number"},
    "f3": {"ask": "Since when?", "type": "date"},
    "f4": {"ask": "What came of it?", "type": "choice", "choices": ["good", "bad"]},
}
ANSWERS = {
    "f0": ("yes", "no"),
    "f1": ("yes", "no", "unknown"),
    "f2": ("0", "1", "5"),
    "f3": ("2026-09-01", "2026-09-10"),
    "f4": ("good", "bad"),
}
CLAIMS = (("c0", "staff"), ("c0", "pupil"), ("c1", ""))
LETTER_STATES = ("drafted", "approved", "issued", "sent", "received")
TRIGGERS = ("go", "act", "turn")


def _leaves(tracks: dict[str, list[str]]) -> st.SearchStrategy[Words]:
    place = st.sampled_from(
        [(track, state) for track, states in tracks.items() for state in states]
    )
    return st.one_of(
        st.sampled_from(["yes", "no"]).map(lambda value: {"fact": "f0", "is": value}),
        st.just({"fact": "f1", "is": ["no", "unknown"]}),
        st.sampled_from([0, 1, 3]).map(lambda least: {"fact": "f2", "at-least": least}),
        st.sampled_from(["staff", "pupil"]).map(lambda who: {"category": "c0", "target": who}),
        st.just({"category": "c1"}),
        st.just({"only-category": "c1"}),
        place.map(lambda at: {"track": at[0], "in": [at[1]]}),
        place.map(lambda at: {"track": at[0], "been": [at[1]]}),
        st.sampled_from(list(tracks)).map(lambda track: {"track": track, "finished": True}),
        st.sampled_from([0, 1, 2]).map(lambda least: {"incidents": least}),
        st.sampled_from([0, 1]).map(lambda least: {"evidence": least}),
        st.just({"person": "author"}),
        st.booleans().map(lambda paused: {"paused": paused}),
    )


def _wide_leaves(tracks: dict[str, list[str]]) -> st.SearchStrategy[Words]:
    """What a step itself may change before it counts as taken stands in contracts alone."""
    return st.one_of(
        _leaves(tracks),
        st.sampled_from(LETTER_STATES).map(lambda stage: {"letter": "l0", "reached": stage}),
        st.sampled_from(["waiting", "running", "met", "cancelled"]).map(
            lambda stands: {"deadline": "d1", "standing": stands}
        ),
    )


def tests_of(leaves: st.SearchStrategy[Words]) -> st.SearchStrategy[Words]:
    def parts(inner: st.SearchStrategy[Words]) -> st.SearchStrategy[Words]:
        some = st.lists(inner, min_size=1, max_size=3)
        return st.one_of(
            some.map(lambda found: {"all": found}),
            some.map(lambda found: {"any": found}),
            inner.map(lambda found: {"not": found}),
        )

    return st.recursive(leaves, parts, max_leaves=4)


@st.composite
def _transition(
    draw: st.DrawFn, track: str, others: list[str], states: list[str], source: str, trigger: str
) -> Words:
    spine = track == "t0"
    dest = draw(st.sampled_from(states))
    closes = spine and dest == states[-1]
    step: Words = {
        "trigger": trigger,
        "source": source,
        "dest": dest,
        "says": "Do it.",
        "by": draw(st.sampled_from(list(ROLES))),
        "conditions": draw(st.lists(st.sampled_from(["k0", "k1", "k2"]), max_size=2, unique=True)),
        "unless": draw(st.lists(st.sampled_from(["k3", "k4"]), max_size=1)),
        "asks": draw(st.lists(st.sampled_from(["f0", "f3"]), max_size=1)),
        "sets": {"f4": "good"} if draw(st.integers(0, 4)) == 0 else {},
        "reason": draw(st.integers(0, 4)) == 0,
        "closes": closes,
    }
    if draw(st.integers(0, 4)) == 0:
        step["approval"] = "head"
    if draw(st.integers(0, 4)) == 0:
        step["letter"] = draw(st.sampled_from(["l0", "l1"]))
    if dest == source:
        step["keeps"] = draw(st.sampled_from(["deadlines", "restarts"]))
    own = ["d0"] if spine else ["d1", "d2"]
    step["starts"] = draw(st.lists(st.sampled_from(own), max_size=1))
    step["ends"] = draw(st.lists(st.sampled_from(own), max_size=1))
    if spine:
        chosen = draw(st.lists(st.sampled_from(others), max_size=2, unique=True)) if others else []
        step["then"] = [
            {
                "track": other,
                "trigger": draw(st.sampled_from(TRIGGERS)),
                "optional": draw(st.integers(0, 3)) > 0,
            }
            for other in chosen
        ]
    return step


@st.composite
def policies(draw: st.DrawFn) -> Words:
    """Draw the words of a small policy: one spine, one to three further tracks."""
    names = [f"t{number}" for number in range(draw(st.integers(2, 4)))]
    tracks = {name: [f"s{number}" for number in range(draw(st.integers(2, 4)))] for name in names}
    made: Words = {}
    for name, states in tracks.items():
        cells = st.sampled_from([(state, trigger) for state in states for trigger in TRIGGERS])
        steps = [
            draw(_transition(name, names[1:], states, source, trigger))
            for source, trigger in draw(st.lists(cells, min_size=2, max_size=6, unique=True))
        ]
        pairs = {(step["track"], step["trigger"]) for s in steps for step in s.get("then", ())}
        assert all(track != name for track, _ in pairs)
        made[name] = {
            "title": f"Track {name}",
            "spine": name == "t0",
            "initial": "s0",
            "finals": [states[-1]],
            "states": {state: {"title": state.upper()} for state in states},
            "transitions": steps,
        }
    tests = tests_of(_leaves(tracks))
    known = {
        f"k{number}": {**draw(tests), "otherwise": f"Condition k{number} fails."}
        for number in range(5)
    }
    return {
        "tracks": made,
        "conditions": known,
        **_rest(draw, tests_of(_wide_leaves(tracks)), names),
    }


def _rest(draw: st.DrawFn, tests: st.SearchStrategy[Words], names: list[str]) -> Words:
    step = {"track": draw(st.sampled_from(names)), "trigger": "go"}
    contracts: Words = {
        "never": {
            "says": "It never stands so.",
            "never": {"all": [draw(tests), {"track": names[-1], "in": ["s1"]}]},
        }
    }
    if draw(st.booleans()):
        contracts["while"] = {
            "says": "Not while it stands so.",
            "steps": [step],
            "letters-to": ["author"],
            "while": draw(tests),
        }
    pause = {
        "when": "k0",
        "steps": [{"track": names[-1], "trigger": "act"}],
        "letters-to": ["author"],
        "released-by": "head",
        "otherwise": "It waits.",
    }
    return {"contracts": contracts, "pause": pause if draw(st.booleans()) else None}


def policy_of(words: Words) -> Policy:
    """Return the policy, compiled by the program; its digest names exactly these words."""
    follow = {"track": "t1", "trigger": "go", "optional": True}
    case_type = {
        "title": "A concern",
        "opened-by": "both",
        "circles": ["office"],
        "tracks": words["tracks"],
        "deadlines": {
            "d0": {
                "title": "D",
                "track": "t0",
                "within": "2 school days",
                "to": "staff",
                "provenance": "default",
            },
            "d1": {
                "title": "D",
                "track": "t1",
                "within": "1 week",
                "from": "f3",
                "to": "staff",
                "provenance": "default",
            },
            "d2": {
                "title": "D",
                "track": "t1",
                "within": "3 working days",
                "from": "receipt",
                "to": "staff",
                "provenance": "default",
            },
        },
        "letters": {
            "l0": {
                "title": "L",
                "template": "l0",
                "to": "author",
                "approval": "head",
                "when-sent": follow,
                "when-received": follow,
            },
            "l1": {"title": "L", "template": "l1", "to": "police", "waived-by": "AAA-1"},
        },
        "pause": words["pause"],
        "contracts": words["contracts"],
    }
    whole = {
        "casework": 1,
        "policy": "chance",
        "title": "Chance",
        "clauses": {"AAA-1": {"strength": "states", "bearing": "machine", "says": "It says so."}},
        "roles": ROLES,
        "approvals": {"head": {"title": "The head decides", "by": "head", "instead": ["staff"]}},
        "categories": {
            "c0": {"title": "C", "normalised": "c0", "targets": ["staff", "pupil"]},
            "c1": {"title": "C", "normalised": "c1"},
        },
        "facts": FACTS,
        "conditions": words["conditions"],
        "case-types": {"concern": case_type},
    }
    digest = digest_of(json.dumps(whole, sort_keys=True))
    return compiled(PolicyFile.model_validate(whole), digest, {})


def steps_of(words: Words) -> Iterator[tuple[str, Words]]:
    """Yield each declared step with its track."""
    for track, made in words["tracks"].items():
        for step in made["transitions"]:
            yield track, step


def true_of(case: CaseView, test: Words, words: Words) -> bool:
    """Tell whether the test, as written, is true of the case."""
    if "all" in test:
        return all(true_of(case, part, words) for part in test["all"])
    if "any" in test:
        return any(true_of(case, part, words) for part in test["any"])
    if "not" in test:
        return not true_of(case, test["not"], words)
    kind = next(key for key in _READ if key in test)
    return _READ[kind](case, test, words)


def _fact(case: CaseView, test: Words, _words: Words) -> bool:
    known = case.facts.get(test["fact"])
    if known is None:
        return False
    if "at-least" in test:
        return int(known.value) >= int(test["at-least"])
    wanted = test["is"]
    return known.value == wanted or (isinstance(wanted, list) and known.value in wanted)


def _category(case: CaseView, test: Words, _words: Words) -> bool:
    found = [claim for claim in case.categories if claim.code == test["category"]]
    return any(test.get("target", claim.target) == claim.target for claim in found)


def _only(case: CaseView, test: Words, _words: Words) -> bool:
    return {claim.code for claim in case.categories} == {test["only-category"]}


def _track(case: CaseView, test: Words, words: Words) -> bool:
    track = case.tracks[test["track"]]
    if "finished" in test:
        return track.state in words["tracks"][test["track"]]["finals"]
    if "been" in test:
        return any(state in track.been for state in test["been"])
    return track.state in test["in"]


def _letter(case: CaseView, test: Words, _words: Words) -> bool:
    order = ("drafted", "approved", "issued", "printed", "signed", "sent", "received")
    stages = [one.state for one in case.letters.values() if one.letter == test["letter"]]
    far = order.index(test["reached"])
    return any(order.index(state) >= far for state in stages if state in order)


def _deadline(case: CaseView, test: Words, _words: Words) -> bool:
    standing = [one.standing for one in case.deadlines.values() if one.name == test["deadline"]]
    return bool(standing) and standing[-1] == test["standing"]


_READ: dict[str, Callable[[CaseView, Words, Words], bool]] = {
    "fact": _fact,
    "category": _category,
    "only-category": _only,
    "track": _track,
    "letter": _letter,
    "deadline": _deadline,
    "incidents": lambda case, test, _: len(case.incidents) >= test["incidents"],
    "evidence": lambda case, test, _: len(case.evidence) >= test["evidence"],
    "person": lambda case, test, _: test["person"] in {one.role for one in case.people},
    "paused": lambda case, test, _: (case.pause == "standing") is test["paused"],
}
