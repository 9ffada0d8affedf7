"""What a user decides about themselves: the language, and that we forget them."""

from webapp import contract
from webapp.guard import Call


async def preferences(call: Call) -> contract.Preferences:
    """What was chosen in the chat or here."""
    return contract.Preferences(language=await call.services.preferences.chosen(call.user.id))


async def choose(call: Call) -> contract.Preferences:
    """Keep a choice for both faces."""
    await call.services.preferences.choose(call.user.id, call.body.language)
    return contract.Preferences(language=call.body.language)


async def delete(call: Call) -> contract.Erased:
    """Delete everything; the user's GoMining account stays as it is."""
    return contract.Erased(deleted=await call.member.erase())
