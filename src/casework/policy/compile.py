"""From a checked file to the policy that the engine reads: resolved, indexed, one step per source.

Every name must be declared (see ``references``). Must not know files or how they were written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.deadlines import Roll, Rule, parse_length
from casework.policy import model
from casework.policy.atoms import Scope
from casework.policy.references import parts, test_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from casework.policy import schema


def compiled(file: schema.PolicyFile, digest: str, files: Mapping[str, str]) -> model.Policy:
    """Return the policy of a file in which every name is declared."""
    roles = {name: frozenset(members) for name, members in file.roles.items()}
    approvals = {
        name: _approval(name, approval, roles) for name, approval in file.approvals.items()
    }
    case_types = {
        name: _CaseTypes(file, case_type, roles, approvals).made(name)
        for name, case_type in file.case_types.items()
    }
    return model.Policy(
        name=file.policy,
        title=file.title,
        school=file.school or "",
        adopted=file.adopted or "",
        review=file.review or "",
        digest=digest,
        clauses={name: _clause(name, clause) for name, clause in file.clauses.items()},
        roles=roles,
        approvals=approvals,
        categories={name: _category(name, one) for name, one in file.categories.items()},
        facts={name: _fact(name, fact, roles) for name, fact in file.facts.items()},
        conditions=dict(_everywhere(file)),
        case_types=case_types,
        counts={name: _count(name, count) for name, count in file.counts.items()},
        ages={name: age.age for name, age in file.ages.items()},
        files=dict(files),
    )


def _clause(name: str, clause: schema.Clause) -> model.Clause:
    return model.Clause(
        id=name,
        strength=clause.strength,
        bearing=clause.bearing,
        says=clause.says,
        cite=clause.cite or "",
        on_school=clause.on_school,
        nothing_needed=clause.nothing_needed or "",
        held_by=clause.held_by or "",
    )


def _approval(
    name: str, approval: schema.Approval, roles: Mapping[str, frozenset[str]]
) -> model.ApprovalRule:
    instead = (member for substitute in approval.instead for member in sorted(roles[substitute]))
    return model.ApprovalRule(
        name=name,
        title=approval.title,
        by=roles[approval.by],
        instead=tuple(dict.fromkeys(instead)),
        clauses=tuple(approval.clauses),
    )


def _category(name: str, category: schema.Category) -> model.Category:
    return model.Category(
        code=name,
        title=category.title,
        normalised=category.normalised,
        targets=tuple(category.targets),
        clauses=tuple(category.clauses),
        routes=category.routes or "",
    )


def _count(name: str, count: schema.Counting) -> model.Count:
    return model.Count(
        name=name,
        title=count.title,
        categories=tuple(count.categories),
        targets=tuple(count.targets),
        clauses=tuple(count.clauses),
    )


def _fact(name: str, fact: schema.Fact, roles: Mapping[str, frozenset[str]]) -> model.Fact:
    return model.Fact(
        name=name,
        ask=fact.ask,
        type=fact.type,
        choices=tuple(fact.choices),
        who_says=fact.who_says,
        personal=fact.personal,
        sealed=fact.sealed,
        once=fact.once,
        roles=roles[fact.asked_of] if fact.asked_of else frozenset(),
        clauses=tuple(fact.clauses),
        setting=fact.setting or "",
    )


def _everywhere(file: schema.PolicyFile) -> Iterator[tuple[str, model.Condition]]:
    """Yield each condition, read in the first case type that has the tracks it asks of."""
    for name, condition in file.conditions.items():
        wanted = set(_tracks_of(file, condition))
        for case_type in file.case_types.values():
            if wanted <= case_type.tracks.keys():
                scope = Scope(conditions=file.conditions, tracks=case_type.tracks)
                yield name, _condition(name, condition, scope)
                break


def _tracks_of(file: schema.PolicyFile, condition: schema.Test) -> Iterator[str]:
    for _, part in parts(condition):
        if part.track is not None:
            yield part.track
        for _, word in test_words(part):
            if word in file.conditions:
                yield from _tracks_of(file, file.conditions[word])


def _condition(name: str, condition: schema.Condition, scope: Scope) -> model.Condition:
    test = scope.atom(condition)
    return model.Condition(
        name=name,
        test=test,
        holds=test.compiled(),
        otherwise=condition.otherwise,
        remedy=condition.remedy or "",
        clauses=tuple(condition.clauses),
        when_it_holds=condition.when_it_holds or "",
    )


class _CaseTypes:
    """Makes one case type; holds what all of its parts look names up in."""

    def __init__(
        self,
        file: schema.PolicyFile,
        case_type: schema.CaseType,
        roles: Mapping[str, frozenset[str]],
        approvals: Mapping[str, model.ApprovalRule],
    ) -> None:
        self._file = file
        self._written = case_type
        self._roles = roles
        self._approvals = approvals
        self._scope = Scope(conditions=file.conditions, tracks=case_type.tracks)
        self._conditions: dict[str, model.Condition] = {}

    def made(self, name: str) -> model.CaseType:
        """Return the case type with its indexes."""
        written = self._written
        tracks = {track: self._track(name, track) for track in written.tracks}
        steps = [step for track in tracks.values() for step in track.transitions]
        return model.CaseType(
            name=name,
            title=written.title,
            sealed=written.sealed,
            opened_by=self._roles[written.opened_by],
            opens_at=written.opens_at or "",
            circles=tuple(written.circles),
            tracks=tracks,
            deadlines={limit: self._deadline(limit) for limit in written.deadlines},
            letters={letter: self._letter(letter) for letter in written.letters},
            pause=self._pause(written.pause) if written.pause else None,
            contracts=tuple(self._contract(*item) for item in written.contracts.items()),
            clauses=tuple(written.clauses),
            spine=next(track for track, made in tracks.items() if made.spine),
            triggers=_triggers(steps),
            offers=_offers(steps),
            by_id={step.id: step for step in steps},
        )

    def _named(self, name: str) -> model.Condition:
        if name not in self._conditions:
            written = self._file.conditions[name]
            self._conditions[name] = _condition(name, written, self._scope)
        return self._conditions[name]

    def _maybe(self, name: str | None) -> model.Condition | None:
        return self._named(name) if name else None

    def _track(self, case_type: str, name: str) -> model.Track:
        track = self._written.tracks[name]
        return model.Track(
            name=name,
            title=track.title,
            spine=track.spine,
            initial=track.initial or "",
            finals=frozenset(track.finals),
            states={state: self._state(state, made) for state, made in track.states.items()},
            transitions=tuple(self._transitions(case_type, name, track)),
            decide_when=self._maybe(track.decide_when),
            owed_when=self._maybe(track.owed_when),
            clauses=tuple(track.clauses),
            not_in_policy=track.not_in_policy,
        )

    def _state(self, name: str, state: schema.State) -> model.State:
        return model.State(
            name=name,
            title=state.title,
            owner=self._roles[state.owner] if state.owner else frozenset(),
            next=state.next or "",
        )

    def _transitions(
        self, case_type: str, name: str, track: schema.Track
    ) -> Iterator[model.Transition]:
        taken: dict[str, int] = {}
        for step in track.transitions:
            for source in step.source:
                bare = f"{case_type}/{name}/{step.trigger}/{source}"
                taken[bare] = taken.get(bare, 0) + 1
                ordinal = f"/{taken[bare]}" if taken[bare] > 1 else ""
                yield self._transition(f"{bare}{ordinal}", name, source, step, track)

    def _transition(
        self, rule: str, name: str, source: str, step: schema.Transition, track: schema.Track
    ) -> model.Transition:
        return model.Transition(
            id=rule,
            track=name,
            trigger=step.trigger,
            source=source,
            dest=step.dest,
            says=step.says,
            roles=self._roles[step.by],
            approval=self._approvals[step.approval] if step.approval else None,
            conditions=tuple(self._named(condition) for condition in step.conditions),
            unless=tuple(self._named(condition) for condition in step.unless),
            asks=tuple(step.asks),
            asks_sealed=tuple(step.asks_sealed),
            sets=dict(step.sets),
            reason=step.reason,
            new_capture=step.new_capture,
            letter=step.letter or "",
            starts=tuple(step.starts),
            ends=tuple(step.ends),
            keeps=step.keeps or "",
            then=tuple(_follow_on(follow) for follow in step.then),
            admits=tuple(step.admits),
            reopens=step.reopens,
            closes=step.closes,
            danger=step.danger,
            override=step.override,
            clauses=tuple(step.clauses),
            not_in_policy=step.not_in_policy or (track.not_in_policy and not step.clauses),
        )

    def _deadline(self, name: str) -> model.Deadline:
        written = self._written.deadlines[name]
        rule = Rule(
            lengths=tuple(parse_length(words) for words in written.within), roll=Roll(written.roll)
        )
        return model.Deadline(
            name=name,
            title=written.title,
            track=written.track,
            rule=rule,
            words=str(rule),
            anchor=written.from_,
            when_missed=written.when_missed or "",
            to=self._roles[written.to],
            provenance=written.provenance,
            source=written.source or "",
            clauses=tuple(written.clauses),
        )

    def _letter(self, name: str) -> model.Letter:
        letter = self._written.letters[name]
        return model.Letter(
            name=name,
            title=letter.title,
            template=letter.template,
            to=letter.to,
            approval=self._approvals[letter.approval] if letter.approval else None,
            waived_by=letter.waived_by or "",
            when_sent=_follow_on(letter.when_sent) if letter.when_sent else None,
            when_received=_follow_on(letter.when_received) if letter.when_received else None,
            limit=letter.limit or "",
            clauses=tuple(letter.clauses),
            not_in_policy=letter.not_in_policy,
        )

    def _pause(self, pause: schema.PauseRule) -> model.PauseRule:
        return model.PauseRule(
            when=self._named(pause.when),
            steps=_pairs(pause.steps),
            letters_to=frozenset(pause.letters_to),
            released_by=self._roles[pause.released_by],
            circle=pause.circle,
            otherwise=pause.otherwise,
            clauses=tuple(pause.clauses),
            not_in_policy=pause.not_in_policy,
        )

    def _contract(self, name: str, contract: schema.Contract) -> model.Contract:
        never = self._scope.atom(contract.never) if contract.never else None
        while_ = self._scope.atom(contract.while_) if contract.while_ else None
        return model.Contract(
            name=name,
            says=contract.says,
            never=never.compiled() if never else None,
            never_test=never,
            steps=_pairs(contract.steps),
            letters_to=frozenset(contract.letters_to),
            while_=while_.compiled() if while_ else None,
            while_test=while_,
            clauses=tuple(contract.clauses),
        )


def _follow_on(follow: schema.FollowOn) -> model.FollowOn:
    return model.FollowOn(track=follow.track, trigger=follow.trigger, optional=follow.optional)


def _pairs(steps: Sequence[schema.FollowOn]) -> frozenset[tuple[str, str]]:
    return frozenset((step.track, step.trigger) for step in steps)


def _triggers(steps: Sequence[model.Transition]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for step in steps:
        found.setdefault(step.trigger, {})[step.track] = None
    return {trigger: tuple(tracks) for trigger, tracks in found.items()}


def _offers(
    steps: Sequence[model.Transition],
) -> dict[tuple[str, str], tuple[model.Transition, ...]]:
    found: dict[tuple[str, str], list[model.Transition]] = {}
    for step in steps:
        found.setdefault((step.track, step.source), []).append(step)
    return {place: tuple(offered) for place, offered in found.items()}
