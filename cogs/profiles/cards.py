"""A member's profile as a card, and as a vCard file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.contacts.characters import plain_characters
from bot.core.errors import N_
from bot.i18n import date_stamp
from bot.membership.members.model import STATUS_LABELS
from bot.membership.members.profile import Sharing, most_missed
from bot.membership.profiles import vcard
from cogs._ui.cards import Card, button, primary
from cogs._ui.seats import held_trade, looks_for
from cogs._ui.steps import add_steps
from cogs._ui.story import told
from cogs._ui.text import one_line, quoted, safe_text

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.membership.members.model import Member
    from bot.membership.profiles.service import Shown
    from bot.relationships.one_to_ones.profile_page import ProfilePage
    from bot.relationships.one_to_ones.steps import Steps

MISSED = {
    "ideal_referral": N_("Say whom they should send you: it is the first thing others look for when they want to refer."),
    "offer": N_("Say what you offer, so that others recognise who needs you."),
    "contact": N_("Say how members reach you. Who reads it you choose in /settings."),
    "business": N_("Name your business: others find you by it."),
    "skills": N_("Say in your story what you are good at: the directory finds you by it, too."),
    "links": N_("A link to your site or your work lets others show what you do."),
    "circles": N_("Tell of your circles in your story: whom you know is how others can help you, and you them."),
}
READ_BY = {
    Sharing.MEMBERS: N_("All members of the group read your contact; /settings changes that."),
    Sharing.PARTNERS: N_("Those with whom you exchanged a referral read your contact; /settings changes that."),
    Sharing.NOBODY: N_("Nobody but you reads your contact; /settings changes that."),
}


def profile_card(words: Words, page: ProfilePage, picture: str | None) -> Card:
    """A member's profile, with what others said in thanks, and the steps of the reader and them, where the reader has any.

    The owner also sees their counts, who reads their contact, and the most useful missing field. Owner and author can take thanks off.
    """
    shown, member, profile = page.shown, page.shown.member, page.shown.member.profile
    card = Card().picture_beside("\n".join(_heading(words, member)), picture)
    if member.away is not None and member.away.note:
        card.text(quoted(member.away.note))
    if profile.ideal_referral:
        card.text(f"**🎯 {looks_for(words, is_associate=member.is_associate)}**\n{quoted(profile.ideal_referral)}")
    if profile.offer:
        card.text(f"**{words.t('What they offer')}**\n{safe_text(profile.offer)}")
    if profile.contact:
        card.text(f"**{words.t('How to reach them')}**\n{safe_text(plain_characters(profile.contact))}")
    if profile.links:
        card.text(f"🔗 {safe_text(profile.links)}")
    _story(words, card, member)
    _testimonials(words, card, page)
    is_own = shown.given is not None
    return _own(words, card, shown) if is_own else _others(words, card, shown, page.steps)


def phone_card(words: Words, shown: Shown) -> Card:
    """The profile as a vCard file, which phones import; the contact only where the reader may see it."""
    member = shown.member
    card = Card().title(f"📇 {words.t('{name} for your phone', name=one_line(member.name))}")
    card.text(words.t("Open the file on your phone: it offers to save it among your contacts."))
    if shown.hides_contact:
        card.text(words.t("Phone and e-mail are not in it: {name} does not share them with you.", name=one_line(member.name)))
    elif not member.profile.contact:
        card.text(words.t("Phone and e-mail are not in it: there are none in the profile yet."))
    return card.file(vcard.file_name(member), vcard.written(member, shown.region))


def _heading(words: Words, member: Member) -> list[str]:
    heading = [f"### {one_line(member.name)}", f"**{held_trade(words, member.seat)}**"]
    if member.profile.business:
        heading.append(one_line(member.profile.business))
    if not member.is_active:
        until = member.away.until if member.away else None
        back = f", {words.t('back on {day}', day=date_stamp(until))}" if until else ""
        heading.append(f"🌙 {words.t(STATUS_LABELS[member.status])}{back}")
    return heading


def _story(words: Words, card: Card, member: Member) -> None:
    """Add the parts of the story that are written, each under its heading."""
    parts = told(words, member.story)
    if parts:
        card.rule()
    for heading, text in parts:
        card.text(f"{heading}\n{text}")


def _testimonials(words: Words, card: Card, page: ProfilePage) -> None:
    """Add the thanks, each with its author and day; the name comes first, as the end of a text is what is cut."""
    if not page.said:
        return
    card.rule().text(f"**💚 {words.t('What others say')}**")
    for each in page.said:
        thanks = each.thanks
        text = f"**{one_line(each.author_name)}** · {date_stamp(thanks.at)}\n{quoted(thanks.message)}"
        if page.reader_id in {thanks.author_id, thanks.thanked_id}:
            card.text_beside(text, button(f"thanks:unpin:{thanks.id}", words.t("Take it off"), "↩️"))
        else:
            card.text(text)


def _others(words: Words, card: Card, shown: Shown, steps: Steps | None) -> Card:
    member = shown.member
    if shown.hides_contact and member.is_associate:
        card.small(words.t("How to reach them they keep to themselves."))
    elif shown.hides_contact:
        card.small(words.t("How to reach them they keep to themselves; a referral goes to them all the same."))
    refer = [] if member.is_associate else [primary(f"refer:open:{member.user_id}", words.t("Refer someone"), "🤝")]
    card.buttons(
        [
            *refer,
            button(f"thank:open:{member.user_id}", words.t("Thank"), "💚"),
            button(f"profile:card:{member.user_id}", words.t("Save to phone"), "📇"),
        ]
    )
    card.small(_since(words, member))
    return card if steps is None else add_steps(words, card, steps)


def _own(words: Words, card: Card, shown: Shown) -> Card:
    member = shown.member
    missed = most_missed(member.profile, member.story, is_associate=member.is_associate)
    if missed is not None:
        card.text(f"💡 {words.t(MISSED[missed])}")
    card.buttons(
        [
            button("profile:open_edit:me", words.t("Edit"), "✏️"),
            button("profile:open_story:me", words.t("Your story"), "💬"),
            button(f"profile:card:{member.user_id}", words.t("Save to phone"), "📇"),
            button("settings:open:me", words.t("Settings"), "⚙️"),
        ]
    )
    if member.profile.contact:
        card.small(words.t(READ_BY[member.sharing]))
    card.small(_since(words, member))
    given = words.n("You passed {count} referral.", "You passed {count} referrals.", shown.given or 0)
    received = words.n("You received {count}.", "You received {count}.", shown.received or 0)
    return card.small(f"{given} {received} {words.t('Only you see these counts; they are of all time in Goodword.')}")


def _since(words: Words, member: Member) -> str:
    return words.t("In the group since {date}.", date=date_stamp(member.joined_at)) if member.joined_at else ""
