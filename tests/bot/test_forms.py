"""The form that binds a payout address, and the questions before a logout and a deletion."""

import asyncio
from typing import Any

import pytest

from bot.callbacks import Bind, Confirm
from bot.translate import words
from tests.bot.conftest import Talk, a_bot, labels, text_of, until
from tests.world import World

ADDRESS = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
OTHER = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"
YES = "Yes, this is my address"
BIND = "c2s/wallet/bind"
EN = words("en")
STOPPED = EN.plain("cancel-done")


async def bound(chat: Talk) -> list[str]:
    """Return the Bitcoin addresses that the partner knows of."""
    wallets = (await chat.world.get("/api/wallets")).body["items"]
    return [one["address"] for one in wallets if one["type"] == "BTC"]


async def open_form(chat: Talk) -> dict[str, Any]:
    """Log in and open the form; return the wallet screen that it came from."""
    await chat.login()
    wallet = await chat.say("/wallet")
    await chat.tap("Set payout address", of=wallet)
    return wallet


async def test_wallet_without_address_offers_to_set_one(chat: Talk) -> None:
    """Neither /wallet nor /status sends the reader to a command to find the button."""
    await chat.login()
    wallet = await chat.say("/wallet")
    assert EN.plain("wallet-no-address") in text_of(wallet)
    assert "Set payout address" in labels(wallet)
    assert "Set payout address" in labels(await chat.say("/status"))


async def test_address_is_checked_shown_and_bound_after_confirmation(chat: Talk) -> None:
    """A wrong address is explained, a right one shown in full; nothing is bound before the yes."""
    await chat.login()
    wallet = await chat.say("/wallet")
    asked = await chat.tap("Set payout address", of=wallet)
    assert "Paste your Bitcoin address" in text_of(asked)
    assert "checksum is wrong" in text_of(await chat.say(ADDRESS[:-1] + "5"))
    shown = await chat.say(f"bitcoin:{ADDRESS}?amount=1")
    assert ADDRESS in text_of(shown)
    assert await bound(chat) == []
    done = await chat.tap(YES, of=shown)
    assert text_of(done).startswith("Done.")
    assert await bound(chat) == [ADDRESS]
    assert ADDRESS in text_of(await chat.say("/status"))


async def test_button_of_an_earlier_address_binds_nothing(chat: Talk) -> None:
    """Only the button under the address that was shown last works."""
    await chat.login()
    await chat.tap("Set payout address", of=await chat.say("/wallet"))
    first = await chat.say(OTHER)
    second = await chat.say(ADDRESS)
    stale = await chat.tap(YES, of=first)
    assert "This form is closed" in text_of(stale)
    await chat.tap(YES, of=second)
    assert await bound(chat) == [ADDRESS]


async def test_binding_refused_by_the_partner_is_an_error(chat: Talk) -> None:
    """An answer of `{"data": false}` must not be shown as done; the button works again later."""
    await chat.login()
    await chat.tap("Set payout address", of=await chat.say("/wallet"))
    shown = await chat.say(ADDRESS)
    bind = "c2s/wallet/bind"
    await chat.world.inject_fault("answer", operation=bind, body={"data": False})
    tap = {"message_id": shown["message_id"], "text": YES, "wait": 20}
    refused = await chat.sim("POST", "tap", tap)
    assert refused["answer"]["show_alert"]
    assert text_of((await chat.answers())[-1]) == text_of(shown)
    await chat.world.clear_faults()
    done = await chat.tap(YES, of=shown)
    assert text_of(done).startswith("Done.")


async def test_cancel_command_closes_the_form(chat: Talk) -> None:
    """A text after it is no longer taken for the form."""
    await chat.login()
    await chat.tap("Set payout address", of=await chat.say("/wallet"))
    assert text_of(await chat.say("/cancel")) == "Cancelled. Nothing was changed."
    assert "I did not understand" in text_of(await chat.say("no address at all"))
    assert text_of(await chat.say("/cancel")) == "There is nothing to cancel."


async def test_open_form_takes_only_what_is_meant_for_it(chat: Talk) -> None:
    """Figures are calculated, commands are answered, and an address is still taken."""
    await open_form(chat)
    assert "100 TH at 15 W/TH" in text_of(await chat.say("100 15"))
    assert "Miners 1–5 of 5" in text_of(await chat.say("/miners"))
    assert EN.plain("address-not-an-address") in text_of(await chat.say("hello"))
    shown = await chat.say(ADDRESS)
    assert text_of(await chat.tap(YES, of=shown)).startswith("Done.")
    assert await bound(chat) == [ADDRESS]


async def test_start_closes_the_form(chat: Talk) -> None:
    """After starting again a text is no longer judged as an address."""
    await open_form(chat)
    await chat.say("/start")
    assert text_of(await chat.say("hello")).startswith("I did not understand")


async def test_repeated_tap_repeats_the_result(chat: Talk) -> None:
    """A slow answer makes people tap twice; the second tap shows the result and binds nothing."""
    await open_form(chat)
    shown = await chat.say(ADDRESS)
    button = shown["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert text_of(await chat.tap(YES, of=shown)).startswith("Done.")
    calls = len(await chat.world.calls(BIND))
    old = await chat.write_as_bot(chat.user, "Again", button)
    assert text_of(await chat.tap("Again", of=old)).startswith("Done.")
    other = await chat.say(OTHER)
    old = await chat.write_as_bot(chat.user, "Again", button)
    assert text_of(await chat.tap("Again", of=old)).startswith("Done.")
    assert len(await chat.world.calls(BIND)) == calls
    assert text_of(await chat.tap(YES, of=other)).startswith("Done.")


@pytest.mark.parametrize("command", ["/start", "/cancel", "/logout", "/delete_me"])
async def test_repeated_tap_repeats_the_result_after_another_command(
    chat: Talk, command: str
) -> None:
    """It closes an open form, and says nothing about a finished one."""
    await open_form(chat)
    shown = await chat.say(ADDRESS)
    button = shown["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await chat.tap(YES, of=shown)
    await chat.say(command)
    old = await chat.write_as_bot(chat.user, "Again", button)
    assert text_of(await chat.tap("Again", of=old)).startswith("Done.")
    assert len(await chat.world.calls(BIND)) == 1


async def test_two_taps_on_a_slow_binding_end_in_one_success(chat: Talk) -> None:
    """The second waits for the first, whose result it then shows."""
    await open_form(chat)
    shown = await chat.say(ADDRESS)
    await chat.world.inject_fault("slow", operation=BIND, delay=1, times=1)
    tap = {"message_id": shown["message_id"], "text": YES, "wait": 20}
    await asyncio.gather(*(chat.sim("POST", "tap", tap) for _ in range(2)))
    await chat.settled()
    assert text_of((await chat.answers())[-1]).startswith("Done.")
    assert not [one for one in await chat.answers() if "This form is closed" in text_of(one)]
    assert len(await chat.world.calls(BIND)) == 1


async def test_unknown_token_binds_nothing(chat: Talk) -> None:
    """A made-up button ends in a sentence."""
    await chat.login()
    for action in ("confirm", "review"):
        old = await chat.write_as_bot(chat.user, "Old", Bind(action=action, token="x"))
        assert text_of(await chat.tap("Old", of=old)) == EN.plain("bind-over")
    assert await bound(chat) == []


async def test_try_again_shows_the_pasted_address_for_confirmation(chat: Talk) -> None:
    """Where the partner failed after the address was pasted, nothing has to be pasted again."""
    await chat.login()
    await chat.world.inject_fault("down", operation="c2s/wallet/find-by-user")
    failed = await chat.say(ADDRESS)
    assert labels(failed) == ["Try again"]
    await chat.world.clear_faults()
    shown = await chat.tap("Try again", of=failed)
    assert ADDRESS in text_of(shown)
    assert text_of(await chat.tap(YES, of=shown)).startswith("Done.")


async def test_cancelled_binding_leads_back_to_the_wallet(chat: Talk) -> None:
    """It says so, and the form is closed."""
    await open_form(chat)
    back = await chat.tap("Cancel")
    assert back["toast"] == STOPPED
    assert text_of(back).startswith("Wallet")
    assert text_of(await chat.say("hello")).startswith("I did not understand")


@pytest.mark.parametrize(("path", "title"), [
    (["/settings", "Log out"], "Settings"),
    (["/settings", "Delete my data"], "Settings"),
    (["/privacy", "Delete my data"], "Privacy"),
    (["/logout"], "Settings"),
    (["/delete_me"], "Settings"),
])  # fmt: skip
async def test_cancel_leads_back_to_where_the_question_came_from(
    chat: Talk, path: list[str], title: str
) -> None:
    """Nothing is logged out or deleted; a toast says so."""
    await chat.login()
    shown = await chat.say(path[0])
    for label in path[1:]:
        shown = await chat.tap(label, of=shown)
    back = await chat.tap("Cancel", of=shown)
    assert back["toast"] == STOPPED
    assert text_of(back).startswith(title)
    assert (await chat.world.get("/api/miners")).status == 200


@pytest.mark.parametrize(("action", "key"), [("logout", "logout-done"), ("delete", "delete-done")])
async def test_repeated_logout_and_deletion_say_the_same(chat: Talk, action: Any, key: str) -> None:
    """A second tap finds it done."""
    await chat.login()
    for _ in range(2):
        asked = await chat.write_as_bot(chat.user, "Yes", Confirm(action=action))
        assert text_of(await chat.tap("Yes", of=asked)) == EN.plain(key)


async def test_form_state_ends_by_itself(world: World) -> None:
    """Every key of a form has a lifetime of at most a quarter of an hour."""
    async with a_bot(world):
        chat = Talk(world)
        await chat.say("/start")
        await open_form(chat)
        await chat.say(ADDRESS)
        redis = world.services.redis
        keys = [key async for key in redis.scan_iter(f"{world.services.namespace}:fsm:*")]
        assert len(keys) == 2
        for key in keys:
            assert str(chat.user).encode() in key.split(b":")
            assert 0 < await redis.ttl(key) <= 15 * 60


async def test_slow_binding_shows_that_the_bot_is_typing(chat: Talk) -> None:
    """After a second the chat shows it; quick answers do not."""
    await open_form(chat)
    shown = await chat.say(ADDRESS)
    assert await chat.calls("sendChatAction") == []
    await chat.world.inject_fault("slow", operation=BIND, delay=2, times=1)
    assert text_of(await chat.tap(YES, of=shown)).startswith("Done.")

    async def typed() -> bool:
        return bool(await chat.calls("sendChatAction"))

    await until(typed, "the sign of typing")
