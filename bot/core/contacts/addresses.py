"""E-mail addresses, links and handles: the patterns by which they are found in a text, and the form in which they are compared."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
_TOP = r"(?:[a-z]{2,}|[A-Z]{2,}|xn--[\w-]+|[^\W\d_a-zA-Z]{2,})(?![\w])"
"""A top-level domain in lower or in upper case. In mixed case it is a name that a dot joins to another, such as “Dra.Maria”."""
# The characters of an unquoted local part (`atext`, RFC 5322, 3.2.3), with letters of any script (RFC 6532), and
# without those that people put around addresses: * / ` and |.
EMAIL = re.compile(rf"[\w.!#$%&'+=?^{{}}~-]+@(?:{_LABEL}\.)+[^\W\d_][\w-]*[^\W_]")
_PATH = r"(?:[^\s<>\"|;,]|,(?=[-\d]))"
URL = re.compile(rf"\b(?:https?|whatsapp)://{_PATH}+", re.IGNORECASE)
DOMAIN = re.compile(rf"(?<![\w@.-])(?:{_LABEL}\.)+{_TOP}(?::\d+)?(?:[/?#]{_PATH}*)?")
_AROUND = ".,;:!?()<>[]'\"*"

HANDLE = re.compile(r"(?<![\w@./])@(\w(?:[\w.]{0,30}\w))")
_NETWORKS = "instagram|insta|ig|telegram|tiktok|facebook|face|fb|twitter|linkedin|skype|threads|snapchat|youtube|discord|wechat"
NAMED_HANDLE = re.compile(
    rf"\b(?:{_NETWORKS})(?:\s*[:=]\s*|\s+(?=@?\w*[_.\d]))@?(\w[\w.]{{0,30}}\w)(?=\s*(?:$|[,;|\n])|\s+/)", re.IGNORECASE
)
"""A handle after the name of a network: “Instagram: padaria_real”; without a colon only if it has a “_”, “.” or digit, as no word has."""
_ADDRESS_EVERYBODY = {"everyone", "here"}

_PROFILES = frozenset(
    "instagram.com facebook.com fb.com x.com twitter.com t.me telegram.me tiktok.com threads.net threads.com linkedin.com linktr.ee"
    " youtube.com".split()
)
# First parts of paths under which the networks have posts, groups and searches, not people: https://instagram.com/p/…
# names nobody.
_NO_PROFILES = frozenset(
    "p reel reels stories explore share sharer groups pages watch hashtag profile.php company status".split()
)
# “send” is the host of whatsapp://send?phone=…, which opens the app.
_WHATSAPP = frozenset({"wa.me", "api.whatsapp.com", "web.whatsapp.com", "whatsapp.com", "send"})
_PHONE_PATH = re.compile(r"/?\+?\d{7,17}")
# What sharing adds to a link (Google's utm_ and gclid, Meta's igsh and fbclid, YouTube's si): it differs each time the
# same page is shared.
_TRACKING = re.compile(r"utm_\w+|igsh|igshid|fbclid|gclid|mibextid|si|ref|hl")


def tidy(address: str) -> str:
    """An address without the punctuation of the sentence in which it stands."""
    return address.strip(_AROUND)


def is_handle(handle: str) -> bool:
    """Whether a text after “@” may be a handle: digits alone are an id of Discord's or a phone number, @everyone addresses all."""
    return not handle.isdigit() and handle.lower() not in _ADDRESS_EVERYBODY


def canonical_email(address: str) -> str:
    """The form in which addresses are compared: case folded, its domain in the ASCII form of IDNA 2003 (RFC 3490, Python's codec)."""
    local, _, domain = unicodedata.normalize("NFKC", address).casefold().rpartition("@")
    return f"{local}@{_host(domain)}"


def canonical_link(link: str) -> str:
    """The form in which links are compared: without scheme, “www.”, fragment, parameters that only track, and case."""
    parts = _split(link)
    if parts is None:
        return link.casefold()
    kept = [
        (name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(name.lower())
    ]
    path = unquote(parts.path).rstrip("/")
    return f"{_bare_host(parts.netloc)}{path}{'?' if kept else ''}{urlencode(kept)}".casefold()


def handle_in(link: str) -> str:
    """The handle of the profile that a link leads to in one of the networks; empty where it leads to none."""
    parts = _split(link)
    host = _bare_host(parts.netloc) if parts is not None else ""
    network = host if host in _PROFILES else host.partition(".")[2]  # br.linkedin.com
    if parts is None or network not in _PROFILES:
        return ""
    first, _, more = parts.path.strip("/").partition("/")
    # People's profiles are under /in/; /company/ and /school/ are no person's.
    if network == "linkedin.com":
        first, _, more = more.partition("/") if first == "in" else ("", "", "")
    handle = unquote(first).removeprefix("@")
    return handle if handle and not more and not handle.startswith("+") and handle.lower() not in _NO_PROFILES else ""


def phone_in(link: str) -> str:
    """The number, with a “+”, that a link of WhatsApp or Telegram opens a chat with; empty where it opens none."""
    parts = _split(link)
    if parts is None:
        return ""
    host = _bare_host(parts.netloc)
    if host in _WHATSAPP:
        query = dict(parse_qsl(parts.query))
        number = query.get("phone", parts.path)
    else:
        number = parts.path if host == "t.me" and parts.path.startswith("/+") else ""
    number = "".join(each for each in unquote(number) if each.isdigit()) if _PHONE_PATH.match(number.strip() or "-") else ""
    return f"+{number}" if number else ""


def _split(link: str) -> SplitResult | None:
    """The parts of a link, with https:// where no scheme is written; None where `urlsplit` refuses it, as for “[” in a host."""
    try:
        return urlsplit(link if "://" in link else f"https://{link}")
    except ValueError:
        return None


def _bare_host(netloc: str) -> str:
    host = _host(netloc.rpartition("@")[2].partition(":")[0].casefold())
    return host.removeprefix("www.").removeprefix("m.")


def _host(domain: str) -> str:
    """A domain in the ASCII form of IDNA; as it is where it has none, such as with a label of more than 63 characters."""
    if domain.isascii():
        return domain  # as the codec does, after more steps
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
