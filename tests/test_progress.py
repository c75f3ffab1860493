"""Long work tells how far it is, also while one step of it takes long."""

import io
import threading
from pathlib import Path

import pytest

from bot import progress
from bot.progress import ERASE_LINE, Progress


class Stream(io.StringIO):
    """A stream that tells when something was written to it."""

    def __init__(self, *, is_terminal: bool = False) -> None:
        super().__init__()
        self.is_terminal = is_terminal
        self.written = threading.Event()

    def isatty(self) -> bool:
        return self.is_terminal

    def write(self, text: str) -> int:
        count = super().write(text)
        self.written.set()
        return count


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    assert progress.EVERY <= 2
    monkeypatch.setattr(progress, "EVERY", 0.01)
    monkeypatch.setattr(progress, "ON_TERMINAL", 0.01)


def test_a_line_is_written_also_while_nothing_advances() -> None:
    stream = Stream()
    with Progress(5000, "rows copied", stream=stream) as counted:
        counted.advance(1200)
        stream.written.clear()
        assert stream.written.wait(60)
        counted.wait("Discord allows the next request in 3 s")
        stream.written.clear()
        assert stream.written.wait(60)
    lines = stream.getvalue().splitlines()
    assert "1,200 of 5,000 rows copied" in lines
    assert all("\r" not in line for line in lines)
    assert str(counted) == "1,200 of 5,000 rows copied (Discord allows the next request in 3 s)"
    counted.advance()
    assert str(counted) == "1,201 of 5,000 rows copied"
    counted.begin(None, "rows compared")
    assert str(counted) == "0 rows compared"


def test_a_terminal_has_one_line_that_is_gone_at_the_end() -> None:
    stream = Stream(is_terminal=True)
    with Progress(3, "tables", stream=stream):
        assert stream.written.wait(60)
    assert stream.getvalue().startswith(f"{ERASE_LINE}0 of 3 tables")
    assert stream.getvalue().endswith(ERASE_LINE)
    assert "\n" not in stream.getvalue()


def test_quick_work_writes_nothing_and_an_error_passes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "EVERY", 600)
    stream = Stream()

    def fail() -> None:
        with Progress(3, "tables", stream=stream):
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert stream.getvalue() == ""


def test_nobody_reads_any_more_and_the_work_goes_on() -> None:
    stream = Stream()
    with Progress(3, "tables", stream=stream) as counted:
        assert stream.written.wait(60)
        stream.close()
        counted.advance(3)
    assert counted.done == 3


def test_a_file_that_grows_is_followed(tmp_path: Path) -> None:
    counted = Progress(5000, "bytes copied")
    counted.follow(tmp_path / "copy.part")
    assert str(counted) == "0 of 5,000 bytes copied"
    (tmp_path / "copy.part").write_bytes(b"x" * 1500)
    assert str(counted) == "1,500 of 5,000 bytes copied"
    (tmp_path / "copy.part").unlink()
    assert str(counted) == "1,500 of 5,000 bytes copied"
