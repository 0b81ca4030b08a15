"""The widget in which a question is answered, and what was typed into it.

Must not know what is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input, Select, TextArea

from casework.tui.asking import Form
from casework.tui.safe import shown

if TYPE_CHECKING:
    from textual.widget import Widget

    from casework.tui.asking import Question


def field(question: Question) -> Widget:
    """Return the widget of a question, with what is known already."""
    name = f"ask-{question.name}"
    if question.form is Form.CHOICE:
        options = [(shown(words), value) for words, value in question.answers]
        if question.known not in {value for _, value in question.answers}:
            return Select(options, id=name, prompt="choose")
        return Select(options, id=name, prompt="choose", value=question.known)
    if question.form is Form.TEXT:
        return TextArea(question.known, id=name, tab_behavior="focus")
    hint = "as 2026-11-05 or 5/11/2026" if question.form is Form.DAY else ""
    return Input(question.known, id=name, placeholder=hint)


def given(widget: Widget) -> str:
    """Return what was chosen or typed, without blanks around it."""
    if isinstance(widget, Select):
        return "" if widget.is_blank() else str(widget.value)
    if isinstance(widget, TextArea):
        return widget.text.strip()
    return widget.value.strip() if isinstance(widget, Input) else ""
