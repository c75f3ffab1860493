"""What people see of each other: cards, stories, contacts, the file for a phone, the directory."""

from typing import Any

import pytest
import vobject

from bot.demo.simulator import speak
from tests.discord.test_edge_cases import press
from tests.support import BAKERY, World, ids_of, labels_of, said, shown, text_of

STORY = {
    "goals": "A second oven",
    "wins": "Bread for the mayor",
    "interests": "Chess",
    "circles": "Rotary, the school of the children",
    "skills": "Talking to *landlords*",
}
ODD = "\u202eевил\u202c [x](https://evil.example) @everyone <@&1> **b** ||s|| 🍞 Раураl Z̶̢͝"


def thumbnails(message: Any) -> list[str]:
    found: list[str] = []

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            if part.get("type") == 11:
                found.append(part["media"]["url"])
            for each in part.values():
                walk(each)
        elif isinstance(part, list):
            for each in part:
                walk(each)

    walk([each if isinstance(each, dict) else each.to_dict() for each in message.components])
    return found


def filled(form: Any) -> dict[str, str | None]:
    return {row["component"]["custom_id"]: row["component"].get("value") for row in form.modal["components"]}


async def bake(group: World, **changes: str) -> None:
    form = await group.bruno.slash(group.channel, "profile edit")
    said(await group.bruno.submit_modal(form, BAKERY | {"contact": "+55 11 98888-1234, bruno@example.org"} | changes))


async def test_a_story_is_told_filled_in_again_and_read_by_others(group: World) -> None:
    form = await group.bruno.slash(group.channel, "profile story")
    assert form.modal["custom_id"].startswith("profile:story:")
    assert set(filled(form).values()) == {None}
    told = await group.bruno.submit_modal(form, STORY)
    assert "**Good at**\nTalking to \\*landlords\\*" in said(told)
    await group.restart()
    again = await group.bruno.click(shown(told), label="Your story")
    assert filled(again) == STORY
    read = said(await group.caio.slash(group.channel, "profile show", member=group.bruno))
    assert all(text in read for text in ("A second oven", "Bread for the mayor", "Chess", "Rotary"))
    found = said(await group.caio.slash(group.channel, "directory", search="landlord"))
    assert "1 member\n" in found
    assert "**Bruno**" in found


async def test_a_story_that_names_a_client_is_asked_about_and_comes_back(group: World) -> None:
    await group.refer(group.bruno, group.caio)
    form = await group.bruno.slash(group.channel, "profile story")
    doubt = await group.bruno.submit_modal(form, STORY | {"wins": "A cake for Maria Souza"})
    assert "seems to name a client, Maria Souza" in said(doubt)
    reopened = await group.bruno.click(shown(doubt), label="Open the form again, with what you typed")
    assert filled(reopened) == STORY | {"wins": "A cake for Maria Souza"}
    kept = await group.bruno.click(shown(doubt), label="Yes, all the same")
    assert "A cake for Maria Souza" in said(kept)


async def test_a_wrong_link_is_named_and_the_form_comes_back(group: World) -> None:
    form = await group.bruno.slash(group.channel, "profile edit")
    refused = await group.bruno.submit_modal(form, BAKERY | {"links": "bread.example\njavascript:alert(1)"})
    assert "“javascript:alert(1)” in “Links” is no link that others can follow" in said(refused)
    again = await group.bruno.click(shown(refused), label="Open the form again, with what you typed")
    assert filled(again)["links"] == "bread.example\njavascript:alert(1)"
    await bake(group, links="bread.example, http://cake.example/a_b")
    read = said(await group.caio.slash(group.channel, "profile show", member=group.bruno))
    assert "🔗 https://bread.example\nhttp://cake.example/a_b" in read


async def test_ones_own_card_names_the_one_thing_that_would_help_most(group: World) -> None:
    own = said(await group.bruno.slash(group.channel, "profile show"))
    assert own.count("💡") == 1
    assert "Say whom they should send you" in own
    await bake(group, links="bread.example")
    own = await group.bruno.slash(group.channel, "profile show")
    assert "Say in your story what you are good at" in said(own)
    assert "All members of the group read your contact" in said(own)
    assert labels_of(shown(own)) == ["Edit", "Your story", "Save to phone", "Settings"]
    form = await group.bruno.click(shown(own), label="Your story")
    assert "💡" not in said(await group.bruno.submit_modal(form, STORY))
    assert "💡" not in said(await group.caio.slash(group.channel, "profile show", member=group.bruno))


async def test_the_card_has_a_picture_wherever_it_is_opened(group: World) -> None:
    direct = shown(await group.caio.slash(group.channel, "profile show", member=group.bruno))
    listed = shown(await group.caio.slash(group.channel, "directory"))
    chosen = shown(await group.caio.select(listed, [str(group.bruno.id)], custom_id="directory:show"))
    assert thumbnails(chosen) == thumbnails(direct) != []
    group.env.inject_error("GET", f"/users/{group.bruno.id}", status=500, times=None)
    bare = await group.caio.select(listed, [str(group.bruno.id)], custom_id="directory:show")
    assert thumbnails(shown(bare)) == []
    assert "**Baker**" in said(bare)


@pytest.mark.parametrize(
    ("sharing", "before", "after"), [("members", True, True), ("partners", False, True), ("nobody", False, False)]
)
async def test_what_caio_sees_of_brunos_contact(group: World, sharing: str, before: bool, after: bool) -> None:
    await bake(group)
    card = shown(await group.bruno.slash(group.channel, "settings"))
    await group.bruno.select(card, [sharing], custom_id="settings:contact")

    async def sees(person: Any) -> bool:
        profile = await person.slash(group.channel, "profile show", member=group.bruno)
        answer = await person.click(shown(profile), label="Save to phone")
        file = (await shown(answer).attachments[0].read()).decode()
        seen = "98888-1234" in said(profile)
        assert seen is ("TEL;TYPE=CELL:+5511988881234" in file) is ("bruno@example.org" in file)
        assert seen is not ("does not share them with you" in said(answer))
        return seen

    assert (await sees(group.caio), await sees(group.bruno)) == (before, True)
    await group.refer(group.caio, group.bruno)
    assert (await sees(group.caio), await sees(group.bruno)) == (after, True)
    assert await sees(group.ana) is before, "a moderator reads no more than a member"
    assert await sees(group.lia) is before, "nor one who is no member"
    await group.ana.slash(group.channel, "member remove", member=group.bruno, reason="Moved")
    assert "is not a member of the group" in said(await group.caio.slash(group.channel, "profile card", member=group.bruno))


async def test_the_file_is_a_card_that_a_phone_imports(group: World) -> None:
    await bake(group, links="bread.example")
    await group.restart()
    own = shown(await group.bruno.slash(group.channel, "profile card"))
    assert own.ephemeral
    (file,) = own.attachments
    assert file.filename == "bruno.vcf"
    card = vobject.readOne((await file.read()).decode())
    assert (card.fn.value, card.title.value, card.org.value) == ("Bruno", "Baker", ["Duda's Bread"])
    assert [card.tel.value, card.email.value, card.url.value] == ["+5511988881234", "bruno@example.org", "https://bread.example"]
    assert card.note.value == "Cakes and bread"
    assert "is not a member of the group" in said(await group.caio.slash(group.channel, "profile card", member=group.duda))


async def test_on_leave_one_is_shown_with_a_mark_and_the_day(group: World) -> None:
    await group.bruno.slash(group.channel, "away", until="2026-03-03", note="Our baby is here")
    listed = said(await group.caio.slash(group.channel, "directory"))
    assert "**Bruno** · Baker · 🌙 back on <t:" in listed
    assert "3 members" in listed
    read = said(await group.caio.slash(group.channel, "profile show", member=group.bruno))
    assert "🌙 on leave, back on <t:" in read
    assert "> Our baby is here" in read
    assert "In the group since <t:" in read
    assert "You passed" not in read


async def test_pages_of_the_directory_survive_a_restart(group: World) -> None:
    for number in range(9):
        person = group.guild.add_member(group.env.create_user(f"p{number}", global_name=f"Person {number}"))
        await group.ana.slash(group.channel, "member add", member=person, seat="Baker")
    first = await group.caio.slash(group.channel, "directory", search="bakr", seat="padeiro")
    assert "10 members" in said(first)
    await group.restart()
    second = await group.caio.click(shown(first), label="Next")
    assert text_of(shown(second)).count("· Baker") == 2
    assert ids_of(shown(second))[-2:] == ["page:directory:0:bakr:padeiro", "page:directory:2:bakr:padeiro"]


async def test_strange_texts_are_shown_as_typed_and_ping_nobody(group: World) -> None:
    form = await group.bruno.slash(group.channel, "profile edit")
    odd = dict.fromkeys(("business", "offer", "ideal_referral"), ODD) | {"contact": f"{ODD[:100]} 98888-1234"}
    said(await group.bruno.submit_modal(form, odd))
    form = await group.bruno.slash(group.channel, "profile story")
    said(await group.bruno.submit_modal(form, dict.fromkeys(STORY, ODD)))
    read = await group.caio.slash(group.channel, "profile show", member=group.bruno)
    assert said(read).count("🍞") >= 8
    assert "\u202e" not in said(read)
    assert "[x](" not in said(read).replace("\\[x\\](", "")
    assert "@everyone" not in said(read)
    saved = shown(await group.caio.slash(group.channel, "profile card", member=group.bruno))
    assert vobject.readOne((await saved.attachments[0].read()).decode()).org.value[0].startswith("евил")
    for search in (ODD[:40], "\u202e" * 40, "🍞" * 40, "%_'\"", "p:a:g:e"):
        assert "member" in said(await group.caio.slash(group.channel, "directory", search=search))


async def test_everything_filled_to_the_brim_still_fits(group: World) -> None:
    full = "*" * 400
    form = await group.bruno.slash(group.channel, "profile edit")
    links = "\n".join(f"https://{letter * 60}.example/x" for letter in "abcde")
    fields = {"business": "*" * 200, "offer": full, "ideal_referral": full, "contact": f"{'*' * 189} 98888-1234", "links": links}
    assert f"🔗 https://{'a' * 60}.example" in said(await group.bruno.submit_modal(form, fields))
    form = await group.bruno.slash(group.channel, "profile story")
    own = await group.bruno.submit_modal(form, dict.fromkeys(STORY, "ж" * 400))
    assert "Only you see these counts" in said(own), "what stands under a long story is not cut"
    assert "**Good at**\nж" in said(own)


async def test_everything_in_portuguese(group: World) -> None:
    await bake(group)
    with speak("pt-BR", group.caio, group.bruno):
        form = await group.bruno.slash(group.channel, "profile story")
        own = await group.bruno.submit_modal(form, STORY)
        assert "Bom em" in said(own)
        assert labels_of(shown(own)) == ["Editar", "Sua história", "Salvar no celular", "Ajustes"]
        saved = await group.caio.slash(group.channel, "profile card", member=group.bruno)
        assert "Bruno para o seu celular" in said(saved)
        refused = await group.bruno.submit_modal(
            await group.bruno.slash(group.channel, "profile edit"), BAKERY | {"links": "ana@example.org"}
        )
        assert "“ana@example.org” em “Links” não é um link que se possa abrir" in said(refused)


async def test_a_card_pressed_by_a_stranger_gives_no_file(group: World) -> None:
    await bake(group)
    answer = shown(await press(group, group.duda, f"profile:card:{group.bruno.id}"))
    assert answer.attachments == []
    assert "This is for members" in text_of(answer)
    assert ids_of(answer) == []


async def test_the_directory_shows_what_it_found_somebody_by_and_names_an_open_trade(group: World) -> None:
    duc = group.guild.add_member(group.env.create_user("duc", global_name="Nguyễn Đức"))
    await group.ana.slash(group.channel, "member add", member=duc, seat="Confeitaria")
    await group.bruno.slash(group.channel, "directory", search="bruno")
    found = said(await group.bruno.slash(group.channel, "directory", search="nguyen duc confeiteiro Porto"))
    assert "**Nguyễn Đức** · Confeitaria\n🔎 Has: nguyen, duc, confeiteiro" in found
    assert "1 member" in found
    assert "🔎" not in said(await group.bruno.slash(group.channel, "directory", search="duc"))
    nobody = said(await group.bruno.slash(group.channel, "directory", search="encanadores"))
    assert "**Plumber** is a trade that nobody here holds" in nobody
    assert "leave the search out" in said(await group.bruno.slash(group.channel, "directory", search="zebra"))


async def test_a_trade_is_called_the_same_wherever_somebody_reads_it(group: World) -> None:
    await group.ana.slash(group.channel, "member seat", member=group.bruno, seat="Padeira de fermento natural")
    await group.ana.slash(group.channel, "member seat", member=group.caio, seat="fotógrafo")
    await group.ana.slash(group.channel, "group seats", look_for="encanador")
    for command in ("directory", "group about", "group seats", "member list"):
        shown_to_ana = said(await group.ana.slash(group.channel, command))
        assert "fotógrafo" in shown_to_ana, command
        assert "Photographer" not in shown_to_ana, command
    assert "Plumber" in said(await group.ana.slash(group.channel, "group seats"))
    held = await group.ana.autocomplete(group.channel, "directory", "seat", "photographer")
    assert held[0]["name"] == "fotógrafo"
    assert "fotógrafo" in said(await group.bruno.slash(group.channel, "directory", seat="fotógrafo"))


async def test_somebody_who_is_no_member_has_no_profile(group: World) -> None:
    assert said(await group.ana.slash(group.channel, "profile show", member=group.duda)) == (
        "This person is not a member of the group. Choose somebody from /directory."
    )
