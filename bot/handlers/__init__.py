"""The bot's routers, one per feature, in the order in which they are asked.

An update costs what the filters before its handler cost. So the routers with commands share one
`Command` filter, which parses a message once and skips all of them where it is no command of ours;
texts, rarer, come after them, and what nobody knows comes last.
"""

from aiogram import Router
from aiogram.filters import Command

from bot.commands import declared
from bot.handlers import (
    buying,
    errors,
    fallback,
    groups,
    inline,
    market,
    membership,
    payments,
    portfolio,
    recovery,
    security,
    settings,
    start,
    support,
    texts,
    wallet,
)

features = Router(name="features")
features.include_routers(
    portfolio.router,
    wallet.router,
    market.router,
    buying.router,
    start.router,
    settings.router,
    security.router,
    recovery.router,
    support.router,
    groups.router,
)
COMMANDS = declared(features)
features.message.filter(Command(*(info.name for info in COMMANDS), ignore_case=True))

ROUTERS = (
    payments.router,
    features,
    texts.router,
    inline.router,
    membership.router,
    fallback.router,
    errors.router,
)
