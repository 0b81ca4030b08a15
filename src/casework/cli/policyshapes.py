"""What ``--json`` prints of a policy: everything it declares, as plain values. A contract.

Keys are only ever added (``docs/commands.md``). Must not read a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casework.office.policies import Implemented
    from casework.policy.exploring.explore import Report
    from casework.policy.findings import Finding
    from casework.policy.model import CaseType, Policy, Transition

Json = dict[str, object]


def policy_shape(policy: Policy) -> Json:
    """Return ``policy show``: every case type, track, state and step."""
    return {
        "policy": policy.name,
        "title": policy.title,
        "school": policy.school or None,
        "adopted": policy.adopted or None,
        "review": policy.review or None,
        "digest": policy.digest,
        "roles": {name: sorted(roles) for name, roles in policy.roles.items()},
        "facts": {
            fact.name: {"ask": fact.ask, "type": fact.type, "choices": list(fact.choices)}
            for fact in policy.facts.values()
        },
        "categories": {
            one.code: {"title": one.title, "targets": list(one.targets)}
            for one in policy.categories.values()
        },
        "case_types": {name: _case_type(one) for name, one in policy.case_types.items()},
    }


def _case_type(case_type: CaseType) -> Json:
    return {
        "title": case_type.title,
        "sealed": case_type.sealed,
        "opened_by": sorted(case_type.opened_by),
        "opens_at": case_type.opens_at or None,
        "tracks": {
            track.name: {
                "title": track.title,
                "spine": track.spine,
                "initial": track.initial,
                "finals": sorted(track.finals),
                "states": {state.name: state.title for state in track.states.values()},
                "transitions": [_transition(step) for step in track.transitions],
            }
            for track in case_type.tracks.values()
        },
        "deadlines": {
            limit.name: {
                "title": limit.title,
                "within": limit.words,
                "from": limit.anchor,
                "provenance": limit.provenance,
                "clauses": list(limit.clauses),
            }
            for limit in case_type.deadlines.values()
        },
        "letters": {
            letter.name: {"title": letter.title, "to": letter.to, "clauses": list(letter.clauses)}
            for letter in case_type.letters.values()
        },
        "contracts": {
            one.name: {"says": one.says, "clauses": list(one.clauses)}
            for one in case_type.contracts
        },
    }


def _transition(step: Transition) -> Json:
    return {
        "trigger": step.trigger,
        "source": step.source,
        "dest": step.dest,
        "says": step.says,
        "by": sorted(step.roles),
        "approval": step.approval.name if step.approval else None,
        "conditions": [condition.name for condition in step.conditions],
        "unless": [condition.name for condition in step.unless],
        "asks": list(step.asks),
        "asks_sealed": list(step.asks_sealed),
        "reason": step.reason,
        "letter": step.letter or None,
        "starts": list(step.starts),
        "ends": list(step.ends),
        "then": [{"track": one.track, "trigger": one.trigger} for one in step.then],
        "admits": list(step.admits),
        "clauses": list(step.clauses),
        "not_in_policy": step.not_in_policy,
    }


def clause_shape(row: Implemented) -> Json:
    """Return one row of ``policy clauses``."""
    clause = row.clause
    return {
        "id": clause.id,
        "strength": clause.strength,
        "says": clause.says,
        "bearing": clause.bearing,
        "cite": clause.cite,
        "on_school": clause.on_school,
        "implemented_by": list(row.by),
        "nothing_needed": clause.nothing_needed or None,
        "held_by": clause.held_by or None,
    }


def finding_shape(finding: Finding) -> Json:
    """Return one finding of ``policy check``."""
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "message": finding.message,
        "remedy": finding.remedy,
        "file": finding.file,
        "line": finding.line,
    }


def report_shape(report: Report) -> Json:
    """Return what exploring proved: each slice with its size, each fault with the way there."""
    return {
        "proved": not report.faults,
        "slices": [
            {
                "question": part.question,
                "tracks": list(part.tracks),
                "facts": list(part.facts),
                "nodes": part.nodes,
                "moves": part.edges,
            }
            for part in report.slices
        ],
        "faults": [
            {
                "kind": str(fault.kind),
                "case_type": fault.case_type,
                "subject": fault.subject,
                "message": fault.message,
                "remedy": fault.remedy,
                "way": fault.scenario.as_text().splitlines() if fault.scenario else [],
            }
            for fault in report.faults
        ],
    }
