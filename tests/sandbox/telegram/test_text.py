"""Markup becomes entities, counted in UTF-16 units, or a refusal in Telegram's words."""

from typing import Any

import pytest

from sandbox.telegram.refusals import Refusal
from sandbox.telegram.text import formatted, plain


def _short(entities: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
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
def test_html_becomes_entities(source: str, text: str, entities: list[Any]) -> None:
    """Every tag that Telegram knows, nested, trimmed and counted in UTF-16."""
    found = formatted(source, "html", None)
    assert found.text == text
    assert _short(found.entities) == entities


@pytest.mark.parametrize(
    ("source", "words"),
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
def test_broken_html_is_refused(source: str, words: str | None) -> None:
    """The refusal names the byte, not the character."""
    words = words or (
        'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'
    )
    with pytest.raises(Refusal) as refusal:
        formatted(source, "HTML", None)
    assert refusal.value.description == f"Bad Request: can't parse entities: {words}"


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
def test_markdown_v2_becomes_entities(source: str, text: str, entities: list[Any]) -> None:
    """Every kind that MarkdownV2 has, nested and escaped."""
    found = formatted(source, "MarkdownV2", None)
    assert found.text == text
    assert _short(found.entities) == entities


@pytest.mark.parametrize(
    ("source", "words"),
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
def test_broken_markdown_v2_is_refused(source: str, words: str) -> None:
    """A reserved character, or an entity without an end."""
    with pytest.raises(Refusal) as refusal:
        formatted(source, "MarkdownV2", None)
    assert refusal.value.description == f"Bad Request: can't parse entities: {words}"


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
def test_legacy_markdown_becomes_entities(source: str, text: str, entities: list[Any]) -> None:
    """The first Markdown neither nests nor reserves."""
    found = formatted(source, "Markdown", None)
    assert found.text == text
    assert _short(found.entities) == entities


def test_broken_legacy_markdown_is_refused() -> None:
    """A lone underscore is the classic."""
    with pytest.raises(Refusal) as refusal:
        formatted("é snake_case", "markdown", None)
    assert refusal.value.description == (
        "Bad Request: can't parse entities: Can't find end of the entity starting at byte offset 8"
    )


def test_an_unknown_mode_is_refused() -> None:
    """There are three modes."""
    with pytest.raises(Refusal, match="unsupported parse_mode"):
        formatted("a", "BBCode", None)


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
def test_telegram_finds_entities_by_itself(text: str, entities: list[Any]) -> None:
    """Commands, links, mentions, addresses, hashtags, cashtags and numbers."""
    assert _short(plain(text).entities) == entities


def test_nothing_is_found_inside_code_and_links() -> None:
    """What is code stays code; formatting around a link stays around it."""
    found = formatted("<code>/start</code> <b>e.com</b>", "HTML", None)
    assert _short(found.entities) == [("code", 0, 6), ("bold", 7, 5), ("url", 7, 5)]


def test_given_entities_are_checked() -> None:
    """Entities that a bot gives itself are kept when they fit."""
    bold = {"type": "bold", "offset": 0, "length": 2}
    assert formatted("😀", None, [bold]).entities == [bold]
    with pytest.raises(Refusal) as refusal:
        formatted("a", None, [bold])
    assert refusal.value.description == (
        "Bad Request: entity beginning at UTF-16 offset 0 ends after the end of the text "
        "at UTF-16 offset 2"
    )
