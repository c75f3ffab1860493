"""What each kind of need is called on buttons and cards."""

from __future__ import annotations

from bot.asks.model import NeedKind, NeedState
from bot.core.errors import N_

NEW = {
    NeedKind.LOOKING: (N_("I'd like to meet…"), "🎯"),
    NeedKind.QUESTION: (N_("I have a question"), "❓"),
    NeedKind.CLIENT_NEEDS: (N_("I need a trade"), "🧰"),
    NeedKind.COVER: (N_("Stand in for me"), "🙋"),
    NeedKind.TIP: (N_("I have a tip"), "💡"),
}
"""The label and mark of the button that begins one."""
HEADLINES = {
    NeedKind.LOOKING: N_("{author} would like to meet:"),
    NeedKind.QUESTION: N_("{author} asks:"),
    NeedKind.CLIENT_NEEDS: N_("{author} looks for these trades:"),
    NeedKind.COVER: N_("{author} looks for somebody to stand in:"),
    NeedKind.TIP: N_("{author} has a tip:"),
}
ANSWERS = {
    NeedKind.LOOKING: ("ask:know", N_("I know someone"), "🙋"),
    NeedKind.QUESTION: ("ask:offer", N_("I can help"), "🙋"),
    NeedKind.CLIENT_NEEDS: ("ask:offer", N_("That's my trade"), "🙋"),
    NeedKind.COVER: ("ask:offer", N_("I can"), "🙋"),
    NeedKind.TIP: ("ask:useful", N_("This helped me"), "💛"),
}
"""The name, label and mark of the button by which others answer one."""
CHOICES = {
    NeedKind.LOOKING: N_("whom I'd like to meet"),
    NeedKind.QUESTION: N_("a question"),
    NeedKind.CLIENT_NEEDS: N_("trades that I or a client need"),
    NeedKind.COVER: N_("somebody to stand in for me"),
    NeedKind.TIP: N_("a tip"),
}
"""The kinds as choices of the command."""
STATES = {
    NeedState.OPEN: N_("open"),
    NeedState.MET: N_("fulfilled"),
    NeedState.CLOSED: N_("closed"),
    NeedState.LAPSED: N_("over"),
    NeedState.VOIDED: N_("a moderator cancelled it"),
}
"""What its author alone reads of how it ended."""
