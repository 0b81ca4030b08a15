"""Work beside the screen, in a thread: the one place that says what becomes of its errors.

What the work itself does not say in a sentence comes to ``steady``, as from a screen: a fault the
program knows is told, any other closes the program without a word of any case. So no screen waits
for ever. Must not know what is worked on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec, TypeVar

from textual import work

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.dom import DOMNode
    from textual.worker import Worker

P = ParamSpec("P")
N = TypeVar("N", bound="DOMNode")
_ANY: Final = "default"


def aside(
    *, group: str = _ANY, exclusive: bool = False
) -> Callable[[Callable[Concatenate[N, P], None]], Callable[Concatenate[N, P], Worker[None]]]:
    """Return what makes a method run beside the screen; an ``exclusive`` one lets no other go on.

    It may post messages and ``call_from_thread``, nothing else.
    """
    return work(thread=True, exit_on_error=True, group=group, exclusive=exclusive)


def begin(node: DOMNode, job: Callable[[], None], *, group: str = _ANY) -> Worker[None]:
    """Begin a job beside the screen; it ends with ``node``."""
    return node.run_worker(job, thread=True, exit_on_error=True, group=group)
