"""A demo for screenshots: a bot with one scripted conversation, and a small mini-app."""

import json
from io import BytesIO
from typing import Any

import aiohttp
from aiohttp import web
from PIL import Image, ImageDraw

Json = dict[str, Any]

STATUS = (
    "<b>Portfolio</b>  ·  3 miners, 96 TH\n\n"
    "Net today  <code>0.00006561 BTC</code>  ≈ $6.93\n"
    "30 days  <code>0.00190283 BTC</code>  ≈ $201.04\n\n"
    "<blockquote>Pool reward 0.00009873, electricity 0.00002114, service 0.00001198</blockquote>\n"
    "Updated 12:40 UTC · <a href='https://example.com/fees'>how fees work</a>"
)
FILES = {"photo": "chart.png", "document": "income-2026.csv"}
TYPES = {"photo": "image/png", "document": "text/csv"}
COMMANDS = {
    "status": "The whole portfolio in one message",
    "miners": "Your miners",
    "income": "Income by day, with a chart",
    "calc": "What a miner would earn",
    "wallet": "Wallets and balances",
    "help": "What this bot can do",
}


class DemoBot:
    """Sends both sides: the user's by `/sim/chat`, the bot's by the Bot API."""

    def __init__(self, session: aiohttp.ClientSession, token: str, app_url: str) -> None:
        self.session, self.token, self.app_url = session, token, app_url

    async def call(self, method: str, **params: Any) -> Any:  # noqa: ANN401 - JSON
        """Call a Bot API method; bytes are sent as files."""
        form = aiohttp.FormData()
        for name, value in params.items():
            if isinstance(value, bytes):
                form.add_field(name, value, filename=FILES[name], content_type=TYPES[name])
            else:
                form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        async with self.session.post(f"/bot{self.token}/{method}", data=form) as response:
            answer = await response.json()
        if not answer["ok"]:
            raise RuntimeError(f"{method}: {answer['description']}")
        return answer["result"]

    async def say(self, text: str) -> None:
        """Send a message as the user."""
        async with self.session.post("/sim/chat/send", json={"text": text}) as response:
            response.raise_for_status()

    async def play(self) -> None:
        """Configure the bot and send the conversation."""
        async with self.session.post("/sim/chat/limits", json={"enabled": False}) as response:
            response.raise_for_status()
        await self.set_up()
        for send in (self.greet, self.report, self.picture, self.sell):
            await send()

    async def set_up(self) -> None:
        """Give the bot a description, commands and a menu button."""
        commands = [{"command": name, "description": text} for name, text in COMMANDS.items()]
        await self.call("setMyCommands", commands=commands)
        button = {"type": "web_app", "text": "Portfolio", "web_app": {"url": self.app_url}}
        await self.call("setChatMenuButton", menu_button=button)

    async def greet(self) -> None:
        """Answer /start."""
        await self.say("/start")
        rows = [
            [{"text": "Miners", "callback_data": "m"}, {"text": "Income", "callback_data": "i"}],
            [{"text": "Open the app", "web_app": {"url": self.app_url}}],
            [
                {"text": "Website", "url": "https://example.com"},
                {"text": "Copy address", "copy_text": {"text": "bc1q"}},
            ],
        ]
        await self.call(
            "sendMessage",
            chat_id=1001,
            text="Welcome, Alice! I show what your miners earn, day by day.\n\n"
            "Log in with your TON wallet to begin: /login",
            reply_markup={"inline_keyboard": rows},
        )

    async def report(self) -> None:
        """Answer /status, and pin it."""
        await self.say("/status")
        key = [[{"text": "Refresh", "callback_data": "r"}]]
        sent = await self.call(
            "sendMessage",
            chat_id=1001,
            text=STATUS,
            parse_mode="HTML",
            link_preview_options={"is_disabled": True},
            reply_markup={"inline_keyboard": key},
        )
        await self.call(
            "pinChatMessage",
            chat_id=1001,
            message_id=sent["message_id"],
            disable_notification=True,
        )

    async def picture(self) -> None:
        """Send a chart and a table."""
        await self.say("Show me the last 30 days")
        await self.call(
            "sendPhoto", chat_id=1001, photo=chart(), caption="Net income of the last 30 days, BTC"
        )
        await self.call(
            "sendDocument", chat_id=1001, document=b"day,btc\n" * 900, caption="The same as a table"
        )

    async def sell(self) -> None:
        """Send an invoice."""
        await self.call(
            "sendInvoice",
            chat_id=1001,
            title="Report of the year",
            description="Every day, every miner, every fee",
            payload="order-1",
            currency="XTR",
            prices=[{"label": "Report", "amount": 250}],
        )


def chart() -> bytes:
    """Draw a chart of thirty bars."""
    image = Image.new("RGB", (1280, 720), "#14162b")
    draw = ImageDraw.Draw(image)
    for line in range(1, 5):
        draw.line((60, 640 - line * 130, 1220, 640 - line * 130), fill="#272a4a", width=2)
    for day in range(30):
        left = 70 + day * 38.5
        top = 640 - (240 + ((day * 53) % 17) * 13 + day * 4)
        draw.rounded_rectangle((left, top, left + 25, 640), 7, fill="#7d73f7")
    data = BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


def add_miniapp(app: web.Application) -> None:
    """Serve the demo mini-app at `/demo-app`."""
    app.router.add_get("/demo-app", show_miniapp)


async def show_miniapp(_: web.Request) -> web.Response:
    """`GET /demo-app`."""
    return web.Response(text=MINI_APP, content_type="text/html")


MINI_APP = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Portfolio</title>
<style>
  body { margin: 0; padding: 16px; font: 15px/1.45 system-ui, sans-serif; color: var(--text-color); background: var(--secondary-bg-color); }
  .card { padding: 16px; margin-bottom: 12px; border-radius: 18px; background: var(--section-bg-color); }
  small { color: var(--hint-color); } h1 { margin: 2px 0; font-size: 30px; font-variant-numeric: tabular-nums; }
  .bars { display: flex; gap: 4px; align-items: flex-end; height: 120px; margin-top: 14px; }
  .bars i { flex: 1; border-radius: 5px 5px 0 0; background: var(--button-color); }
  .row { display: flex; justify-content: space-between; padding: 9px 0; border-top: 1px solid var(--section-separator-color); }
  .row:first-of-type { border: 0; } b { font-weight: 650; }
</style>
<div class="card"><small>Net today</small><h1>0.00006561 BTC</h1><small>≈ $6.93 · 96 TH · 15 W/TH</small><div class="bars"></div></div>
<div class="card"><div class="row"><b>Miner 0401</b><span>32 TH</span></div><div class="row"><b>Miner 0877</b><span>40 TH</span></div><div class="row"><b>Miner 1093</b><span>24 TH</span></div></div>
<script>
  const ask = (eventType, eventData = {}) => parent.postMessage(JSON.stringify({ eventType, eventData }), "*");
  const paint = (theme) => { for (const [k, v] of Object.entries(theme)) document.body.style.setProperty("--" + k.replaceAll("_", "-"), v); };
  paint(JSON.parse(new URLSearchParams(location.hash.slice(1)).get("tgWebAppThemeParams")));
  for (let i = 0; i < 30; i++) { const bar = document.querySelector(".bars").appendChild(document.createElement("i")); bar.style.height = 40 + (i * 53 % 17) * 2 + i * .8 + "%"; }
  addEventListener("message", (event) => {
    const { eventType, eventData } = JSON.parse(event.data);
    if (eventType === "theme_changed") paint(eventData.theme_params);
    if (eventType === "main_button_pressed") ask("web_app_open_popup", { title: "Bind this address?", message: "Payouts go to bc1q 8c6f … 7h2k from the next day on.", buttons: [{ id: "no", type: "cancel" }, { id: "yes", type: "default", text: "Bind" }] });
  });
  ask("iframe_ready"); ask("web_app_ready"); ask("web_app_expand");
  ask("web_app_request_theme"); ask("web_app_request_safe_area");
  ask("web_app_set_header_color", { color_key: "secondary_bg_color" });
  ask("web_app_setup_settings_button", { is_visible: true });
  ask("web_app_setup_main_button", { is_visible: true, is_active: true, text: "Bind address", has_shine_effect: true });
  ask("web_app_setup_secondary_button", { is_visible: true, is_active: true, text: "Share", position: "left" });
</script></html>
"""  # noqa: E501 - a page
