"""What a group tells of itself: the card, and the text to send to somebody outside."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.text import units
from bot.demo.simulator import bot_scope, speak
from bot.i18n import words
from cogs._ui.text import unmarked
from cogs._ui.to_send import LONGEST_COPY
from cogs.groups.about_text import about_text
from tests.discord import wire
from tests.discord.test_card_limits import longest, tags
from tests.discord.test_speakers import ZONE, day, schedule
from tests.fuzz import examples
from tests.support import World, ids_of, shown, text_of

if TYPE_CHECKING:
    import simcord

    from tests.discord.longest import Longest

MARKUP = re.compile(r"\*\*|__|~~|\|\||<[@#:t/]|^#|^-#|^>|\]\(", re.MULTILINE)
"""What a phone messenger would show as it stands."""


async def about(group: World, person: Any) -> simcord.ResponseMessage:
    """The card, for anybody by the button of /help."""
    if person is group.ana:
        return shown(await person.slash(group.channel, "group about"))
    return shown(await person.click(shown(await person.slash(group.channel, "help")), custom_id="group:about"))


async def to_send(group: World, person: Any) -> str:
    """The text within the code block."""
    answer = shown(await person.click(await about(group, person), custom_id="about:text"))
    assert answer.ephemeral
    found = re.fullmatch(r"```\n(.*)```", text_of(answer), re.DOTALL)
    assert found is not None, text_of(answer)
    return found[1]


async def describe(group: World, text: str, meets: str = "") -> None:
    form = await group.ana.click(await about(group, group.ana), custom_id="group:about_edit")
    await group.ana.submit_modal(form, {"about": text, "meets": meets})


async def meet(group: World, times: int, present: int) -> None:
    """So many meetings, a week apart, at each of which so many members press that they are there."""
    for _ in range(times):
        start = (await group.rows("SELECT MIN(starts_at) FROM meetings WHERE starts_at > ?", micros()))[0][0]
        await group.env.advance_time((start - micros()) / 1_000_000 + 60)
        (meeting_id,) = (await group.rows("SELECT id FROM meetings WHERE starts_at = ?", start))[0]
        card = next(each for each in group.channel.history() if f"meeting:here:{meeting_id}" in ids_of(each))
        for person in (group.ana, group.bruno, group.caio)[:present]:
            await person.click(card, custom_id=f"meeting:here:{meeting_id}")
        await group.env.advance_time(86400)


def micros() -> int:
    return int(discord.utils.utcnow().timestamp() * 1_000_000)


async def test_the_text_says_what_the_group_is_in_plain_words(group: World) -> None:
    await schedule(group)
    await describe(
        group, "**Neighbours** who pass [work](https://example.org) on.\n> Ask <@123456789012345678>!", "Coffee from 06:45"
    )
    text = await to_send(group, group.bruno)
    moment = datetime.fromisoformat(f"{day(5)}T07:00").replace(tzinfo=ZONE)
    assert text == (
        "Chapter\nNeighbours who pass work (https://example.org) on.\nAsk !\n\n"
        f"When and where it meets:\nEvery {moment:%A}, 07:00, 90 minutes · Café Central\nCoffee from 06:45\n"
        f"Next meeting: {moment:%A}, {moment.day} {moment:%B}, 07:00\n\n"
        "How a meeting goes: we welcome guests and new members. In the round each has 60 seconds to say what they do and whom they"
        " look for. Then we pass each other referrals and say thanks.\n\n"
        "Trades here (3): Baker, Lawyer, Photographer\n\n"
        "Would you like to visit us? Ask whoever sent you this.\n"
    )
    assert not MARKUP.search(text)
    assert not {name for name in ("Ana", "Bruno", "Caio") if name in text}


async def test_a_group_that_says_nothing_sends_its_trades(group: World) -> None:
    text = await to_send(group, group.duda)
    assert text == (
        "Chapter\n\nTrades here (3): Baker, Lawyer, Photographer\n\nWould you like to visit us? Ask whoever sent you this.\n"
    )


async def test_before_the_group_is_set_up_there_is_none(empty: World) -> None:
    refused, _ = await wire.answer(empty, empty.duda, empty.channel, wire.PRESS, wire.press("about:text"))
    assert "Goodword is not set up" in refused


async def test_the_card_says_what_comes_next_and_how_it_goes(group: World) -> None:
    await schedule(group)
    moment = datetime.fromisoformat(f"{day(5)}T07:00").replace(tzinfo=ZONE)
    text = text_of(await about(group, group.duda))
    assert f"**Next meeting:** <t:{moment.timestamp():.0f}:" in text
    assert "In the round each has 60 seconds" in text
    assert "Usually" not in text
    assert "Somebody presents" not in text
    await group.ana.slash(group.channel, "group setup", seconds=45)
    await group.ana.slash(group.channel, "meeting speaker", member=group.bruno)
    text = text_of(await about(group, group.duda))
    assert "In the round each has 45 seconds" in text
    assert "Somebody presents what they do." in text
    await group.ana.slash(group.channel, "meeting skip", date=day(5), reason="Holiday")
    later = moment + timedelta(days=7)
    assert f"**Next meeting:** <t:{later.timestamp():.0f}:" in text_of(await about(group, group.duda))


async def test_a_meeting_that_outlives_its_series_says_where_it_is(group: World) -> None:
    await schedule(group)
    assert text_of(await about(group, group.caio)).count("Café Central") == 1
    with bot_scope(group.env):
        await group.bot.database.write(lambda tx: tx.run("UPDATE meeting_series SET ended_at = 1"))
    assert text_of(await about(group, group.caio)).count("Café Central") == 1
    assert "07:00, Café Central\n" in await to_send(group, group.caio)


async def test_from_three_meetings_on_it_says_how_many_come(group: World) -> None:
    await schedule(group)
    await meet(group, 2, present=3)
    assert "Usually" not in text_of(await about(group, group.duda))
    await meet(group, 1, present=2)
    told = "Usually 3 come, guests included: the median of the last 3 meetings."
    assert told in text_of(await about(group, group.duda))
    assert told in await to_send(group, group.duda)


async def test_friends_of_the_group_are_a_number(group: World) -> None:
    await group.ana.slash(group.channel, "member associate", member=group.bruno)
    text = text_of(await about(group, group.caio))
    assert "Baker" not in text.split("Also open")[0]
    assert "and 1 friend of the group, without a trade" in text
    assert "Bruno" not in text


async def test_posted_it_reads_in_both_languages(group: World) -> None:
    await schedule(group)
    await group.ana.slash(group.channel, "group setup", language="both")
    await group.bruno.click(await about(group, group.bruno), custom_id="about:share")
    posted = group.public()[-1]
    assert "How a meeting goes" in posted
    assert "Como é uma reunião" in posted
    with speak("pt-BR", group.bruno):
        assert (await to_send(group, group.bruno)).startswith("Chapter\n\nQuando e onde se reúne:")
    assert "Would you like to visit us?" in await to_send(group, group.caio)


@examples(25)
@given(longest, tags)
def test_with_the_longest_of_everything_it_fits_into_one_message(made: Longest, tag: str) -> None:
    text = about_text(words(tag), made.trades(), made.text(100), made.glance())
    assert units(text) <= LONGEST_COPY
    assert not MARKUP.search(text), text


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("**bold** *soft* __line__ ~~gone~~ ||hidden|| `code`", "bold soft line gone hidden code"),
        ("# Title\n## Lower\n-# small\n> said\n>>> all", "Title\nLower\nsmall\nsaid\nall"),
        ("[us](https://example.org/a_b) and <https://example.org>", "us (https://example.org/a_b) and <https://example.org>"),
        ("Ask <@1> <@!2> <@&3> in <#4> <:smile:5> <a:wave:6> <t:7:R>.", "Ask    in    ."),
        (r"2 \* 3 = 6, a_b_c, 5 * 4 * 3", "2 * 3 = 6, a_b_c, 5 * 4 * 3"),
        ("***both***", "both"),
        ("- a list\n- of two", "- a list\n- of two"),
        ("Tu & eu; R$ 5 #1 @home", "Tu & eu; R$ 5 #1 @home"),
    ],
)
def test_marks_are_taken_from_a_text(typed: str, plain: str) -> None:
    assert unmarked(typed) == plain


@given(st.text("a *_~|`<>@#:[]()\\1\n-", max_size=40))
def test_whatever_was_typed_no_mark_is_left_and_nothing_is_added(typed: str) -> None:
    plain = unmarked(typed)
    assert len(plain) <= len(typed)
    assert unmarked(plain) == plain
    assert not {mark for mark in ("**", "__", "~~", "||", "`", "<@1>") if mark in plain}
