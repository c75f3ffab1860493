"""*No, thank you* and fourteen silent days: the connector sees the same, in the same order and at the same time."""

from itertools import combinations, cycle

from tests.discord.test_introductions import WHY
from tests.support import World, said, text_of

DAY = 24 * 3600
NAMES = ["bruno", "caio", "eva", "fabio", "gil", "hugo", "ines"]
PAIRS = list(combinations(NAMES, 2))[:20]
ANSWERS = [("", ""), ("no", ""), ("", "no"), ("no", "no"), ("yes", "no"), ("yes", ""), ("no", "yes")]
"""What the two of a pair press, "" for nothing."""


async def test_twenty_answers_read_as_silence(group: World) -> None:
    for name in NAMES[2:]:
        group.people[name] = group.guild.add_member(group.env.create_user(name, global_name=name.title()))
        await group.ana.slash(group.channel, "member add", member=group.people[name], seat=f"Trade of {name}")
    before = [group.direct(group.ana), group.public(), [text_of(each) for each in group.moderators.history()]]
    answers = cycle(ANSWERS)
    told: list[str] = []
    for start in range(0, len(PAIRS), 5):
        for number, (one, two) in enumerate(PAIRS[start : start + 5], start + 1):
            form = await group.ana.slash(group.channel, "introduce", one=group.people[one], two=group.people[two])
            assert f"(I-{number})" in said(await group.ana.submit_modal(form, WHY))
            for name, verb in zip((one, two), next(answers), strict=True):
                person = group.people[name].user
                if verb:
                    await person.click(person.dm_channel.history()[-1], custom_id=f"intro:{verb}:{number}")
            voided = await group.ana.slash(group.channel, "moderate void", id=f"I-{number}", reason="What is it?")
            assert "There is nothing here by that name" in said(voided)
        for _ in range(13):
            full = await group.ana.slash(group.channel, "introduce", one=group.people[NAMES[-1]], two=group.people[NAMES[-2]])
            assert "5 of your introductions wait for an answer" in said(full), "a no frees no place"
            assert group.direct(group.ana) == before[0] + told, "nothing is told before"
            await group.env.advance_time(DAY)
        await group.env.advance_time(2 * DAY)
        for number, (one, two) in enumerate(PAIRS[start : start + 5], start + 1):
            told.append(f"🔗 {one.title()} and {two.title()}: it did not come to it this time. (I-{number})")
        assert group.direct(group.ana) == before[0] + told
    times = [each.created_at for each in group.ana.user.dm_channel.history()[-20:]]
    assert len({each.date() for each in times}) == 4, "those that were proposed on one day end on one day"
    assert [group.public(), [text_of(each) for each in group.moderators.history()]] == before[1:]
    assert "introduc" not in said(await group.ana.slash(group.channel, "moderate log"))
    assert "You introduced 0 members" in said(await group.ana.slash(group.channel, "me"))
    group.refusals()
