"""The types by which a feature declares itself: one `Feature` a package, in `<context>/<feature>/feature.py`, listed in `bot/features.py`.

Where a callable is handed a group, a job or a message, that is typed as `Any`: core knows no context, and the packages of jobs and messages import
this module.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.calendar import Period
    from bot.core.db.database import Database, Tx
    from bot.core.digest_block import Block
    from bot.core.forgettable import Forgettable, ForgettableNote
    from bot.core.limit import Limit
    from bot.core.morning_items import MorningItems
    from bot.core.use_case import Service


class Destination(StrEnum):
    """Where a message of some kind is delivered."""

    REFERRALS = "referrals"
    """The group's referrals channel."""
    ASKS = "asks"
    """The group's channel for asks; where it chose none, its referrals channel."""
    MEETINGS = "meetings"
    """The group's channel for meetings; where it chose none, its digest channel."""
    DIGEST = "digest"
    """The group's digest channel."""
    MODERATORS = "moderators"
    """The moderators' channel; where there is none, a direct message to whoever set the group up."""
    GREETING = "greeting"
    """The first channel in which the bot may write when it is added to a server, or a direct message to the server's owner."""
    PERSON = "person"
    """A direct message."""
    NOWHERE = "nowhere"
    """Nothing is posted: a request to Discord, such as to give a role or to look somebody up."""


class Urgency(IntEnum):
    """The order in which the outbox is delivered; the numbers are stored."""

    PERSON = 0
    """Caused by a person's action."""
    CLOCK = 1
    """Caused by the clock, for many groups at once."""


StillConcerns = Callable[["Tx", Any], Awaitable[bool]]
Sender = Callable[["Tx", Any], Awaitable[int | None]]
"""(tx, message), as above: the id of the person who caused it; None for the clock, or where it has to arrive in any case."""


class MessageKind(Struct, frozen=True):
    """A kind of outbox row. `name` is stored, and finds the handler that a cog registers in `bot.handlers`.

    `switch` is the field of a member's `Switches` that turns the kind off; None for what is always delivered. A kind that is
    `at_most_once` is rather lost than delivered twice, and a newer row of it supersedes an older one that was not delivered yet.
    `has_codes`: a row's detail and facts are codes of the program, numbers and times, so they are not sealed.
    `about_person`: the rows' `record_id` is a person's id. `still_concerns` (tx, message) decides whether a row that was missed because
    direct messages were closed is delivered once they are open; None where it is old by then. `sender` says whose muting suppresses it.
    """

    name: str
    destination: Destination
    switch: str | None = None
    urgency: Urgency = Urgency.PERSON
    at_most_once: bool = False
    has_codes: bool = False
    about_person: bool = False
    still_concerns: StillConcerns | None = None
    sender: Sender | None = None


class AuditAction(Struct, frozen=True):
    """An action of the group's audit log. `name` is stored; `label` is a marked msgid.

    `in_history`: /member history shows it, for it is about somebody's membership. `shows_facts`: moderators read what was before and
    after, for it is about the group. `also_message`: a message kind has the same name on purpose. `own_words` are facts that a member wrote or
    that say who they are: they leave the log with the member's data.
    """

    name: str
    label: str
    in_history: bool = False
    shows_facts: bool = False
    also_message: bool = False
    own_words: tuple[str, ...] = ()


class JobKind(Struct, frozen=True):
    """A kind of row in the job table: `run` is the method of `service` that the worker calls when one is due.

    `schedule` (tx, group) writes the group's recurring job: at set-up, and again when its time zone changes. A kind that
    `rests_without_server` is suspended while the bot is not in the group's server. `misplaced` (tx) finds the jobs that a change of the
    clock left at a wrong time, and `put_right` (tx, job) moves one; without them a job with a `schedule` is taken for a daily one.
    """

    name: str
    service: type[Service]
    run: Callable[[Any, Any], Awaitable[None]]
    schedule: Callable[[Tx, Any], Awaitable[object]] | None = None
    rests_without_server: bool = False
    misplaced: Callable[[Tx], Awaitable[list[Any]]] | None = None
    put_right: Callable[[Tx, Any], Awaitable[object]] | None = None


class Table(Struct, frozen=True):
    """A table of the schema, and what privacy needs to know of its columns.

    `key` is the columns that, with `group_id`, tell its rows apart: `("group_id",)` where a group has one row. None where rows
    are not found by group (meta data of the store). () excludes the table from the deletion of a departed group's rows, which
    handles `groups` and `departed_groups` by itself. `names` are columns with a person's id that outlive them: erasing the person puts a number below zero there.
    `owned_by` are columns whose rows are deleted with the person. `sealed` are encrypted columns, with `sealed_by` as the column that is part
    of their additional data. `times` are columns with microseconds besides `*_at`.
    `hashed_by` is the column with the id of the key by which a row's keyed hash was made: `rotate-key` keeps the keys that it names.
    `hashed_person` is the column with a person's keyed hash (`person_hashes`): their rows are exported to them, and outlive their erasure.
    `has_direct`: rows with group 0 are from direct messages, and belong to their person's data in each group.
    `elsewhere` is a condition with two parameters, a group and a person: it finds what other groups have of their acts as a member of that one.
    `indexed_while` is the condition of a partial index by group: the other rows are found along their number only.
    """

    name: str
    key: tuple[str, ...] | None = ("id",)
    names: tuple[str, ...] = ()
    owned_by: tuple[str, ...] = ()
    sealed: tuple[str, ...] = ()
    sealed_by: str = "id"
    times: tuple[str, ...] = ()
    hashed_by: str | None = None
    hashed_person: str | None = None
    has_direct: bool = False
    indexed_while: str | None = None
    elsewhere: str | None = None


class DigestBlock(Struct, frozen=True):
    """A section of the weekly digest: `compose` (tx, group, span) reads its facts, `bot.blocks[kind]` renders them.

    `gather` (database, group, span, found) takes the place of `compose` where one transaction would hold the store's thread for long in a
    large group: it reads in several, and computes outside of them; `found` are the sections that stand before, by kind, and all of `compose`. Both only read; `close` (tx, group) stores before that what may be
    told in one way only. Sections stand in order of their `position`.
    """

    kind: str
    position: int
    compose: Callable[[Tx, Any, Period], Awaitable[Block | None]] | None = None
    gather: Callable[[Database, Any, Period, Mapping[str, Block | None]], Awaitable[Block | None]] | None = None
    close: Callable[[Tx, Any], Awaitable[None]] | None = None

    def __post_init__(self) -> None:
        """Raise ValueError where it is not said, or said twice, how the section is read."""
        if (self.compose is None) is (self.gather is None):
            raise ValueError(f"The digest's section {self.kind} needs either compose or gather.")


class Board(Struct, frozen=True):
    """A leaderboard: `name` is the command's choice, `entry_kind` what it counts in the ledger."""

    name: str
    title: str
    entry_kind: str


class HelpLine(Struct, frozen=True):
    """A line of /help; lines stand in order of their `position`."""

    command: str
    text: str
    position: int
    for_moderators: bool = False


class PanelButton(Struct, frozen=True):
    """A button of the message that /group panel posts, which a cog answers by its custom id; in the second row where it `is_below`."""

    custom_id: str
    label: str
    emoji: str
    position: int
    is_primary: bool = False
    is_below: bool = False


class Switch(Struct, frozen=True):
    """A switch of /settings: `name` is a field of `Switches`; `text` says which messages it turns off, `in_list` which part of a list."""

    name: str
    label: str
    text: str
    position: int
    in_list: bool = False


class Void(Struct, frozen=True):
    """How /moderate void cancels a record whose label begins with `prefix`: `run` (tx, group, actor, number, reason) returns the label."""

    prefix: str
    run: Callable[[Tx, Any, Actor, int, str], Awaitable[str]]


class PersonErasure(Struct, frozen=True):
    """A person who deletes their data: `stranger_id` (below zero) and `name` take their place in what others keep."""

    group_id: int
    user_id: int
    stranger_id: int
    name: str


class PublicRecord(Struct, frozen=True):
    """Posted messages that name a person and are rendered again without them: subject `<subject>:<id>:<suffix>`, kind `kind`."""

    kind: str
    table: str
    columns: tuple[str, ...]
    subject: str
    suffix: str


ErasePerson = Callable[["Tx", PersonErasure], Awaitable[None]]
"""Empties what the person wrote, and removes their id from keys and texts that hold it."""
OthersSecrets = Callable[[dict[str, list[dict[str, Any]]], int], None]
"""Removes from an export (rows by table, changed in place) what only somebody else may see of these rows. The int is whose export it is."""
Nightly = Callable[["Tx", int], Awaitable[None]]
"""(tx, group id)"""
Morning = Callable[["Tx", int], Awaitable[bool]]
"""(tx, group id): handles one slice, and returns whether there may be more, for which it is called again in the next transaction."""
NamesPerson = Callable[["Tx", int, int], Awaitable[bool]]
"""(tx, group id, user id)"""
Hears = Callable[..., Awaitable[object]]
"""Called as `hears(tx, **facts)` in the transaction that announces an event."""


class Feature(Struct, frozen=True):
    """The declarations of one feature. No other table lists them."""

    name: str
    services: Mapping[str, type[Service]] = field(default_factory=dict[str, "type[Service]"])
    messages: tuple[MessageKind, ...] = ()
    actions: tuple[AuditAction, ...] = ()
    jobs: tuple[JobKind, ...] = ()
    tables: tuple[Table, ...] = ()
    """In the order of their references: each after the tables to which it refers."""
    blocks: tuple[DigestBlock, ...] = ()
    morning_items: tuple[MorningItems, ...] = ()
    boards: tuple[Board, ...] = ()
    help: tuple[HelpLine, ...] = ()
    panel: tuple[PanelButton, ...] = ()
    switches: tuple[Switch, ...] = ()
    void: Void | None = None
    limits: tuple[Limit, ...] = ()
    public: tuple[PublicRecord, ...] = ()
    client_forms: tuple[str, ...] = ()
    """Forms into which a client may be typed, as `feature:verb`: what was kept of one is deleted with the client."""
    announces: tuple[str, ...] = ()
    """Events that its use cases announce by `core.events`."""
    names_person: NamesPerson | None = None
    """Returns whether a record of the feature refers to the person, whose row in `members` must then be kept."""
    hears: Mapping[str, Hears] = field(default_factory=dict[str, "Hears"])
    erase_person: ErasePerson | None = None
    others_secrets: OthersSecrets | None = None
    nightly: Nightly | None = None
    """Called in the transaction of the nightly job, while the bot is in the group's server."""
    morning: Morning | None = None
    """Called in the last transaction of the group's daily job, between 09:00 and 11:00 there, while the bot is in the group's server: for what
    people are told of by the clock."""
    forgettable: Forgettable | None = None
    forgettable_notes: tuple[ForgettableNote, ...] = ()
    erase_again: tuple[str, ...] = ()
    """SQL for a restored SQLite store, where the temporary table `lost` (id, at) names the referrals whose client was erased since."""
