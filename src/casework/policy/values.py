"""What a policy file is made of, down to one value: names, sentences, days.

Must not know which shapes there are: see ``schema``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=48)]
ClauseId = Annotated[str, Field(pattern=r"^[A-Z]+-[A-Z0-9]+(\.[0-9]+)*[a-z]?$", max_length=24)]
Sentence = Annotated[str, Field(min_length=1, max_length=400)]
Title = Annotated[str, Field(min_length=1, max_length=120)]
Provenance = Literal["seed", "law", "guidance", "default"]
Names = Annotated[
    list[Name],
    Field(min_length=1),
    BeforeValidator(_listed, json_schema_input_type=list[Name] | Name),
]
Words = Annotated[
    list[str], Field(min_length=1), BeforeValidator(_listed, json_schema_input_type=list[str] | str)
]
Place = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*(/[a-z][a-z0-9-]*){1,2}$", max_length=160)]
Day = Annotated[str, Field(max_length=10, description="A date in quotes, as 2019-06-14.")]
