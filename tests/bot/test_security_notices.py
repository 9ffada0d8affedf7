"""What may be the act of somebody else is said in the chat, with "It was not me"."""

import logging
from datetime import timedelta
from typing import Any

import pytest

from bot.formats import friendly
from runtime.metrics import REGISTRY
from sandbox.wallet import TestWallet
from tests.bot.conftest import NOT_ME, Talk, a_bot, labels, open_chat_world, text_of, until
from tests.world import World

ADDRESS = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"
CHECK = "/api/auth/check-proof"


async def notices(chat: Talk) -> list[dict[str, Any]]:
    """Return the messages with the button."""
    return [one for one in await chat.answers() if NOT_ME in labels(one)]


async def next_notice(chat: Talk, count: int = 1) -> dict[str, Any]:
    """Return the latest notice once there are so many."""

    async def enough() -> list[dict[str, Any]]:
        found = await notices(chat)
        return found if len(found) >= count else []

    found: list[dict[str, Any]] = await until(enough, f"notice {count}")
    assert len(found) == count
    return found[-1]


async def quiet(chat: Talk) -> None:
    """Wait until every event has been handled."""
    services = chat.world.services

    async def handled() -> bool:
        (group,) = await services.redis.xinfo_groups(services.sessions.events)
        return group["pending"] == 0 and not group["lag"]

    await until(handled, "the events to be handled")


async def test_address_bound_on_the_page_is_said_in_full(chat: Talk) -> None:
    """Once for each change; the event with the address is deleted afterwards."""
    await chat.login()
    await chat.world.post("/api/wallets/bitcoin", {"address": ADDRESS})
    notice = await next_notice(chat)
    assert ADDRESS in text_of(notice)
    assert "payout address" in text_of(notice)
    await quiet(chat)
    services = chat.world.services
    assert ADDRESS not in str(await services.redis.xrange(services.sessions.events))
    other = "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"
    await chat.world.post("/api/wallets/bitcoin", {"address": other})
    assert other in text_of(await next_notice(chat, 2))


async def test_refused_binding_is_not_notified(chat: Talk) -> None:
    """Nothing has changed."""
    await chat.login()
    await chat.world.inject_fault("answer", operation="c2s/wallet/bind", body={"data": False})
    assert (await chat.world.post("/api/wallets/bitcoin", {"address": ADDRESS})).status == 422
    await quiet(chat)
    assert not await notices(chat)


async def test_address_bound_in_the_chat_is_notified_once(chat: Talk) -> None:
    """Beside the answer of the form; a repeated tap notifies no more."""
    await chat.login()
    await chat.say("/wallet")
    await chat.tap("Set payout address")
    question = await chat.say(ADDRESS)
    await chat.tap(labels(question)[0], of=question)
    assert ADDRESS in text_of(await next_notice(chat))


async def test_first_login_and_known_wallet_are_no_notice(chat: Talk) -> None:
    """There is nothing to compare the first one with."""
    await chat.login()
    await chat.world.post("/api/auth/logout")
    await chat.world.login()
    await quiet(chat)
    assert not await notices(chat)


async def test_login_from_another_wallet_is_said_in_full(chat: Talk) -> None:
    """With the app; the next login with it is known, also when the request is repeated."""
    await chat.login()
    proof = await chat.world.proof(wallet=1)
    for _ in range(3):
        assert (await chat.world.post(CHECK, proof)).status == 200
    notice = await next_notice(chat)
    assert friendly(TestWallet(1).address) in text_of(notice)
    assert "sandbox-wallet, browser" in text_of(notice)
    await chat.world.login(wallet=1)
    await quiet(chat)
    assert len(await notices(chat)) == 1


async def test_login_from_another_device_is_notified(chat: Talk) -> None:
    """The same wallet in another app; what it calls itself is no markup."""
    await chat.login()
    for _ in range(2):
        proof = await chat.world.proof()
        proof["tonWallet"]["device"] |= {"appName": "<b>x\n" + "y" * 99, "platform": "iphone"}
        answer = await chat.world.post(CHECK, proof)
        assert answer.status == 200, answer.body
    assert f"App: <b>x{'y' * 36}, iphone" in text_of(await next_notice(chat))
    await quiet(chat)
    assert len(await notices(chat)) == 1


async def test_deletion_on_the_page_is_notified_in_the_users_language(chat: Talk) -> None:
    """The language is read before it is deleted, and the event goes as well."""
    await chat.login()
    await chat.world.call("PUT", "/api/preferences", json={"language": "ru"})
    assert (await chat.world.post("/api/me/delete")).status == 200

    async def said() -> bool:
        return "удалены" in text_of((await chat.answers())[-1])

    await until(said, "the notice")
    await quiet(chat)
    services = chat.world.services
    assert "1001" not in str(await services.redis.xrange(services.sessions.events))


@pytest.mark.parametrize("contact", ["@help_desk", None])
async def test_it_was_not_me_ends_the_session_and_alerts_the_operator(
    redis_url: str, caplog: pytest.LogCaptureFixture, contact: str | None
) -> None:
    """The notice keeps the address, and says whom to contact; a form is closed as well."""
    async with open_chat_world(redis_url, support_contact=contact) as world, a_bot(world):
        chat = Talk(world)
        await chat.say("/start")
        await chat.login()
        await world.post("/api/wallets/bitcoin", {"address": ADDRESS})
        notice = await next_notice(chat)
        before = REGISTRY.get_sample_value("bot_disowned_total", {"kind": "payout_changed"}) or 0
        caplog.set_level(logging.WARNING)
        answer = await chat.tap(NOT_ME, of=notice)
        assert answer["message_id"] == notice["message_id"]
        assert ADDRESS in text_of(answer)
        assert "logged out everywhere" in text_of(answer)
        assert ("@help_desk" in text_of(answer)) is (contact is not None)
        assert labels(answer) == [*(["Contact support"] if contact else []), "Menu"]
        assert await world.services.sessions.load(1001) is None
        assert (await world.get("/api/miners")).code == "not_logged_in"
        after = REGISTRY.get_sample_value("bot_disowned_total", {"kind": "payout_changed"})
        assert after == before + 1
        assert any("user 1001 says that it was somebody else" in line for line in caplog.messages)
        assert ADDRESS not in caplog.text


async def test_notice_is_kept_while_no_bot_runs(world: World) -> None:
    """Longer than a notification of a login: for seven days."""
    services = world.services
    async with a_bot(world):
        await Talk(world).say("/start")
        await quiet(Talk(world))
    seconds, _ = await services.redis.time()
    old = (seconds - int(timedelta(days=6).total_seconds())) * 1000
    await services.redis.delete(services.sessions.events)
    for at, kind in enumerate(("logged_out", "payout_changed")):
        fields: dict[Any, Any] = {"kind": kind, "user": 1001, "address": ADDRESS}
        await services.redis.xadd(services.sessions.events, fields, id=f"{old}-{at + 1}")
    async with a_bot(world):
        assert ADDRESS in text_of(await next_notice(Talk(world)))
        assert "logged out" not in text_of((await Talk(world).answers())[-2])
