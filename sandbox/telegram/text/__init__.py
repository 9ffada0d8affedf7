"""Text as Telegram keeps it: without markup, with entities counted in UTF-16 units."""

from dataclasses import dataclass
from typing import Any

from sandbox.telegram.refusals import Json, bad_request
from sandbox.telegram.text import found, html, markdown, markdown_v2
from sandbox.telegram.text.utf16 import units

MAX_TEXT = 4096
MAX_CAPTION = 1024
_MODES = {"html": html.parse, "markdown": markdown.parse, "markdownv2": markdown_v2.parse}
_PRIORITY = ("expandable_blockquote", "blockquote", "bold", "italic", "underline", "strikethrough")

__all__ = ["MAX_CAPTION", "MAX_TEXT", "Text", "formatted", "plain", "units"]


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its entities, as the Bot API writes them."""

    text: str
    entities: list[Json]

    def fields(self, text: str = "text", entities: str = "entities") -> Json:
        """Return the fields of a message: only those that say something."""
        fields: Json = {text: self.text} if self.text else {}
        return fields | ({entities: self.entities} if self.entities else {})


def plain(text: str) -> Text:
    """Take a text as a person types it: entities are found, none are parsed."""
    return _finish(text, [])


def formatted(text: str, parse_mode: str | None, entities: list[Json] | None) -> Text:
    """Take a text as a bot sends it: parsed by its mode or with the entities given.

    Raises:
        Refusal: in Telegram's words, when the markup or the entities are wrong.
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


# Those that Telegram finds by itself are found anew; the rest are the sender's to give.
_KEPT = frozenset(
    {
        "bold", "italic", "underline", "strikethrough", "spoiler", "blockquote",
        "expandable_blockquote", "code", "pre", "text_link", "text_mention", "custom_emoji",
        "date_time",
    }
)  # fmt: skip


def _finish(text: str, entities: list[Json]) -> Text:
    """Trim the text as Telegram does, find what it finds, and sort."""
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
    if length <= MAX_TEXT:  # a longer one is refused, whatever is in it
        kept += found.find(trimmed, kept)
    kept.sort(key=_order)
    return Text(trimmed, [_tidy(entity) for entity in kept])


def _order(entity: Json) -> tuple[int, int, int]:
    kind = entity["type"]
    rank = _PRIORITY.index(kind) if kind in _PRIORITY else len(_PRIORITY)
    return entity["offset"], -entity["length"], rank


def _tidy(entity: Json) -> dict[str, Any]:
    """Write an entity's fields in the order of the documentation."""
    first = {key: entity[key] for key in ("offset", "length", "type")}
    return first | {key: value for key, value in entity.items() if key not in first}
