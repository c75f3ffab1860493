"""What is sealed opens in its place only, and shows nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.db.encryption import KEY_BYTES, Cipher
from bot.core.db.errors import StoreError

VAULT = Cipher(b"k" * KEY_BYTES)
PLACE = ("referrals", 1, 42, "contact")


@given(st.text())
def test_what_was_sealed_opens(text: str) -> None:
    sealed = VAULT.seal(*PLACE, text)
    assert VAULT.open(*PLACE, sealed) == text
    assert len(text) < 4 or text.encode() not in sealed


@pytest.mark.parametrize(
    "place",
    [
        ("thanks", 1, 42, "contact"),
        ("referrals", 2, 42, "contact"),
        ("referrals", 1, 43, "contact"),
        ("referrals", 1, 42, "need"),
    ],
)
def test_moved_to_another_place_it_does_not_open(place) -> None:
    with pytest.raises(StoreError, match="moved"):
        VAULT.open(*place, VAULT.seal(*PLACE, "x"))


def test_a_flipped_bit_is_noticed() -> None:
    sealed = bytearray(VAULT.seal(*PLACE, "x"))
    sealed[-1] ^= 1
    with pytest.raises(StoreError):
        VAULT.open(*PLACE, bytes(sealed))


def test_another_key_does_not_open() -> None:
    with pytest.raises(StoreError, match="another key"):
        Cipher(b"x" * KEY_BYTES).open(*PLACE, VAULT.seal(*PLACE, "x"))


def test_sealing_twice_gives_different_bytes() -> None:
    assert VAULT.seal(*PLACE, "x") != VAULT.seal(*PLACE, "x")


def test_nothing_kept_opens_as_nothing() -> None:
    assert VAULT.open(*PLACE, None) == ""


def test_fingerprints_find_the_same_again_in_the_same_group_only() -> None:
    assert VAULT.fingerprint(1, "a") == VAULT.fingerprint(1, "a")
    assert len({VAULT.fingerprint(1, "a"), VAULT.fingerprint(2, "a"), VAULT.fingerprint(1, "b")}) == 3
    assert VAULT.fingerprint(1, "a") != Cipher(b"x" * KEY_BYTES).fingerprint(1, "a")


def test_the_key_is_in_no_repr() -> None:
    assert "kkk" not in repr(VAULT) + str(vars(VAULT))


@pytest.mark.parametrize("text", ["", "not base64!", "c2hvcnQ="])
def test_a_key_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(StoreError, match=r"store\.key"):
        Cipher.from_text(text)
