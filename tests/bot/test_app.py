"""The bot as a whole: profile, start, slow buttons, charts."""

import asyncio
import io
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from aiohttp import web
from PIL import Image

from bot.app import run_bot
from bot.charts import HEIGHT, WIDTH, Charts, draw
from bot.handlers import COMMANDS
from bot.profile import set_profile
from bot.translate import words
from portfolio.overview import MinedDay
from runtime.settings import SettingsError
from tests.bot.conftest import QUICK, Talk, a_bot, text_of, until
from tests.bot.scenes import DAYS
from tests.world import World, open_web_app
from tools.serving import serving

SET = ("setMyCommands", "setMyDescription", "setMyShortDescription", "setChatMenuButton")


async def test_profile_is_set_per_language_and_only_where_it_differs(world: World) -> None:
    """At the start commands, descriptions and menu button are set; a second start sets nothing."""
    alice, boris = Talk(world), Talk(world, user=1002)
    async with a_bot(world) as running:

        async def all_set() -> bool:
            made = [len(await alice.calls(method)) for method in SET]
            return made == [2, 2, 2, 1]

        await until(all_set, "the profile")
        assert await set_profile(running.bot, webapp_url=world.services.settings.webapp_url) == 0
        english, russian = [(await one.sim("GET", "state")) for one in (alice, boris)]
    assert [one["command"] for one in english["commands"]] == [
        one.name for one in COMMANDS if one.is_shown(selling=False)
    ]
    assert russian["commands"][0]["description"] == "Весь портфель одним сообщением"
    assert english["menu_button"]["web_app"]["url"] == "https://app.example.com/"
    assert [len(await alice.calls(method)) for method in SET] == [2, 2, 2, 1]


async def test_unknown_token_ends_the_start_with_one_sentence(world: World, redis_url: str) -> None:
    """It does not contain the token."""

    async def unauthorized(_request: web.Request) -> web.Response:
        body = {"ok": False, "error_code": 401, "description": "Unauthorized"}
        return web.json_response(body, status=401)

    telegram = web.Application()
    telegram.router.add_route("*", "/{anything:.*}", unauthorized)
    async with serving(telegram) as address:
        other = open_web_app(world.sandbox, world.clock, redis_url, telegram_api_url=address)
        async with other as web_app:
            token = web_app.services.settings.bot_token.get_secret_value()
            with pytest.raises(SettingsError) as caught:
                await run_bot(web_app.services, rates=QUICK).__aenter__()
    assert "BOT_TOKEN" in str(caught.value)
    assert token not in str(caught.value)


async def test_button_is_answered_while_a_slow_handler_runs(world: World) -> None:
    """The spinner stops after seconds; the message changes when the partner has answered."""

    async def soon(seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.05))

    await world.sim("POST", "/sim/chat/limits", {"enabled": False})
    services = replace(world.services, time=replace(world.services.time, sleep=soon))
    async with run_bot(services, rates=QUICK):
        alice = Talk(world)
        await alice.say("/start")
        await alice.login()
        first = await alice.say("/miners")
        slow = {"mood": "slow", "delay": 1, "operation": "c2s/nft/find-by-user", "times": 1}
        await world.sim("POST", "/sim/partner/mood", slow)
        await world.sim("POST", "/sim/clock", {"move": 400})
        body = {"message_id": first["message_id"], "text": "Refresh", "wait": 20}
        tapped = await alice.sim("POST", "tap", body)
        now = next(one for one in await alice.answers() if one["message_id"] == first["message_id"])
        assert tapped["answer"]["text"] in (None, "")
        assert text_of(now) == text_of(first)

        async def changed() -> bool:
            return any(
                one["message_id"] == first["message_id"] and text_of(one) != text_of(first)
                for one in await alice.answers()
            )

        await until(changed, "the message to change")


@pytest.mark.parametrize("count", [1, 2, 7, 30])
@pytest.mark.parametrize("scale", ["0", "0.000001", "1", "1000000"])
def test_chart_has_the_same_size_for_any_days(count: int, scale: str) -> None:
    """From no income to a million times as much."""
    days = [MinedDay(date=day.date, value=day.value * Decimal(scale)) for day in DAYS[-count:]]
    content = draw(words("ru"), days)
    with Image.open(io.BytesIO(content)) as image:
        assert image.size == (WIDTH, HEIGHT)
        assert image.format == "PNG"
    assert len(content) < 40_000


def test_chart_shows_days_without_income_as_gaps() -> None:
    """There are two bars and background between them."""
    first, last = DAYS[0], DAYS[-1]
    with Image.open(io.BytesIO(draw(words("en"), [first, last]))) as image:
        picture = image.convert("RGB")
    row = [picture.getpixel((x, HEIGHT - 100)) for x in range(150, WIDTH - 40)]
    bars = sum(1 for left, right in pairwise(row) if left != right)
    assert bars in (3, 4)  # the last bar may end at the picture's edge


async def test_chart_is_drawn_once_for_the_same_days() -> None:
    """Other days or another language are drawn again."""
    charts = Charts()
    one = await charts.income(words("en"), DAYS)
    assert await charts.income(words("en"), list(DAYS)) is one
    assert await charts.income(words("ru"), DAYS) is not one
    moved = [MinedDay(date=day.date + timedelta(days=1), value=day.value) for day in DAYS]
    assert await charts.income(words("en"), moved) != one
    assert await charts.income(words("en"), []) is None
