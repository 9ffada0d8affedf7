"""A small bot over plain HTTP, without a framework, for tests of the chat page."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from tests.sandbox.page.images import bars

Json = dict[str, Any]

HOSTILE = '<img src=x onerror="window.hacked=1"> <b>not bold</b>'


class ApiError(Exception):
    """An error answer of the Bot API."""


class EchoBot:
    """Answers commands with every kind of message that the page shows, and echoes the rest."""

    def __init__(self, api: str, session: aiohttp.ClientSession, miniapp: str) -> None:
        self.api, self.session, self.miniapp = api, session, miniapp
        self.updates: list[Json] = []
        self.taps = 0
        self.confirm = True
        self.username = ""

    async def load_username(self) -> None:
        """Load the bot's username."""
        self.username = (await self.call("getMe"))["username"]

    async def call(self, method: str, **params: Any) -> Any:
        """Call a method; bytes are sent as files."""
        form = aiohttp.FormData()
        for name, value in params.items():
            if isinstance(value, bytes):
                form.add_field(name, value, filename=f"{name}.png", content_type="image/png")
            else:
                form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        async with self.session.post(f"{self.api}/{method}", data=form) as response:
            answer = await response.json()
        if not answer["ok"]:
            raise ApiError(answer["description"])
        return answer["result"]

    async def run(self) -> None:
        """Poll and answer until cancelled."""
        offset = 0
        while True:
            for update in await self.call("getUpdates", offset=offset, timeout=20):
                offset = update["update_id"] + 1
                self.updates.append(update)
                try:
                    await self.handle(update)
                except ApiError as error:
                    self.updates.append({"error": str(error)})

    async def handle(self, update: Json) -> None:
        """Answer one update."""
        if message := update.get("message"):
            name = message.get("text", "").split(" ")[0].removeprefix("/")
            known: dict[str, Callable[[Json], Awaitable[None]]] = {
                "start": self.start,
                "keys": self.keys,
                "rich": self.rich,
                "photo": self.photo,
                "album": self.album,
                "file": self.file,
                "invoice": self.invoice,
                "slow": self.slow,
                "pin": self.pin,
                "brief": self.brief,
            }
            await known.get(name, self.echo)(message)
        elif query := update.get("callback_query"):
            await self.answer_tap(query)
        elif query := update.get("inline_query"):
            await self.inline(query)
        elif query := update.get("pre_checkout_query"):
            reason = {} if self.confirm else {"error_message": "Sold out, sorry."}
            await self.call(
                "answerPreCheckoutQuery",
                pre_checkout_query_id=query["id"],
                ok=self.confirm,
                **reason,
            )

    async def reply(self, message: Json, text: str, **more: Any) -> Any:
        """Send a text to the chat of a message."""
        return await self.call("sendMessage", chat_id=message["chat"]["id"], text=text, **more)

    async def start(self, message: Json) -> None:
        """Send a welcome with a keyboard that has a button of every kind."""
        payload = message["text"].partition(" ")[2]
        await self.reply(
            message,
            f"Welcome, {message['from']['first_name']}! {payload}".strip(),
            reply_markup={
                "inline_keyboard": [
                    [
                        {"text": "Count", "callback_data": "count"},
                        {"text": "Alert", "callback_data": "alert"},
                    ],
                    [{"text": "Open app", "web_app": {"url": self.miniapp}}],
                    [
                        {"text": "Start again", "url": f"https://t.me/{self.username}?start=x1"},
                        {"text": "Copy", "copy_text": {"text": "bc1qcopied"}},
                        {"text": "Search", "switch_inline_query_current_chat": "btc"},
                    ],
                ]
            },
        )

    async def keys(self, message: Json) -> None:
        """Send a reply keyboard with an app that may send data."""
        rows = [
            [{"text": "Yes"}, {"text": "No"}],
            [{"text": "Form", "web_app": {"url": self.miniapp}}],
            [{"text": "My phone", "request_contact": True}],
        ]
        await self.reply(
            message, "Choose", reply_markup={"keyboard": rows, "resize_keyboard": True}
        )

    async def rich(self, message: Json) -> None:
        """Send every kind of entity, and markup that must stay text."""
        await self.reply(
            message,
            "<b>bold</b> <i>italic <u>under</u></i> <s>gone</s> <tg-spoiler>secret</tg-spoiler> "
            '<code>a &lt; b</code> <a href="https://example.com/">a link</a>\n'
            "<pre><code class='language-python'>print(1)</code></pre>\n"
            "<blockquote>quoted</blockquote>\n/help @someone",
            parse_mode="HTML",
        )
        await self.reply(message, HOSTILE)

    async def photo(self, message: Json) -> None:
        """Send a photo with a caption."""
        await self.call(
            "sendPhoto", chat_id=message["chat"]["id"], photo=bars(640, 360), caption="A chart"
        )

    async def album(self, message: Json) -> None:
        """Send three photos as an album."""
        media = [{"type": "photo", "media": f"attach://p{i}"} for i in range(3)]
        media[0]["caption"] = "Three of them"
        pictures = {f"p{i}": bars(300, 300 + 40 * i) for i in range(3)}
        await self.call("sendMediaGroup", chat_id=message["chat"]["id"], media=media, **pictures)

    async def file(self, message: Json) -> None:
        """Send a document."""
        await self.call(
            "sendDocument", chat_id=message["chat"]["id"], document=b"a,b\n1,2\n", caption="A table"
        )

    async def invoice(self, message: Json) -> None:
        """Send an invoice over 250 Stars."""
        await self.call("sendInvoice", chat_id=message["chat"]["id"], **self.order())

    async def slow(self, message: Json) -> None:
        """Send only the chat action "typing"."""
        await self.call("sendChatAction", chat_id=message["chat"]["id"], action="typing")

    async def pin(self, message: Json) -> None:
        """Send and pin a message."""
        sent = await self.reply(message, "Keep this in sight")
        await self.call(
            "pinChatMessage", chat_id=message["chat"]["id"], message_id=sent["message_id"]
        )

    async def brief(self, message: Json) -> None:
        """Send a message with a button that deletes it."""
        key = {"text": "Delete me", "callback_data": "delete"}
        await self.reply(message, "I will go", reply_markup={"inline_keyboard": [[key]]})

    async def echo(self, message: Json) -> None:
        """Repeat the text."""
        await self.reply(message, f"You said: {message.get('text', 'something')}")

    async def answer_tap(self, query: Json) -> None:
        """Answer a tap: count in the message, show an alert, or delete the message."""
        message, data = query["message"], query["data"]
        where = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
        if data == "count":
            self.taps += 1
            key = [[{"text": f"Count {self.taps}", "callback_data": "count"}]]
            await self.call(
                "editMessageText",
                text=f"Tapped {self.taps}",
                reply_markup={"inline_keyboard": key},
                **where,
            )
            await self.call("answerCallbackQuery", callback_query_id=query["id"], text="Counted")
        elif data == "alert":
            await self.call(
                "answerCallbackQuery",
                callback_query_id=query["id"],
                text="Look here",
                show_alert=True,
            )
        else:
            await self.call("deleteMessage", **where)
            await self.call("answerCallbackQuery", callback_query_id=query["id"])

    async def inline(self, query: Json) -> None:
        """Return one result made from the query."""
        text = query["query"]
        result = {
            "type": "article",
            "id": "1",
            "title": f"Say {text}",
            "description": "Sends it",
            "input_message_content": {"message_text": f"Inline: {text}"},
        }
        await self.call("answerInlineQuery", inline_query_id=query["id"], results=[result])

    def order(self) -> Json:
        """Return the parameters of the invoice."""
        return {
            "title": "Report",
            "description": "A year of income",
            "payload": "order-1",
            "currency": "XTR",
            "prices": [{"label": "Report", "amount": 250}],
        }

    async def wait_for_update(self, wanted: Callable[[Json], Any], seconds: float = 20) -> Json:
        """Wait for an update for which `wanted` is true."""
        async with asyncio.timeout(seconds):
            while True:
                for update in self.updates:
                    if wanted(update):
                        return update
                await asyncio.sleep(0.02)
