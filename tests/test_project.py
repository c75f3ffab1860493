"""The project's rules that a test can check."""

import re
import subprocess
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.i18n import TRANSLATED
from tools import catalogues

ROOT = Path(__file__).parent.parent
PLACES = re.compile(r"\{\w+\}")
CODE = [path for folder in ("bot", "cogs") for path in (ROOT / folder).rglob("*.py")]
MARKS = ("Givers Gain", "BNI", "PALMS", "TYFCB", "Power Team", "Traffic Light", "Power of One", "LeTip", "HeyTaco", "Donut")


def test_the_rules_look_at_all_of_the_code() -> None:
    assert {ROOT / "bot" / "app.py", ROOT / "bot" / "__main__.py", ROOT / "cogs" / "__init__.py"} <= set(CODE)
    assert len(CODE) > 150


@pytest.mark.parametrize("tag", TRANSLATED)
@pytest.mark.parametrize("domain", ["goodword", "commands"])
async def test_catalogues_are_complete_and_hold_nothing_else(tag: str, domain: str) -> None:
    wanted = catalogues.sentences() if domain == "goodword" else await catalogues.commands()
    path = catalogues.path_of(tag, domain)
    with path.open("rb") as file:
        present = read_po(file)
    keys = [{(message.id, message.context) for message in catalogue if message.id} for catalogue in (wanted, present)]
    assert keys[0] == keys[1], "run `make words`, and translate what is new"
    for message in present:
        if message.id:
            assert not message.fuzzy, message.id
            forms = message.string if isinstance(message.string, tuple) else (message.string,)
            sources = message.id if isinstance(message.id, tuple) else (message.id,)
            assert all(forms), message.id
            for form in forms:
                assert set(PLACES.findall(form)) == set(PLACES.findall(sources[-1])), message.id


@pytest.mark.parametrize("tag", TRANSLATED)
def test_what_was_generated_is_what_the_code_says(tag: str) -> None:
    path = catalogues.path_of(tag, "goodword")
    is_renewed = catalogues.written(catalogues.merged(catalogues.read(path, tag), catalogues.sentences())) == path.read_bytes()
    assert is_renewed, "run python -m tools.catalogues"  # compared by pytest, files of this size take minutes


def test_modules_stay_readable() -> None:
    long = {str(path.relative_to(ROOT)): lines for path in CODE if (lines := len(path.read_text().splitlines())) > 300}
    assert not long


def test_only_the_clock_that_the_simulator_moves_tells_the_time() -> None:
    forbidden = re.compile(r"datetime\.now\(|time\.time\(|CURRENT_TIMESTAMP|utcnow\(\)(?<!discord\.utils\.utcnow\(\))")
    for path in CODE:
        if path.parts[-2] != "demo":
            assert not forbidden.search(path.read_text()), path


def test_what_is_heavy_is_loaded_where_it_is_used() -> None:
    heavy = re.compile(
        r"^(?:from|import) (?:PIL|networkx|numpy|openpyxl|python_calamine|babel|icalendar|rapidfuzz|snowballstemmer|importlib\.resources)\b",
        re.MULTILINE,
    )
    for path in CODE:
        assert path.parts[-2] == "demo" or not heavy.search(path.read_text()), path


def test_only_the_composition_root_reads_the_environment() -> None:
    for path in CODE:
        if path.name != "__main__.py":
            assert "os.environ" not in path.read_text(), path


def test_no_marks_of_others_are_used() -> None:
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert "README.md" in files
    for name in files:
        path = ROOT / name
        if path.suffix in {".py", ".md", ".po", ".toml"} and path != Path(__file__):
            text = path.read_text(encoding="utf-8")
            assert not [mark for mark in MARKS if mark in text], name


def test_every_target_of_the_makefile_is_documented_and_no_other() -> None:
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    documents = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md"))
    assert phony is not None
    assert set(re.findall(r"\bmake ([a-z]+)", documents)) - {"it"} == set(phony[1].split())


def test_no_document_says_the_same_line_twice() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    assert ROOT / "docs" / "for-members.md" in documents
    for path in documents:
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if len(line) > 50]
        assert sorted(lines) == sorted(set(lines)), path
