"""Pictures of a policy: complete, and with nothing of its words left as markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from casework.policy.draw import mermaid, svg

if TYPE_CHECKING:
    from collections.abc import Callable

    from casework.policy.model import Policy

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    '"]; click x call alert(1)',
    "</text><script>alert(1)</script>",
    "a\"b'c<d>&e",
    "end\n  subgraph evil",
    "%%{init: {'theme': 'x'}}%%",
    "#quot;#35;",
    "`${x}`",
    "\x1b[31mred\x1b[0m",
]


def drawn(made: Callable[..., Policy], title: str = "Begun") -> Policy:
    return made(
        tracks={
            "talk": {
                "title": title,
                "initial": "idle",
                "finals": ["done"],
                "states": {"begun": {"title": title, "next": "reply"}},
                "steps": [
                    {"trigger": "begin", "source": "idle", "dest": "begun", "letter": "warning"},
                    {"trigger": "finish", "source": "begun", "dest": "done", "approval": "head"},
                ],
            }
        },
        approvals={"head": {"by": "head"}},
        letters={"warning": {"approval": "head"}},
        deadlines={"reply": {"track": "talk", "title": title}},
    )


def test_a_chart_shows_states_steps_roles_letters_approvals_and_limits(
    made: Callable[..., Policy],
) -> None:
    policy = drawn(made)
    chart, decides = mermaid(policy), policy.approvals["head"].title

    assert chart.splitlines()[7:] == [
        '  subgraph t0_1["A concern – Begun"]',
        '    t0_1_0["Begun<br/>Begun, 2 working days"]',
        '    t0_1_1[["done"]]',
        '    t0_1_2["idle"]',
        '    t0_1_2 -->|"Do it<br/>office or senior leader<br/>letter #8220;warning#8221;"| t0_1_0',
        f'    t0_1_0 -->|"Do it<br/>office or senior leader<br/>{decides}"| t0_1_1',
        "  end",
        "  style t0_1_2 stroke-width:3px",
    ]


@pytest.mark.parametrize("title", HOSTILE)
def test_no_word_of_a_policy_is_markup_in_a_chart(title: str, made: Callable[..., Policy]) -> None:
    chart = mermaid(drawn(made, title))

    labels = re.findall(r'"([^"]*)"', chart)
    bare = re.sub(r'"[^"]*"', '""', chart)
    assert all(re.fullmatch(r"(?:[A-Za-z0-9 ,.()–’-]|#[0-9]+;|<br/>)*", label) for label in labels)
    assert re.fullmatch(r"[a-z0-9_\[\]\"|>:\s-]*", bare, re.IGNORECASE)
    assert len(chart.splitlines()) == len(mermaid(drawn(made)).splitlines())


@pytest.mark.parametrize("title", HOSTILE)
def test_no_word_of_a_policy_is_markup_in_a_picture(
    title: str, made: Callable[..., Policy]
) -> None:
    shape = [element.tag for element in ET.fromstring(svg(drawn(made, title))).iter()]
    plain = [element.tag for element in ET.fromstring(svg(drawn(made))).iter()]

    # How many lines of words there are depends on how long the words are.
    assert [n for n in shape if n != SVG + "text"] == [n for n in plain if n != SVG + "text"]
    assert set(shape) <= {
        SVG + n for n in ("svg", "title", "defs", "marker", "path", "g", "rect", "text")
    }


def test_a_picture_says_each_step_as_the_policy_does_and_names_roles_in_words(
    made: Callable[..., Policy],
) -> None:
    policy = drawn(made)
    (track,) = [
        t for one in policy.case_types.values() for t in one.tracks.values() if t.name == "talk"
    ]
    (case_type,) = policy.case_types.values()
    root = ET.fromstring(svg(policy, "talk"))
    told = " ".join(str(one.text) for one in root.iter(SVG + "text"))
    step = track.transitions[0]

    assert f"1. idle → Begun: {step.says.rstrip('.')} (office or senior leader; letter" in told
    assert ". (" not in told
    assert case_type.letters["warning"].title in told
    assert step.trigger not in told.replace(step.says, "").split()


def test_a_chart_says_every_step_in_the_words_of_the_picture(made: Callable[..., Policy]) -> None:
    policy = drawn(made)
    steps = [
        step
        for one in policy.case_types.values()
        for track in one.tracks.values()
        for step in track.transitions
    ]
    labels = re.findall(r'-->\|"([^"]*)"', mermaid(policy))

    assert len(labels) == len(steps)
    assert [label.split("<br/>")[0] for label in labels] == [one.says.rstrip(".") for one in steps]
    assert not {one.trigger for one in steps} & set(" ".join(labels).replace("<br/>", " ").split())
    assert "senior-leader" not in mermaid(policy)


def test_one_track_is_drawn_alone(made: Callable[..., Policy]) -> None:
    whole, alone = ET.fromstring(svg(drawn(made))), ET.fromstring(svg(drawn(made), "talk"))
    chart = mermaid(drawn(made), "talk")

    assert len(list(whole.iter(SVG + "g"))) == 2
    assert [g.find(SVG + "text").text for g in alone.iter(SVG + "g")] == ["A concern – Begun"]  # type: ignore[union-attr]
    assert chart.count("subgraph") == 1


def test_a_picture_is_no_wider_than_a_page_and_its_figures_do_not_meet(
    made: Callable[..., Policy],
) -> None:
    root = ET.fromstring(svg(drawn(made)))
    places = [str(g.get("transform")) for g in root.iter(SVG + "g")]

    assert int(str(root.get("width"))) <= 1_400
    assert places == ["translate(0,0)", "translate(710,0)"]


def test_a_picture_has_a_box_for_each_state_and_an_arrow_for_each_step(
    made: Callable[..., Policy],
) -> None:
    root = ET.fromstring(svg(drawn(made)))

    boxes = [r for r in root.iter(SVG + "rect") if r.get("width") == "220"]
    arrows = [p for p in root.iter(SVG + "path") if p.get("marker-end")]
    assert (len(boxes), len(arrows)) == (5, 3)
