"""The forms of needs: one for each kind, those of an answer and of *This helped me*."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asks import model as asks_model
from bot.asks.model import DAYS, Agreed, NeedKind
from bot.core.errors import N_
from bot.core.text import PARAGRAPH, Field
from cogs._ui import forms
from cogs._ui.cover_form import cover_items
from cogs.asks.kinds import NEW

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from discord import ui

    from bot.i18n import Words

FORM, ANSWER_FORM, KNOWN_FORM, HELPED_FORM = "ask:form", "ask:answer", "ask:known", "ask:helped_form"
OTHER_TRADES = Field(N_("Other trades, one a line"), PARAGRAPH, required=False, multiline=True)
EVERYBODY = N_("Everyone in the group reads this")
AGREED = {
    Agreed.YES: N_("Yes, they may be called"),
    Agreed.NOT_YET: N_("Not yet"),
    Agreed.OWN: N_("It's for me"),
}


def need_form(words: Words, kind: NeedKind, rest: str, typed: Mapping[str, str], chosen: Sequence[str] = ()) -> ui.Modal:
    """The form of a new need, named by `rest`; `chosen` are the names of trades that were chosen before."""
    return forms.form(f"{FORM}:{kind}:{rest}", words.t(NEW[kind][0]), *_FIELDS[kind](words, typed, chosen))


def answer_form(words: Words, need_id: int, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    described = words.t("Everyone in the group reads this. Empty says that you can help.")
    item = forms.text_item(words, "answer", asks_model.ANSWER, typed, description=described)
    return forms.form(f"{ANSWER_FORM}:{need_id}:{nonce}", words.t("I can help"), item)


def known_form(words: Words, need_id: int, trade: str, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    """The form of *I know one*, for a trade that nobody in the group holds; `trade` is its mark."""
    described = words.t("Only who asked reads this: whom you know, and how they are reached")
    item = forms.text_item(words, "known", asks_model.KNOWN, typed, description=described)
    return forms.form(f"{KNOWN_FORM}:{need_id}:{trade}:{nonce}", words.t("I know one"), item)


def helped_form(words: Words, name: str, need_id: int, user_id: int, nonce: str, typed: Mapping[str, str]) -> ui.Modal:
    described = words.t("Everyone in the group reads this. You may leave it empty.")
    item = forms.text_item(words, "thanks", asks_model.THANK_YOU, typed, description=described)
    return forms.form(f"{HELPED_FORM}:{need_id}:{user_id}:{nonce}", words.t("{name} helped me", name=name), item)


def _looking(words: Words, typed: Mapping[str, str], _: Sequence[str]) -> list[forms.Item]:
    example = words.t("One kind of client, one place: a building manager in Pinheiros")
    return [_text(words, NeedKind.LOOKING, typed, example), _until(words, typed)]


def _question(words: Words, typed: Mapping[str, str], _: Sequence[str]) -> list[forms.Item]:
    return [_text(words, NeedKind.QUESTION, typed, words.t("What would you like to know?")), _until(words, typed)]


def _client_needs(words: Words, typed: Mapping[str, str], chosen: Sequence[str]) -> list[forms.Item]:
    agreed = [(each.value, words.t(label)) for each, label in AGREED.items()]
    named = words.t("Chosen: {trades}", trades=", ".join(chosen)) if chosen else words.t("Everyone in the group reads this")
    return [
        _text(words, NeedKind.CLIENT_NEEDS, typed, words.t("What is to be done, and where; never whose it is")),
        forms.text_item(words, "trades", OTHER_TRADES, typed, description=named),
        forms.radio_item("agreed", words.t("Has your client agreed?"), agreed, typed.get("agreed")),
        forms.tick_item("may_know", words.t("Those who are chosen"), words.t("They may know of each other"), typed),
        _until(words, typed),
    ]


def _cover(words: Words, typed: Mapping[str, str], _: Sequence[str]) -> list[forms.Item]:
    return cover_items(words, typed)


def _tip(words: Words, typed: Mapping[str, str], _: Sequence[str]) -> list[forms.Item]:
    everybody = words.t(EVERYBODY)
    return [
        forms.text_item(words, "title", asks_model.TITLE, typed, everybody),
        forms.text_item(words, "text", asks_model.TEXTS[NeedKind.TIP], typed, everybody),
        forms.text_item(words, "link", asks_model.LINK, typed, everybody),
    ]


_FIELDS: dict[NeedKind, Callable[[Words, Mapping[str, str], Sequence[str]], list[forms.Item]]] = {
    NeedKind.LOOKING: _looking,
    NeedKind.QUESTION: _question,
    NeedKind.CLIENT_NEEDS: _client_needs,
    NeedKind.COVER: _cover,
    NeedKind.TIP: _tip,
}


def _text(words: Words, kind: NeedKind, typed: Mapping[str, str], example: str) -> forms.Item:
    return forms.text_item(words, "text", asks_model.TEXTS[kind], typed, words.t(EVERYBODY), example)


def _until(words: Words, typed: Mapping[str, str]) -> forms.Item:
    options = [(str(days), words.n("{count} day", "{count} days", days)) for days in DAYS]
    return forms.radio_item("until", words.t("How long does it stand?"), options, typed.get("until") or str(DAYS[0]))
