"""docs/sandbox-telegram.md lists the same methods and routes as the code."""

import re
from pathlib import Path

from aiohttp import web

from sandbox import control, telegram
from sandbox.clock import CLOCK, Clock
from sandbox.telegram.init_data import PUBLIC_KEY
from sandbox.telegram.methods import METHODS
from sandbox.telegram.schema import Schema

DOCUMENT = (Path(__file__).parents[3] / "docs" / "sandbox-telegram.md").read_text("utf-8")


def test_documented_routes_equal_the_router() -> None:
    """All /sim/chat/ routes are documented, and no others."""
    app = web.Application()
    app[CLOCK] = Clock()
    control.setup(app)
    telegram.setup(app)
    paths = {
        route.resource.canonical
        for route in app.router.routes()
        if route.resource and route.resource.canonical.startswith("/sim/chat/")
    }
    assert len(paths) > 30
    written = set(re.findall(r"/sim/chat/[a-z_/]+", DOCUMENT))
    assert {path.replace("{file_id}", "") for path in paths} == written


async def test_documented_methods_equal_the_table() -> None:
    """Each is a method of the Bot API."""
    schema = Schema()
    await schema.load()
    listed = DOCUMENT.partition("<!-- methods -->")[2].partition("<!-- end -->")[0]
    written = set(re.findall(r"`(\w+)`", listed))
    assert written == {method.name for method in METHODS.values()}
    assert {schema.name(name) for name in METHODS} == written


async def test_supported_parameters_exist_in_the_bot_api() -> None:
    """A mistyped parameter would reject a valid call."""
    schema = Schema()
    await schema.load()
    for name, method in METHODS.items():
        assert method.params - schema.fields(name) == set(), name


def test_documented_public_key_is_the_one_in_use() -> None:
    """The key of initData's `signature` is in the document."""
    assert PUBLIC_KEY in DOCUMENT
