"""The declaration of keep-in-touch. It writes no log, and queues no message that anybody but the owner reads."""

from __future__ import annotations

from datetime import timedelta

from bot.core.errors import N_
from bot.core.feature import Feature, HelpLine, Switch, Table
from bot.core.limit import Limit
from bot.core.morning_items import MorningItems
from bot.referrals.events import CONTACT_FORGOTTEN, REFERRAL_GIVEN, REFERRAL_TAKEN_BACK, THANKS_GIVEN, THANKS_TAKEN_BACK
from bot.relationships.keep_in_touch import hearing
from bot.relationships.keep_in_touch.importing import Importing
from bot.relationships.keep_in_touch.model import ITEM
from bot.relationships.keep_in_touch.service import KeepInTouch, due, read_item
from bot.relationships.keep_in_touch.store import SEALED
from bot.relationships.touches.events import TOUCH_NOTED

FEATURE = Feature(
    "keep_in_touch",
    services={"keep_in_touch": KeepInTouch, "contact_importing": Importing},
    limits=(Limit("keep_in_touch.import", 10, timedelta(hours=24)),),
    # The member who somebody is stands in no export of theirs; `erase_person` cuts the link.
    tables=(Table("acquaintances", owned_by=("owner_id",), sealed=SEALED),),
    help=(
        HelpLine(
            "keep-in-touch today",
            N_("whom of your own people it is time to hear from, for you alone; add somebody, list or import them"),
            38,
        ),
    ),
    switches=(
        Switch(
            "keep_in_touch",
            N_("Keep in touch"),
            N_("the morning list names whom of your own people it is time for"),
            42,
            in_list=True,
        ),
    ),
    morning_items=(MorningItems(ITEM, due, read_item),),
    hears={
        REFERRAL_GIVEN: hearing.referral_given,
        THANKS_GIVEN: hearing.thanks_given,
        REFERRAL_TAKEN_BACK: hearing.referral_taken_back,
        THANKS_TAKEN_BACK: hearing.thanks_taken_back,
        TOUCH_NOTED: hearing.touch_noted,
        CONTACT_FORGOTTEN: hearing.contact_forgotten,
    },
    forgettable_notes=hearing.NOTES,
    erase_person=hearing.erase_person,
)
