"""Talks of two members: what each of them sees, that nobody else does, and what the store holds."""

import pytest

from bot.demo.simulator import close_messages
from bot.membership.muted_senders import store as muted_senders_store
from tests.discord.cells import answer_of, send_all
from tests.discord.test_authorisation_cells import ABSENT
from tests.discord.wire import PRESS, press
from tests.support import World, ids_of, said, shown, text_of

DAY = 24 * 3600


async def test_noted_by_one_and_confirmed_by_the_other(group: World) -> None:
    noted = said(await group.bruno.slash(group.channel, "one-to-one log", member=group.caio, topics="His boat"))
    assert "☕ Noted: you met Caio on" in noted
    assert "Nobody but you two reads it; what you talked about, you alone." in noted
    asked = group.direct(group.caio)[-1]
    assert "☕ Bruno noted that you two met on" in asked
    assert "boat" not in asked
    message = group.caio.user.dm_channel.history()[-1]
    for third in (group.ana, group.lia, group.bruno):
        (refused,) = await send_all(group, [third], (PRESS, press("touch:confirm:1")), None)
        assert answer_of(refused) == ABSENT
    await group.restart()
    confirmed = await group.caio.user.click(message, label="Yes, we met")
    assert "You and Bruno met on" in text_of(shown(confirmed))
    assert ids_of(shown(confirmed)) == []
    assert await group.rows("SELECT COUNT(*) FROM touches WHERE low_noted_at > 0 AND high_noted_at > 0") == [(1,)]
    log = said(await group.ana.slash(group.channel, "moderate log"))
    history = said(await group.ana.slash(group.channel, "member history", member=group.bruno))
    digest = said(await group.ana.slash(group.channel, "digest preview"))
    everywhere = [log, history, digest, *group.public(), *group.public(group.moderators), *group.direct(group.ana)]
    assert not [text for text in everywhere if "met" in text.split() or "☕" in text]
    group.refusals()


async def test_from_the_menu_it_is_today_and_the_second_confirms(group: World) -> None:
    first = said(await group.bruno.context_menu(group.channel, "We met", group.caio))
    assert "☕ Noted: you met Caio on" in first
    again = said(await group.bruno.context_menu(group.channel, "We met", group.caio))
    assert again == first
    assert len([each for each in group.direct(group.caio) if "☕" in each]) == 1
    both = said(await group.caio.context_menu(group.channel, "We met", group.bruno))
    assert "You and Bruno met on" in both
    assert "you both say so" in both
    asked = group.caio.user.dm_channel.history()[-1]
    assert ids_of(asked) == [], "the question that came to him is answered"


async def test_who_never_confirms_is_asked_no_more(group: World) -> None:
    await group.bruno.context_menu(group.channel, "We met", group.caio)
    before = len(group.direct(group.bruno))
    await group.env.advance_time(15 * DAY)
    asked = group.caio.user.dm_channel.history()
    (over,) = [each for each in asked if "☕" in text_of(each)]
    assert (text_of(over), ids_of(over)) == ("☕ Here you were asked whether you met somebody. That is over by now.", [])
    assert await group.rows("SELECT COUNT(*) FROM touches") == [(0,)]
    assert len(group.direct(group.bruno)) == before, "nobody is told"


@pytest.mark.parametrize("by", ["switch", "muting", "closed"])
async def test_where_the_other_is_not_reached_it_reads_the_same_and_nobody_is_told(group: World, by: str) -> None:
    if by == "switch":
        await group.caio.click(shown(await group.caio.slash(group.channel, "settings")), custom_id="settings:switch:talks:off")
    elif by == "muting":
        await group.bot.database.write(lambda tx: muted_senders_store.add(tx, group.guild.id, group.caio.id, group.bruno.id))
    else:
        close_messages(group.env, group.caio)
    before = (group.public(), group.public(group.moderators), group.direct(group.ana))
    noted = said(await group.bruno.context_menu(group.channel, "We met", group.caio))
    assert "I ask Caio to confirm it." in noted
    assert not [each for each in group.direct(group.caio) if "☕" in each]
    assert (group.public(), group.public(group.moderators), group.direct(group.ana)) == before


async def test_in_portuguese(group: World) -> None:
    await group.ana.slash(group.channel, "group setup", language="pt-BR")
    await group.bruno.context_menu(group.channel, "We met", group.caio)
    assert "☕ Bruno anotou que vocês dois se encontraram em" in group.direct(group.caio)[-1]
    await group.caio.user.click(group.caio.user.dm_channel.history()[-1], label="Sim, nós nos encontramos")
    assert await group.rows("SELECT COUNT(*) FROM touches WHERE low_noted_at > 0 AND high_noted_at > 0") == [(1,)]
