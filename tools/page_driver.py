"""Plays a person with the mini-app: in the sandbox's chat page, through its frame."""

from playwright.async_api import Frame, FrameLocator, Locator, Page

_LAUNCH = """async (wish) => (await fetch("/sim/chat/launch" + location.search, {
  method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(wish),
})).json()"""

# What a native client puts into its web view.
_NATIVE = """window.sent = [];
window.TelegramWebviewProxy = {postEvent: (type, data) => void sent.push([type, data])};"""


class Person:
    """A Telegram user at the sandbox's chat page, with the mini-app open in its frame or not."""

    def __init__(self, page: Page, sandbox: str, webapp: str) -> None:
        self.page, self.sandbox, self.webapp = page, sandbox, webapp

        self.alone = False

    @property
    def app(self) -> FrameLocator | Page:
        """What is in the mini-app's frame, or the page where it stands alone."""
        return self.page if self.alone else self.page.frame_locator(".app-body iframe")

    @property
    def frame(self) -> Frame:
        """The mini-app's document, to look inside."""
        return next(f for f in self.page.frames if f.url.startswith(self.webapp))

    @property
    def main(self) -> Locator:
        """The MainButton that the frame draws."""
        return self.page.locator('.app-button[data-name="main"]')

    @property
    def back(self) -> Locator:
        """The frame's way back."""
        return self.page.locator("button.app-back", has_text="Back")

    async def come(self, user: int, **query: str) -> None:
        """Open the chat and begin it."""
        wishes = "&".join(f"{name}={value}" for name, value in query.items())
        await self.page.goto(f"{self.sandbox}/?user={user}&{wishes}")
        await self.page.wait_for_selector("html[data-ready]")
        start = self.page.locator("#start")
        if await start.is_visible():
            await start.click()
            await start.wait_for(state="hidden")

    async def open(self, name: str = "Open") -> None:
        """Open the app by the chat's menu button."""
        await self.page.get_by_role("button", name=name, exact=True).first.click()
        await self.app.locator("h1").first.wait_for()

    async def open_alone(
        self, theme: str = "light", platform: str = "tdesktop", *, path: str = "/", more: str = ""
    ) -> None:
        """Open the app as a page of its own, without a frame and its buttons.

        `more` is put behind what Telegram writes into the address, as somebody hostile would.
        """
        wish = {
            "kind": "inline",
            "url": self.webapp + path,
            "theme": theme,
            "platform": platform,
            "version": "9.1",
        }
        launched = await self.page.evaluate(_LAUNCH, wish)
        self.alone = True
        await self.page.add_init_script(_NATIVE)
        await self.page.goto(launched["url"] + more)
        await self.app.locator("h1").first.wait_for()

    async def follow(self, link: str) -> None:
        """Write a link to the bot's app and tap it."""
        field = self.page.get_by_label("Message", exact=True)
        await field.fill(link)
        await field.press("Escape")
        await field.press("Enter")
        await self.page.locator(".bubble").get_by_role("link", name=link).last.click()
        await self.app.locator("h1").first.wait_for()

    async def answer_wallet(self, answer: str = "Approve", wallet: int = 0) -> None:
        """Answer in the sheet of the sandbox's wallet, with this one of its wallets."""
        await self.app.get_by_label("Test wallet").fill(str(wallet))
        await self.app.get_by_role("button", name=answer, exact=True).click()

    async def connect(self, wallet: int = 0) -> None:
        """Log in: the app runs in the wallet's own browser, so the wallet asks at once."""
        await self.main.click()
        await self.answer_wallet(wallet=wallet)
        await self.app.locator(".chart svg").wait_for()

    @property
    def sheet(self) -> Locator:
        """What Telegram itself asks on top of the app: a popup, the scanner, whether to close."""
        return self.page.locator("dialog.sheet")

    async def answer(self, button: str) -> None:
        """Press a button of what Telegram asks."""
        await self.sheet.get_by_role("button", name=button, exact=True).click()

    async def menu(self, item: str) -> None:
        """Choose from Telegram's own menu of the app."""
        await self.page.get_by_role("button", name="Menu of the app").click()
        await self.page.get_by_role("menuitem", name=item).click()

    async def push(self, name: str) -> None:
        """Open what a button of the app leads to."""
        await self.app.get_by_role("main").get_by_role("button", name=name).first.click()

    async def close(self) -> None:
        """Close the app."""
        await self.page.locator("button.app-back").click()
        await self.page.locator(".app-body iframe").wait_for(state="detached")

    async def tab(self, name: str) -> None:
        """Go to a tab of the app."""
        await self.app.get_by_role("navigation").get_by_role("button", name=name).click()
