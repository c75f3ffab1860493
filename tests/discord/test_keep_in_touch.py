"""Keep in touch: what its owner sees, that nobody else does, and what the store holds."""

import logging

import pytest

from bot.logs import TALKATIVE
from tests.discord.cells import answer_of, send_all
from tests.discord.test_authorisation_cells import ABSENT
from tests.discord.test_confidentiality import everything_sent, in_clear, others_look_everywhere, own_files
from tests.discord.wire import PRESS, press
from tests.relationships.test_contact_files import called, phone
from tests.support import World, ids_of, labels_of, options_of, said, shown, text_of

DAY = 24 * 3600
WORDS = ("quexalora", "quexrelation", "quexnote")


async def add(world: World, name: str, **options: str) -> str:
    return said(await world.ana.slash(world.channel, "keep-in-touch add", name=name, **options))


async def today(world: World) -> str:
    return said(await world.ana.slash(world.channel, "keep-in-touch today"))


async def test_on_the_list_due_and_touched(group: World) -> None:
    assert "Your list is empty." in await today(group)
    added = await add(group, "Rosa Lima", every="week", relation="Neighbour", note="Her *orchid*")
    assert "🌱 On your list: **Rosa Lima**, every week; next on" in added
    assert "There is nobody for whom it is time today." in await today(group)
    await group.env.advance_time(7 * DAY)
    message = shown(await group.ana.slash(group.channel, "keep-in-touch today"))
    assert "**Rosa Lima** · Neighbour\n> Her \\*orchid\\*" in text_of(message)
    assert [each for each in ids_of(message) if each.endswith(":1") or ":1:" in each] == [
        *(f"touch:did:1:{kind}" for kind in ("called", "wrote", "visited", "asked", "thanked")),
        "keep:later:1",
        "keep:received:1",
        "keep:stop:1",
    ]
    await group.restart()
    called = text_of(shown(await group.ana.click(message, label="Called")))
    assert "✅ Noted: Rosa Lima, you called. Next on" in called
    assert "There is nobody for whom it is time today." in called
    assert await group.rows("SELECT last_kind FROM acquaintances") == [("called",)]


async def test_received_is_thanked_for_at_once_and_asked_has_a_line(group: World) -> None:
    typed = {
        "business": "Wiring",
        "offer": "All of it",
        "ideal_referral": "Building managers with an old panel.",
        "contact": "",
        "links": "",
    }
    await group.ana.submit_modal(await group.ana.slash(group.channel, "profile edit"), typed)
    await add(group, "Rosa Lima")
    listed = shown(await group.ana.slash(group.channel, "keep-in-touch list"))
    assert "**Rosa Lima** · every month; next on" in text_of(listed)
    opened = shown(await group.ana.select(listed, custom_id="keep:open", values=["1"]))
    received = shown(await group.ana.click(opened, label="They sent me a client"))
    assert "Say thanks to Rosa Lima now, not only when the job is done." in text_of(received)
    assert "🎁 Sent you a client on" in text_of(received)
    thanked = shown(await group.ana.click(received, label="Thanked"))
    assert "Sent you a client" not in text_of(thanked)
    await group.env.advance_time(30 * DAY)
    asked = await group.ana.click(shown(await group.ana.slash(group.channel, "keep-in-touch today")), label="Asked")
    assert "> Hi Rosa, I would like to meet more people like this: Building managers with an old panel." in text_of(shown(asked))
    again = shown(
        await group.ana.select(
            shown(await group.ana.slash(group.channel, "keep-in-touch list")), custom_id="keep:open", values=["1"]
        )
    )
    assert "Sent you 1 client, on" in text_of(again)


async def test_later_stop_and_more_than_the_card_has_buttons_for(group: World) -> None:
    for number in range(6):
        await add(group, f"Person {number}", every="week", note=f"Note {number}")
    await group.env.advance_time(7 * DAY)
    message = shown(await group.ana.slash(group.channel, "keep-in-touch today"))
    assert [number for number in range(6) if f"**Person {number}**" in text_of(message)] == [0, 1, 2, 3, 4]
    assert len([each for each in ids_of(message) if each.startswith("keep:later:")]) == 3
    later = shown(await group.ana.click(message, custom_id="keep:later:1"))
    assert "🕓 Person 0 stands here again on" in text_of(later)
    assert "**Person 5**" in text_of(later)
    stopped = shown(await group.ana.click(later, custom_id="keep:stop:2"))
    assert "Person 1 is off your list, and what stood there is deleted. It was:\n**Person 1**\n> Note 1" in text_of(stopped)
    assert await group.rows("SELECT COUNT(*) FROM acquaintances") == [(5,)]


async def test_whom_one_owes_a_word_takes_the_buttons_of_nobody_who_is_due(group: World) -> None:
    await add(group, "Seu Joaquim", every="week")
    await group.env.advance_time(7 * DAY)
    await group.ana.slash(group.channel, "member add", member=group.duda, seat="Florist")
    for giver in (group.bruno, group.caio, group.duda):
        await group.refer(giver, group.ana)
    message = shown(await group.ana.slash(group.channel, "keep-in-touch today"))
    assert text_of(message).count("💬") == 3
    assert "keep:later:1" in ids_of(message)


async def test_a_member_by_suggestion_mention_or_name(group: World) -> None:
    found = await group.ana.autocomplete(group.channel, "keep-in-touch add", "name", "bru")
    assert [each["value"] for each in found] == [f"<@{group.bruno.id}>"]
    added = shown(await group.ana.slash(group.channel, "keep-in-touch add", name=found[0]["value"]))
    assert "Bruno is a member here: a one-to-one, a referral or thanks between you two begins the time anew." in text_of(added)
    await group.env.advance_time(30 * DAY)
    assert "**Bruno**" in await today(group)
    await group.refer(group.ana, group.bruno)
    assert "**Bruno**" not in await today(group)
    unlinked = await group.ana.click(added, label="That is somebody else")
    assert "Noted: Bruno is not the member of that name." in text_of(shown(unlinked))
    assert await group.rows("SELECT member_id FROM acquaintances") == [(None,)]
    assert "That is you." in await add(group, f"<@{group.ana.id}>")
    assert "not a member of the group" in await add(group, f"<@{group.duda.id}>")
    assert await group.duda.autocomplete(group.channel, "keep-in-touch add", "name", "bru") == []
    group.refusals()


async def test_one_owes_a_member_a_word(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    message = shown(await group.bruno.slash(group.channel, "keep-in-touch today"))
    assert "💬 **Ana** passed you a referral <t:" in text_of(message)
    assert ids_of(message) == [
        f"thank:open:{group.ana.id}",
        f"keep:word:{group.ana.id}:wrote",
        f"keep:word:{group.ana.id}:called",
    ]
    after = shown(await group.bruno.click(message, label="Wrote"))
    assert "**Ana**" not in text_of(after)


async def test_the_morning_list_names_one_a_day_to_whoever_wants_it(group: World) -> None:
    await add(group, "Rosa Lima", every="week", note="Her orchid")
    await add(group, "Tom Reis", every="week")
    await group.env.advance_time(8 * DAY)
    assert not [each for each in group.direct(group.ana) if "Rosa" in each], "off unless switched on"
    settings = shown(await group.ana.slash(group.channel, "settings"))
    await group.ana.click(settings, custom_id="settings:switch:keep_in_touch:on")
    await group.env.advance_time(DAY)
    (first,) = [each for each in group.direct(group.ana) if each.startswith("### ⏰")]
    assert "🌱 **Rosa Lima**\n> Her orchid" in first
    assert "Tom" not in first
    message = group.ana.user.dm_channel.history()[-1]
    await group.restart()
    called = await group.ana.user.click(message, label="Called")
    assert "All of this is dealt with" in text_of(shown(called))
    await group.env.advance_time(DAY)
    assert "**Tom Reis**" in group.direct(group.ana)[-1]
    later = await group.ana.user.click(group.ana.user.dm_channel.history()[-1], label="Later")
    assert "All of this is dealt with" in text_of(shown(later))
    count = len(group.direct(group.ana))
    await group.env.advance_time(DAY)
    assert len(group.direct(group.ana)) == count, "nobody is due"
    assert not [each for each in group.direct(group.bruno) if "🌱" in each]


async def test_whoever_is_forgotten_leaves_the_message_that_names_them(group: World) -> None:
    await group.ana.click(shown(await group.ana.slash(group.channel, "settings")), custom_id="settings:switch:keep_in_touch:on")
    await add(group, "Rosa Lima", every="week", note="rosa@example.org")
    await group.env.advance_time(8 * DAY)
    assert "Rosa" in group.direct(group.ana)[-1]
    forgot = said(await group.lia.slash(group.channel, "moderate forget", contact="Rosa@Example.org"))
    await group.env.advance_time(60)
    assert "Rosa" not in group.direct(group.ana)[-1]
    other = said(await group.lia.slash(group.channel, "moderate forget", contact="nobody@example.org"))
    assert forgot == other, "the moderator reads the same whether there was anybody"
    assert await group.rows("SELECT COUNT(*) FROM acquaintances") == [(0,)]


async def test_pages_of_the_list(group: World) -> None:
    for number in range(27):
        await add(group, f"Person {number:02}")
    first = shown(await group.ana.slash(group.channel, "keep-in-touch list"))
    assert "27 of at most 150" in text_of(first)
    assert len(options_of(first, "keep:open")) == 25
    second = shown(await group.ana.click(first, label="Next"))
    assert [each["label"] for each in options_of(second, "keep:open")] == ["Person 25", "Person 26"]
    await group.ana.click(second, label="Back")


async def test_nobody_else_reads_a_word_of_it(group: World, caplog: pytest.LogCaptureFixture) -> None:
    for name in TALKATIVE:
        caplog.set_level(logging.INFO, name)
    caplog.set_level(logging.DEBUG)
    await group.ana.click(shown(await group.ana.slash(group.channel, "settings")), custom_id="settings:switch:keep_in_touch:on")
    await group.refer(group.ana, group.bruno)
    await group.ana.slash(group.channel, "digest schedule", day="monday", time="09:00")
    await add(group, "Quexalora Lima", every="week", relation="quexrelation", note="quexnote, quexalora@example.org")
    await add(group, "Bruno", note="quexnote")
    await group.env.advance_time(8 * DAY)
    message = shown(await group.ana.slash(group.channel, "keep-in-touch today"))
    await group.ana.click(message, custom_id="keep:received:1")
    for third in (group.bruno, group.lia, group.caio):
        for custom_id in (
            "touch:did:1:called",
            "touch:did:2:called",
            "keep:later:1",
            "keep:stop:1",
            "keep:received:2",
            "keep:unlink:2",
        ):
            for place in (group.channel, None):
                (refused,) = await send_all(group, [third], (PRESS, press(custom_id)), place)
                assert ABSENT in answer_of(refused) or "This is for members" in answer_of(refused)
        assert "quex" not in said(await third.slash(group.channel, "keep-in-touch today")).casefold()
        assert "quex" not in said(await third.slash(group.channel, "keep-in-touch list")).casefold()
    files = await others_look_everywhere(group)
    assert "quex" not in (await own_files(group, group.bruno))
    await group.bruno.click(shown(await group.bruno.slash(group.channel, "privacy delete")), label="Delete it")
    sent = [each for each in everything_sent(group) if "garden" not in each.text]
    spread = [(word, each.where) for word in WORDS for each in sent if word in each.text and each.readers != {group.ana.id}]
    searches = {("quexalora", "POST interactions")}
    assert set(spread) <= searches, "others read what they looked for themselves, in the custom ids of their own answers"
    assert all(any(word in each.text for each in sent if each.readers == {group.ana.id}) for word in WORDS), "each was said"
    everywhere = b"\n".join(files).decode(errors="replace").casefold() + caplog.text.casefold() + await in_clear(group)
    assert [word for word in WORDS if word in everywhere] == []
    group.refusals()


async def test_of_a_whole_phone_one_chooses_by_search(group: World) -> None:
    file = ("contacts.vcf", phone(10_000))
    message = shown(await group.ana.slash(group.channel, "keep-in-touch import", file=file, every="week"))
    assert "10,000 people in the file; your list takes 150 more, 150 at most." in text_of(message)
    assert "Take all of them" not in labels_of(message)
    menu = next(each for each in ids_of(message) if each.startswith("keep:pick:"))
    assert len(options_of(message, menu)) == 25
    await group.restart()
    form = await group.ana.click(message, label="Search")
    found = shown(await group.ana.submit_modal(form, {"search": f"acao {called(4711)}"}))
    (option,) = options_of(found, menu)
    assert (option["label"], option["value"]) == (f"José Ação {called(4711)}", "4711")
    added = shown(await group.ana.select(found, custom_id=menu, values=["4711"]))
    assert f"✅ On your list now:\nJosé Ação {called(4711)}" in text_of(added)
    assert "takes 149 more" in text_of(added)
    nobody = shown(await group.ana.submit_modal(await group.ana.click(added, label="Search"), {"search": "*qqq*"}))
    assert "Nobody is called “\\*qqq\\*”." in text_of(nobody)
    (refused,) = await send_all(group, [group.bruno], (PRESS, press(menu.replace("pick", "all"))), group.channel)
    assert "This import is over" in answer_of(refused)
    assert await group.opened("acquaintances", "name") == [(f"José Ação {called(4711)}",)]
    group.refusals()


async def test_all_of_a_small_file(group: World) -> None:
    message = shown(await group.ana.slash(group.channel, "keep-in-touch import", file=("contacts.csv", b"Name\nRosa\nTom\n")))
    everybody = next(each for each in ids_of(message) if each.startswith("keep:all:"))
    taken = shown(await group.ana.click(message, label="Take all of them"))
    assert "✅ On your list now:\nRosa\nTom" in text_of(taken)
    (again,) = await send_all(group, [group.ana], (PRESS, press(everybody)), group.channel)
    assert "All of these are on your list already." in answer_of(again)
    refused = said(await group.ana.slash(group.channel, "keep-in-touch import", file=("x.vcf", b"BEGIN:VCARD\nEND:VCARD\n")))
    assert "I find no names in this file." in refused
    group.refusals()
