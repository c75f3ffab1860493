"""The agenda through the whole bot: a card that is turned, a page and a text, and the message in the channel."""

from datetime import timedelta
from typing import Any

import pytest
import simcord

from tests.discord.test_asks import LOOKING, post
from tests.support import MARIA, WORDS, World, ids_of, labels_of, options_of, said, shown, text_of


async def meet(world: World) -> None:
    await world.ana.slash(world.channel, "meeting schedule", day="tuesday", time="07:30", place="Café <Central>")


async def opened(world: World, person: Any, **options: str) -> simcord.ResponseMessage:
    return shown(await person.slash(world.channel, "meeting agenda", **options))


async def files_of(message: Any) -> dict[str, str]:
    """The texts of a message's files, by their names."""
    return {each.filename: (await each.read()).decode() for each in message.attachments}


async def titles(world: World, person: Any) -> list[str]:
    """The titles of all screens, turned one after the other."""
    card = await opened(world, person)
    found = []
    while True:
        found.append(next(line for line in text_of(card).splitlines() if line.startswith("### ")).removeprefix("### "))
        onward = next(each for each in ids_of(card) if each.startswith("agenda:turn:") and each.endswith(":n"))
        number, count = (
            next(line for line in text_of(card).splitlines() if " of " in line and line.startswith("-# "))
            .removeprefix("-# ")
            .split(" of ")
        )
        if number == count:
            return found
        card = shown(await person.click(card, custom_id=onward))


def posted(world: World) -> Any:
    """The agenda in the channel."""
    return next(each for each in world.channel.history() if "The agenda of M-" in text_of(each))


async def test_it_is_turned_screen_by_screen(group: World) -> None:
    await meet(group)
    assert await titles(group, group.ana) == [
        "Chapter",
        *("Ana", "Bruno", "Caio") * 2,
        "What else is there?",
        *["Whom do you know?"] * 2,
        "Tuesday, 13 January, 07:30",
    ]
    card = await opened(group, group.ana)
    assert text_of(card).startswith("**Welcome**\n### Chapter\nTuesday, 6 January, 07:30\nCafé \\<Central> · 3 of us")
    assert [label for label in labels_of(card) if label] == [
        *("Back", "Next", "Pass a referral", "Say thank you"),
        *("To project and print", "Text to copy", "Post it in the channel"),
    ]
    assert [each["label"] for each in options_of(card, "agenda:part:1")][:3] == ["Welcome", "New members (3)", "The round (3)"]
    card = shown(await group.ana.select(card, ["4"], custom_id="agenda:part:1"))
    assert "**The round**\n### Ana\nLawyer\n⏳ 60 seconds" in text_of(card)
    assert group.refusals() == []


async def test_it_is_read_anew_at_each_turn(group: World) -> None:
    await meet(group)
    card = await opened(group, group.ana)
    await group.refer(group.bruno, group.ana)
    await group.caio.submit_modal(await group.caio.slash(group.channel, "thank", member=group.bruno), WORDS)
    await post(group, group.bruno, "looking", LOOKING)
    for custom_id in (f"agenda:turn:1:{number}:n" for number in range(1, 6)):
        card = shown(await group.ana.click(card, custom_id=custom_id))
    assert f"### Bruno\nBaker\n**Looks for**\n> {LOOKING['text']}" in text_of(card)
    for custom_id in ("agenda:turn:1:6:n", "agenda:turn:1:7:n"):
        card = shown(await group.ana.click(card, custom_id=custom_id))
    assert "### Bruno\nBaker\n- **1 referral**\n-# to Ana" in text_of(card)
    card = shown(await group.ana.click(card, custom_id="agenda:turn:1:8:n"))
    assert "### Caio\nPhotographer\n- **Thanks Bruno**\n-# “You saved my week!”" in text_of(card)
    assert MARIA["prospect"] not in text_of(card)


async def test_the_page_and_the_text(group: World) -> None:
    await meet(group)
    await group.ana.slash(group.channel, "group setup", seconds=45)
    files = await files_of(await opened(group, group.ana, format="page"))
    assert list(files) == ["agenda-2026-01-06.html", "agenda-2026-01-06.txt"]
    page, text = files.values()
    assert page.startswith("<!doctype html>")
    assert page.count('class="screen') == 11
    assert 'data-seconds="45"' in page
    assert "Café &lt;Central&gt;" in page
    assert text.startswith("*Chapter*\nTuesday, 6 January, 07:30\nCafé <Central> · 3 of us\n\n*New members*\n- Ana (Lawyer)\n")
    assert "*The round*\n- Ana (Lawyer)\n- Bruno (Baker)\n- Caio (Photographer)\n" in text
    copied = said(await group.ana.click(await opened(group, group.ana), custom_id="agenda:text:1"))
    assert copied == f"```\n{text}```"


async def test_it_is_posted_and_names_nobody_once_the_meeting_is_over(group: World) -> None:
    await meet(group)
    card = await opened(group, group.ana)
    await group.bruno.submit_modal(
        await group.bruno.slash(group.channel, "meeting guest"),
        {"name": "Rosa Lima", "trade": "Florist", "contact": "rosa@example.org", "as": "guest", "agreed": "yes"},
    )
    answer = said(await group.ana.click(card, custom_id="agenda:share:1"))
    assert answer == f"📋 The agenda is on its way to <#{group.channel.id}>."
    message = posted(group)
    files = await files_of(message)
    assert list(files) == ["agenda-2026-01-06.html", "agenda-2026-01-06.txt"]
    assert all("Rosa Lima" in each and "rosa@example.org" not in each for each in files.values())
    assert "Rosa" not in text_of(message)
    await group.env.advance_time(timedelta(days=8).total_seconds())
    message = posted(group)
    assert "This meeting is over: <t:" in text_of(message)
    assert message.attachments == []
    with pytest.raises(StopIteration):
        next(each for each in group.channel.history() if any("agenda" in file.filename for file in each.attachments))


async def test_what_is_posted_is_one_message_that_follows_who_comes(group: World) -> None:
    await meet(group)
    card = await opened(group, group.ana)
    for _ in range(2):
        await group.ana.click(card, custom_id="agenda:share:1")
    assert "Bruno" in "".join((await files_of(posted(group))).values())
    following = shown(await group.bruno.slash(group.channel, "meeting next"))
    await group.bruno.click(following, custom_id="meeting:cannot:1")
    await group.env.advance_time(60)
    assert sum("The agenda of M-" in text_of(each) for each in group.channel.history()) == 1
    files = await files_of(posted(group))
    assert len(files) == 2
    assert all("Caio" in each and "Bruno" not in each for each in files.values())


async def test_others_do_not_read_it(group: World) -> None:
    await meet(group)
    assert "Only the group's moderators can do that" in said(await group.bruno.slash(group.channel, "meeting agenda"))
    assert len(group.refusals()) == 1


async def test_dates_that_are_no_meeting_are_refused_with_those_that_are(group: World) -> None:
    assert "No meeting is planned" in said(await group.ana.slash(group.channel, "meeting agenda"))
    await meet(group)
    answer = said(await group.ana.slash(group.channel, "meeting agenda", date="25:00"))
    assert "“25:00” is no day on which you meet. You meet on 2026-01-06" in answer
    assert "2 of us" not in answer
    group.refusals()


@pytest.mark.parametrize("locale", ["pt-BR"])
async def test_it_is_read_in_the_groups_language(group: World) -> None:
    await meet(group)
    group.ana.locale = "pt-BR"
    files = await files_of(await opened(group, group.ana, format="page"))
    assert list(files) == ["roteiro-2026-01-06.html", "roteiro-2026-01-06.txt"]
    page, text = files.values()
    assert '<html lang="pt-BR">' in page
    assert "Terça-feira, 6 de janeiro, 07:30" in text
    assert "*A rodada*" in text
