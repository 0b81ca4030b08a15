"""What each command was, told to whoever finds that somebody was faster. Must not know any case."""

from __future__ import annotations

from typing import Final

#: What each command was, in the words of the person who reads that somebody was faster.
WAS: Final = {
    "AddEvidence": "put down evidence",
    "AddNote": "added a note",
    "AdmitUser": "let somebody into the case",
    "CorrectEntry": "corrected an entry",
    "DecideApproval": "decided a request",
    "ExcludeUser": "took somebody off the case",
    "ExtendLimit": "gave a time limit more time",
    "LinkCase": "linked another case",
    "MoveLetter": "took a letter a step on",
    "NamePerson": "named a person",
    "RecordIncident": "recorded an incident",
    "Redate": "worked the time limits out again",
    "ResumeLimit": "let a time limit go on",
    "ReviseLetter": "wrote a letter anew",
    "SetFacts": "answered questions",
    "StopLimit": "stopped a time limit",
    "TakeStep": "took a step",
    "UndoLast": "took the last entry back",
    "WaiveLimit": "waived a time limit",
}
