"""The routers and commands of our bot, for the bots that are compared with it."""

from bot.commands import CommandInfo, declared
from bot.handlers import features


def commands_by_router() -> dict[str, tuple[CommandInfo, ...]]:
    """Return the commands of each router that has any, both in the order in which we ask them."""
    found = {router.name: declared(router) for router in features.sub_routers}
    return {name: commands for name, commands in found.items() if commands}
