"""Parser of Telegram's HTML subset; tags become entities."""

import re
from dataclasses import dataclass

from sandbox.telegram.errors import ApiError, Json, bad_request
from sandbox.telegram.text.links import custom_emoji, date_time, link_entity
from sandbox.telegram.text.utf16 import byte_offset, units

TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline",
    "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler", "code": "code", "pre": "pre",
    "blockquote": "blockquote", "a": "text_link", "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}  # fmt: skip
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE_NAME = re.compile(r"[^\s=>]*")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_SPACE = re.compile(r"\s*")


@dataclass(slots=True)
class _Open:
    """An open start tag; `offset` is in UTF-16 units, `text_from` an index of the result."""

    tag: str
    attributes: dict[str, str]
    offset: int
    text_from: int

    @property
    def language(self) -> str:
        """Language of `<code class="language-…">`, or an empty text."""
        name = self.attributes.get("class", "") if self.tag == "code" else ""
        return name.removeprefix("language-") if name.startswith("language-") else ""


def _decode(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return match.group()
    return chr(code)


class _HtmlParser:
    """One-pass parser; `text` and `entities` are the result."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._open: list[_Open] = []
        self._length = 0
        self.text = ""
        self.entities: list[Json] = []

    def parse(self) -> None:
        while self._at < len(self._source):
            following = self._source.find("<", self._at)
            end = len(self._source) if following < 0 else following
            self._add(_REFERENCE.sub(_decode, self._source[self._at : end]))
            self._at = end
            if following >= 0:
                self._tag()
        if self._open:
            tag = self._open[-1].tag
            raise _parse_error(f'Can\'t find end tag corresponding to start tag "{tag}"')

    def _add(self, piece: str) -> None:
        self.text += piece
        self._length += units(piece)

    def _tag(self) -> None:
        if self._source.startswith("</", self._at):
            self._end_tag()
        else:
            self._start_tag()

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._source, self._at)
        if match is None:
            return ""
        self._at = match.end()
        return match.group()

    def _peek(self) -> str:
        return self._source[self._at : self._at + 1]

    def _start_tag(self) -> None:
        begin = self._at
        where = byte_offset(self._source, begin)
        self._at += 1
        tag = self._skip(_NAME).lower()
        if not self._peek():
            raise _parse_error(f"Unclosed start tag at byte offset {where}")
        if tag not in TAGS:
            raise _parse_error(f'Unsupported start tag "{tag}" at byte offset {where}')
        attributes: dict[str, str] = {}
        while True:
            self._skip(_SPACE)
            if self._peek() == ">":
                break
            name, value = self._attribute(tag, where)
            attributes[name] = value
        self._at += 1
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _parse_error(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        self._open.append(_Open(tag, attributes, self._length, len(self.text)))

    def _attribute(self, tag: str, where: int) -> tuple[str, str]:
        name = self._skip(_ATTRIBUTE_NAME).lower()
        if not name:
            if not self._peek():
                raise _parse_error(f"Unclosed start tag at byte offset {where}")
            raise _parse_error(f'Empty attribute name in the tag "{tag}" at byte offset {where}')
        self._skip(_SPACE)
        if self._peek() != "=":
            if tag == "blockquote" and name == "expandable" and self._peek():
                return name, ""
            raise _parse_error(
                "Expected equal sign in declaration of an attribute of the tag "
                f'"{tag}" at byte offset {where}'
            )
        self._at += 1
        self._skip(_SPACE)
        if not self._peek():
            raise _parse_error(f'Unclosed start tag "{tag}" at byte offset {where}')
        return name, self._value(where)

    def _value(self, where: int) -> str:
        quote = self._peek()
        if quote not in ("'", '"'):
            begin = self._at
            value = self._skip(_TOKEN).lower()
            if self._peek() and not self._peek().isspace() and self._peek() != ">":
                offset = byte_offset(self._source, begin)
                raise _parse_error(f"Unexpected end of name token at byte offset {offset}")
        else:
            end = self._source.find(quote, self._at + 1)
            if end < 0:
                raise _parse_error(f"Unclosed start tag at byte offset {where}")
            value = _REFERENCE.sub(_decode, self._source[self._at + 1 : end])
            self._at = end + 1
        if not self._peek():
            raise _parse_error(f"Unclosed start tag at byte offset {where}")
        return value

    def _end_tag(self) -> None:
        where = byte_offset(self._source, self._at)
        if not self._open:
            raise _parse_error(f"Unexpected end tag at byte offset {where}")
        self._at += 2
        name = self._skip(_NAME).lower()
        self._skip(_SPACE)
        if self._peek() != ">":
            raise _parse_error(f"Unclosed end tag at byte offset {where}")
        self._at += 1
        opened = self._open.pop()
        if name and name != opened.tag:
            raise _parse_error(
                f"Unmatched end tag at byte offset {where}, "
                f'expected "</{opened.tag}>", found "</{name}>"'
            )
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        length = self._length - opened.offset
        if length == 0:
            return
        entity = _entity(opened, self.text[opened.text_from :])
        if entity is None:
            return
        entity |= {"offset": opened.offset, "length": length}
        if opened.tag in ("pre", "code") and self._joins_pre(entity, opened):
            return
        self.entities.append(entity)

    def _joins_pre(self, entity: Json, opened: _Open) -> bool:
        """Make <pre><code class="language-…"> one entity with a language, in either order."""
        last = self.entities[-1] if self.entities else {}
        same = (last.get("offset"), last.get("length")) == (entity["offset"], entity["length"])
        if not same or {last["type"], entity["type"]} != {"pre", "code"}:
            return False
        language = opened.language or last.get("language")
        if not language:
            return False
        last |= {"type": "pre", "language": language}
        return True


def _entity(opened: _Open, inside: str) -> Json | None:
    kind, attributes = TAGS[opened.tag], opened.attributes
    if kind == "text_link":
        return link_entity(attributes.get("href") or inside)
    if kind == "custom_emoji":
        return custom_emoji(attributes.get("emoji-id", ""))
    if kind == "date_time":
        return date_time(attributes.get("unix", ""), attributes.get("format", ""))
    if kind == "blockquote" and "expandable" in attributes:
        return {"type": "expandable_blockquote"}
    if kind == "code" and opened.language:
        return {"type": kind, "language": opened.language}
    return {"type": kind}


def _parse_error(words: str) -> ApiError:
    return bad_request(f"can't parse entities: {words}")


def parse(source: str) -> tuple[str, list[Json]]:
    """Parse Telegram's HTML into text and entities (offsets in UTF-16 units).

    Raises:
        ApiError: with Telegram's message and the byte offset in the source.
    """
    parser = _HtmlParser(source)
    parser.parse()
    for entity in parser.entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    return parser.text, parser.entities
