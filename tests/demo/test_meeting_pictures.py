"""The pictures of the door and of the weekly news after it, which the guides show in both languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.demo.conftest import SCREENSHOTS

DOCS = Path(__file__).parents[2] / "docs"


@dataclass(frozen=True)
class Said:
    """What the page says in a language, and the names of its pictures."""

    moderators: str
    following: str
    correct: str
    all_here: str
    here: str
    counted: str
    posted: str
    came: str
    door: str
    news: str


ENGLISH = Said(
    "Marina Duarte · #moderators", "meeting next", "Correct who was there", "All who are ticked are here", "Here", "6 are here",
    "weekly news is in the channel", "1 guest came", "demo-door.png", "demo-guests.png",
)  # fmt: skip
PORTUGUESE = Said(
    "Marina Duarte · #moderação", "reunião próxima", "Corrigir quem esteve", "Todos os marcados estão aqui", "Está aqui", "6 estão aqui",
    "O resumo da semana está no canal.", "1 convidado veio", "demo-entrada.png", "demo-convidados.png",
)  # fmt: skip


@pytest.mark.skipif(not SCREENSHOTS, reason="it takes the guides' pictures; what is in them is tested elsewhere")
@pytest.mark.parametrize(("tag", "said"), [("en", ENGLISH), ("pt-BR", PORTUGUESE)])
def test_a_moderator_stands_at_the_door(start, visit, tag, said):
    """Of the meeting to which the sample group expects a guest, within the week that passes: not begun on another day than a Tuesday."""
    demo = start("--language", tag)
    anyone = visit(demo)
    demo.type("week")
    demo.wait_for(said.posted)
    anyone.become(said.moderators)
    anyone.command(said.following)
    anyone.press(said.correct, said.correct)
    anyone.press("Sônia Amaral", said.all_here)
    expect(anyone.card("Sônia Amaral")).to_contain_text(said.counted)
    # By its whole label: that of the button above ends alike.
    anyone.card("Sônia Amaral").locator(".component-button").filter(has_text=re.compile(f"{said.here}$")).click()
    anyone.settle()
    anyone.picture(DOCS / said.door, 760, 1130)
    demo.type("week")
    anyone.become("Bruno Teixeira")
    expect(anyone.card(said.came)).to_contain_text("Bruno Teixeira")
    anyone.picture(DOCS / said.news, 760, 900)
    demo.end()
