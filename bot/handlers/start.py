"""Beginning, help, rules, and whatever else is written to us."""

from accounts.bitcoin import AddressError, check_address
from bot.call import Call, Handler
from bot.handlers import market, portfolio, wallet
from bot.screen import Screen
from bot.views import start as views

# Where a link such as t.me/bot?start=wallet leads.
LINKS: dict[str, Handler] = {
    "status": portfolio.status,
    "miners": portfolio.miners,
    "income": portfolio.income,
    "wallet": wallet.wallet,
    "rates": market.rates,
    "calc": market.calc,
    "incentives": market.incentives,
}


async def start(call: Call) -> Screen:
    """Welcome, or go where a deep link leads those who are logged in."""
    logged_in = await call.logged_in()
    if call.arg == "login":
        return await login(call)
    if logged_in and (handler := LINKS.get(call.arg)):
        return await handler(_without_argument(call))
    return views.start(call.words, name=call.first_name, logged_in=logged_in)


async def login(call: Call) -> Screen:
    """Open the wallet screen."""
    return views.login(call.words, logged_in=await call.logged_in())


async def help_(call: Call) -> Screen:
    """List the commands."""
    return views.help_(call.words)


async def privacy(call: Call) -> Screen:
    """Say what we hold."""
    return views.privacy(call.words, url=call.services.settings.privacy_url)


async def paysupport(call: Call) -> Screen:
    """Answer questions about payments."""
    return views.paysupport(call.words, contact=call.services.settings.support_contact)


async def text(call: Call) -> Screen:
    """Answer a text that is no command: for the open form, numbers, an address, or unknown."""
    if form := await call.desk.forms.load(call.user_id):
        return await wallet.fill(call, form)
    if market.numbers(call.arg):
        return await market.calc(call)
    if _is_address(call.arg) and await call.logged_in():
        return await wallet.found(call)
    return views.unknown(call.words, logged_in=await call.logged_in())


def _is_address(text_: str) -> bool:
    try:
        check_address(text_)
    except AddressError:
        return False
    return True


def _without_argument(call: Call) -> Call:
    return Call(call.desk, call.member, call.first_name, call.words)
