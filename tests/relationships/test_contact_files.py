"""Names out of a phone's contacts, and whom one takes from them; the use cases on both engines."""

import pytest
from msgspec.structs import replace

from bot.core.db.database import Database
from bot.core.drafts.service import JOB
from bot.core.drafts.store import KEPT
from bot.core.errors import Refused
from bot.core.jobs import store as jobs_store
from bot.core.limit import TooOften
from bot.relationships.keep_in_touch import contact_files
from bot.relationships.keep_in_touch.contact_files import Person, read, searched
from bot.relationships.keep_in_touch.model import MOST, Every
from bot.relationships.keep_in_touch.service import Typed
from bot.services import Services
from tests.conftest import NOON, Clock
from tests.linked import OTHER, found_other
from tests.passing import forget_contact
from tests.people import GROUP, People, someone

PHOTO = "\r\n ".join(["/9j/4AAQSkZJRgABAQAAAQABAAD" * 2] * 40)


def called(number: int) -> str:
    """A name for each number, without a digit, as names are."""
    return f"{number:05}".translate(str.maketrans("0123456789", "bcdfghjklm")).title()


def phone(count: int, photo: str = "") -> bytes:
    """As an iPhone and an Android phone export them, in turns."""
    cards = []
    for number in range(count):
        own = called(number)
        name, plain = f"José Ação {own}", f"Jos=C3=A9 A=C3=A7=C3=A3o {own}"
        if number % 2:
            cards.append(
                f"BEGIN:VCARD\r\nVERSION:3.0\r\nN:Ação {own};José;;;\r\nFN:{name}\r\nTEL;type=CELL:+55 11 9{number:08}\r\n"
                f"EMAIL:p{number}@example.org\r\nNOTE:Door code 4711\r\n{photo}END:VCARD\r\n"
            )
        else:
            cards.append(
                f"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;{plain};;;\r\n"
                f"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{plain}\r\nTEL;CELL:119{number:08}\r\nEND:VCARD\r\n"
            )
    return "".join(cards).encode()


def test_ten_thousand_contacts_of_a_phone() -> None:
    found = read(phone(10_000, f"PHOTO;ENCODING=b;TYPE=JPEG:{PHOTO[:300]}\r\n\r\n"))
    assert len(found) == 10_000
    assert found[:2] == [Person("José Ação Bbbbb"), Person("José Ação Bbbbc")]
    names = [each.name for each in found]
    assert searched(names, "acao bcdf") == [123, *range(1230, 1240)]
    assert "4711" not in str(found)


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (b"BEGIN:VCARD\nFN:Ana\nBEGIN:VCARD\nFN:Bia\nEND:VCARD", ["Ana", "Bia"]),
        (b"BEGIN:VCARD\nVERSION:2.1\nFN:Ana\nAGENT:\nBEGIN:VCARD\nFN:Her assistant\nEND:VCARD\nEND:VCARD\n", ["Ana"]),
        (b"BEGIN:VCARD\nFN:\nORG:Wiring Ltd;Sales\nEND:VCARD\nBEGIN:VCARD\nTEL:1\nEND:VCARD\n", ["Wiring Ltd"]),
        (b"BEGIN:VCARD\nFN:+55 11 98888-1234\nEND:VCARD\nBEGIN:VCARD\nFN:Rosa 11 98888-1234\nEND:VCARD", ["Rosa"]),
        ("BEGIN:VCARD\nFN:João\nEND:VCARD".encode("utf-16"), ["João"]),
        (b"BEGIN:VCARD\nFN:Ana\nEND:VCARD\nBEGIN:VCARD\nFN:ANA\nEND:VCARD", ["Ana"]),
        (
            b"First Name,Middle Name,Last Name,Phone 1 - Value,Notes\nAna,,Lima,11 98888-1234,Chess\n,,Reis,,\n",
            ["Ana Lima", "Reis"],
        ),
        ("Nome;Relação\nAna;Vizinha\n".encode("cp1252"), ["Ana"]),
        (b"\xef\xbb\xbfRosa Lima\nTom Reis\n", ["Rosa Lima", "Tom Reis"]),
    ],
)
def test_names_as_phones_and_tables_write_them(data: bytes, names: list[str]) -> None:
    assert [each.name for each in read(data)] == names


def test_a_table_has_notes_and_how_one_knows_them() -> None:
    assert read(b"Name,Notes,Relation\nAna,Chess,Neighbour\n") == [Person("Ana", "Neighbour", "Chess")]


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", b"BEGIN:VCARD\nEND:VCARD", b"PK\3\4rubbish", b"%PDF-1.4\0"]
)
def test_what_holds_no_names_is_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        read(data)


def test_too_large_and_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="10 MB"):
        contact_files.check_size(contact_files.LARGEST + 1)
    monkeypatch.setattr(contact_files, "MOST_PEOPLE", 3)
    with pytest.raises(Refused, match="more than {most} people"):
        read(phone(4))


def test_search_by_words_in_any_order_without_accents_and_with_a_slip() -> None:
    names = ["Bruno Álvares", "Ana Bruna Lima", "Rosa Lima", "李雷"]
    assert searched(names, "bru") == [0, 1]
    assert searched(names, "lima ANA") == [1]
    assert searched(names, "alvarez") == [0]
    assert searched(names, "李") == [3]
    assert searched(names, "xyz") == []
    assert searched(names, " ") == [0, 1, 2, 3]


async def test_of_a_larger_file_one_chooses_by_search(services: Services, people: People) -> None:
    importing = services.contact_importing
    first = await importing.keep(people.ana, phone(10_000), Every.QUARTER)
    assert (first.count, first.room, len(first.people), first.more) == (10_000, MOST, 25, True)
    found = await importing.search(people.ana, first.draft_id, f"ação {called(9999)}")
    assert found.people == ((9999, f"José Ação {called(9999)}"),)
    added = await importing.add(people.ana, first.draft_id, [9999, 3, 10**6])
    assert (added.added, added.room) == ((f"José Ação {called(9999)}", f"José Ação {called(3)}"), MOST - 2)
    assert (await importing.add(people.ana, first.draft_id, [9999])).added == (), "who is on the list stays as they are"
    with pytest.raises(Refused, match="takes no more"):
        await importing.add(people.ana, first.draft_id, None)
    mine = await services.keep_in_touch.everybody(people.ana)
    assert [(each.name, each.every) for each in mine] == [(name, Every.QUARTER) for name in added.added]
    for other in (people.bruno, people.duda):
        for press in (importing.search(other, first.draft_id, ""), importing.add(other, first.draft_id, [1])):
            with pytest.raises(Refused):
                await press


async def test_all_of_a_small_file_are_not_due_on_one_day(services: Services, people: People) -> None:
    await services.keep_in_touch.add(people.ana, Typed(f"jose acao {called(2)}"))
    kept = await services.contact_importing.keep(people.ana, phone(30), Every.MONTH)
    added = await services.contact_importing.add(people.ana, kept.draft_id, None)
    assert (len(added.added), added.room) == (29, MOST - 30)
    days = {each.due_on for each in await services.keep_in_touch.everybody(people.ana)}
    assert len(days) == 30


async def test_an_upload_is_over_after_fifteen_minutes_and_when_somebody_is_forgotten(
    services: Services, people: People, clock: Clock
) -> None:
    kept = await services.contact_importing.keep(people.ana, phone(3), Every.MONTH)
    clock.pass_by(minutes=15)
    with pytest.raises(Refused, match="This import is over"):
        await services.contact_importing.search(people.ana, kept.draft_id, "")
    kept = await services.contact_importing.keep(people.ana, b"Name,Notes\nRosa,rosa@example.org\n", Every.MONTH)
    await forget_contact(services, people.ana, "rosa@example.org")
    with pytest.raises(Refused, match="This import is over"):
        await services.contact_importing.add(people.ana, kept.draft_id, None)


async def test_a_file_is_put_on_the_list_as_far_as_there_is_room_or_not_at_all(services: Services, people: People) -> None:
    await services.keep_in_touch.add(people.ana, Typed("Zoe"))
    kept = await services.contact_importing.keep(people.ana, phone(MOST), Every.MONTH)
    with pytest.raises(Refused, match="takes no more"):
        await services.contact_importing.add(people.ana, kept.draft_id, None)
    assert len(await services.keep_in_touch.everybody(people.ana)) == 1
    kept = await services.contact_importing.keep(people.ana, phone(MOST - 1), Every.MONTH)
    assert (await services.contact_importing.add(people.ana, kept.draft_id, None)).room == 0


async def test_what_was_kept_for_another_form_or_group_is_no_upload(
    services: Services, people: People, database: Database
) -> None:
    await services.roster.add(await found_other(services), someone(1), "Lawyer")
    form = await services.drafts.keep(GROUP, 1, "profile:form:n", {"people": "[]", "every": "month"})
    there = await services.contact_importing.keep(replace(people.ana, group_id=OTHER), phone(2), Every.MONTH)
    for draft_id in (form, there.draft_id):
        for attempt in (
            services.contact_importing.check(people.ana, draft_id),
            services.contact_importing.search(people.ana, draft_id, ""),
            services.contact_importing.add(people.ana, draft_id, None),
        ):
            with pytest.raises(Refused, match="This import is over"):
                await attempt
    jobs = await database.read(lambda tx: jobs_store.pending(tx, JOB))
    assert (OTHER, f"draft:{there.draft_id}", NOON + KEPT) in {(job.group_id, job.key, job.due_at) for job in jobs}, (
        "it is deleted"
    )


async def test_ten_files_a_day(services: Services, people: People) -> None:
    for _ in range(10):
        await services.contact_importing.begin(people.ana)
    with pytest.raises(TooOften):
        await services.contact_importing.begin(people.ana)
    with pytest.raises(Refused):
        await services.contact_importing.begin(people.duda)
