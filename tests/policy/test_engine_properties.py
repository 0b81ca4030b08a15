"""What is always true of the engine, whatever the policy and whatever people ask of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from casework.domain.case import Standing
from casework.domain.commands import (
    AddEvidence,
    AddNote,
    NamePerson,
    RecordIncident,
    Redate,
    ReviseLetter,
)
from casework.domain.events import (
    CLOCK,
    ApprovalGranted,
    DeadlineArmed,
    DeadlineEnded,
    Event,
    TrackMoved,
    Undone,
)
from casework.domain.fold import fold, follow, resume
from casework.domain.refusals import Refusal, RefusalKind
from casework.policy import gates
from casework.policy.decision import Accepted
from casework.policy.offers import offers
from tests.policy.engine_kit import (
    CALENDAR,
    HEAD,
    NOT_LOADED,
    OFFICE,
    TEACHER,
    Walk,
    opened,
    opening,
    person,
    words,
)
from tests.policy.policy_strategies import (
    ANSWERS,
    CLAIMS,
    TRIGGERS,
    Words,
    policies,
    policy_of,
    steps_of,
    true_of,
)

if TYPE_CHECKING:
    from casework.domain.case import Snapshot
    from casework.domain.people import Actor

LIFE = (
    ("issue", "issued"),
    ("print", "printed"),
    ("send", "sent"),
    ("receive", "received"),
    ("withdraw", "withdrawn"),
)
OPEN = {Standing.WAITING, Standing.RUNNING, Standing.PASSED}
ACTORS = st.sampled_from([OFFICE, HEAD, replace(HEAD, user="head-2"), TEACHER])
COUNT = 12  # commands of one case
EXAMPLES = settings().max_examples // 3  # each is a whole policy with a whole case


@dataclass
class Played:
    """A walk, the words of its policy, and the case after each entry."""

    walk: Walk
    words: Words
    after: list[Snapshot]

    def act(self, data: st.DataObject) -> None:
        """Let somebody do something, and hold what came of it to what is always true."""
        before = self.walk.snapshot
        count = len(self.walk.entries)
        data.draw(st.sampled_from(ACTS))(self, data)
        assert fold(self.walk.entries[:count]) == before  # and nobody wrote into it
        if len(self.walk.entries) == count:
            assert self.walk.snapshot is before
            return
        self.after.append(self.walk.snapshot)
        entry = self.walk.entries[-1]
        assert self.walk.snapshot.seq == entry.seq == len(self.walk.entries)
        self._keeps(before, entry.events)

    def _keeps(self, before: Snapshot, events: tuple[Event, ...]) -> None:
        if any(isinstance(event, Undone) for event in events):
            return
        entry = self.walk.entries[-1]
        assert follow(before, entry) == self.walk.snapshot
        _moves_are_declared(self.walk, before, self.words)
        _limits_are_whole(self.walk)
        if entry.actor != CLOCK:
            case_type = self.walk.policy.case_types["concern"]
            assert gates.broken_contracts(case_type, self.walk.snapshot) == ()


def _moves_are_declared(walk: Walk, before: Snapshot, wrote: Words) -> None:
    entry = walk.entries[-1]
    draft = resume(before, entry)
    case_type = walk.policy.case_types["concern"]
    granted = any(isinstance(event, ApprovalGranted) for event in entry.events)
    caused = granted or entry.command == "MoveLetter"
    for event in entry.events:
        if isinstance(event, TrackMoved):
            rule = case_type.by_id[event.rule]
            declared = (rule.track, rule.trigger, rule.source, rule.dest)
            assert (event.track, event.trigger, event.source, event.dest) == declared
            assert draft.tracks[event.track].state == event.source
            for condition in rule.conditions:
                assert true_of(draft, wrote["conditions"][condition.name], wrote)
            for condition in rule.unless:
                assert not true_of(draft, wrote["conditions"][condition.name], wrote)
            if not event.followed and not caused:
                assert entry.actor.roles & rule.roles
            assert rule.approval is None or (granted and not event.followed)
        draft.apply(event)


def _limits_are_whole(walk: Walk) -> None:
    limits = walk.snapshot.deadlines
    for limit in limits.values():
        assert bool(limit.due_at) or limit.standing is not Standing.RUNNING
        assert bool(limit.anchor) or limit.standing is not Standing.RUNNING
        assert limit.armed <= walk.snapshot.seq
    events = walk.entries[-1].events
    armed = [event.id for event in events if isinstance(event, DeadlineArmed)]
    ended = [event.id for event in events if isinstance(event, DeadlineEnded)]
    assert len(armed) == len(set(armed))
    assert len(ended) == len(set(ended))
    assert all(limits[id_].standing not in OPEN for id_ in ended)
    case_type = walk.policy.case_types["concern"]
    if walk.at(case_type.spine) in case_type.tracks[case_type.spine].finals:
        assert [limit for limit in limits.values() if limit.standing in OPEN] == []


def _step(played: Played, data: st.DataObject) -> None:
    """Try a step; "not yet, because" must have said what comes of it."""
    walk, actor = played.walk, data.draw(ACTORS)
    track = data.draw(st.sampled_from(list(walk.snapshot.tracks)))
    trigger = data.draw(st.sampled_from(TRIGGERS))
    shown = [
        offer
        for offer in offers(walk.policy, walk.snapshot, actor)
        if (offer.transition.track, offer.transition.trigger) == (track, trigger)
    ]
    said = walk.take(actor, trigger, track)
    if not shown:
        assert said
    elif shown[0].reasons:
        assert said == [reason.sentence for reason in shown[0].reasons]
    elif isinstance(walk.last, Refusal):
        assert walk.last.kind is RefusalKind.INCOMPLETE
        assert shown[0].transition.asks


def _answer(played: Played, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(list(ANSWERS)))
    played.walk.say(data.draw(ACTORS), **{name: data.draw(st.sampled_from(ANSWERS[name]))})


def _categorise(played: Played, data: st.DataObject) -> None:
    played.walk.categorise(data.draw(st.sampled_from(CLAIMS)))


def _record(played: Played, data: st.DataObject) -> None:
    calendar = data.draw(st.sampled_from([CALENDAR, CALENDAR, NOT_LOADED]))
    played.walk.calendar = calendar
    played.walk.send(
        data.draw(
            st.sampled_from(
                [
                    AddNote(actor=OFFICE, calendar=calendar, words="A note."),
                    RecordIncident(actor=OFFICE, calendar=calendar, words="Again."),
                    AddEvidence(actor=OFFICE, calendar=calendar, sheet={"a": "b"}),
                    NamePerson(actor=OFFICE, calendar=calendar, person=person("author")),
                    Redate(actor=OFFICE, calendar=calendar),
                ]
            )
        )
    )


def _decide(played: Played, data: st.DataObject) -> None:
    requests = list(played.walk.snapshot.approvals)
    if requests:
        number = data.draw(st.sampled_from(requests))
        played.walk.decide(data.draw(ACTORS), granted=data.draw(st.booleans()), number=number)


def _letter(played: Played, data: st.DataObject) -> None:
    numbers = list(played.walk.snapshot.letters)
    if numbers:
        played.walk.letter(*data.draw(st.sampled_from(LIFE)), data.draw(st.sampled_from(numbers)))


def _revise(played: Played, data: st.DataObject) -> None:
    numbers = list(played.walk.snapshot.letters)
    if numbers:
        number = data.draw(st.sampled_from(numbers))
        fresh = words(f"anew {len(played.walk.entries)}")
        command = ReviseLetter(actor=OFFICE, calendar=CALENDAR, number=number, text=fresh)
        if played.walk.send(command) == []:
            played.walk.letters[played.walk.snapshot.letters[number].letter] = fresh


def _release(played: Played, data: st.DataObject) -> None:
    played.walk.take(data.draw(ACTORS), "release-pause")


def _clock(played: Played, _data: st.DataObject) -> None:
    running = [
        one for one in played.walk.snapshot.deadlines.values() if one.standing is Standing.RUNNING
    ]
    if (
        running
        and running[-1]
        == [one for one in played.walk.snapshot.deadlines.values() if one.name == running[-1].name][
            -1
        ]
    ):
        played.walk.clock(running[-1].name)


def _undo(played: Played, data: st.DataObject) -> None:
    """Taking an entry back gives exactly the case before it."""
    walk = played.walk
    last = walk.entries[-1]
    if walk.undo(data.draw(ACTORS)) == [] and last.actor != CLOCK:
        assert _without_marks(walk.snapshot) == _without_marks(played.after[-2])
        assert (walk.snapshot.seq, walk.snapshot.last_by) == (last.seq + 1, last.actor.user)


def _without_marks(case: Snapshot) -> Snapshot:
    return replace(case, seq=0, revision=0, changed_at=case.opened_at, last_by="")


ACTS = (
    *(_step,) * 8,
    *(_answer,) * 3,
    *(_decide,) * 3,
    *(_letter,) * 3,
    _categorise,
    _record,
    _revise,
    _release,
    _clock,
    *(_undo,) * 2,
)


def begun(wrote: Words, actor: Actor) -> Walk | None:
    """Return a case just opened, where its policy lets one be opened at all."""
    policy = policy_of(wrote)
    try:
        return opened(policy, opening(policy, "concern", actor))
    except AssertionError:
        return None  # a contract is broken from the first


@settings(max_examples=EXAMPLES)
@given(wrote=policies(), data=st.data())
def test_whatever_people_ask_a_case_stays_sound(wrote: Words, data: st.DataObject) -> None:
    walk = begun(wrote, OFFICE)
    if walk is None:
        return
    played = Played(walk, wrote, [walk.snapshot])
    for _ in range(COUNT):
        played.act(data)

    assert isinstance(walk.last, Accepted | Refusal | None)


@settings(max_examples=EXAMPLES)
@given(wrote=policies(), data=st.data())
def test_a_compiled_condition_is_true_where_its_words_are(
    wrote: Words, data: st.DataObject
) -> None:
    walk = begun(wrote, HEAD)
    if walk is None:
        return
    played = Played(walk, wrote, [walk.snapshot])
    for _ in range(COUNT):
        played.act(data)
        for name, condition in walk.policy.conditions.items():
            holds = condition.holds(walk.snapshot)
            assert holds is true_of(walk.snapshot, wrote["conditions"][name], wrote)
        for contract in walk.policy.case_types["concern"].contracts:
            written = wrote["contracts"][contract.name]
            for test, holding in (
                (written.get("never"), contract.never),
                (written.get("while"), contract.while_),
            ):
                if test is not None and holding is not None:
                    assert holding(walk.snapshot) is true_of(walk.snapshot, test, wrote)

    assert list(walk.policy.conditions) == list(wrote["conditions"])


@settings(max_examples=EXAMPLES)
@given(wrote=policies())
def test_the_index_of_steps_is_what_was_written(wrote: Words) -> None:
    case_type = policy_of(wrote).case_types["concern"]
    actual = [(one.track, one.source, one.trigger, one.dest) for one in case_type.by_id.values()]

    assert actual == [
        (track, step["source"], step["trigger"], step["dest"]) for track, step in steps_of(wrote)
    ]
