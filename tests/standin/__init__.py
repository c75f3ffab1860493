"""A stand-in for Discord on the loopback: REST and gateway, as much of them as the bot needs, and strict about both."""

from tests.standin.faults import Fault
from tests.standin.replies import Reply, Unanswered
from tests.standin.server import Standin
from tests.standin.world import Channel, Guild, Message, Permission, Role, User

__all__ = ["Channel", "Fault", "Guild", "Message", "Permission", "Reply", "Role", "Standin", "Unanswered", "User"]
