"""The commands and buttons as a user sees them, over the sandbox's Telegram and partner."""

import base64
import csv
import io
import re
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.charts import draw
from bot.formats import total
from bot.handlers import COMMANDS
from bot.translate import words
from tests.bot.conftest import Talk, a_bot, labels, text_of, until
from tests.bot.scenes import DAYS
from tests.world import World

ADDRESS = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
LARGEST_FARM = 3  # the test wallet with 137 miners
OTHER = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"


async def test_start_shows_a_stranger_the_login(chat: Talk) -> None:
    """/start says in three lines what this is, and offers the login as a mini-app button."""
    answer = await chat.say("/start")
    lines = text_of(answer).splitlines()
    assert lines[0].startswith("Hello, Alice!")
    assert len(lines) == 3
    first = answer["reply_markup"]["inline_keyboard"][0][0]
    assert first["web_app"]["url"] == "https://app.example.com/?screen=login"


async def test_commands_that_need_a_login_offer_it(chat: Talk) -> None:
    """With a sentence and the button; the other commands work without."""
    for command in ("status", "miners", "income", "wallet", "incentives", "export"):
        answer = await chat.say(f"/{command}")
        assert text_of(answer) == "For this you need to log in first.", command
        assert labels(answer) == ["Log in with a TON wallet", "Start without a wallet"]
    # Public figures come by the partner's own key.
    assert "per day" in text_of(await chat.say("/calc 100 15"))
    assert "BTC: $" in text_of(await chat.say("/rates"))
    assert labels(await chat.say("/help"))[0] == "Log in with a TON wallet"


@pytest.mark.parametrize("logged_in", [False, True])
async def test_every_screen_has_a_way_on(chat: Talk, logged_in: bool) -> None:
    """The menu, the login, the cancellation of a question, or the button that leads to the menu."""
    if logged_in:
        await chat.login()
    ways = {"Log in with a TON wallet", "Settings", "Cancel", "Menu"}
    for info in COMMANDS:
        answer = await chat.say(f"/{info.name}")
        assert ways & set(labels(answer)), info.name
    await chat.say("/rates")
    menu = await chat.tap("Menu")
    assert "Settings" in labels(menu)


async def test_log_names_user_and_command(chat: Talk, caplog: pytest.LogCaptureFixture) -> None:
    """But not the text, which may hold anything."""
    with caplog.at_level("INFO", logger="bot"):
        await chat.say("/calc 100 15")
    (line,) = [text for text in caplog.messages if text.startswith("calc of user 1001 took ")]
    assert "100 15" not in line


async def test_times_are_in_the_zone_that_the_page_has_sent(chat: Talk) -> None:
    """UTC before it, and for other users."""
    assert " UTC." in text_of(await chat.say("/rates")) + "."
    zone = {"timeZone": "Asia/Tokyo"}
    assert (await chat.world.call("PUT", "/api/preferences", json=zone)).status == 200
    assert "UTC+9" in text_of(await chat.say("/rates"))
    layla = Talk(chat.world, user=1003)
    await layla.say("/start")
    assert "UTC+9" not in text_of(await layla.say("/rates"))


async def test_login_and_logout_in_the_app_are_notified_in_the_chat(chat: Talk) -> None:
    """A message each, without a request in the chat."""
    greeting = await chat.login()
    assert text_of(greeting).startswith("You are logged in with UQ")
    assert (await chat.world.post("/api/auth/logout")).status == 200
    bye = await chat.next_answer(greeting["message_id"], "the notification of the logout")
    assert text_of(bye) == "You are logged out of GoMining."


async def test_ended_session_found_by_a_request_is_not_notified_again(chat: Talk) -> None:
    """The answer to the request says it; the notification about the same event is left out."""
    await chat.login()
    for operation in ("c2s/nft-income/find-by-user", "c2s/auth/refresh"):
        await chat.world.sim(
            "POST", "/sim/partner/fault", {"kind": "expired", "operation": operation}
        )
    answer = await chat.say("/export")
    assert text_of(answer) == "Your session has ended. Please log in again."

    async def all_taken() -> bool:
        groups = await chat.world.services.redis.xinfo_groups(chat.world.services.sessions.events)
        return bool(groups[0]["pending"] == 0 and groups[0]["lag"] == 0)

    await until(all_taken, "the event to be taken")
    assert len([one for one in await chat.answers() if "log in again" in text_of(one)]) == 1


async def test_every_command_shows_the_partners_figures(chat: Talk) -> None:
    """None of the answers is an error, and the figures are those of the web API."""
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
async def test_figures_agree_for_every_kind_of_member(chat: Talk, wallet: int) -> None:
    """Miners that lose, fees in GOMINING, 137 miners, no miners.

    A farm of 137 miners exports 50,005 rows, which takes longer than the bot may on a busy
    machine; tests/portfolio/test_spreadsheets.py makes a file of that size.
    """
    await chat.login(wallet)
    asked = ["status", "miners", "income", "wallet", "calc", "incentives"]
    asked += [] if wallet == LARGEST_FARM else ["export"]
    said = {name: text_of(await chat.say(f"/{name}")) for name in asked}
    assert not [name for name, text in said.items() if "try again" in text]
    overview = (await chat.world.get("/api/overview")).body["item"]
    wanted = f"{overview['miners']} miners" if overview["miners"] > 1 else "miner"
    assert wanted in said["status"]
    if not overview["miners"]:
        assert said["miners"].startswith("No miners in this account yet.")
        assert "Nothing mined yet" in said["income"]
    days = [Decimal(day["value"]) for day in overview["days"]]
    figures = words("en").figures
    # In the unit of the column.
    both = [
        figures.btc(total(days), sat=sat).replace("\N{NO-BREAK SPACE}", " ")
        for sat in (True, False)
    ]
    assert not days or any(f"30 days: {month}" in said["status"] for month in both)
    assert not days or any(month in said["income"] for month in both)
    gross = any(
        record["maintenanceByGmt"]
        for record in (await chat.world.get("/api/income?limit=1")).body["items"]
    )
    assert ("before fees" in said["income"]) is gross


async def test_refresh_edits_the_status_in_place(chat: Talk) -> None:
    """The same message shows a later time."""
    await chat.login()
    first = await chat.say("/status")
    await chat.world.sim("POST", "/sim/clock", {"move": 400})
    again = await chat.tap("Refresh", of=first)
    assert again["message_id"] == first["message_id"]
    times = re.compile(r"\b\d\d:\d\d\b")  # of the figures, in the notice, and of the data
    assert text_of(again) != text_of(first)
    assert times.sub("", text_of(again)) == times.sub("", text_of(first))


async def test_pages_of_days_are_turned_in_place(chat: Talk) -> None:
    """Income is a picture; its days are a message of their own."""
    await chat.login()
    income = await chat.say("/income")
    assert income["photo"][-1]["width"] >= 1000
    days = await chat.tap("Day by day", of=income)
    assert "page 1 of 37" in text_of(days)
    assert labels(days)[:3] == ["Next ›", "Excel file", "CSV file"]
    second = await chat.tap("Next ›", of=days)
    assert second["message_id"] == days["message_id"]
    assert "page 2 of 37" in text_of(second)
    first = await chat.tap("‹ Back", of=second)
    assert text_of(first).splitlines()[:-1] == text_of(days).splitlines()[:-1]
    again = await chat.tap("Refresh", of=income)
    assert again["message_id"] == income["message_id"]


async def content_of(chat: Talk, answer: dict[str, Any]) -> bytes:
    """Return the file of an answer."""
    path = f"/sim/chat/file/{answer['document']['file_id']}?user={chat.user}"
    async with chat.world.http.get(chat.world.sandbox + path) as response:
        return await response.read()


async def test_export_holds_every_day_and_the_exact_sum(chat: Talk) -> None:
    """The income adds up to what the partner says was ever earned, in both formats."""
    await chat.login()
    answer = await chat.say("/export")
    name = answer["document"]["file_name"]
    assert name.startswith("gomining-income-")
    content = (await content_of(chat, answer)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert len({row["mined_on"] for row in rows}) == 365
    total = (await chat.world.get("/api/income/total")).body["item"]["totalIncome"]
    assert sum(Decimal(row["income_btc"]) for row in rows) == Decimal(total)
    other = await chat.tap("Excel file", of=answer)
    assert other["document"]["file_name"] == name.replace(".csv", ".xlsx")
    book = load_workbook(io.BytesIO(await content_of(chat, other)), read_only=True)
    heading, *cells = book.worksheets[0].iter_rows(values_only=True)
    at = heading.index("income_btc")
    assert len(cells) == len(rows)
    assert sum(Decimal(str(row[at])) for row in cells) == Decimal(total)


async def test_csv_is_in_the_notation_of_the_users_language(world: World) -> None:
    """Boris's Telegram is in Russian: semicolons and decimal commas."""
    async with a_bot(world):
        boris = Talk(world, user=1002)
        await boris.say("/start")
        await boris.login()
        answer = await boris.say("/export")
        content = (await content_of(boris, answer)).decode("utf-8-sig")
        first = next(csv.DictReader(io.StringIO(content), delimiter=";"))
        assert first["income_btc"].startswith("0,")


async def test_second_export_at_the_same_time_is_refused(chat: Talk) -> None:
    """As on the page; a second tap does not double the work."""
    await chat.login()
    async with chat.world.services.export_limit.slot(chat.user):
        answer = await chat.say("/export")
    assert text_of(answer) == "Your file is being made. Please try again in 5 s."
    assert labels(answer) == ["Try again"]


async def test_chosen_language_wins_over_telegrams(world: World) -> None:
    """Boris, whose Telegram is in Russian, chooses English."""
    async with a_bot(world):
        boris = Talk(world, user=1002)
        assert text_of(await boris.say("/start")).startswith("Здравствуйте, Борис!")
        english = await boris.tap("English", of=await boris.say("/settings"))
        assert english["toast"] == "Language: English"
        assert text_of(english).startswith("Settings")
        (button,) = [
            call["params"]
            for call in await boris.calls("setChatMenuButton")
            if "chat_id" in call["params"]
        ]
        assert "Open" in str(button["menu_button"])
        assert text_of(await boris.say("/start")).startswith("Hello, Борис!")


async def test_language_chosen_on_the_page_changes_the_menu_button(chat: Talk) -> None:
    """Without a message; the button of all chats stays."""
    before = len(await chat.messages())
    put = await chat.world.call("PUT", "/api/preferences", json={"language": "ru"})
    assert put.status == 200

    async def changed() -> list[str]:
        calls = await chat.calls("setChatMenuButton")
        return [str(one["params"]) for one in calls if "chat_id" in one["params"]]

    (button,) = await until(changed, "the new button")
    assert "Открыть" in button
    assert len(await chat.messages()) == before


async def test_notification_is_in_the_language_that_telegram_sent_last(world: World) -> None:
    """Boris has chosen nothing and is notified of his login in Russian."""
    async with a_bot(world):
        boris = Talk(world, user=1002)
        await boris.say("/start")
        greeting = await boris.login()
        assert text_of(greeting).startswith("Вы вошли с кошельком UQ")


async def test_logout_asks_first_and_sends_no_notification(chat: Talk) -> None:
    """The answer to the button says it already."""
    await chat.login()
    asked = await chat.say("/logout")
    done = await chat.tap("Yes, log me out", of=asked)
    assert text_of(done) == "You are logged out."
    assert (await chat.world.get("/api/miners")).status == 401


async def test_delete_me_leaves_no_key_of_the_user(chat: Talk) -> None:
    """Neither a key nor an event holds the user's id afterwards."""
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
    ("fault", "said"),
    [
        ("down", "cannot be reached"),
        ("broken", "technical problem"),
        ("garbled", "cannot be read"),
        ("limited", "asks for a short pause"),
    ],
)
async def test_fault_of_the_partner_is_explained_with_try_again(
    chat: Talk, fault: str, said: str
) -> None:
    """Each kind has a sentence of its own; the button repeats the request."""
    await chat.login()
    await chat.world.inject_fault(fault)
    answer = await chat.say("/miners")
    assert said in text_of(answer)
    assert labels(answer) == ["Try again"]
    await chat.world.clear_faults()
    better = await chat.tap("Try again", of=answer)
    assert "Miners 1–5 of 5" in text_of(better)


async def test_failed_refresh_leaves_the_last_figures(chat: Talk) -> None:
    """The error is an alert; the message keeps what it showed."""
    await chat.login()
    first = await chat.say("/status")
    await chat.world.inject_fault("down")
    body = {"message_id": first["message_id"], "text": "Refresh", "wait": 20}
    tapped = await chat.sim("POST", "tap", body)
    assert tapped["answer"]["show_alert"]
    assert "cannot be reached" in tapped["answer"]["text"]
    now = next(one for one in await chat.answers() if one["message_id"] == first["message_id"])
    assert text_of(now) == text_of(first)


async def test_user_who_blocked_the_bot_disturbs_no_other(chat: Talk) -> None:
    """A message that is refused is dropped; other users are answered."""
    await chat.say("/start")
    await chat.sim("POST", "block")
    await chat.world.login()  # a notification that cannot be delivered
    other = Talk(chat.world, user=1003)
    assert text_of(await other.say("/start"))
    await chat.sim("POST", "unblock")
    assert "Portfolio" in text_of(await chat.say("/status"))


async def test_deep_link_opens_its_command(chat: Talk) -> None:
    """t.me/<bot>?start=miners shows the miners."""
    await chat.login()
    sent = await chat.sim("POST", "start", {"payload": "miners"})
    answer = await chat.next_answer(sent["message"]["message_id"], "the miners")
    assert "Miners 1–5 of 5" in text_of(answer)


async def test_name_is_no_markup(chat: Talk) -> None:
    """A name that looks like HTML is shown as it is."""
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
    assert labels(answer) == ["Menu"]
