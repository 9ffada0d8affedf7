"""The reference pages of the documentation site, generated from the code as Markdown.

None of these pages is committed: `tools/docs_hooks.py` adds them while the site is built.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic_core import PydanticUndefined

from runtime.settings import Settings, read_settings
from webapp.openapi import describe
from webapp.routes import ROUTES

ROOT = Path(__file__).resolve().parent.parent
PYTHON_PACKAGES = {
    "gomining": "The typed client of the partner API. It knows nothing of Telegram, Redis or SQL.",
    "ton": "Pure functions over TON wallets and proofs.",
}
_SECTION = re.compile(r"# --- (.+?) -+$")
_ASSIGNMENT = re.compile(r"([A-Z][A-Z0-9_]*)=(.*)$")

Schema = Mapping[str, Any]


def reference_pages() -> dict[str, str]:
    """Return every generated page: its path on the site and its Markdown."""
    return {
        "reference/http-api.md": http_api(json.loads(describe(ROUTES))),
        "reference/settings.md": settings_page((ROOT / ".env.example").read_text()),
        **{
            f"reference/{package}.md": python_page(package, introduction)
            for package, introduction in PYTHON_PACKAGES.items()
        },
    }


def python_page(package: str, introduction: str) -> str:
    """Return a page on which mkdocstrings documents every public module of a package."""
    files = sorted((ROOT / package).rglob("*.py"))
    modules = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files]
    names = [name.removesuffix(".__init__") for name in modules]
    public = [name for name in names if "._" not in name and name != package]
    lines = [f"# `{package}`", introduction, *(f"::: {name}" for name in public)]
    return "\n\n".join(lines) + "\n"


def settings_page(example: str) -> str:
    """Return a page with a table for each part of `.env.example`."""
    lines = [
        "# Settings",
        "Generated from `runtime/settings.py` and `.env.example`. All settings are environment"
        " variables. An empty value counts as not set. A missing or wrong value stops the start"
        " with one message that names every fault.",
    ]
    values = {name: text or "" for name, text in dotenv_values(stream=StringIO(example)).items()}
    parsed = read_settings(values)
    for title, names in example_sections(example):
        rows = [
            (f"`{name}`", _default(name, values[name], getattr(parsed, name.lower())), text)
            for name, text in names.items()
            if name.lower() in Settings.model_fields
        ]
        lines += [f"## {title}", _table(("setting", "default", "meaning"), rows)]
    return "\n\n".join(lines) + "\n"


def example_sections(example: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each part of `.env.example`: its title, and the comment above each of its settings.

    A setting without a comment of its own belongs to the comment of the one before it.
    """
    title, names, comment, fresh = "General", dict[str, str](), "", False
    for line in example.splitlines():
        if section := _SECTION.match(line):
            if names:
                yield title, names
            title, names, comment = section[1], {}, ""
        elif line.startswith("#"):
            comment = f"{comment if fresh else ''} {line[1:]}"
            fresh = True
        elif assignment := _ASSIGNMENT.match(line):
            names[assignment[1]] = " ".join(comment.split())
            fresh = False
    yield title, names


def _default(name: str, example: str, parsed: object) -> str:
    """Return the default of a setting as an operator would write it.

    Args:
        name: of the setting.
        example: its text in `.env.example`.
        parsed: what that text means; where this is the default, the text is how to write it.
    """
    default = Settings.model_fields[name.lower()].default
    if default is PydanticUndefined:
        return "required"
    if default is None:
        return "not set"
    if parsed == default and example:
        return f"`{example}`"
    many = isinstance(default, frozenset | tuple)
    return f"`{' '.join(sorted(default)) if many else default}`"


def http_api(document: Schema) -> str:
    """Return the page of the web API for an OpenAPI document."""
    lines = [
        "# HTTP API",
        "Generated from `webapp.openapi.describe`, which the web app serves itself as"
        " `GET /api/openapi.json`. " + document["info"]["description"],
    ]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            lines += _operation(method.upper(), path, operation)
    lines.append("## Types")
    for name, schema in sorted(document["components"]["schemas"].items()):
        lines += _type(name, schema)
    return "\n\n".join(line for line in lines if line) + "\n"


def _operation(method: str, path: str, operation: Schema) -> list[str]:
    lines = [f"## `{method} {path}`", f"{operation['summary']}."]
    guarded = "Needs `Authorization: tma <initData>`."
    lines.append(guarded if operation.get("security") else "Open to everybody.")
    if parameters := operation.get("parameters"):
        rows = [(f"`{p['name']}`", _kind(p["schema"]), _limits(p["schema"])) for p in parameters]
        lines.append(_table(("query parameter", "type", "limits"), rows))
    if body := operation.get("requestBody"):
        lines.append(f"Body: {_content(body['content'])}")
    statuses = [
        (status, answer["description"], _content(answer.get("content", {})))
        for status, answer in operation["responses"].items()
    ]
    return [*lines, _table(("status", "when", "answer"), statuses)]


def _content(content: Schema) -> str:
    return ", ".join(f"{_kind(each['schema'])} as `{media}`" for media, each in content.items())


def _type(name: str, schema: Schema) -> list[str]:
    required = schema.get("required", ())
    rows = [
        (f"`{field}`", _kind(each), "yes" if field in required else "", each.get("description", ""))
        for field, each in schema.get("properties", {}).items()
    ]
    table = _table(("field", "type", "always there", "meaning"), rows) if rows else ""
    return [f"### {name} {{ #{_anchor(name)} }}", schema.get("description", ""), table]


def _kind(schema: Schema) -> str:
    """Name a schema's type; a named one as a link."""
    if reference := schema.get("$ref"):
        name = str(reference).rsplit("/", 1)[1]
        return f"[{name}](#{_anchor(name)})"
    if choices := schema.get("anyOf"):
        return " or ".join(_kind(each) for each in choices)
    if values := schema.get("enum"):
        return ", ".join(f"`{value}`" for value in values)
    kind = str(schema.get("format") or schema.get("type") or "any")
    return f"list of {_kind(schema['items'])}" if "items" in schema else kind


def _limits(schema: Schema) -> str:
    names = {"default": "default", "minimum": "at least", "maximum": "at most"}
    return ", ".join(
        f"{words} {json.dumps(schema[name])}" for name, words in names.items() if name in schema
    )


def _anchor(name: str) -> str:
    return f"type-{name.strip('_').lower().replace('_', '-')}"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
