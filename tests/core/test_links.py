"""Links that people give can be followed, and lead where they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import Refused
from bot.core.links import ADDRESS, read_links, without_addresses
from bot.membership.members.profile import LINKS


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", ""),
        ("example.org", "https://example.org"),
        ("http://example.org/a_b*c?x=1&y=[2]#z", "http://example.org/a_b*c?x=1&y=[2]#z"),
        (
            "HTTPS://Example.org:8443/x, www.duda.com.br;\nexample.org",
            "HTTPS://Example.org:8443/x\nhttps://www.duda.com.br\nhttps://example.org",
        ),
        ("example.org example.org", "https://example.org"),
        ("https://a.example,https://b.example;www.c.example", "https://a.example\nhttps://b.example\nhttps://www.c.example"),
        ("https://a.example/x,y", "https://a.example/x,y"),
        ("pão.example/é", "https://pão.example/é"),
        ("https://example.org/🍞", "https://example.org/🍞"),
        ("\u202eexample.org\u202c", "https://example.org"),
    ],
)
def test_what_can_be_followed_is_kept(typed: str, read: str) -> None:
    assert read_links(LINKS, typed) == read
    assert read_links(LINKS, read) == read, "what stands in the form can be sent again"


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org",
        "mailto:ana@example.org",
        "ana@example.org",
        "@ana",
        "bakery",
        "localhost",
        "http://localhost:8080",
        "http://127.0.0.1",
        "https://bank.example@evil.example",
        "https://bank.example:pass@evil.example/x",
        "https://[::1",
        "https://example.org:99999",
        "https://",
        "https://exa<mple.org",
        "https://example.org/x>y",
        "[bank](https://evil.example)",
        "https://-example.org",
        "example..org",
        "😀.example",
        "😀",
    ],
)
def test_what_can_not_is_named(typed: str) -> None:
    with pytest.raises(Refused, match="no link that others can follow") as refused:
        read_links(LINKS, f"https://fine.example {typed}")
    assert refused.value.sentence.params["link"] == typed


def test_only_the_wrong_one_is_named_and_shortened() -> None:
    with pytest.raises(Refused) as refused:
        read_links(LINKS, f"example.org {'x' * 300}")
    assert refused.value.sentence.params["link"] == "x" * 59 + "…"


def test_there_is_a_most() -> None:
    sites = [f"{letter}.example" for letter in "abcdef"]
    assert len(read_links(LINKS, " ".join(sites[:5])).splitlines()) == 5
    with pytest.raises(Refused, match="holds {count} links") as refused:
        read_links(LINKS, " ".join(sites))
    assert (refused.value.sentence.params["count"], refused.value.sentence.params["most"]) == (6, 5)


def test_what_becomes_too_long_by_its_addresses_is_too_long() -> None:
    typed = " ".join(f"{letter * 60}.example/{letter * 20}" for letter in "abcd")
    assert len(typed) < LINKS.limit
    with pytest.raises(Refused, match="characters and may have"):
        read_links(LINKS, f"{typed} e{'e' * 50}.example")


@given(st.lists(st.sampled_from(["www.", "WwW.", "://", "http", "a+b", "S", "ſ", "é", "_", ".", " ", "\n", "x"])).map("".join))
def test_all_addresses_are_left_out(text: str) -> None:
    assert without_addresses(text, "-") == ADDRESS.sub("-", text)


@given(st.text(max_size=400))
def test_no_text_is_too_strange(typed: str) -> None:
    try:
        read = read_links(LINKS, typed)
    except Refused:
        return
    assert all(link.lower().startswith(("http://", "https://")) for link in read.splitlines())
    assert read_links(LINKS, read) == read
