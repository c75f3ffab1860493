"""Whether a process still lives."""

from pathlib import Path


def is_gone(pid: int) -> bool:
    """Whether the process has ended; one that nobody waited for counts as ended (proc(5): Z is the state of a zombie)."""
    try:
        return ") Z " in Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):  # the latter where it ends between the opening and the reading
        return True
