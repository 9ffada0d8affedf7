"""Markup is parsed to entities in UTF-16 units, or rejected with Telegram's message."""

from typing import Any

import pytest

from sandbox.telegram.errors import ApiError
from sandbox.telegram.text import parse_text, plain_text


def _as_tuples(entities: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Write entities as (kind, offset, length, extra…)."""
    known = ("type", "offset", "length")
    return [
        (*(entity[key] for key in known), *(v for k, v in entity.items() if k not in known))
        for entity in entities
    ]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>a</b><strong>b</strong>", "ab", [("bold", 0, 1), ("bold", 1, 1)]),
        ("<i>😀</i><em>b</em>", "😀b", [("italic", 0, 2), ("italic", 2, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [("underline", 0, 1), ("underline", 1, 1)]),
        (
            "<s>a</s><strike>b</strike><del>c</del>",
            "abc",
            [("strikethrough", 0, 1), ("strikethrough", 1, 1), ("strikethrough", 2, 1)],
        ),
        (
            '<tg-spoiler>a</tg-spoiler><span class="tg-spoiler">b</span>',
            "ab",
            [("spoiler", 0, 1), ("spoiler", 1, 1)],
        ),
        ("<code>a&lt;b</code>", "a<b", [("code", 0, 3)]),
        ("<pre>a</pre>", "a", [("pre", 0, 1)]),
        (
            '<pre><code class="language-python">a</code></pre>',
            "a",
            [("pre", 0, 1, "python")],
        ),
        (
            '<a href="https://example.com/?a=1&amp;b=2">a</a>',
            "a",
            [("text_link", 0, 1, "https://example.com/?a=1&b=2")],
        ),
        ('<a href="tg://user?id=7">a</a>', "a", [("text_mention", 0, 1, {"id": 7})]),
        ('<a href="nonsense">a</a>', "a", []),
        ("<blockquote>a\nb</blockquote>", "a\nb", [("blockquote", 0, 3)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ('<tg-emoji emoji-id="5368">👍</tg-emoji>', "👍", [("custom_emoji", 0, 2, "5368")]),
        (
            '<tg-time unix="1795352400" format="d">then</tg-time>',
            "then",
            [("date_time", 0, 4, 1795352400, "d")],
        ),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<b></b>&amp;&#65;&#x42;&nbsp;", "&AB&nbsp;", []),
        ("  <b> a </b>\n", "a", [("bold", 0, 1)]),
    ],
)
def test_html_is_parsed(source: str, text: str, entities: list[Any]) -> None:
    """Every supported tag, nested and trimmed."""
    found = parse_text(source, "html", None)
    assert found.text == text
    assert _as_tuples(found.entities) == entities


@pytest.mark.parametrize(
    ("source", "description"),
    [
        ("é<p>a</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a<b", "Unclosed start tag at byte offset 1"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<a href>a</a>", None),
        ("<a href=x!>a</a>", "Unexpected end of name token at byte offset 8"),
        ('<a href="x>a</a>', "Unclosed start tag at byte offset 0"),
        ('<span class="x">a</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-time>a</tg-time>", "Invalid date specified"),
        ("<tg-emoji>a</tg-emoji>", "Invalid custom emoji identifier specified"),
    ],
)
def test_invalid_html_is_rejected(source: str, description: str | None) -> None:
    """The message has the byte offset, not the character index."""
    description = description or (
        'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'
    )
    with pytest.raises(ApiError) as error:
        parse_text(source, "HTML", None)
    assert error.value.description == f"Bad Request: can't parse entities: {description}"


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("*a* _b_ __c__ ~d~ ||e||", "a b c d e", [
            ("bold", 0, 1), ("italic", 2, 1), ("underline", 4, 1), ("strikethrough", 6, 1),
            ("spoiler", 8, 1),
        ]),
        ("`a*b` ```py\nc```", "a*b c", [("code", 0, 3), ("pre", 4, 1, "py")]),
        ("```\nc\n```", "c", [("pre", 0, 1)]),
        ("*a _b __c___*", "a b c", [("bold", 0, 5), ("italic", 2, 3), ("underline", 4, 1)]),
        (r"[a](https://e.com/\)b)", "a", [("text_link", 0, 1, "https://e.com/)b")]),
        ("![👍](tg://emoji?id=5)", "👍", [("custom_emoji", 0, 2, "5")]),
        ("![then](tg://time?unix=5&format=t)", "then", [("date_time", 0, 4, 5, "t")]),
        (r"1\.5 \* 2 \= 3", "1.5 * 2 = 3", []),
        (">a\n>b\nc", "a\nb\nc", [("blockquote", 0, 4)]),
        ("**>a\n>b||", "a\nb", [("expandable_blockquote", 0, 3)]),
        (">a\n**>b||\nc", "a\nb\nc", [("blockquote", 0, 2), ("expandable_blockquote", 2, 1)]),
    ],
)  # fmt: skip
def test_markdown_v2_is_parsed(source: str, text: str, entities: list[Any]) -> None:
    """Every kind of entity, nested and escaped."""
    found = parse_text(source, "MarkdownV2", None)
    assert found.text == text
    assert _as_tuples(found.entities) == entities


@pytest.mark.parametrize(
    ("source", "description"),
    [
        ("a.b", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("a > b", "Character '>' is reserved and must be escaped with the preceding '\\'"),
        ("a!", "Character '!' is reserved and must be escaped with the preceding '\\'"),
        ("a|b", "Character '|' is reserved and must be escaped with the preceding '\\'"),
        ("é *a", "Can't find end of Bold entity at byte offset 3"),
        ("```py\na", "Can't find end of PreCode entity at byte offset 0"),
        (">*a\nb*", "Can't find end of Bold entity at byte offset 1"),
        ("[a](b", "Can't find end of a URL at byte offset 4"),
        ("![a]", "Custom emoji entity must contain a tg://emoji URL"),
        ("![a](tg://emoji?id=5", "Can't find end of a custom emoji URL at byte offset 5"),
    ],
)
def test_invalid_markdown_v2_is_rejected(source: str, description: str) -> None:
    """A reserved character or an unclosed entity."""
    with pytest.raises(ApiError) as error:
        parse_text(source, "MarkdownV2", None)
    assert error.value.description == f"Bad Request: can't parse entities: {description}"


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("*a* _b_ `c` [d](e.com)", "a b c d", [
            ("bold", 0, 1), ("italic", 2, 1), ("code", 4, 1), ("text_link", 6, 1, "http://e.com/"),
        ]),
        ("```py\na_b```", "a_b", [("pre", 0, 3, "py")]),
        (r"a\_b \*", "a_b *", []),
        ("1.5 - 2!", "1.5 - 2!", []),
    ],
)  # fmt: skip
def test_legacy_markdown_is_parsed(source: str, text: str, entities: list[Any]) -> None:
    """There is no nesting, and few characters are reserved."""
    found = parse_text(source, "Markdown", None)
    assert found.text == text
    assert _as_tuples(found.entities) == entities


def test_invalid_legacy_markdown_is_rejected() -> None:
    """For example a single underscore."""
    with pytest.raises(ApiError) as error:
        parse_text("é snake_case", "markdown", None)
    assert error.value.description == (
        "Bad Request: can't parse entities: Can't find end of the entity starting at byte offset 8"
    )


def test_unknown_parse_mode_is_rejected() -> None:
    """There are three modes."""
    with pytest.raises(ApiError, match="unsupported parse_mode"):
        parse_text("a", "BBCode", None)


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("/start@some_bot x /b", [("bot_command", 0, 15), ("bot_command", 18, 2)]),
        ("a/b <https://e.com/x?y=1>, e.com.", [("url", 5, 19), ("url", 27, 5)]),
        ("😀 @alice a@b.com", [("mention", 3, 6), ("email", 10, 7)]),
        ("#Tag $BTC +12025550101 #1", [
            ("hashtag", 0, 4), ("cashtag", 5, 4), ("phone_number", 10, 12),
        ]),
        ("version 1.2.3 file.txt a.b", []),
    ],
)  # fmt: skip
def test_entities_are_detected_in_plain_text(text: str, entities: list[Any]) -> None:
    """Commands, links, mentions, addresses, hashtags, cashtags and phone numbers."""
    assert _as_tuples(plain_text(text).entities) == entities


def test_no_entities_are_detected_inside_code() -> None:
    """Formatting around a link is kept."""
    found = parse_text("<code>/start</code> <b>e.com</b>", "HTML", None)
    assert _as_tuples(found.entities) == [("code", 0, 6), ("bold", 7, 5), ("url", 7, 5)]


def test_given_entities_are_validated() -> None:
    """They are kept if they lie within the text."""
    bold = {"type": "bold", "offset": 0, "length": 2}
    assert parse_text("😀", None, [bold]).entities == [bold]
    with pytest.raises(ApiError) as error:
        parse_text("a", None, [bold])
    assert error.value.description == (
        "Bad Request: entity beginning at UTF-16 offset 0 ends after the end of the text "
        "at UTF-16 offset 2"
    )
