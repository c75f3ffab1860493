"""Writes what the bot needs of CLDR, as Babel brings it: `bot/locales/*/cldr.json` and `bot/core/contacts/zones.txt` (`make words`)."""

from __future__ import annotations

import json
from collections import defaultdict

from babel import Locale
from babel.core import get_global
from msgspec.structs import asdict

from bot.core.contacts.regions import ZONES
from bot.formats import Cldr, path
from bot.i18n import LANGUAGES


def cldr(tag: str) -> Cldr:
    """What CLDR says of the language."""
    locale = Locale.parse(tag, sep="-")
    symbols, lists, currency = (
        locale.number_symbols["latn"],
        locale.list_patterns["standard"],
        locale.currency_formats["standard"],
    )
    assert lists["start"] == lists["middle"] == "{0}, {1}", "items are joined by commas"
    assert currency.grouping == (3, 3)
    assert (currency.suffix, symbols["minusSign"]) == (("", ""), "-")
    months = locale.interval_formats["yMMMM"]
    return Cldr(
        decimal=symbols["decimal"],
        group=symbols["group"],
        currency_gap=currency.prefix[0].removeprefix("¤"),
        currency_signs={code: sign for code, sign in sorted(locale.currency_symbols.items()) if sign != code},
        two=lists["2"],
        last=lists["end"],
        months=[locale.months["format"]["wide"][number] for number in range(1, 13)],
        weekdays=[locale.days["stand-alone"]["wide"][number] for number in range(7)],
        one_month=_template(locale.datetime_skeletons["yMMMM"].pattern, "last", "to_year"),
        same_year=_interval(months["M"]),
        years=_interval(months["y"]),
    )


def _interval(parts: tuple[str, str]) -> str:
    return _template(parts[0], "first", "from_year") + _template(parts[1], "last", "to_year")


def _template(pattern: str, month: str, year: str) -> str:
    """A pattern of CLDR, such as “MMMM 'de' y”, for `str.format`."""
    places = {"MMMM": f"{{{month}}}", "y": f"{{{year}}}"}
    # Texts stand between apostrophes: of the parts between these, every other one has letters that mean something.
    parts = pattern.split("'")
    for at in range(0, len(parts), 2):
        for letters, place in places.items():
            parts[at] = parts[at].replace(letters, place)
    return "".join(parts)


def territories() -> dict[str, str]:
    """The ISO 3166 code of each time zone's territory, by the zone's present name and its former ones."""
    present, found = get_global("zone_territories"), dict[str, str]()
    for zone in {*present, *get_global("zone_aliases")}:
        territory = present.get(get_global("zone_aliases").get(zone, zone)) or ""
        # 001 (world) and ZZ (unknown) are CLDR's codes for zones of no single region, such as UTC.
        if len(territory) == len("BR") and territory.isalpha() and territory != "ZZ":
            found[zone] = territory
    return found


def main() -> None:
    zones: defaultdict[str, list[str]] = defaultdict(list)
    for zone, territory in sorted(territories().items()):
        zones[territory].append(zone)
    ZONES.write_text("".join(f"{territory} {' '.join(each)}\n" for territory, each in sorted(zones.items())), encoding="ascii")
    for tag in LANGUAGES:
        text = json.dumps(asdict(cldr(tag)), indent=1, ensure_ascii=False)
        path(tag).parent.mkdir(exist_ok=True)
        path(tag).write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
