"""What all features declare, by name: collected once a process, when `bot.features` is imported.

The outbox, the audit log and the job table refuse what is not declared; privacy, deletion of groups, the digest, boards, /help, /settings and
the panel list what is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.core.feature import (
        AuditAction,
        Board,
        DigestBlock,
        Feature,
        Hears,
        HelpLine,
        JobKind,
        MessageKind,
        PanelButton,
        Switch,
        Table,
        Void,
    )
    from bot.core.limit import Limit
    from bot.core.morning_items import MorningItems
    from bot.core.use_case import Service


class _Named(Protocol):
    @property
    def name(self) -> str: ...


class _Placed(Protocol):
    @property
    def position(self) -> int: ...


T = TypeVar("T")
N = TypeVar("N", bound=_Named)
P = TypeVar("P", bound=_Placed)


class DeclarationError(Exception):
    """A feature is declared wrongly, or uses what no feature declares: a fault of the program, found at start or by a test."""


class Declarations(Struct, frozen=True, dict=True):
    """The features in their order, and what they declare by its name or, where people see a list, in the order of its positions."""

    features: tuple[Feature, ...] = ()
    services: Mapping[str, type[Service]] = field(default_factory=dict[str, "type[Service]"])
    messages: Mapping[str, MessageKind] = field(default_factory=dict[str, "MessageKind"])
    actions: Mapping[str, AuditAction] = field(default_factory=dict[str, "AuditAction"])
    jobs: Mapping[str, JobKind] = field(default_factory=dict[str, "JobKind"])
    tables: Mapping[str, Table] = field(default_factory=dict[str, "Table"])
    blocks: Mapping[str, DigestBlock] = field(default_factory=dict[str, "DigestBlock"])
    morning_items: Mapping[str, MorningItems] = field(default_factory=dict[str, "MorningItems"])
    boards: Mapping[str, Board] = field(default_factory=dict[str, "Board"])
    help: tuple[HelpLine, ...] = ()
    panel: tuple[PanelButton, ...] = ()
    switches: Mapping[str, Switch] = field(default_factory=dict[str, "Switch"])
    limits: Mapping[str, Limit] = field(default_factory=dict[str, "Limit"])
    voids: Mapping[str, Void] = field(default_factory=dict[str, "Void"])
    hears: Mapping[str, tuple[Hears, ...]] = field(default_factory=dict[str, "tuple[Hears, ...]"])
    client_forms: frozenset[str] = frozenset()


def collected(features: Iterable[Feature]) -> Declarations:
    """The declarations of these features. Raises DeclarationError where two have one name, or one refers to what none declares."""
    those = tuple(features)
    found = Declarations(
        features=those,
        services=_joined("service", (item for each in those for item in each.services.items())),
        messages=_by_name("message kind", (item for each in those for item in each.messages)),
        actions=_by_name("audit action", (item for each in those for item in each.actions)),
        jobs=_by_name("job", (item for each in those for item in each.jobs)),
        tables=_by_name("table", (item for each in those for item in each.tables)),
        blocks=_joined("digest block", _blocks(those)),
        morning_items=_joined("kind of morning items", ((item.kind, item) for each in those for item in each.morning_items)),
        boards=_by_name("board", (item for each in those for item in each.boards)),
        help=tuple(_in_order(item for each in those for item in each.help)),
        panel=tuple(_in_order(item for each in those for item in each.panel)),
        switches=_by_name("switch", _in_order(item for each in those for item in each.switches)),
        limits=_by_name("limit", (item for each in those for item in each.limits)),
        voids=_joined("prefix to void by", ((each.void.prefix, each.void) for each in those if each.void is not None)),
        hears=_hears(those),
        client_forms=frozenset(form for each in those for form in each.client_forms),
    )
    _check(found)
    return found


_current = Declarations()


def declare(features: Iterable[Feature]) -> None:
    """Make these the process's features. Raises DeclarationError."""
    global _current  # noqa: PLW0603 - a process has one set of features
    _current = collected(features)


def declared() -> Declarations:
    """What the process's features declare."""
    return _current


def _blocks(features: tuple[Feature, ...]) -> list[tuple[str, DigestBlock]]:
    return [(item.kind, item) for item in _in_order(item for each in features for item in each.blocks)]


def _hears(features: tuple[Feature, ...]) -> dict[str, tuple[Hears, ...]]:
    events = [event for each in features for event in each.announces]
    unknown = {event for each in features for event in each.hears} - set(events)
    if unknown:
        raise DeclarationError(f"Features hear {_listed(unknown)}, which no feature announces.")
    return {event: tuple(each.hears[event] for each in features if event in each.hears) for event in events}


def _check(found: Declarations) -> None:
    """Raise DeclarationError where one declaration refers to what none declares."""
    switches = {kind.switch for kind in found.messages.values() if kind.switch is not None}
    of_kinds = {name for name, switch in found.switches.items() if not switch.in_list}
    if switches != of_kinds:
        raise DeclarationError(f"Switches without a message kind, or the reverse: {_listed(switches ^ of_kinds)}.")
    same = {action.name for action in found.actions.values() if action.also_message}
    if same != found.actions.keys() & found.messages.keys():
        both = found.actions.keys() & found.messages.keys()
        raise DeclarationError(f"Audit actions that are message kinds too, or say so and are not: {_listed(same ^ both)}.")
    strangers = {job.service for job in found.jobs.values()} - set(found.services.values())
    if strangers:
        raise DeclarationError(f"Jobs of services that no feature declares: {_listed(each.__name__ for each in strangers)}.")
    alone = {name for name, table in found.tables.items() if table.sealed and table.key is None}
    if alone:
        raise DeclarationError(f"Tables with sealed columns need a key: {_listed(alone)}.")


def _by_name(what: str, items: Iterable[N]) -> dict[str, N]:
    return _joined(what, ((item.name, item) for item in items))


def _joined(what: str, items: Iterable[tuple[str, T]]) -> dict[str, T]:
    found: dict[str, T] = {}
    for name, item in items:
        if name in found:
            raise DeclarationError(f"Two features declare the {what} {name}.")
        found[name] = item
    return found


def _in_order(items: Iterable[P]) -> list[P]:
    found = sorted(items, key=lambda item: item.position)
    places = [item.position for item in found]
    # Else the features' order would decide which comes first.
    if len(set(places)) < len(places):
        raise DeclarationError(f"Two {type(found[0]).__name__}s have one position: {places}.")
    return found


def _listed(names: Iterable[object]) -> str:
    return ", ".join(sorted(str(name) for name in names))
