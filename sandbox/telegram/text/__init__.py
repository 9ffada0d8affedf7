"""Texts with entities: parsing of markup and detection, with offsets in UTF-16 units."""

from dataclasses import dataclass
from typing import Any

from sandbox.telegram.errors import Json, bad_request
from sandbox.telegram.text import auto_entities, html, markdown, markdown_v2
from sandbox.telegram.text.utf16 import units

MAX_TEXT = 4096
MAX_CAPTION = 1024
_MODES = {"html": html.parse, "markdown": markdown.parse, "markdownv2": markdown_v2.parse}
_PRIORITY = ("expandable_blockquote", "blockquote", "bold", "italic", "underline", "strikethrough")

__all__ = ["MAX_CAPTION", "MAX_TEXT", "Text", "parse_text", "plain_text", "units"]


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its entities as in the Bot API."""

    text: str
    entities: list[Json]

    def fields(self, text: str = "text", entities: str = "entities") -> Json:
        """Return the message fields; empty ones are left out."""
        fields: Json = {text: self.text} if self.text else {}
        return fields | ({entities: self.entities} if self.entities else {})


def plain_text(text: str) -> Text:
    """Return a user's text: entities are detected, markup is not parsed."""
    return _finish(text, [])


def parse_text(text: str, parse_mode: str | None, entities: list[Json] | None) -> Text:
    """Return a bot's text, parsed by `parse_mode` or with the given entities.

    Raises:
        ApiError: with Telegram's message, if markup or entities are invalid.
    """
    if parse_mode:
        parse = _MODES.get(parse_mode.lower())
        if parse is None:
            raise bad_request("unsupported parse_mode")
        return _finish(*parse(text))
    return _finish(text, _checked(text, entities or []))


def _checked(text: str, entities: list[Json]) -> list[Json]:
    length = units(text)
    kept = []
    for entity in entities:
        begin, size = entity["offset"], entity["length"]
        if begin < 0 or begin + size > length:
            raise bad_request(
                f"entity beginning at UTF-16 offset {begin} ends after the end of the text "
                f"at UTF-16 offset {begin + size}"
            )
        if size > 0 and entity["type"] in _KEPT:
            kept.append({key: value for key, value in entity.items() if value is not None})
    return kept


# Entity types that a sender may give; the others are detected in the text.
_KEPT = frozenset(
    {
        "bold", "italic", "underline", "strikethrough", "spoiler", "blockquote",
        "expandable_blockquote", "code", "pre", "text_link", "text_mention", "custom_emoji",
        "date_time",
    }
)  # fmt: skip


def _finish(text: str, entities: list[Json]) -> Text:
    """Trim the text as Telegram does, detect entities and sort all of them."""
    trimmed = text.rstrip()
    lead = units(trimmed) - units(trimmed.lstrip())
    trimmed = trimmed.lstrip()
    length = units(trimmed)
    kept: list[Json] = []
    for entity in entities:
        begin = max(entity["offset"] - lead, 0)
        end = min(entity["offset"] + entity["length"] - lead, length)
        if begin < end:
            kept.append(entity | {"offset": begin, "length": end - begin})
    if length <= MAX_TEXT:  # a longer text is rejected later
        kept += auto_entities.find_entities(trimmed, kept)
    kept.sort(key=_order)
    return Text(trimmed, [_tidy(entity) for entity in kept])


def _order(entity: Json) -> tuple[int, int, int]:
    kind = entity["type"]
    rank = _PRIORITY.index(kind) if kind in _PRIORITY else len(_PRIORITY)
    return entity["offset"], -entity["length"], rank


def _tidy(entity: Json) -> dict[str, Any]:
    """Order an entity's fields as in the documentation."""
    first = {key: entity[key] for key in ("offset", "length", "type")}
    return first | {key: value for key, value in entity.items() if key not in first}
