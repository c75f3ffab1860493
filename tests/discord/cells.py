"""Cells of the table `bot/authorisation/`: a group with people of each kind, and the interaction that each row stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import simcord
from simcord import interactions
from simcord.backend import serializers

from bot.authorisation import BUTTONS, COMMANDS, FORMS, SUGGESTIONS
from bot.demo.settling import settle
from bot.demo.simulator import find_button
from cogs.asks.trades import mark
from tests.discord.test_claims import expect
from tests.discord.wire import AUTOCOMPLETE, BUTTON, COMMAND, PRESS, SUBMIT, TEXT_MENU, USER_MENU
from tests.support import BAKERY, WARM, World, shown, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TABLES = {COMMAND: COMMANDS, PRESS: BUTTONS, SUBMIT: FORMS, AUTOCOMPLETE: SUGGESTIONS}
"""The rows, by the type of their interaction."""
SECRETS = ("rosa@example.org", "Maria Souza", "maria@example.org", "A wedding cake", "The key is with Rita", "Tereza Neves")
MENUS: dict[str, tuple[str, str]] = {
    "import:encoding": ("{roll}", "cp1252"), "past:encoding": ("{past}", "cp1252"), "import:who": ("{roll}:2", "0"),
    "import:means": ("{roll}:0", "out"), "past:who": ("{past}:2", "1"), "past:open": ("", "1"), "import:open": ("", "1"),
    "setup:set": ("language", "both"), "board:board": ("this_week", "givers"), "board:period": ("givers", "year"),
    "me:period": ("", "year"), "me:network": ("", "year"), "me:groups": ("", "year"), "settings:contact": ("", "nobody"), "settings:language": ("", "en"), "settings:unmute": ("", "1"),
    "touch:others_back": ("{guild}", "1"),
    "referrals:open": ("", "{referral}"), "ask:open": ("", "{question}"), "ask:trades": ("0:", "x"),
    "ask:trade": ("{client_needs}", "x"), "ask:helped_which": ("{receiver}", "{question}"),
    "term:offer": ("", "{bruno}"), "keep:open": ("", "{acquaintance}"), "keep:pick": ("{contacts}", "0"), "refer:linked": ("{guild}", "{bruno}"),
    "meeting:tick": ("{meeting}:0", "{bruno}"), "agenda:part": ("{meeting}", "1"),
}  # fmt: skip
"""What follows a menu's name in its custom id, and the value that is chosen."""
USER_MENUS = {
    "refer:pick": "", "thank:pick": "", "intro:pick": "", "touch:know": "", "refer:other": "", "directory:show": "", "referral:pass_to": "{referral}",
    "referral:pass_any": "{referral}", "referral:also_to": "{referral}", "referral:also_any": "{referral}",
    "ask:know_member": "{looking}", "meeting:came_late": "{meeting}:0", "meeting:phoned": "{meeting}:0",
}  # fmt: skip
REST = {
    **dict.fromkeys(("refer:open", "thank:open", "thank:other", "profile:card", "refer:remind", "touch:known"), "{bruno}"),
    **dict.fromkeys(("touch:ask", "touch:others"), "{guild}:{bruno}"), "touch:suggest": "{guild}",
    **dict.fromkeys(("round:met", "round:not_yet"), "1:1767225600"), "practice:pick": "1:{bruno}:{caio}", "round:ask": "1:{bruno}",
    **dict.fromkeys(("form:again", "form:anyway", "form:ready"), "{draft}"),
    **dict.fromkeys(("expected:confirm", "expected:refuse"), "{claimant}:{number}"),
    **dict.fromkeys(("reminder:accept", "reminder:contacted", "reminder:agreed"), "{referral}:1767225600"),
    **dict.fromkeys(("welcome:boards", "welcome:messages"), "{guild}:on"),
    **dict.fromkeys(("member:approve", "member:decline", "member:ask", "member:decline_why"), "{applicant}"),
    **dict.fromkeys(("member:other_seat", "member:same_business", "member:let_wait"), "{applicant}"),
    **dict.fromkeys(("member:decline_form", "member:ask_form", "member:other_seat_form"), "{applicant}:n"),
    **dict.fromkeys(("referral:edit_form", "referral:label_form", "referral:decline_form", "referral:no_fit_form", "fit:form"), "{referral}:n"),
    **dict.fromkeys(("welcome:profile_form", "join:answer_form", "expected:name_form"), "{guild}:n"),
    **dict.fromkeys(("welcome:start", "welcome:profile", "welcome:write", "welcome:switches", "welcome:things"), "{guild}"),
    **dict.fromkeys(("import:apply", "import:cancel", "import:likeliest"), "{roll}"),
    **dict.fromkeys(("past:apply", "past:cancel", "past:likeliest"), "{past}"),
    **dict.fromkeys(("reminder:open", "thanks:act", "fit:open"), "{referral}"),
    **dict.fromkeys(("thanks:undo", "thanks:pleasure", "thanks:pin", "thanks:unpin"), "{thanks}"),
    **dict.fromkeys(("group:about_form", "profile:edit", "profile:story", "away:form", "setup:zone_form"), "n"),
    **dict.fromkeys(("setup:currency_form", "directory:search_form"), "n"),
    **dict.fromkeys(("expected:name", "join:answer"), "{guild}"),
    **dict.fromkeys(("page:asks", "page:trades", "page:knowledge"), "0:"),
    **dict.fromkeys(("page:offers", "page:answers"), "0:{question}"),
    **dict.fromkeys(("ask:offer", "ask:answers", "ask:let_go"), "{question}"),
    **dict.fromkeys(("meeting:calendar", "meeting:cover", "announce:new"), "{presented}"),
    **dict.fromkeys(("speaker:ready", "speaker:cannot"), "{speaker}"),
    **dict.fromkeys(("speaker:choose", "speaker:off"), "{presented}:{bruno}"),
    "speaker:form": "n", "speaker:plan_form": "{presented}:{bruno}:n", "announce:form": "{presented}:n",
    "announce:remove": "{presented}:{announcement}",
    **dict.fromkeys(("ask:linked", "ask:know", "ask:know_yes", "ask:met", "ask:close", "ask:again"), "{looking}"),
    **dict.fromkeys(("meeting:guest", "guest:new", "guest:at_door"), "{meeting}"),
    **dict.fromkeys(("guest:form", "guest:door_form"), "{meeting}:n:"),
    **dict.fromkeys(("guest:texts", "guest:withdraw", "guest:welcome"), "{guest}"),
    **dict.fromkeys(("guest:came", "guest:absent", "guest:applied", "guest:again", "guest:not_now"), "{guest}:1767225600"),
    "keep:find": "{contacts}:n", **dict.fromkeys(("keep:search", "keep:all"), "{contacts}"), "page:keep": "0:", "keep:word": "{bruno}:wrote", "touch:did": "{acquaintance}:called",
    **dict.fromkeys(("keep:later", "keep:received", "keep:unlink", "keep:stop"), "{acquaintance}"),
    "term:take_away": "{bruno}", "report:page": "month:2025-11-01", "meeting:end": "{series}", "agenda:turn": "{meeting}:1:n",
    **dict.fromkeys(("agenda:page", "agenda:text", "agenda:share"), "{meeting}"),
    **dict.fromkeys(("meeting:coming", "meeting:late", "meeting:cannot", "meeting:here"), "{meeting}"),
    **dict.fromkeys(("meeting:door", "meeting:room", "meeting:slip"), "{meeting}"), "meeting:page": "0:{meeting}",
    "meeting:ticked": "{meeting}:0", "meeting:finish": "{meeting}:{bruno}",
    **dict.fromkeys(("meeting:guest_here", "meeting:guest_missed"), "{meeting}:0:{guest}"),
    "meeting:slip_form": "{meeting}:n", "meeting:refer_form": "{meeting}:{bruno}:n",
    "ask:new": "question", "ask:named": mark("Florist"), "ask:useful": "{tip}", "ask:choose": "{cover}:{receiver}", "ask:helped": "{question}:{receiver}",
    "ask:form": "tip::n:", "ask:answer": "{question}:n", "ask:known": "{client_needs}:x:n", "ask:helped_form": "{question}:{receiver}:n",
    "ask:refer_form": "{looking}:{giver}:0:n",
    "join:form": "Florist:n", "refer:form": "{bruno}:n", "refer:linked_form": "{guild}:{bruno}:n", "thank:form": "{bruno}:0:n", "intro:form": "{bruno}:{caio}:n", "referral:pass_form": "{referral}:{bruno}:n",
    "referral:also_form": "{referral}:{bruno}:n",
    "profile:open_edit": "me", "page:referrals": "0:all:", "page:directory": "0::", "board:share": "givers:this_week",
    "me:year": "{guild}", "page:history": "0:{bruno}", "page:log": "0:0:30", "page:import": "0:{roll}", "page:past": "0:{past}",
    "past:days": "{past}:day", "import:days": "{roll}:day", "expected:me": "{guild}:{number}", "mute:switch": "{referral}:on",
    "settings:switch": "thanks:off", "settings:boards": "on", "settings:picture": "on", "settings:linked": "on", "me:seen": "year:on", "setup:ask": "language", "setup:pick": "currency:EUR",
    "quiet_check:word": "{guild}:1767225600", "quiet_check:asks": "{guild}", "quiet_check:away": "{guild}:1767225600", "meeting:form": "0:off::n", "meeting:skip_form": "n", "intro:talked": "1:1767225600", "help:more": "x", "privacy:delete": "me",
}  # fmt: skip
"""What follows a button's or form's name in its custom id; for a referral's own buttons `{referral}`, for all others 1."""
OPTIONS: dict[str, dict[str, object]] = {
    "join": {"seat": "Florist"},
    "group unlink": {"group": "{guild}"},
    "introduce": {"one": "bruno", "two": "caio"},
    "one-to-one log": {"member": "bruno"},
    "keep-in-touch add": {"name": "Rosa Reis"},
    "keep-in-touch import": {"file": ("contacts.csv", b"Name\nRosa Reis\n")},
    "one-to-one plan": {"member": "bruno", "when": "some day"},
    "referral": {"id": "R-{referral}"},
    "away": {"until": "some day"},  # asked back, so that nobody goes
    "member expected": {"name": "-1"},
    "member import": {"file": ("roll.csv", b"Name,Trade\nDuda,Florist\n")},
    "member export": {"format": "csv"},
    "moderate import": {"file": ("past.csv", b"Giver,Receiver,Date\nAna,Bruno,2025-03-14\n")},
    "moderate forget": {"contact": "nobody@example.org"},
    "moderate void": {"id": "R-{referral}", "reason": "By mistake"},
    "meeting skip": {"date": "2027-01-05"},
    "meeting move": {"date": "2027-01-05", "time": "08:00"},
    "meeting host": {"member": "bruno"},
    "meeting export": {"format": "csv"},
    "meeting announce": {"text": "The fair opens"},
    "digest schedule": {"day": "monday", "time": "09:00"},
    **{each: {"member": "bruno"} for each in ("refer", "thank", "profile show", "profile card", "member pause", "member resume")},
    "member history": {"member": "bruno"},
    "member term": {"member": "bruno", "until": "2026-12-31"},
    "member seat": {"member": "bruno", "seat": "Pastry cook"},
    "member remove": {"member": "bruno", "reason": "Moved"},
    "member approve": {"member": "applicant"},
    "member decline": {"member": "applicant"},
    "member add": {"member": "duda", "seat": "Florist"},
    "member associate": {"member": "caio"},
}
"""The options with which a command is tried; names of people stand for them."""

MESSAGE_MENUS = frozenset({"Refer this to its author", "This helped me"})

HAVE_BEEN_MEMBERS = (
    "giver", "receiver", "paused", "away", "removed", "erased", "former giver", "former receiver", "left giver", "left receiver",
)  # fmt: skip
JOINING = {name: name.title() for name in (*HAVE_BEEN_MEMBERS, "associate", "applicant", "declined")} | {
    "expected": "Erik Expected",
    "claimant": "Clara Claimant",
}
"""Who joins the server besides those of `World`, and the name that Discord shows."""
OWN_REFERRAL = {"former giver": 3, "former receiver": 4, "left giver": 5, "left receiver": 6}

Sent = tuple[int, dict[str, Any]]


class Cells:
    """The interactions of each row, with the ids of `people` and of records in them."""

    def __init__(self, world: World, ids: dict[str, object], people: dict[str, Any], rest: dict[str, str] = REST) -> None:
        self._world = world
        self._records = ids
        self._people = people
        self._ids = ids | {name: person.id for name, person in people.items()}
        self._rest_of = rest

    def replaced(
        self, ids: dict[str, object] | None = None, people: dict[str, Any] | None = None, rest: dict[str, str] | None = None
    ) -> Cells:
        """The same with other ids and people, and with `rest` after the names of some buttons or forms."""
        return Cells(self._world, self._records | (ids or {}), self._people | (people or {}), self._rest_of | (rest or {}))

    def sent(self, table: int, row: str) -> Sent:
        """The type and data of the interaction of a row."""
        make = {COMMAND: self._command, PRESS: self._press, SUBMIT: self._form, AUTOCOMPLETE: self._suggestion}
        return table, make[table](row)

    def command(self, row: str, **given: object) -> Sent:
        """The same of a command with these options."""
        return COMMAND, self._with_options(row, given)

    def _press(self, row: str) -> dict[str, Any]:
        if row in MENUS:
            after, value = (each.format_map(self._ids) for each in MENUS[row])
            return self._component(row, after, TEXT_MENU, value)
        if row in USER_MENUS:
            return self._component(row, USER_MENUS[row].format_map(self._ids), USER_MENU, str(self._ids["bruno"]))
        return self._component(row, self._rest(row), BUTTON)

    def _form(self, row: str) -> dict[str, Any]:
        return {"custom_id": f"{row}:{self._rest(row)}", "components": []}

    def _rest(self, row: str) -> str:
        return self._rest_of.get(row, "{referral}" if row.startswith("referral:") else "1").format_map(self._ids)

    def _component(self, row: str, rest: str, kind: int, *values: str) -> dict[str, Any]:
        data: dict[str, Any] = {"custom_id": ":".join(filter(None, (row, rest))), "component_type": kind}
        return data | ({"values": list(values), "resolved": {}} if values else {})

    def typing(self, row: str, typed: str) -> Sent:
        """The same of a list of suggestions, with something typed."""
        return AUTOCOMPLETE, self._suggestion(row, typed)

    def _suggestion(self, row: str, typed: str = "") -> dict[str, Any]:
        *path, option = row.split()
        return _nested(path, [{"name": option, "type": 3, "value": typed, "focused": True}], {})

    def _command(self, row: str) -> dict[str, Any]:
        return self._menu(row) if row[0].isupper() else self._with_options(row, OPTIONS.get(row, {}))

    def _with_options(self, row: str, given: Mapping[str, object]) -> dict[str, Any]:
        resolved: dict[str, Any] = {}
        options = [self._option(name, value, resolved) for name, value in given.items()]
        return _nested(row.split(), options, resolved)

    def _option(self, name: str, value: object, resolved: dict[str, Any]) -> dict[str, Any]:
        if isinstance(value, tuple):
            channel, backend = self._world.channel.id, self._world.env.backend
            filename, data = value
            key = interactions.store_interaction_attachment(backend, channel, filename, data, resolved)
            return {"name": name, "type": 11, "value": key}
        if value in self._people:
            return {"name": name, "type": 6, "value": self._resolve(str(value), resolved)}
        return {"name": name, "type": 3, "value": str(value).format_map(self._ids)}

    def _menu(self, row: str) -> dict[str, Any]:
        """A context menu on Bruno, or on a message of his."""
        resolved: dict[str, Any] = {}
        if row in MESSAGE_MENUS:
            message: Any = self._ids["message"]
            resolved["messages"] = {str(message.id): dict(serializers.message_payload(self._world.env.backend, message))}
            return {"id": "1", "name": row, "type": 3, "target_id": str(message.id), "resolved": resolved}
        return {"id": "1", "name": row, "type": 2, "target_id": self._resolve("bruno", resolved), "resolved": resolved}

    def _resolve(self, name: str, resolved: dict[str, Any]) -> str:
        """Put the person of that name into `resolved`, as a member where they are in the server; their id."""
        backend, person = self._world.env.backend, self._people[name]
        resolved.setdefault("users", {})[str(person.id)] = dict(serializers.user_payload(backend.get_user(person.id)))
        guild = backend.get_guild(self._world.guild.id)
        if person.id in guild.members and person is self._world.people.get(name):
            member = serializers.member_payload(backend, guild, guild.members[person.id], with_user=False)
            resolved.setdefault("members", {})[str(person.id)] = dict(member)
        return str(person.id)


def _nested(path: list[str], options: list[dict[str, Any]], resolved: dict[str, Any]) -> dict[str, Any]:
    for name in reversed(path[1:]):
        options = [{"name": name, "type": 1, "options": options}]
    return {"id": "1", "name": path[0], "type": 1, "options": options, "resolved": resolved}


async def send_all(world: World, people: Iterable[Any], sent: Sent, place: Any = None) -> list[simcord.InteractionResult]:
    """The answers to the same interaction of several people at once; `place` is a channel, None for their direct messages."""
    backend: Any = world.env.backend
    records = []
    for person in people:
        kind, data = sent
        channel = place or person.user.dm_channel
        record, payload = interactions.base_payload(
            backend, type=kind, channel_id=channel.id, guild_id=place and place.guild.id, user_id=person.id, data=data
        )
        records.append(record)
        backend.emit("INTERACTION_CREATE", payload)
    # Without the timers that `simulator.hasten` lets fire: the clock stands still, so that what was typed is kept.
    await settle(world.env, dispatch="INTERACTION_CREATE")
    return [simcord.InteractionResult(world.env, each) for each in records]


def answer_of(result: simcord.InteractionResult) -> str:
    """What somebody reads: a text, the title of a form after “form: ”, or suggestions after “suggested: ”."""
    if result.autocomplete_choices is not None:
        return f"suggested: {[each['value'] for each in result.autocomplete_choices]}"
    if result.modal is not None:
        return f"form: {result.modal}"
    assert result.response is not None, result
    return text_of(result.response)


async def furnished(world: World) -> Cells:
    """Somebody of each kind, in `world.people` by the kind's name, and the records of which they may hold the ids.

    Referral 1 of the giver to the receiver brought thanks, 2 is new; 3 to 6 are of people who are gone: see OWN_REFERRAL.
    """
    people, ana, channel = world.people, world.people["ana"], world.channel
    people |= {"stranger": people["duda"], "member": people["caio"], "moderator": people["lia"], "leader": ana}
    for number, (name, shown_as) in enumerate(JOINING.items()):
        people[name] = world.guild.add_member(world.env.create_user(name.replace(" ", "_"), global_name=shown_as))
        if name in HAVE_BEEN_MEMBERS:
            await ana.slash(channel, "member add", member=people[name], seat=f"Trade {number}")
    await ana.slash(channel, "member associate", member=people["associate"])
    await referrals(world)
    draft = (await world.rows("SELECT id FROM drafts"))[0][0]
    asked = await needs(world) | await meeting(world) | await presenting(world) | await keeping(world)
    await quiet(world)
    await statuses(world)
    for command in ("member import", "moderate import"):
        await ana.slash(channel, command, **OPTIONS[command])
    uploads = {form: key for key, form in await world.rows("SELECT id, form FROM drafts WHERE form IN ('import', 'past')")}
    number = (await world.rows("SELECT -user_id FROM members WHERE name = 'Clara Claimant'"))[0][0]
    message = await people["bruno"].send(channel, "I need a cake")
    stored = world.env.backend.get_message(channel.id, message.id)
    ids = {"draft": draft, "referral": 2, "thanks": 1, "guild": world.guild.id, "number": number, "message": stored}
    ids |= {"roll": uploads["import"], "past": uploads["past"]} | asked
    return Cells(world, ids, dict(people))


async def referrals(world: World) -> None:
    giver, receiver = world.people["giver"], world.people["receiver"]
    await world.refer(giver, receiver)
    await receiver.submit_modal(await receiver.slash(world.channel, "thank", referral="R-1"), WARM)
    await world.refer(giver, receiver)
    await world.refer(world.people["former giver"], receiver)
    await world.refer(giver, world.people["former receiver"])
    await world.refer(world.people["left giver"], receiver)
    await world.refer(giver, world.people["left receiver"])
    form = await giver.click(await world.open_referral(giver, "R-2"), custom_id="referral:edit:2")
    await giver.submit_modal(form, {"prospect": "Maria", "contact": "nope", "need": ""})  # refused, and kept as a draft


async def needs(world: World) -> dict[str, object]:
    """One of each kind, by the giver but for that of trades, for more than three may not be open; their ids by kind."""
    of_kinds = {
        "looking": {"text": "A building manager in Pinheiros", "until": "28"},
        "question": {"text": "Who knows a good program?", "until": "28"},
        "cover": {
            "what": "My stand at the fair",
            "when": "2026-01-20 14:00",
            "where": "The fair",
            "details": "The key is with Rita",
        },
        "tip": {"title": "Invoices by phone", "text": "The city's app does it", "link": ""},
    }
    giver, receiver = world.people["giver"], world.people["receiver"]
    for kind, typed in of_kinds.items():
        await giver.submit_modal(await giver.slash(world.channel, "ask", kind=kind), typed)
    trades = shown(await receiver.slash(world.channel, "ask", kind="client_needs"))
    typed = {"text": "A kitchen is done anew", "trades": "Carpenter", "agreed": "own", "until": "28"}
    await receiver.submit_modal(await receiver.click(trades, custom_id="ask:named:"), typed)
    return {kind: need_id for need_id, kind in await world.rows("SELECT id, kind FROM needs")}


async def meeting(world: World) -> dict[str, object]:
    """The first meeting of a series, and the giver's guest at it; its ids."""
    await world.people["ana"].slash(world.channel, "meeting schedule", day="thursday", time="07:00")
    typed = {"name": "Rosa Lima", "trade": "Florist", "contact": "rosa@example.org", "as": "guest", "agreed": "yes"}
    giver = world.people["giver"]
    await giver.submit_modal(await giver.slash(world.channel, "meeting guest"), typed)
    (found,) = await world.rows("SELECT series_id, meeting_id, g.id FROM guests AS g JOIN meetings AS m ON m.id = g.meeting_id")
    return dict(zip(("series", "meeting", "guest"), found, strict=True))


async def presenting(world: World) -> dict[str, object]:
    """A meeting at which the giver presents and something is announced; its id, and those of both."""
    ana, channel = world.people["ana"], world.channel
    await ana.slash(channel, "meeting schedule", day="saturday", time="07:00")
    await ana.slash(channel, "meeting speaker", member=world.people["giver"], date="2026-01-03")
    await ana.slash(channel, "meeting announce", text="The fair opens", date="2026-01-03")
    (found,) = await world.rows(
        "SELECT s.meeting_id, s.id, a.id FROM speakers AS s JOIN announcements AS a ON a.meeting_id = s.meeting_id"
    )
    return dict(zip(("presented", "speaker", "announcement"), found, strict=True))


async def quiet(world: World) -> None:
    """The giver was asked whether all is well."""
    sql = "INSERT INTO quiet_checks (group_id, user_id, asked_at) VALUES (?, ?, 1767225600000000)"
    await world.bot.database.write(lambda tx: tx.run(sql, world.guild.id, world.people["giver"].id))


async def keeping(world: World) -> dict[str, object]:
    """Somebody with whom the giver keeps in touch; their id, and that of a file that the giver imports."""
    await world.people["giver"].slash(world.channel, "keep-in-touch add", name="Tereza Neves")
    await world.people["giver"].slash(world.channel, "keep-in-touch import", **OPTIONS["keep-in-touch import"])
    ((found, draft),) = await world.rows("SELECT a.id, d.id FROM acquaintances AS a JOIN drafts AS d ON d.form = 'keep:import'")
    return {"acquaintance": found, "contacts": draft}


async def statuses(world: World) -> None:
    people, ana, channel = world.people, world.people["ana"], world.channel
    for name in ("removed", "former giver", "former receiver"):
        await ana.slash(channel, "member remove", member=people[name], reason="Moved away")
    asked = shown(await people["erased"].slash(channel, "privacy delete"))
    await people["erased"].click(asked, custom_id="privacy:delete:me")
    await ana.slash(channel, "member pause", member=people["paused"])
    await people["away"].slash(channel, "away")
    for name in ("applicant", "declined"):
        await people[name].submit_modal(await people[name].slash(channel, "join", seat="Florist"), BAKERY)
    await ana.slash(channel, "member decline", member=people["declined"])
    await expect(world, "Erik Expected", "Clara Claimant")
    offer = shown(await people["claimant"].slash(channel, "help"))
    await people["claimant"].click(offer, custom_id=find_button(offer, "expected:me"))
    for name in ("left giver", "left receiver"):
        world.guild.remove_member(people[name])
    await world.env.advance_time(1)
