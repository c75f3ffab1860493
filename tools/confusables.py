"""Write bot/core/confusables.txt: characters that look like an ASCII letter or digit, by Unicode's confusables.txt.

A line is a letter, a space, and the characters that look like it. The package `confusable-homoglyphs` has Unicode's table
(https://www.unicode.org/Public/security/latest/confusables.txt) as JSON of a megabyte, of which the bot needs a twentieth.
What NFKC turns into the letter is left out.
"""

from __future__ import annotations

import json
import unicodedata
from collections import defaultdict
from importlib.resources import files
from pathlib import Path

TARGET = Path(__file__).parent.parent / "bot" / "core" / "confusables.txt"


def main() -> None:
    table = json.loads(files("confusable_homoglyphs").joinpath("confusables.json").read_text(encoding="utf-8"))
    alike: defaultdict[str, set[str]] = defaultdict(set)
    for character, others in table.items():
        letter = next((each["c"] for each in others if len(each["c"]) == 1 and each["c"].isascii() and each["c"].isalnum()), None)
        if letter and len(character) == 1 and not unicodedata.normalize("NFKC", character).isascii():
            alike[letter].add(character)
    TARGET.write_text("".join(f"{letter} {''.join(sorted(alike[letter]))}\n" for letter in sorted(alike)), encoding="utf-8")


if __name__ == "__main__":
    main()
