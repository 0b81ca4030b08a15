"""Which cases the practice school plays, in the order in which its first page tells of them.

A policy's cases stand in a module of their own; a further policy adds its module here. Must not
know what happens in a case.
"""

from __future__ import annotations

from casework.office.rehearsals import (
    braunstone,
    community,
    milnthorpe,
    moat_farm,
    model,
    sealed,
    trust,
)

SCRIPTS = (
    milnthorpe.removed_after_the_talk,
    milnthorpe.refused_and_continued,
    milnthorpe.threat_and_complaint,
    milnthorpe.contact_waits,
    community.met_twice,
    braunstone.banned_and_reported,
    moat_farm.taunts_under_age,
    trust.own_platform,
    model.settled_with_the_chair,
    sealed.taken_to_the_authority,
)
