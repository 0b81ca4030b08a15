"""Rules about what a refusal says: W050 and W099. Must not know how a test is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.policy.rules.base import Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.policy.findings import Path
    from casework.policy.rules.base import Checked


@rule("W050", "Each condition says in a sentence what is missing while it fails")
def says_what_is_missing(checked: Checked) -> Iterator[Problem]:
    """The sentence stands alone on the screen, so it is a whole one."""
    for name, condition in checked.file.conditions.items():
        for key in ("otherwise", "when_it_holds", "remedy"):
            place = ("conditions", name, key.replace("_", "-"))
            yield from _whole_sentence(place, getattr(condition, key))
    for path, _, case_type in checked.case_types():
        if case_type.pause is not None:
            yield from _whole_sentence((*path, "pause", "otherwise"), case_type.pause.otherwise)


def _whole_sentence(path: Path, words: str | None) -> Iterator[Problem]:
    if words is None or (" " in words.strip() and words.rstrip().endswith((".", "?", "!"))):
        return
    yield Problem(
        path=path,
        message=f"“{words}” is no whole sentence.",
        remedy="Say in a sentence, with its full stop, what is missing and for whom.",
    )


@rule("W099", "A condition that must not hold says what is so while it does")
def says_what_is_so(checked: Checked) -> Iterator[Problem]:
    """What ``otherwise`` says is then not so: it is the sentence of the condition failing."""
    barring = dict.fromkeys(name for step in checked.steps() for name in step.of.unless)
    for name in barring:
        condition = checked.file.conditions.get(name)
        if condition is not None and condition.when_it_holds is None:
            yield Problem(
                path=("conditions", name),
                message=f"“{name}” stands under “unless:”; nothing says what is so while it holds.",
                remedy="Write “when-it-holds:” with the sentence that is then shown.",
            )
