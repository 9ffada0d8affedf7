"""What a user sees: every command and button, over the sandbox's Telegram and partner."""

import base64
import csv
import io
from collections.abc import Awaitable, Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.charts import draw
from bot.formats import total
from bot.handlers import COMMANDS
from bot.translate import words
from tests.bot.conftest import Talk, a_bot, labels, text_of, until
from tests.bot.scenes import DAYS
from tests.world import World

ADDRESS = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
OTHER = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"


async def test_start_tells_a_stranger_the_one_next_step(chat: Talk) -> None:
    """/start says in three lines what this is, and offers the login as a mini-app button."""
    answer = await chat.say("/start")
    lines = text_of(answer).splitlines()
    assert lines[0].startswith("Hello, Alice!")
    assert len(lines) == 3
    first = answer["reply_markup"]["inline_keyboard"][0][0]
    assert first["web_app"]["url"] == "https://app.example.com/?screen=login"


async def test_a_stranger_is_sent_to_the_login_wherever_one_is_needed(chat: Talk) -> None:
    """What needs a login says so with the button that helps; the rest works without."""
    for command in ("status", "miners", "income", "wallet", "incentives", "export"):
        answer = await chat.say(f"/{command}")
        assert text_of(answer) == "For this you need to log in first.", command
        assert labels(answer) == ["Log in with a TON wallet"]
    # Public figures come by the partner's own key.
    assert "per day" in text_of(await chat.say("/calc 100 15"))
    assert "BTC: $" in text_of(await chat.say("/rates"))
    assert labels(await chat.say("/help"))[0] == "Log in with a TON wallet"


async def test_a_login_in_the_app_is_told_in_the_chat(chat: Talk) -> None:
    """The chat says by itself that a wallet has logged in, and later that it has left."""
    told = await chat.login()
    assert text_of(told).startswith("You are logged in with UQ")
    assert (await chat.world.post("/api/auth/logout")).status == 200
    bye = await chat.next_answer(told["message_id"], "news of the logout")
    assert text_of(bye) == "You are logged out of GoMining."


async def test_an_ended_session_is_told_once_by_the_chat_that_found_it(chat: Talk) -> None:
    """Who asks and finds the session refused gets one answer, not the same as news again."""
    await chat.login()
    for operation in ("c2s/nft-income/find-by-user", "c2s/auth/refresh"):
        await chat.world.sim(
            "POST", "/sim/partner/mood", {"mood": "expired", "operation": operation}
        )
    answer = await chat.say("/export")
    assert text_of(answer) == "Your session has ended. Please log in again."

    async def all_told() -> bool:
        groups = await chat.world.services.redis.xinfo_groups(chat.world.services.sessions.events)
        return bool(groups[0]["pending"] == 0 and groups[0]["lag"] == 0)

    await until(all_told, "the event to be taken")
    assert len([one for one in await chat.answers() if "log in again" in text_of(one)]) == 1


async def test_every_command_answers_from_the_partners_data(chat: Talk) -> None:
    """Logged in, each command has an answer, none of them an error, and the figures agree."""
    await chat.login()
    said = {one.name: text_of(await chat.say(f"/{one.name}")) for one in COMMANDS}
    assert not [
        name for name, text in said.items() if "try again" in text or "log in first" in text
    ]
    overview = (await chat.world.get("/api/overview")).body["item"]
    assert f"{overview['miners']} miners" in said["status"]
    assert overview["total"] in said["status"].replace(",", "")
    assert overview["total"] in said["income"].replace(",", "")
    assert overview["total"] in said["wallet"].replace(",", "")
    miners = (await chat.world.get("/api/miners")).body["items"]
    assert all(miner["name"] in said["miners"] for miner in miners)
    assert "you" in said["incentives"]


@pytest.mark.parametrize("wallet", [1, 2, 3, 4, 5])
async def test_every_kind_of_member_is_shown_truly(chat: Talk, wallet: int) -> None:
    """Losing miners, fees in GOMINING, 137 miners, none at all: figures are the partner's."""
    await chat.login(wallet)
    said = {
        name: text_of(await chat.say(f"/{name}"))
        for name in ("status", "miners", "income", "wallet", "calc", "incentives", "export")
    }
    assert not [name for name, text in said.items() if "try again" in text]
    overview = (await chat.world.get("/api/overview")).body["item"]
    wanted = f"{overview['miners']} miners" if overview["miners"] > 1 else "miner"
    assert wanted in said["status"]
    if not overview["miners"]:
        assert said["miners"].startswith("No miners in this account yet.")
        assert "Nothing mined yet" in said["income"]
    days = [Decimal(day["value"]) for day in overview["days"]]
    month = words("en").figures.btc(total(days)).replace("\N{NO-BREAK SPACE}", " ")
    assert not days or (f"30 days: {month}" in said["status"] and month in said["income"])
    gross = any(
        record["maintenanceByGmt"]
        for record in (await chat.world.get("/api/income?limit=1")).body["items"]
    )
    assert ("before fees" in said["income"]) is gross


async def test_status_is_edited_in_place_by_refresh(chat: Talk) -> None:
    """Refresh changes the same message, whose time of data moves on."""
    await chat.login()
    first = await chat.say("/status")
    await chat.world.sim("POST", "/sim/clock", {"move": 400})
    again = await chat.tap("Refresh", of=first)
    assert again["message_id"] == first["message_id"]
    assert text_of(again).splitlines()[:-1] == text_of(first).splitlines()[:-1]


async def test_the_days_are_paged_in_place_and_back(chat: Talk) -> None:
    """Income is a picture; its days are a message whose pages turn."""
    await chat.login()
    income = await chat.say("/income")
    assert income["photo"][-1]["width"] >= 1000
    days = await chat.tap("Day by day", of=income)
    assert "page 1 of 37" in text_of(days)
    assert labels(days) == ["Next ›", "CSV file"]
    second = await chat.tap("Next ›", of=days)
    assert second["message_id"] == days["message_id"]
    assert "page 2 of 37" in text_of(second)
    first = await chat.tap("‹ Back", of=second)
    assert text_of(first).splitlines()[:-1] == text_of(days).splitlines()[:-1]
    again = await chat.tap("Refresh", of=income)
    assert again["message_id"] == income["message_id"]


async def test_the_export_holds_every_day_and_its_exact_sum(chat: Talk) -> None:
    """The CSV's income adds up to what the partner says was ever earned."""
    await chat.login()
    answer = await chat.say("/export")
    file = answer["document"]
    assert file["file_name"].startswith("gomining-income-")
    path = f"/sim/chat/file/{file['file_id']}?user={chat.user}"
    async with chat.world.http.get(chat.world.sandbox + path) as response:
        content = (await response.read()).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert len({row["mined_on"] for row in rows}) == 365
    total = (await chat.world.get("/api/income/total")).body["item"]["totalIncome"]
    assert sum(Decimal(row["income_btc"]) for row in rows) == Decimal(total)


async def test_binding_an_address_takes_a_check_and_a_confirmation(chat: Talk) -> None:
    """A wrong address is explained, a right one shown in full, and only a yes binds it."""
    await chat.login()
    wallet = await chat.say("/wallet")
    asked = await chat.tap("Set payout address", of=wallet)
    assert "Paste your Bitcoin address" in text_of(asked)
    assert "checksum is wrong" in text_of(await chat.say(ADDRESS[:-1] + "5"))
    shown = await chat.say(f"bitcoin:{ADDRESS}?amount=1")
    assert ADDRESS in text_of(shown)
    assert (await chat.world.get("/api/wallets")).body["items"][-1]["address"] != ADDRESS
    done = await chat.tap("Yes, this is my address", of=shown)
    assert text_of(done).startswith("Done.")
    bound = [
        one for one in (await chat.world.get("/api/wallets")).body["items"] if one["type"] == "BTC"
    ]
    assert bound[-1]["address"] == ADDRESS
    assert ADDRESS in text_of(await chat.say("/status"))


async def test_a_button_of_an_earlier_address_binds_nothing(chat: Talk) -> None:
    """Only the button under the address that was shown last works, and only once."""
    await chat.login()
    await chat.tap("Set payout address", of=await chat.say("/wallet"))
    first = await chat.say(OTHER)
    second = await chat.say(ADDRESS)
    stale = await chat.tap("Yes, this is my address", of=first)
    assert "This form is closed" in text_of(stale)
    await chat.tap("Yes, this is my address", of=second)
    bound = [
        one["address"]
        for one in (await chat.world.get("/api/wallets")).body["items"]
        if one["type"] == "BTC"
    ]
    assert bound == [ADDRESS]


async def test_cancel_closes_the_form(chat: Talk) -> None:
    """/cancel stops the form; what is pasted afterwards is no longer taken for it unasked."""
    await chat.login()
    await chat.tap("Set payout address", of=await chat.say("/wallet"))
    assert text_of(await chat.say("/cancel")) == "Cancelled. Nothing was changed."
    assert "I did not understand" in text_of(await chat.say("no address at all"))
    assert text_of(await chat.say("/cancel")) == "There is nothing to cancel."


async def test_a_pasted_secret_is_removed_from_the_chat(chat: Talk) -> None:
    """A seed phrase in the form is deleted and warned about, and repeated nowhere."""
    await chat.login()
    await chat.tap("Set payout address", of=await chat.say("/wallet"))
    phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    answer = await chat.say(phrase)
    assert "seed phrase" in text_of(answer)
    assert not [one for one in await chat.messages() if one.get("text") == phrase]


async def test_the_chosen_language_wins_over_telegrams(world: World) -> None:
    """Boris's Telegram speaks Russian; having chosen English he gets English everywhere."""
    async with a_bot(world):
        boris = Talk(world, user=1002)
        assert text_of(await boris.say("/start")).startswith("Здравствуйте, Борис!")
        english = await boris.tap("English", of=await boris.say("/settings"))
        assert english["toast"] == "Language: English"
        assert text_of(english).startswith("Settings")
        assert text_of(await boris.say("/start")).startswith("Hello, Борис!")


async def test_news_come_in_the_language_that_telegram_last_showed(world: World) -> None:
    """Boris, who has chosen nothing, is told of his login in Russian."""
    async with a_bot(world):
        boris = Talk(world, user=1002)
        await boris.say("/start")
        told = await boris.login()
        assert text_of(told).startswith("Вы вошли с кошельком UQ")


async def test_logout_asks_first_and_is_not_told_twice(chat: Talk) -> None:
    """Leaving takes a yes; the answer to it is the news."""
    await chat.login()
    asked = await chat.say("/logout")
    done = await chat.tap("Yes, log me out", of=asked)
    assert text_of(done) == "You are logged out."
    assert (await chat.world.get("/api/miners")).status == 401


async def test_delete_me_leaves_nothing_in_redis(chat: Talk) -> None:
    """After the yes no key and no event holds the user's id."""
    await chat.say("/start")
    await chat.login()
    await chat.tap("Русский", of=await chat.say("/settings"))
    await chat.tap("Указать адрес для выплат", of=await chat.say("/wallet"))
    asked = await chat.say("/delete_me")
    done = await chat.tap("Да, удалить всё", of=asked)
    assert text_of(done).startswith("Всё удалено")
    redis = chat.world.services.redis

    async def gone() -> bool:
        keys = [key async for key in redis.scan_iter("*1001*")]
        # What limits messages to this chat was renewed by the last answer; it ends by itself.
        kept = [key for key in keys if b":out:" not in key]
        events = str(await redis.xrange(chat.world.services.sessions.events))
        return not kept and "1001" not in events

    await until(gone, "everything to be deleted")
    assert (await chat.world.get("/api/miners")).status == 401


@pytest.mark.parametrize(
    ("mood", "said"),
    [
        ("down", "cannot be reached"),
        ("broken", "technical problem"),
        ("garbled", "cannot be read"),
        ("limited", "asks for a short pause"),
    ],
)
async def test_a_partner_in_trouble_is_a_plain_sentence_with_a_way_on(
    chat: Talk, mood: str, said: str
) -> None:
    """Each trouble of the partner has its own sentence and a button that tries again."""
    await chat.login()
    await _mood(chat.world, mood)
    answer = await chat.say("/miners")
    assert said in text_of(answer)
    assert labels(answer) == ["Try again"]
    await _mood(chat.world, None)
    better = await chat.tap("Try again", of=answer)
    assert "Miners 1–5 of 5" in text_of(better)


async def test_a_refresh_that_fails_leaves_the_last_figures(chat: Talk) -> None:
    """Under a button trouble is a window; the message keeps what it showed."""
    await chat.login()
    first = await chat.say("/status")
    await _mood(chat.world, "down")
    body = {"message_id": first["message_id"], "text": "Refresh", "wait": 20}
    tapped = await chat.sim("POST", "tap", body)
    assert tapped["answer"]["show_alert"]
    assert "cannot be reached" in tapped["answer"]["text"]
    now = next(one for one in await chat.answers() if one["message_id"] == first["message_id"])
    assert text_of(now) == text_of(first)


async def test_inline_mode_shares_rates_and_a_calculation(chat: Talk) -> None:
    """Two numbers give a calculation beside the rates; what is chosen is sent as it was shown."""
    await chat.login()
    found = await chat.sim("POST", "inline", {"query": "100 15"})
    assert [one["id"] for one in found["results"]] == ["calc", "rates"]
    choice = {"query_id": found["query_id"], "result_id": "calc"}
    sent = (await chat.sim("POST", "inline/choose", choice))["message"]
    assert text_of(sent).startswith("100 TH at 15 W/TH")


async def test_inline_mode_shows_a_stranger_public_figures(chat: Talk) -> None:
    """The partner's own key answers for who is not logged in."""
    found = await Talk(chat.world, user=1003).sim("POST", "inline", {"query": "100 15"})
    assert [one["id"] for one in found["results"]] == ["calc", "rates"]
    assert found["button"] is None


async def test_inline_mode_without_a_partner_key_offers_the_login(world: World) -> None:
    """Where nothing can be asked for a stranger, a button leads to the bot instead of silence."""
    settings = {"gomining_api_key": None, "gomining_api_secret": None}
    own = replace(world.services, settings=world.services.settings.model_copy(update=settings))
    async with a_bot(replace(world, services=own)):
        found = await Talk(world, user=1003).sim("POST", "inline", {"query": ""})
        assert found["results"] == []
        assert found["button"]["start_parameter"] == "login"


async def test_inline_errors_end_at_a_word(chat: Talk) -> None:
    """A button's 64 characters are not filled with half a word."""
    await chat.login()
    await _mood(chat.world, "down")
    found = await chat.sim("POST", "inline", {"query": ""})
    text = found["button"]["text"]
    assert len(text) <= 64
    assert words("en").plain("error-down").startswith(text.removesuffix("…") + " ")


async def test_a_group_learns_nothing_personal(chat: Talk) -> None:
    """In a group a command is answered with the way to the private chat only."""
    await chat.login()
    group = -1002000000001
    await chat.sim("POST", "send", {"text": "/status@gomining_sandbox_bot", "chat": group})

    async def answered() -> list[str]:
        state = await chat.sim("GET", f"state?chat={group}")
        return [text_of(one) for one in state["messages"] if not one["sandbox"]["outgoing"]]

    texts = await until(answered, "an answer in the group")
    assert texts == [
        "Your miners and income are private. To see them, open a private chat with me."
    ]


async def test_a_user_who_blocked_the_bot_disturbs_nobody(chat: Talk) -> None:
    """An answer that may not be delivered is dropped; the next user is served."""
    await chat.say("/start")
    await chat.sim("POST", "block")
    await chat.world.login()  # news that cannot be told
    other = Talk(chat.world, user=1003)
    assert text_of(await other.say("/start"))
    await chat.sim("POST", "unblock")
    assert "Portfolio" in text_of(await chat.say("/status"))


async def test_an_old_or_made_up_button_is_answered(chat: Talk) -> None:
    """Callback data of no meaning ends in the menu, and the button stops turning."""
    start = await chat.say("/start")
    update = {
        "callback_query": {
            "id": "77", "chat_instance": "1", "data": "no-such-thing:1",
            "from": {"id": 1001, "is_bot": False, "first_name": "Alice", "language_code": "en"},
            "message": {key: start[key] for key in ("message_id", "date", "chat", "text")},
        }
    }  # fmt: skip
    await chat.sim("POST", "update", {"update": update})
    await until(_says(chat, "This button is out of date"), "the menu")


async def test_a_deep_link_leads_where_it_says(chat: Talk) -> None:
    """t.me/bot?start=miners opens the miners for who is logged in."""
    await chat.login()
    sent = await chat.sim("POST", "start", {"payload": "miners"})
    answer = await chat.next_answer(sent["message"]["message_id"], "the miners")
    assert "Miners 1–5 of 5" in text_of(answer)


async def test_names_cannot_be_markup(chat: Talk) -> None:
    """A user whose name looks like HTML is greeted by exactly that name."""
    name = '<b>&"Bobby"</b>'
    user = (await chat.sim("POST", "users", {"first_name": name}))["user"]
    bobby = Talk(chat.world, user=user["id"])
    assert text_of(await bobby.say("/start")).startswith(f"Hello, {name}!")


async def test_a_photo_gets_one_short_hint(chat: Talk) -> None:
    """What is no text is answered by a sentence, without buttons."""
    picture = base64.b64encode(draw(words("en"), DAYS)).decode()
    sent = await chat.sim("POST", "send", {"photo": picture})
    answer = await chat.next_answer(sent["message"]["message_id"], "an answer to a photo")
    assert text_of(answer) == words("en").plain("text-only")
    assert labels(answer) == []


def _says(chat: Talk, words: str) -> Callable[[], Awaitable[bool]]:
    """Return a look at whether the bot has written these words."""

    async def look() -> bool:
        return any(words in text_of(one) for one in await chat.answers())

    return look


async def _mood(world: World, mood: str | None) -> None:
    """Put the partner into a mood, or out of all of them."""
    await world.sim("DELETE", "/sim/partner/mood")
    if mood:
        await world.sim("POST", "/sim/partner/mood", {"mood": mood})
