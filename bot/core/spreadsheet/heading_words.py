"""Finds the column that a heading names, by its head noun, unless a qualifier makes it another person's or thing's.

The head noun is the last word in English (“business phone” is a phone) and the first in Portuguese (“telefone comercial”), also
before “of”, “de”, “do”: “state of residence” is no state of a membership.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from bot.core.text import compared

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

C = TypeVar("C")

SURE, LIKELY = 2, 1
LONGEST = 60
"""Maximum length of a heading; a longer cell is a text, in which any word may occur."""
LONG_ENOUGH = 4
"""Minimum length of a name that is looked for as a part of a heading; shorter ones must be the whole heading."""

_OF = frozenset("of de do da dos das del".split())
_NAMES = frozenset({"name", "nome"})
_FILLERS = frozenset(
    "qual quais e é o a os as seu sua seus suas your what is are the which please enter informe digite me their my meu minha".split()
)
"""Words at the beginning of questions, as in “Qual é o seu ramo?”, which forms export as headings."""
_ADJECTIVES = frozenset(
    "comercial celular fixo principal profissional pessoal residencial particular preferido preferida secundario secundaria movel"
    " whatsapp completo completa atual oficial".split()
)
"""Qualifiers that may follow a Portuguese noun without changing which column it names."""
_EXCLUDING = frozenset(
    "emergency emergencia spouse conjuge wife husband esposa esposo marido mother mae father pai parent parents child children"
    " dependent dependente kin parente responsavel guardian sponsor padrinho madrinha assistant assistente secretary secretaria"
    " secretario manager gerente supervisor reference referencia previous prior old anterior antigo antiga birth nascimento birthday"
    " aniversario fax pager telex prefix prefixo suffix sufixo phonetic yomi sort maiden legal middle additional type tipo label"
    " etiqueta rotulo relation relationship parentesco billing cobranca invoice bank banco school escola escolar event custom"
    " substitute substituto guest visitor convidado ice recado partner companheiro companheira son daughter filho filha brother sister"
    " irmao irma vizinho neighbor neighbour avo tutor".split()
)
"""Qualifiers that make a heading another person's or thing's (“emergency phone”); it is read only where its whole text is a name."""


def named(
    heading: str, by_name: Mapping[str, C], owners: Collection[str], strict: Mapping[C, Collection[str]]
) -> tuple[C | None, int]:
    """The column that a heading names, or None, and how sure that is: SURE, LIKELY or 0.

    `owners` are the nouns that may follow “of” (“telefone do membro”); `strict` has, for a column whose names are common words,
    the only qualifiers with which they still name it.
    """
    if (whole := compared(heading)) in by_name:
        return by_name[whole], SURE
    # Before the brackets are ignored: “Phone (spouse)” is the spouse's.
    if _excludes(compared(heading.partition("(")[2]).split()):
        return None, 0
    for text in _spellings(heading):
        if text in by_name:
            return by_name[text], SURE
    words = _words(heading)
    if len(heading) > LONGEST or not words or _excludes(words):
        return None, 0
    column = _of_something(words, by_name, owners) or _at_end(words, by_name, strict) or _at_beginning(words, by_name)
    return (column, LIKELY) if column is not None else (None, 0)


def _excludes(words: Sequence[str]) -> bool:
    """Whether one of the words is an excluding qualifier, also with the -s of a plural or a possessive."""
    return not _EXCLUDING.isdisjoint({*words, *(word.removesuffix("s") for word in words)})


def _spellings(heading: str) -> Iterator[str]:
    """The heading without what is in brackets, and then also without numbers and the words of a question."""
    yield compared(re.split("[(:\\[]", heading, maxsplit=1)[0])
    yield " ".join(_words(heading))


def _words(heading: str) -> list[str]:
    """The words of a heading without brackets, numbers and the words of a question.

    Google Contacts exports “Phone 1 - Value” and “Organization 1 - Title”: “value” at the end is left out too.
    """
    words = [word for word in compared(re.split("[(:\\[]", heading, maxsplit=1)[0]).split() if not word.isdigit()]
    while len(words) > 1 and words[0] in _FILLERS:
        del words[0]
    if len(words) > 1 and words[-1] in {"value", "valor"}:
        del words[-1]
    return words


def _of_something(words: Sequence[str], by_name: Mapping[str, C], owners: Collection[str]) -> C | None:
    """The column of a heading with “of”: “name of company” names the company, “phone of member” the phone."""
    at = next((at for at, word in enumerate(words) if at and word in _OF), None)
    if at is None:
        return None
    thing, owner = " ".join(words[:at]), " ".join(words[at + 1 :])
    if thing in _NAMES:
        return by_name.get(owner)
    return by_name.get(thing) if owner in owners else None


def _at_end(words: Sequence[str], by_name: Mapping[str, C], strict: Mapping[C, Collection[str]]) -> C | None:
    """The column whose name is the longest at the end of the heading; None with qualifiers that `strict` does not allow."""
    for start in range(1, len(words)):
        name = " ".join(words[start:])
        column = by_name.get(name)
        if column is None or len(name) < LONG_ENOUGH:
            continue
        before = words[:start]
        if before[-1] in _OF or (column in strict and not set(before) <= set(strict[column])):
            return None
        return column
    return None


def _at_beginning(words: Sequence[str], by_name: Mapping[str, C]) -> C | None:
    """The column whose name is the longest at the beginning, if only Portuguese adjectives follow it."""
    for end in range(len(words) - 1, 0, -1):
        name = " ".join(words[:end])
        if len(name) >= LONG_ENOUGH and name in by_name and set(words[end:]) <= _ADJECTIVES:
            return by_name[name]
    return None
