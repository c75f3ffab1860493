"""Use cases of profiles: show, edit, and search the directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from bot.core import allowances, idempotency
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.computing import beside
from bot.core.errors import N_, Refused
from bot.core.events import announce
from bot.core.fuzzy import ALIKE
from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import EntryKind
from bot.core.links import read_links
from bot.core.text import read, read_contact
from bot.core.use_case import Service, reads, writes
from bot.groups import region
from bot.membership.events import PROFILE_CHANGED, TEXT_PUBLISHED
from bot.membership.guards import acting_member, not_a_member, readable_group
from bot.membership.members import profile as profile_model
from bot.membership.members import roll
from bot.membership.members import store as members_store
from bot.membership.members.model import BELONGING, Listed, Member, Person
from bot.membership.members.profile import Profile, Story
from bot.membership.members.roll import SealedTexts, by_name
from bot.membership.profiles import store as profiles_store
from bot.membership.profiles.gathering import first_slice, slices
from bot.membership.profiles.model import Line
from bot.membership.profiles.search import Gathered, fitting, has_words, holding, matched, of_trade
from bot.membership.seats import store as seats_store
from bot.membership.seats.matching import matches, meant
from bot.membership.trades import seat_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.membership.members.model import Texts


class Shown(Struct, frozen=True):
    """A member as one reader sees them: without a contact that is not for them. The counts are only for oneself.

    `region` is where the group writes its phone numbers.
    """

    member: Member
    region: str = ""
    hides_contact: bool = False
    given: int | None = None
    received: int | None = None


class Found(Struct, frozen=True):
    """The number of members that fit, and one page of them: `page` counts from 0, and is the last one where fewer fit."""

    count: int
    page: int
    members: list[Line]
    matched: Mapping[int, tuple[str, ...]] = field(default_factory=dict[int, tuple[str, ...]])
    """The words of a search of several that each member has, by their id."""
    open_trade: str = ""
    """Where nobody fits: the trade that the search asks for, if nobody holds it."""


class Asked(Struct, frozen=True):
    """What is asked of the directory; `page` counts from 0, and has `size` members."""

    search: str
    seat: str
    page: int
    size: int

    def place(self, count: int) -> int:
        """The page that is shown where `count` members fit: the last one where fewer fit than its number says."""
        return min(self.page, max(count - 1, 0) // self.size)

    def listed(self, everybody: Sequence[Listed]) -> list[int]:
        """The ids of those who hold the trade, by name."""
        return [each.user_id for each in by_name(of_trade(self.seat, everybody))]


class Profiles(Service):
    @reads
    async def show(self, tx: Tx, actor: Actor, user_id: int) -> Shown:
        """Anybody's profile, to members and moderators. Raises Refused, for a stranger as for somebody hidden."""
        return await shown(tx, actor, user_id)

    @reads
    async def own(self, tx: Tx, actor: Actor) -> Member:
        """One's own membership, to fill the form with. Raises Refused."""
        return await acting_member(tx, actor)

    @writes
    async def edit(self, tx: Tx, actor: Actor, typed: Profile, action: str, *, sure: bool = False) -> Member:
        """Replace one's profile. Raises Refused, naming the field, and Doubt where a client is named unless they are `sure`."""
        present = await acting_member(tx, actor)
        if await idempotency.earlier(tx, actor.group_id, action) is not None:
            return present
        fields = profile_model.profile_fields(is_associate=present.is_associate)
        profile = Profile(
            **{name: read(fields[name], getattr(typed, name)) for name in ("business", "offer", "ideal_referral")},
            contact=read_contact(profile_model.CONTACT, typed.contact, await region.of(tx, actor.group_id)),
            links=read_links(profile_model.LINKS, typed.links),
        )
        if not sure:
            await announce(tx, TEXT_PUBLISHED, actor=actor, text=profile.public_text)
        return await _keep(tx, actor, replace(present, profile=profile), "profile.edit", action)

    @writes
    async def tell_story(self, tx: Tx, actor: Actor, typed: Story, action: str, *, sure: bool = False) -> Member:
        """Replace one's story. Raises Refused, naming the field, and Doubt where a client is named unless they are `sure`."""
        present = await acting_member(tx, actor)
        if await idempotency.earlier(tx, actor.group_id, action) is not None:
            return present
        told = {name: read(field, getattr(typed, name)) for name, field in profile_model.STORY.items()}
        if not sure:
            await announce(tx, TEXT_PUBLISHED, actor=actor, text="\n".join(told.values()))
        return await _keep(tx, actor, replace(present, story=Story(**told)), "profile.story", action)

    @reads
    async def check_reader(self, tx: Tx, actor: Actor) -> None:
        """Raise Refused for who may not read the directory."""
        await readable_group(tx, actor)

    async def directory(self, actor: Actor, search: str, seat: str, page: int, size: int) -> Found:
        """The members, on leave or not, best match first (by name where nothing is searched). Raises Refused.

        `seat` leaves those who hold just that trade, whatever they call it; where nobody does, those whose trade is like it.

        A small group is read and searched in one transaction. A large one is read in several, and searched and sorted outside of them.
        """
        asked = Asked(search, seat, page, size)
        found = await self._begin(actor, asked)
        if isinstance(found, Found):
            return found
        if isinstance(found, SealedTexts):
            ids = await self._search(actor.group_id, asked, found)
        else:
            ids = await beside(asked.listed, found)
        return await self._finish(actor.group_id, asked, ids)

    @reads
    async def _begin(self, tx: Tx, actor: Actor, asked: Asked) -> Found | SealedTexts | list[Listed]:
        """The whole answer for a small group, or where nothing is asked for; of a large one the first slice of its texts, or its list for a trade."""
        await readable_group(tx, actor)
        if asked.search.strip():
            first = await first_slice(tx, actor.group_id, BELONGING)
            if first.last is not None:
                return first
            fits = fitting(asked.search, of_trade(asked.seat, first.opened()))
            return await _page(tx, actor.group_id, asked, [each.user_id for each in fits])
        if not asked.seat.strip():
            return await _everybody(tx, actor.group_id, asked)
        # The list has no sealed text, so nobody's profile is decrypted but those of the page.
        listed = await roll.listed(tx, actor.group_id, BELONGING)
        return await _page(tx, actor.group_id, asked, asked.listed(listed)) if len(listed) <= roll.FEW else listed

    @reads
    async def _finish(self, tx: Tx, group_id: int, asked: Asked, ids: Sequence[int]) -> Found:
        return await _page(tx, group_id, asked, ids)

    async def _search(self, group_id: int, asked: Asked, first: SealedTexts) -> list[int]:
        """The ids of the members of a large group who fit, best first."""
        chosen = await self._of_trade(group_id, asked.seat) if asked.seat.strip() else None
        literal: list[Listed] = []
        gathered = Gathered()

        def add(texts: Sequence[Texts]) -> None:
            those = [each for each in texts if chosen is None or each.user_id in chosen]
            if has_words(asked.search):
                gathered.add(those)
            else:
                literal.extend(Listed(each.user_id, each.name, each.seat) for each in holding(asked.search, those))

        async for texts in slices(self.database, group_id, BELONGING, first):
            await beside(add, texts)
        if not has_words(asked.search):
            return [each.user_id for each in await beside(by_name, literal)]
        return [gathered.people[number].user_id for number in await beside(gathered.fitting, asked.search)]

    async def _of_trade(self, group_id: int, seat: str) -> set[int]:
        listed = await self.database.read(lambda tx: roll.listed(tx, group_id, BELONGING))
        return {each.user_id for each in await beside(of_trade, seat, listed)}

    @reads
    async def seats(self, tx: Tx, group_id: int) -> list[str]:
        """The trades that are held, as their holders write them; several ways of writing one trade may be among them."""
        return sorted(await roll.seats(tx, group_id, BELONGING))


async def _everybody(tx: Tx, group_id: int, asked: Asked) -> Found:
    """The page that is asked for of all members, of whom no others are read."""
    count = await profiles_store.count(tx, group_id)
    page = asked.place(count)
    return Found(count, page, await profiles_store.by_name(tx, group_id, page * asked.size, asked.size))


async def _page(tx: Tx, group_id: int, asked: Asked, ids: Sequence[int]) -> Found:
    """The page that is asked for of the members with these ids. Who left the group since they were read is left out."""
    page = asked.place(len(ids))
    members, words = await _shown(tx, group_id, asked.search, ids[page * asked.size :][: asked.size])
    open_trade = "" if ids else await _open_trade(tx, group_id, asked.search.strip() or asked.seat)
    return Found(len(ids), page, members, words, open_trade)


async def _shown(tx: Tx, group_id: int, search: str, ids: Sequence[int]) -> tuple[list[Line], Mapping[int, tuple[str, ...]]]:
    """The lines of the members with these ids, and by id the words of a search of several that each of them has."""
    if len(search.split()) < 2:  # noqa: PLR2004 - one word needs not be named
        return await profiles_store.lines(tx, group_id, ids), {}
    members = [each for each in await members_store.some(tx, group_id, ids) if each.belongs]
    return list(map(Line.of, members)), {each.user_id: matched(search, each) for each in members}


async def _open_trade(tx: Tx, group_id: int, search: str) -> str:
    """The trade that a search asks for, where nobody holds it: as the group looks for it, else by its name in the catalogue."""
    if not search.strip():
        return ""
    held = await roll.held_keys(tx, group_id)
    looked_for = [seat for seat in await seats_store.wanted(tx, group_id) if matches(search, seat) >= ALIKE]
    trade = meant(search)
    names = [*looked_for, trade.name("en")] if trade else looked_for
    return next((name for name in names if seat_key(name) not in held), "")


async def shown(tx: Tx, actor: Actor, user_id: int) -> Shown:
    """`Profiles.show`, for who reads more of a member in the same transaction."""
    written_in = region.of_group(await readable_group(tx, actor))
    member = await members_store.get(tx, actor.group_id, user_id)
    if member is not None and member.is_elsewhere:
        raise Refused(N_("{name} left the server. Their profile can be read again when they are back."), name=member.name)
    if member is None or not member.belongs:
        raise not_a_member(Person(user_id))
    if user_id != actor.user_id:
        return replace(await _seen(tx, actor, member), region=written_in)
    given = await ledger_store.by_counterpart(tx, actor.group_id, user_id, EntryKind.REFERRAL)
    received = await ledger_store.by_member(tx, actor.group_id, user_id, EntryKind.REFERRAL)
    return Shown(member, written_in, given=sum(given.values()), received=sum(received.values()))


async def _seen(tx: Tx, actor: Actor, member: Member) -> Shown:
    """Another member as the actor sees them."""
    # From the ledger, which counts what was given: a declined referral does not open a contact.
    met = await ledger_store.exchanged(tx, actor.group_id, actor.user_id, member.user_id, EntryKind.REFERRAL)
    if not member.profile.contact or member.sharing.reaches(partner=met):
        return Shown(member)
    return Shown(replace(member, profile=replace(member.profile, contact="")), hides_contact=True)


async def _keep(tx: Tx, actor: Actor, changed: Member, what: str, action: str) -> Member:
    """Save a changed profile; the log says only that it was changed."""
    await allowances.take(tx, actor.group_id, actor.user_id, "profile.edit")
    # In a direct message Discord sends no nickname, so the stored name stays.
    name = actor.name if actor.in_group else changed.name
    kept = replace(changed, name=name, language=actor.language, version=changed.version + 1)
    tx.erases()  # of what stood in the profile before
    await members_store.save(tx, kept)
    await announce(tx, PROFILE_CHANGED, member=kept)
    await idempotency.done(tx, actor.group_id, action, actor.user_id)
    await audit_log_store.write(tx, LogEntry(actor.group_id, actor.user_id, what, f"member:{actor.user_id}", actor.user_id))
    return kept
