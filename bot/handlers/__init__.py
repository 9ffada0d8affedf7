"""The table of what the bot answers: commands that are written, and buttons that are tapped."""

from bot.call import Handler
from bot.handlers import market, portfolio, settings, start, wallet

COMMANDS: dict[str, Handler] = {
    "start": start.start,
    "status": portfolio.status,
    "miners": portfolio.miners,
    "income": portfolio.income,
    "wallet": wallet.wallet,
    "rates": market.rates,
    "calc": market.calc,
    "incentives": market.incentives,
    "export": portfolio.export,
    "login": start.login,
    "settings": settings.settings,
    "help": start.help_,
    "logout": settings.logout,
    "delete_me": settings.delete_me,
    "privacy": start.privacy,
    "paysupport": start.paysupport,
    "cancel": settings.cancel,
}

# The commands as buttons, and what has a meaning under its own message only.
TAPS: dict[str, Handler] = {
    **COMMANDS,
    "days": portfolio.days,
    "bind": wallet.bind,
    "bind-yes": wallet.bind_yes,
    "language": settings.language,
    "logout-yes": settings.logout_yes,
    "delete-yes": settings.delete_yes,
}
