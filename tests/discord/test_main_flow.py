"""The main job, as people do it: apply, refer, accept, win, thank, read about it."""

from bot.demo.simulator import find_button
from tests.support import BAKERY, MARIA, WARM, World, ids_of, labels_of, said, shown, text_of


async def test_a_referral_from_giving_to_thanks(group: World) -> None:
    given = await group.refer(group.ana, group.bruno)
    assert "R-1 is on its way to Bruno" in said(given)
    assert "Hello Maria Souza" in said(given)
    assert group.public()[-1] == "🤝 **Ana** passed **Bruno** a referral. (R-1)"

    card = group.bruno.user.dm_channel.history()[-1]
    assert "Ana refers Maria Souza to you" in text_of(card)
    assert "> A wedding cake" in text_of(card)
    assert "maria@example.org" not in text_of(card)

    accepted = await group.bruno.user.click(card, custom_id="referral:accept:1")
    assert "maria@example.org" in text_of(accepted.followups[0])
    assert accepted.followups[0].ephemeral
    assert "✅ **Accepted**" in group.direct(group.bruno)[-1]
    assert group.direct(group.ana)[-1] == "**Bruno** accepted R-1 and will call Maria Souza."

    card = group.bruno.user.dm_channel.history()[-1]
    form = await group.bruno.user.click(card, custom_id="referral:won:1")
    thanked = await group.bruno.user.submit_modal(form, WARM | {"amount": "1,250.00"})
    assert "🎉 **Got the job**" in text_of(shown(thanked)), "the card that was pressed changes in place"
    assert "R-1 now stands at “Got the job”" in text_of(thanked.followups[0])
    assert "R$1,250.00" in text_of(thanked.followups[0])
    assert "🎉 **Got the job**" in group.direct(group.bruno)[-1]
    assert "R-1 became work! **Bruno** thanks you." in group.direct(group.ana)[-1]

    post = group.channel.history()[-1]
    assert text_of(post) == "💚 **Bruno** thanks **Ana**\n> You saved my week!\n-# T-1"
    answered = await group.ana.click(post, custom_id="thanks:pleasure:1")
    assert "It’s a pleasure!" in text_of(shown(answered))
    assert ids_of(group.channel.history()[-1]) == []

    board = await group.caio.slash(group.channel, "leaderboard")
    assert "🥇 **Ana** · 1 member helped · 1 referral" in said(board)
    mine = said(await group.bruno.slash(group.channel, "me"))
    assert "You received 1 referral. 1 became a job." in mine
    assert "R$1,250.00" in mine
    assert "1,250" not in said(await group.ana.slash(group.channel, "me"))

    assert await group.rows("SELECT state, version FROM referrals") == [("won", 3)]
    assert await group.rows("SELECT kind, sign FROM entries ORDER BY id") == [("referral", 1), ("thanks", 1)]
    assert await group.rows("SELECT DISTINCT state FROM outbox") == [("sent",)]
    everything = "\n".join(group.public())
    assert not any(private in everything for private in ("Maria", "maria@", "wedding", "1,250"))


async def test_joining_from_application_to_profile(group: World) -> None:
    form = await group.duda.slash(group.channel, "join", seat="Florist")
    assert form.modal is not None
    assert form.modal["custom_id"].startswith("join:form:Florist:")
    applied = await group.duda.submit_modal(form, BAKERY | {"sponsor": [group.bruno]})
    assert "with the moderators now" in said(applied)

    card = group.moderators.history()[-1]
    assert "**Duda** applies as: Florist" in text_of(card)
    assert labels_of(card) == ["Approve", "Decline", "Decline, with a reason", "Ask a question"]
    refused = await group.bruno.click(card, label="Approve")
    assert "Only the group's moderators" in said(refused)
    approved = await group.lia.click(card, label="Approve")
    assert said(approved) == f"<@{group.duda.id}> **Duda** is a member now."
    assert "Decided: member." in text_of(group.moderators.history()[-1])
    assert ids_of(group.moderators.history()[-1]) == []
    assert "Welcome! You are a member of Chapter now" in group.direct(group.duda)[-1]

    profile = await group.bruno.slash(group.channel, "profile show", member=group.duda)
    assert "Cafés without a baker" in said(profile)
    assert ids_of(shown(profile)) == [
        f"{what}:{group.duda.id}" for what in ("refer:open", "thank:open", "profile:card", "touch:ask", "touch:known")
    ]
    form = await group.bruno.click(shown(profile), label="Refer someone")
    assert form.modal is not None
    assert form.modal["title"] == "A referral for Duda"
    assert "They look for: Cafés without a baker" in str(form.modal)


async def test_editing_a_profile_starts_from_what_stands_there(group: World) -> None:
    form = await group.bruno.slash(group.channel, "profile edit")
    edited = await group.bruno.submit_modal(form, BAKERY | {"links": "https://bread.example/a_b_c"})
    assert "https://bread.example/a_b_c" in said(edited)
    again = await group.bruno.slash(group.channel, "profile edit")
    assert again.modal is not None
    values = {row["component"]["custom_id"]: row["component"].get("value") for row in again.modal["components"]}
    assert values["offer"] == "Cakes and bread"
    found = await group.caio.slash(group.channel, "directory", search="cafes withut baker")
    assert "**Bruno** · Baker" in said(found)
    assert "Caio" not in said(found)


async def test_the_giver_can_take_it_back_and_the_public_line_says_so(group: World) -> None:
    given = await group.refer(group.ana, group.bruno)
    undone = await group.ana.click(shown(given), label="Undo")
    assert "↩️ **Taken back**" in text_of(shown(undone))
    assert group.public()[-1] == "↩️ R-1 from **Ana** to **Bruno** was taken back."
    card = group.bruno.user.dm_channel.history()[-1]
    assert "Taken back" in text_of(card)
    assert "Maria" not in text_of(card)
    assert ids_of(card) == []
    assert "Nobody yet" in said(await group.caio.slash(group.channel, "leaderboard"))


async def test_a_lead_says_so_and_counts_once_they_agree(group: World) -> None:
    await group.refer(group.ana, group.bruno, kind="lead")
    assert group.public()[-1] == "🤝 **Ana** passed **Bruno** a lead. (R-1)"
    card = group.bruno.user.dm_channel.history()[-1]
    contact = await group.bruno.user.click(card, custom_id="referral:show:1")
    assert "have not been asked yet" in text_of(shown(contact))
    assert "Nobody yet" in said(await group.caio.slash(group.channel, "leaderboard"))
    mine = await group.open_referral(group.ana)
    await group.ana.click(mine, custom_id="referral:agreed:1")
    assert "has agreed to be called" in group.direct(group.bruno)[-1]
    assert group.public()[-1] == "🤝 **Ana** passed **Bruno** a referral. (R-1)"
    assert "🥇 **Ana**" in said(await group.caio.slash(group.channel, "leaderboard"))


async def test_declining_and_no_fit_tell_the_giver_why_and_nobody_else(group: World) -> None:
    for number, verb, prefix, line in (
        (1, "decline", "referral:decline_form", "can't take R-1"),
        (2, "no_fit", "referral:no_fit_form", "didn't work out this time (R-2)"),
    ):
        await group.refer(group.ana, group.bruno)
        card = await group.open_referral(group.bruno, f"r-{number}")
        if verb == "no_fit":
            await group.bruno.click(card, custom_id=f"referral:accept:{number}")
            card = await group.open_referral(group.bruno, f"R-{number}")
        form = await group.bruno.click(card, custom_id=f"referral:{verb}:{number}")
        assert form.modal is not None
        assert form.modal["custom_id"].startswith(f"{prefix}:{number}:")
        moved = await group.bruno.submit_modal(form, {"reason": "Fully booked"})
        thanks, client = (["Thanks for thinking of me"], ["Show contact", "Private label"]) if verb == "no_fit" else ([], [])
        others = ["Tell them what fits you", *client, "Mute this sender", "Forget the client"]
        assert labels_of(shown(moved)) == ["Open again", *thanks, *others]
        assert line in group.direct(group.ana)[-1]
        assert "> Fully booked" in group.direct(group.ana)[-1]
    assert not any("booked" in text or "work out" in text for text in group.public())
    assert await group.rows("SELECT SUM(sign) FROM entries") == [(1,)]


async def test_lists_lead_to_cards(group: World) -> None:
    for _ in range(10):
        await group.refer(group.ana, group.bruno)
    listed = await group.bruno.slash(group.channel, "referrals")
    assert "**Waiting for you**\n🆕 **R-10** · New · Maria Souza · from Ana" in said(listed)
    assert "R-1**" not in said(listed).replace("R-10**", "")
    turned = await group.bruno.click(shown(listed), label="Next")
    assert "**R-1** · New" in text_of(shown(turned))
    opened = await group.bruno.select(shown(turned), ["1"], custom_id="referrals:open")
    assert "R-1 · Ana refers Maria Souza to you" in said(opened)
    suggested = await group.bruno.autocomplete(group.channel, "referral", "id", "r-7")
    assert suggested == [{"name": "R-7 · Maria Souza · Ana", "value": "R-7"}]
    assert await group.caio.autocomplete(group.channel, "referral", "id", "") == []
    assert await group.duda.autocomplete(group.channel, "thank", "referral", "") == []


async def test_the_board_changes_in_place_and_is_shared_by_a_button(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    board = await group.caio.slash(group.channel, "leaderboard")
    changed = await group.caio.select(shown(board), ["thanked"], custom_id="board:board:this_week")
    assert "Who was thanked most · this week" in text_of(shown(changed))
    changed = await group.caio.select(shown(changed), ["givers"], custom_id="board:board:this_week")
    changed = await group.caio.select(shown(changed), ["last_week"], custom_id="board:period:givers")
    assert "Who helped most members · last week" in text_of(shown(changed))
    assert "Nobody yet" in text_of(shown(changed))
    board = await group.caio.slash(group.channel, "leaderboard")
    shared = await group.caio.click(shown(board), label="Share with everybody")
    assert not shown(shared).ephemeral
    assert "🥇 **Ana** · 1 member helped" in group.public()[-1]
    public = len(group.public())
    again = said(await group.caio.click(shown(board), label="Share with everybody"))
    assert f"You shared this in <#{group.channel.id}> already" in again
    assert len(group.public()) == public
    await group.caio.select(shown(board), ["thanked"], custom_id="board:board:this_week")
    await group.caio.click(shown(board), label="Share with everybody")
    await group.ana.click(shown(await group.ana.slash(group.channel, "leaderboard")), label="Share with everybody")
    assert len(group.public()) == public + 2, "another board, and another person's"


async def test_the_digest_comes_by_the_clock(group: World) -> None:
    scheduled = await group.ana.slash(group.channel, "digest schedule", day="friday", time="09:00")
    assert "Every Friday at 09:00 (America/Sao_Paulo)" in said(scheduled)
    await group.refer(group.ana, group.bruno)
    preview = await group.ana.slash(group.channel, "digest preview")
    await group.ana.slash(group.channel, "digest post")
    assert group.public()[-1] == said(preview)
    before = len(group.public())
    await group.env.advance_time(2 * 86400)  # from Thursday 1 January to Saturday
    assert len(group.public()) == before + 1
    digest = group.public()[-1]
    assert "**1 referral**. 1 member was helped." in digest
    assert "🪑 Trades still open: Accountant · Architect" in digest
    assert "• Did a good word come your way? A thank-you takes a minute: /thank" in digest
    assert "🥇 **Ana** · 1 member helped · 1 referral" in digest
    assert "**Bruno** · Baker" in digest
    assert "Maria" not in digest
    await group.env.advance_time(14 * 86400)
    assert len(group.public()) == before + 3
    assert "A quiet week." in group.public()[-1]


async def test_help_says_what_one_can_do_by_what_one_is(group: World) -> None:
    assert "Apply with **/join**" in said(await group.duda.slash(group.channel, "help"))
    member = said(await group.bruno.slash(group.channel, "help"))
    assert "**/refer**" in member
    assert "For moderators" not in member
    assert "For moderators" in said(await group.lia.slash(group.channel, "help"))


async def test_what_was_thanked_for_can_be_undone(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    form = await group.bruno.slash(group.channel, "thank", referral="R-1")
    assert form.modal is not None
    assert form.modal["custom_id"].startswith(f"thank:form:{group.ana.id}:1:")
    given = await group.bruno.submit_modal(form, WARM)
    undone = await group.bruno.click(shown(given), custom_id=find_button(shown(given), "thanks:undo:"))
    assert "T-1 is taken back." in text_of(shown(undone))
    assert group.public()[1:] == ["🤝 **Ana** passed **Bruno** a referral. (R-1)"], "nobody answered it, so it is gone"
    assert await group.rows("SELECT state FROM referrals") == [("open",)]
    assert await group.rows("SELECT SUM(sign) FROM entries WHERE kind = 'thanks'") == [(0,)]


async def test_later_work_is_another_thanks(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    form = await group.bruno.slash(group.channel, "thank", referral="R-1")
    await group.bruno.submit_modal(form, WARM | {"amount": "100"})
    card = await group.open_referral(group.bruno)
    form = await group.bruno.click(card, label="More work came from this")
    assert form.modal is not None
    chosen = form.modal["components"][2]["component"]["options"]
    assert [option["value"] for option in chosen if option.get("default")] == ["repeat"]
    await group.bruno.submit_modal(form, WARM | {"amount": "50", "business": "repeat"})
    assert "R$150.00" in said(await group.bruno.slash(group.channel, "me"))


async def test_a_client_named_in_public_is_asked_about_first(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    form = await group.bruno.slash(group.channel, "thank", referral="R-1")
    asked = await group.bruno.submit_modal(form, WARM | {"message": "Maria loved it"})
    assert "seems to name a client, Maria Souza" in said(asked)
    assert await group.rows("SELECT COUNT(*) FROM thanks") == [(0,)]
    again = await group.bruno.click(shown(asked), label="Open the form again, with what you typed")
    assert "Maria loved it" in str(again.modal)
    await group.bruno.click(shown(asked), label="Yes, all the same")
    assert "> Maria loved it" in group.public()[-1]
    assert await group.rows("SELECT COUNT(*) FROM thanks") == [(1,)]


async def test_context_menus_open_the_same_forms(group: World) -> None:
    for menu, prefix in (("Refer someone to them", "refer:form"), ("Thank them", "thank:form")):
        form = await group.bruno.context_menu(group.channel, menu, group.ana)
        assert form.modal is not None
        assert form.modal["custom_id"].startswith(f"{prefix}:{group.ana.id}:")
    profile = await group.bruno.context_menu(group.channel, "Show profile", group.ana)
    assert "**Lawyer**" in said(profile)
    assert MARIA["prospect"] not in said(profile)
