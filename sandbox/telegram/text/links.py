"""Entities that are made from an address: links, mentions of users, emoji, dates."""

import re
from urllib.parse import SplitResult, parse_qs, urlsplit

from sandbox.telegram.errors import Json, bad_request

_HOST = re.compile(r"[\w-]+(\.[\w-]+)*(:\d+)?")


def split_url(url: str) -> SplitResult:
    """Split a URL; an invalid one gives an empty result."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  an invalid port is only found on access
    except ValueError:
        return SplitResult("", "", "", "", "")
    return parts


def checked_link(url: str) -> str | None:
    """Return the URL as Telegram stores it, or `None` if it is not valid."""
    url = url.strip()
    scheme, separator, rest = url.partition("://")
    if not separator:
        scheme, rest = "http", url
    if scheme.lower() not in ("http", "https", "tg", "ton", "tonsite"):
        return None
    host = re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2]
    if not _HOST.fullmatch(host):
        return None
    if scheme.lower() in ("http", "https") and "." not in host and not host.startswith("localhost"):
        return None
    tail = rest[len(host) :]
    return f"{scheme.lower()}://{host}{tail or ('/' if scheme in ('http', 'https') else '')}"


def link_entity(url: str) -> Json | None:
    """Return the entity of a link: `text_mention` for tg://user?id=…, else `text_link`."""
    parts = split_url(url.strip())
    if parts.scheme == "tg" and parts.netloc == "user":
        found = parse_qs(parts.query).get("id", [""])[0]
        if found.isdecimal() and len(found) <= 15:
            return {"type": "text_mention", "user": {"id": int(found)}}
    link = checked_link(url)
    return {"type": "text_link", "url": link} if link else None


def special_entity(url: str) -> Json:
    """Return the entity of `![…](tg://emoji?id=…)` or `![…](tg://time?unix=…&format=…)`."""
    parts = split_url(url)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    if (parts.scheme, parts.netloc) == ("tg", "time"):
        return date_time(query.get("unix", ""), query.get("format", ""))
    if (parts.scheme, parts.netloc) == ("tg", "emoji"):
        return custom_emoji(query.get("id", ""))
    raise bad_request("can't parse entities: Custom emoji URL must be of the form tg://emoji?id=")


def date_time(unix: str, layout: str) -> Json:
    """Return a `date_time` entity; clients format it in their own zone and language."""
    if not unix.isdecimal() or len(unix) > 12:
        raise bad_request("can't parse entities: Invalid date specified")
    return {"type": "date_time", "unix_time": int(unix)} | (
        {"date_time_format": layout} if layout else {}
    )


def custom_emoji(identifier: str) -> Json:
    """Return a `custom_emoji` entity."""
    if not identifier.isdecimal() or len(identifier) > 19 or int(identifier) == 0:
        raise bad_request("can't parse entities: Invalid custom emoji identifier specified")
    return {"type": "custom_emoji", "custom_emoji_id": identifier}
