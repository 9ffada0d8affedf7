"""Parser of Telegram's legacy Markdown: bold, italic, code, pre and links, without nesting."""

from sandbox.telegram.errors import Json, bad_request
from sandbox.telegram.text.links import link_entity
from sandbox.telegram.text.utf16 import byte_offset, units

_KINDS = {"*": "bold", "_": "italic", "`": "code", "[": "text_link"}


def language_and_start(source: str, at: int) -> tuple[str, int]:
    """Return the language after ``` (may be empty) and the index at which the code begins."""
    end = at
    while end < len(source) and not source[end].isspace() and source[end] != "`":
        end += 1
    language = ""
    if at != end and end < len(source) and source[end] != "`":
        language, at = source[at:end], end
    if source.startswith(("\r\n", "\n\r"), at):
        return language, at + 2
    return language, at + 1 if source[at : at + 1] in ("\n", "\r") else at


def _read_entity(source: str, at: int) -> tuple[str, Json | None, int]:
    """Return text, entity and end index of the entity that begins at `at`."""
    mark = source[at]
    is_pre = source.startswith("```", at)
    closing = "```" if is_pre else "]" if mark == "[" else mark
    language, begin = language_and_start(source, at + 3) if is_pre else ("", at + 1)
    end = source.find(closing, begin)
    if end < 0:
        offset = byte_offset(source, at)
        raise bad_request(
            f"can't parse entities: Can't find end of the entity starting at byte offset {offset}"
        )
    inside, after = source[begin:end], end + len(closing)
    if mark == "[":
        return _read_link(source, inside, after)
    if is_pre:
        return inside, {"type": "pre"} | ({"language": language} if language else {}), after
    return inside, {"type": _KINDS[mark]}, after


def _read_link(source: str, inside: str, after: int) -> tuple[str, Json | None, int]:
    if source[after : after + 1] != "(":
        return inside, link_entity(inside), after
    end = source.find(")", after)
    end = len(source) if end < 0 else end
    return inside, link_entity(source[after + 1 : end]), end + 1


def parse(source: str) -> tuple[str, list[Json]]:
    """Parse legacy Markdown into text and entities (offsets in UTF-16 units).

    Raises:
        ApiError: an entity is not closed; the message has its byte offset in the source.
    """
    text, at, length = "", 0, 0
    entities: list[Json] = []
    while at < len(source):
        char = source[at]
        if char == "\\" and source[at + 1 : at + 2] in ("_", "*", "`", "["):
            piece, at = source[at + 1], at + 2
        elif char in _KINDS:
            piece, entity, at = _read_entity(source, at)
            if piece and entity:
                entities.append(entity | {"offset": length, "length": units(piece)})
        else:
            piece, at = char, at + 1
        text += piece
        length += units(piece)
    return text, entities
