"""Drives the mini-app with Playwright, in the frame of the sandbox's chat page or alone."""

from playwright.async_api import Frame, FrameLocator, Locator, Page

_LAUNCH = """async (options) => (await fetch("/sim/chat/launch" + location.search, {
  method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(options),
})).json()"""

# The bridge that a native client adds to its web view.
_NATIVE = """window.sent = [];
window.TelegramWebviewProxy = {postEvent: (type, data) => void sent.push([type, data])};"""


class Person:
    """A Telegram user at the sandbox's chat page."""

    def __init__(self, page: Page, sandbox: str, webapp: str) -> None:
        self.page, self.sandbox, self.webapp = page, sandbox, webapp
        self.alone = False

    @property
    def app(self) -> FrameLocator | Page:
        """The mini-app: the content of its frame, or the page if it was opened without one."""
        return self.page if self.alone else self.page.frame_locator(".app-body iframe")

    @property
    def frame(self) -> Frame:
        """The mini-app's document, to evaluate scripts in."""
        return next(f for f in self.page.frames if f.url.startswith(self.webapp))

    @property
    def main(self) -> Locator:
        """Telegram's MainButton."""
        return self.page.locator('.app-button[data-name="main"]')

    @property
    def back(self) -> Locator:
        """Telegram's BackButton."""
        return self.page.locator("button.app-back", has_text="Back")

    async def come(self, user: int, **query: str) -> None:
        """Open the chat page as a user and start the bot if it was not started."""
        options = "&".join(f"{name}={value}" for name, value in query.items())
        await self.page.goto(f"{self.sandbox}/?user={user}&{options}")
        await self.page.wait_for_selector("html[data-ready]")
        start = self.page.locator("#start")
        if await start.is_visible():
            await start.click()
            await start.wait_for(state="hidden")

    async def open(self, name: str = "Open") -> None:
        """Open the app by a button of the chat, its menu button by default."""
        await self.page.get_by_role("button", name=name, exact=True).first.click()
        await self.app.locator("h1").first.wait_for()

    async def open_alone(
        self, theme: str = "light", platform: str = "tdesktop", *, path: str = "/", more: str = ""
    ) -> None:
        """Open the app as a page without the chat page's frame and buttons.

        `more` is appended to the URL that Telegram makes, as an attacker would.
        """
        options = {
            "kind": "inline",
            "url": self.webapp + path,
            "theme": theme,
            "platform": platform,
            "version": "9.1",
        }
        launched = await self.page.evaluate(_LAUNCH, options)
        self.alone = True
        await self.page.add_init_script(_NATIVE)
        await self.page.goto(launched["url"] + more)
        await self.app.locator("h1").first.wait_for()

    async def follow(self, link: str) -> None:
        """Send a link to the mini-app in the chat and tap it."""
        field = self.page.get_by_label("Message", exact=True)
        await field.fill(link)
        await field.press("Escape")
        await field.press("Enter")
        await self.page.locator(".bubble").get_by_role("link", name=link).last.click()
        await self.app.locator("h1").first.wait_for()

    async def answer_wallet(self, answer: str = "Approve", wallet: int = 0) -> None:
        """Answer the connection request of the sandbox's wallet with one of its test wallets."""
        await self.app.get_by_label("Test wallet").fill(str(wallet))
        await self.app.get_by_role("button", name=answer, exact=True).click()

    async def connect(self, wallet: int = 0) -> None:
        """Log in. The page finds the wallet's JS bridge, so the wallet asks at once."""
        await self.main.click()
        await self.answer_wallet(wallet=wallet)
        await self.app.locator(".chart svg").wait_for()

    @property
    def sheet(self) -> Locator:
        """A dialog of Telegram above the app: popup, QR scanner or closing confirmation."""
        return self.page.locator("dialog.sheet")

    async def answer(self, button: str) -> None:
        """Press a button of Telegram's dialog."""
        await self.sheet.get_by_role("button", name=button, exact=True).click()

    async def menu(self, item: str) -> None:
        """Choose an item of Telegram's menu of the app."""
        await self.page.get_by_role("button", name="Menu of the app").click()
        await self.page.get_by_role("menuitem", name=item).click()

    async def push(self, name: str) -> None:
        """Press a button in the app's content."""
        await self.app.get_by_role("main").get_by_role("button", name=name).first.click()

    async def close(self) -> None:
        """Close the app."""
        await self.page.locator("button.app-back").click()
        await self.page.locator(".app-body iframe").wait_for(state="detached")

    async def tab(self, name: str) -> None:
        """Go to a tab of the app."""
        await self.app.get_by_role("navigation").get_by_role("button", name=name).click()
