"""Telegram's MarkdownV2: nested entities, quotations, and characters that must be escaped."""

from dataclasses import dataclass

from sandbox.telegram.errors import ApiError, Json, bad_request
from sandbox.telegram.text.links import link_entity, special_entity
from sandbox.telegram.text.markdown import language_and_start
from sandbox.telegram.text.utf16 import byte_offset, units

RESERVED = "_*[]()~`>#+-=|{}.!\n"
_NAMES = {
    "bold": "Bold", "italic": "Italic", "underline": "Underline", "spoiler": "Spoiler",
    "strikethrough": "Strikethrough", "code": "Code", "pre": "Pre", "text_link": "TextUrl",
    "custom_emoji": "CustomEmoji", "blockquote": "BlockQuote",
}  # fmt: skip
_MARKS = {
    "bold": "*", "italic": "_", "underline": "__", "strikethrough": "~", "spoiler": "||",
    "code": "`", "pre": "```", "text_link": "]", "custom_emoji": "]",
}  # fmt: skip
_STARTS = (
    ("```", "pre"), ("__", "underline"), ("||", "spoiler"), ("![", "custom_emoji"),
    ("_", "italic"), ("*", "bold"), ("~", "strikethrough"), ("`", "code"), ("[", "text_link"),
)  # fmt: skip


@dataclass(slots=True)
class _Open:
    kind: str
    source_at: int
    offset: int
    text_from: int
    language: str = ""


class _MarkdownV2Parser:
    """One-pass parser; `text` and `entities` are the result."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._open: list[_Open] = []
        self._quoting = False
        self._length = 0
        self.text = ""
        self.entities: list[Json] = []

    def parse(self) -> None:
        while self._at < len(self._source):
            self._step()
        if self._quoting and self._open[-1].kind == "blockquote":
            self._close_quote()
        if self._open:
            raise self._unclosed()

    def _step(self) -> None:
        char = self._source[self._at]
        following = self._source[self._at + 1 : self._at + 2]
        if char == "\\" and following and 0 < ord(following) <= 126:
            self._add(following)
            self._at += 2
        elif char not in self._reserved():
            self._add(char)
            self._at += 1
        elif self._ends_here(char):
            self._end()
        else:
            self._begin(char)

    def _add(self, piece: str) -> None:
        self.text += piece
        self._length += units(piece)

    def _reserved(self) -> str:
        inside_code = self._open and self._open[-1].kind in ("code", "pre")
        return "`" if inside_code else RESERVED

    def _starts(self, mark: str) -> bool:
        return self._source.startswith(mark, self._at)

    def _quote_continues(self) -> bool:
        return self._source.startswith(">", self._at + 1)

    def _ends_expandable_quote(self) -> bool:
        """Return whether `||` here ends an expandable quotation: at the end of its last line."""
        after = self._source[self._at + 2 :]
        last_line = not after or (after[0] == "\n" and not after.startswith("\n>"))
        return self._starts("||") and last_line

    def _ends_here(self, char: str) -> bool:
        if not self._open:
            return False
        if self._quoting and char == "\n" and not self._quote_continues():
            return True
        kind = self._open[-1].kind
        if kind == "blockquote":
            return self._ends_expandable_quote()
        if kind == "italic":
            return char == "_" and not self._starts("__")
        return self._starts(_MARKS[kind])

    def _begin(self, char: str) -> None:
        if char == "\n":
            self._newline()
        elif char == ">" and self._line_is_empty() and not self._quoting:
            self._at += 1
            self._quote()
        else:
            self._begin_entity()

    def _line_is_empty(self) -> bool:
        return not self.text or self.text.endswith("\n")

    def _newline(self) -> None:
        self._add("\n")
        self._at += 1
        if self._starts(">"):
            self._at += 1
            if not self._quoting:
                self._quote()

    def _quote(self) -> None:
        self._quoting = True
        self._open.append(_Open("blockquote", self._at - 1, self._length, len(self.text)))

    def _begin_entity(self) -> None:
        found = next((start for start in _STARTS if self._starts(start[0])), None)
        if found is None:
            char = self._source[self._at]
            raise _parse_error(
                f"Character '{char}' is reserved and must be escaped with the preceding '\\'"
            )
        mark, kind = found
        opened = _Open(kind, self._at, self._length, len(self.text))
        self._at += len(mark)
        if kind == "pre":
            opened.language, self._at = language_and_start(self._source, self._at)
        self._open.append(opened)

    def _end(self) -> None:
        opened = self._open[-1]
        if opened.kind == "blockquote":
            expandable = self._starts("||")
            self._at += 2 if expandable else 1
            if not expandable:
                self._add("\n")
            self._close_quote(expandable=expandable)
            return
        if self._starts("\n"):
            raise self._unclosed()
        self._open.pop()
        self._at += len(_MARKS[opened.kind])
        self._keep(self._entity(opened), opened)

    def _close_quote(self, *, expandable: bool = False) -> None:
        opened = self._open.pop()
        self._quoting = False
        kind = "expandable_blockquote" if expandable else "blockquote"
        self._keep({"type": kind}, opened)

    def _entity(self, opened: _Open) -> Json | None:
        if opened.kind == "text_link":
            return link_entity(self._address("a URL") or self.text[opened.text_from :])
        if opened.kind == "custom_emoji":
            address = self._address("a custom emoji URL")
            if address is None:
                raise _parse_error("Custom emoji entity must contain a tg://emoji URL")
            return special_entity(address)
        if opened.language:
            return {"type": "pre", "language": opened.language}
        return {"type": opened.kind}

    def _address(self, what: str) -> str | None:
        """Read `(address)` after a `]`; `None` if there is none."""
        if not self._starts("("):
            return None
        begin = self._at = self._at + 1
        address = ""
        while self._at < len(self._source) and not self._starts(")"):
            following = self._source[self._at + 1 : self._at + 2]
            if self._starts("\\") and following and ord(following) <= 126:
                self._at += 1
            address += self._source[self._at]
            self._at += 1
        if self._at >= len(self._source):
            offset = byte_offset(self._source, begin)
            raise _parse_error(f"Can't find end of {what} at byte offset {offset}")
        self._at += 1
        return address

    def _keep(self, entity: Json | None, opened: _Open) -> None:
        length = self._length - opened.offset
        if entity and length:
            self.entities.append(entity | {"offset": opened.offset, "length": length})

    def _unclosed(self) -> ApiError:
        opened = self._open[-1]
        name = "PreCode" if opened.language else _NAMES[opened.kind]
        offset = byte_offset(self._source, opened.source_at)
        return _parse_error(f"Can't find end of {name} entity at byte offset {offset}")


def _parse_error(words: str) -> ApiError:
    return bad_request(f"can't parse entities: {words}")


def parse(source: str) -> tuple[str, list[Json]]:
    """Parse MarkdownV2 into text and entities (offsets in UTF-16 units).

    Raises:
        ApiError: with Telegram's message: a reserved character or an unclosed entity.
    """
    parser = _MarkdownV2Parser(source)
    parser.parse()
    return parser.text, parser.entities
