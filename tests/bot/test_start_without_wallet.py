"""The login without a wallet in the chat."""

from typing import Any

import pytest

from bot.callbacks import Begin
from tests.bot.conftest import NOT_ME, Talk, a_bot, labels, open_chat_world, text_of, until

LOGIN, START = "Log in with a TON wallet", "Start without a wallet"


async def way_of(chat: Talk) -> str | None:
    """Return how the user is logged in."""
    way: str | None = (await chat.world.get("/api/me", user=chat.user)).body["way"]
    return way


async def start_in_page(chat: Talk) -> dict[str, Any]:
    """Log in without a wallet in the mini-app; return the notification."""
    last = (await chat.messages())[-1]["message_id"]
    await chat.world.start(chat.user)
    return await chat.next_answer(last, "the notification of the login")


@pytest.mark.parametrize("command", ["/start", "/login", "/status"])
async def test_both_ways_are_offered_and_start_answers_with_the_menu(
    chat: Talk, command: str
) -> None:
    """One tap; no notification repeats what the answer says."""
    answer = await chat.say(command)
    assert [label for label in labels(answer) if label in {LOGIN, START}] == [LOGIN, START]
    menu = await chat.tap(START, of=answer)
    assert text_of(menu) == "You are logged in without a wallet. Welcome!"
    assert "Portfolio" in labels(menu)
    assert await way_of(chat) == "start"
    said = await chat.say("/wallet")
    assert "Logged in without a wallet" in text_of(said)
    assert "Connect a TON wallet" in labels(said)
    answers = [text_of(one) for one in await chat.answers()]
    assert sum("Welcome!" in text for text in answers) == 1


async def test_request_before_the_login_goes_on_after_it(chat: Talk) -> None:
    """As after a wallet login."""
    asked = await chat.say("/income")
    menu = await chat.tap(START, of=asked)
    assert labels(menu)[0] == "Continue where you left off"
    income = await chat.tap("Continue where you left off", of=menu)
    assert "Nothing mined yet" in text_of(income)


async def test_start_in_the_page_is_reported_in_the_chat(chat: Talk) -> None:
    """By the event, as a wallet login is."""
    said = await start_in_page(chat)
    assert text_of(said) == "You are logged in without a wallet. Welcome!"
    login = await chat.say("/login")
    assert "without a wallet" in text_of(login)
    assert labels(login)[0] == "Connect a TON wallet"


async def test_start_beside_a_wallet_asks_before_it_changes_the_account(chat: Talk) -> None:
    """Cancel keeps the wallet; the switch is reported as a login of another kind."""
    await chat.login()
    asked = await chat.tap(START, of=await chat.say("/login"))
    assert "Another GoMining account?" in text_of(asked)
    await chat.tap("Cancel", of=asked)
    assert await way_of(chat) == "wallet"
    asked = await chat.tap(START, of=await chat.say("/login"))
    menu = await chat.tap("Switch account", of=asked)
    assert "Welcome!" in text_of(menu)
    assert await way_of(chat) == "start"

    async def notice() -> list[str]:
        return [text_of(one) for one in await chat.answers() if NOT_ME in labels(one)]

    assert "Login without a wallet" in (await until(notice, "the notice of the login"))[0]


async def test_operation_that_needs_a_wallet_says_so(chat: Talk) -> None:
    """And offers no login that would not help."""
    await start_in_page(chat)
    await chat.world.inject_fault("expired", operation="c2s/nft/find-by-user")
    said = await chat.say("/miners")
    assert "does not open this to a login without a wallet" in text_of(said)
    assert labels(said)[0] == "Connect a TON wallet"
    assert START not in labels(said)
    await chat.world.inject_fault("expired", operation="c2s/rates")
    assert "BTC: $" in text_of(await chat.say("/rates"))  # by the partner's own key


async def test_logout_and_not_me_end_such_a_login(chat: Talk) -> None:
    """Both as with a wallet."""
    await start_in_page(chat)
    await chat.tap("Yes, log me out", of=await chat.say("/logout"))
    assert await way_of(chat) is None
    await start_in_page(chat)
    await chat.world.post(
        "/api/wallets/bitcoin",
        {"address": "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"},
        user=chat.user,
    )

    async def notice() -> bool:
        return any(NOT_ME in labels(one) for one in await chat.answers())

    await until(notice, "the notice of the address")
    await chat.tap(NOT_ME)
    assert await way_of(chat) is None


async def test_button_logs_in_who_taps_it(chat: Talk) -> None:
    """A button that was written into the chat of another user is of no use to its writer."""
    bob = Talk(chat.world, user=1002)
    await bob.say("/start")
    await bob.write_as_bot(bob.user, START, Begin())
    await bob.tap(START)
    assert await way_of(bob) == "start"
    assert await way_of(chat) is None
    session = await chat.world.services.sessions.load(bob.user)
    assert session is not None
    assert session.partner_user_id == "tg-1002"


async def test_only_start_is_offered_where_the_operator_says_so(redis_url: str) -> None:
    """No button leads to a wallet login."""
    async with open_chat_world(redis_url, login_ways="start") as world, a_bot(world):
        chat = Talk(world)
        for command in ("/start", "/login", "/status"):
            answer = await chat.say(command)
            assert START in labels(answer)
            assert LOGIN not in labels(answer)
