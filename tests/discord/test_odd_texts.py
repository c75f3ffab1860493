"""Whatever people type into any field, at its limit: it is shown as typed, pings nobody, and fits.

That it fits, and could not ping, is looked at after every test (`limits.py`).
"""

import re
import unicodedata

import pytest

from bot.demo.simulator import find_button
from tests.support import WORDS, World, ids_of, said, shown, text_of

ODD = {
    "markdown": "**b** _i_ ~~s~~ ||p|| `c` ```k``` # h\n> q\n- l\n1. n\n-# f\n[bank](https://evil.example) ",
    "mentions": "@everyone @here <@1> <@!1> <@&1> <#1> </refer:0> <t:0:R> <:a:1> <id:home> ",
    "turned": "\u202eלבנה\u202c \u2066مرحبا\u2069 \u200fabc ",
    "nothing": "a\u200b\u200d\u2060\ufeff\u00ad\u3164 ",
    "zalgo": "Z\u0336\u0322\u035d\u0315\u0489 ",
    "halves": "x\ud83c y\udf5e ",
    "control": "a\x00b\x07c\x1bd\x7f\x85 ",
    "emoji": "🍞👩‍🍳🏳️‍🌈🇧🇷 ",
    "wide": "＠ｅｖｅｒｙｏｎｅ ｆｕｌｌ＊ ",
}
TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def filled(kind: str, limit: int) -> str:
    """That text again and again, up to the last character that the field takes."""
    return (ODD[kind] * limit)[:limit]


def meant(typed: str) -> str:
    """What of it can be seen in the order in which it was typed."""
    text = unicodedata.normalize("NFC", typed)
    return " ".join(
        "".join(c for c in text if c not in TURNS and (c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"})).split()
    )


def read(written: str) -> str:
    """What Discord shows where each sign that would do something is escaped; what is not escaped stands out."""
    disarmed = re.sub(r"\\([\\*_~`|\[\]<>#+\-.)])", "\\1", written.replace("@\u200b", "@"))
    return " ".join(re.sub(r"^> ", "", disarmed, flags=re.MULTILINE).split())


def armed(written: str) -> list[str]:
    """Whatever Discord would act on, in a text of which our own part is bold names, quotations, headings and small print."""
    pattern = r"(?<!\\)\]\(|@everyone|@here|(?<!\\)<(?![t:]*:?\d+:[fdRt]>)[@#/:i&]|(?<!\\)\|\||(?<!\\)~~|(?<!\\)```"
    return re.findall(pattern, written)


@pytest.mark.parametrize(
    "kinds", [("markdown", "mentions", "turned", "nothing"), ("zalgo", "halves", "control", "emoji", "wide")]
)
async def test_odd_texts_in_every_field_at_its_limit(group: World, kinds: tuple[str, ...]) -> None:
    ana, bruno = group.ana, group.bruno
    for person, kind in ((ana, kinds[0]), (bruno, kinds[1])):
        group.env.backend.get_member(group.guild.id, person.id).nick = filled(kind, 32)
    for number, kind in enumerate(kinds, 1):
        line, paragraph = filled(kind, 200), filled(kind, 400)
        form = await ana.slash(group.channel, "refer", member=bruno)
        typed = {
            "prospect": line,
            "contact": filled(kind, 185) + f" 98888-{number:04}",
            "need": paragraph,
            "kind": "direct",
            "warmth": "5",
        }
        refused = await ana.submit_modal(form, typed | {"contact": "by pigeon"})
        form = await ana.click(shown(refused), custom_id=find_button(shown(refused), "form:again:"))
        given = said(await ana.submit_modal(form, typed))
        assert armed(re.sub(r"```\n.*?\n```", "", given, flags=re.DOTALL)) == []
        card = await group.open_referral(bruno, f"R-{number}")
        assert meant(line) in read(text_of(card))
        assert meant(paragraph) in read(text_of(card))
        form = await bruno.click(card, label="Private label")
        labelled = await bruno.submit_modal(form, {"label": filled(kind, 60)})
        assert meant(filled(kind, 60)) in read(text_of(shown(labelled)))
        accepted = await bruno.click(shown(labelled), label="Accept")
        assert f"98888-{number:04}" in text_of(accepted.followups[0])
        assert armed(text_of(accepted.followups[0])) == []
        form = await bruno.click(await group.open_referral(bruno, f"R-{number}"), label="Can't take it")
        await bruno.submit_modal(form, {"reason": paragraph})
        assert meant(paragraph) in read(group.direct(ana)[-1])
        form = await bruno.slash(group.channel, "thank", member=ana)
        doubt = await bruno.submit_modal(form, WORDS | {"message": filled(kind, 1000)})
        if "seems to name a client" in said(doubt):  # who is called the same here
            await bruno.click(shown(doubt), label="Yes, all the same")
        assert meant(filled(kind, 1000)) in read(group.public()[-1])
        await ana.slash(group.channel, "moderate void", id=f"T-{number}", reason=paragraph)
        assert meant(paragraph) in read(group.direct(bruno)[-1])
        asked = await bruno.slash(group.channel, "away", note=line)
        if "form:anyway" in str(ids_of(shown(asked))):  # it asks, for a client is named so
            await bruno.click(shown(asked), label="Yes, all the same")
        assert armed(said(await ana.slash(group.channel, "refer", member=bruno))) == []
        await bruno.click(shown(await bruno.slash(group.channel, "away")), label="I'm back")
        for command, option in (("referrals", "search"), ("directory", "search"), ("directory", "seat"), ("referral", "id")):
            assert armed(said(await bruno.slash(group.channel, command, **{option: filled(kind, 40)}))) == [], command
        for command, option in (("referral", "id"), ("thank", "referral"), ("thank", "former"), ("join", "seat")):
            await bruno.autocomplete(group.channel, command, option, filled(kind, 40))
    for person in (ana, bruno, group.caio):
        for command in ("referrals", "me", "leaderboard", "directory", "profile show"):
            assert armed(said(await person.slash(group.channel, command))) == [], command
    await ana.slash(group.channel, "group setup", language="both")
    for command in ("member list", "moderate log", "digest preview"):
        answer = said(await ana.slash(group.channel, command))
        assert armed(re.sub(r"<@\d{17,20}>", "", answer)) == [], command  # moderators read people as mentions
    await ana.slash(group.channel, "digest post")
    assert [armed(text) for text in (*group.public(), *group.direct(ana), *group.direct(bruno)) if armed(text)] == []
    group.refusals()


async def test_what_stands_under_the_longest_texts_is_not_cut(group: World) -> None:
    await group.ana.slash(group.channel, "group setup", language="both")
    form = await group.bruno.slash(group.channel, "thank", member=group.ana)
    await group.bruno.submit_modal(form, WORDS | {"message": "*\n" * 500})
    await group.ana.click(group.channel.history()[-1], custom_id="thanks:pleasure:1")
    assert group.public()[-1].count("T-1") == 2
    assert "It’s a pleasure!" in group.public()[-1]
    for number in range(1, 12):
        await group.refer(group.ana, group.bruno, prospect="*" * 200, need="*" * 400)
        form = await group.bruno.click(await group.open_referral(group.bruno, f"R-{number}"), label="Private label")
        await group.bruno.submit_modal(form, {"label": "_ " * 30})
    for command, last, below in (
        ("referrals", "R-4**", "Only you can see this list."),
        ("me", "R-2**", "amounts are those that you entered yourself."),
    ):
        listed = said(await group.bruno.slash(group.channel, command))
        assert last in listed
        assert below in listed
    await group.env.advance_time(4 * 86400)
    assert "**R-10**" in group.direct(group.bruno)[-1]
    assert "All that waits for you stands in /referrals." in group.direct(group.bruno)[-1]
