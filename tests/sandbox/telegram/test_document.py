"""The document and the sandbox name the same methods and routes."""

import re
from pathlib import Path

from aiohttp import web

from sandbox import control, telegram
from sandbox.clock import CLOCK, Clock
from sandbox.telegram.init_data import PUBLIC_KEY
from sandbox.telegram.methods import METHODS
from sandbox.telegram.schema import Schema

DOCUMENT = (Path(__file__).parents[3] / "docs" / "sandbox-telegram.md").read_text("utf-8")


def test_every_route_is_described() -> None:
    """What the page and the tests may call stands in the document."""
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


async def test_every_method_is_described() -> None:
    """The list of modelled methods is the table's, and each is one of the Bot API."""
    schema = Schema()
    await schema.load()
    listed = DOCUMENT.partition("<!-- methods -->")[2].partition("<!-- end -->")[0]
    written = set(re.findall(r"`(\w+)`", listed))
    assert written == {method.name for method in METHODS.values()}
    assert {schema.name(name) for name in METHODS} == written


async def test_every_parameter_is_one_of_the_bot_api() -> None:
    """A handler's parameters exist; a mistyped one would refuse what Telegram takes."""
    schema = Schema()
    await schema.load()
    for name, method in METHODS.items():
        assert method.params - schema.fields(name) == set(), name


def test_the_public_key_is_the_documented_one() -> None:
    """Whoever checks a third-party signature finds the key in the document."""
    assert PUBLIC_KEY in DOCUMENT
