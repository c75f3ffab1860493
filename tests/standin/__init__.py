"""A stand-in for Discord on the loopback: as much of REST and gateway as the bot uses, with Discord's rules enforced."""

from tests.standin.faults import Fault
from tests.standin.replies import Reply, Unanswered
from tests.standin.server import Standin
from tests.standin.world import Channel, Guild, Message, Permission, Role, User

__all__ = ["Channel", "Fault", "Guild", "Message", "Permission", "Reply", "Role", "Standin", "Unanswered", "User"]
