"""What a user decides about themselves: the language, and that we forget them."""

from accounts.erase import erase
from accounts.preferences import Preferences
from storage.keys import namespace_for
from webapp import contract
from webapp.guard import Call


async def preferences(call: Call) -> contract.Preferences:
    """What was chosen in the chat or here."""
    return contract.Preferences(language=await _preferences(call).chosen(call.user.id))


async def choose(call: Call) -> contract.Preferences:
    """Keep a choice for both faces."""
    await _preferences(call).choose(call.user.id, call.body.language)
    return contract.Preferences(language=call.body.language)


async def delete(call: Call) -> contract.Erased:
    """Delete everything; the user's GoMining account stays as it is."""
    services = call.services
    deleted = await erase(
        services.redis, services.sessions, call.user.id, namespace=_namespace(call)
    )
    return contract.Erased(deleted=deleted)


def _preferences(call: Call) -> Preferences:
    return Preferences(call.services.redis, namespace=_namespace(call))


def _namespace(call: Call) -> str:
    settings = call.services.settings
    return namespace_for(api_url=settings.gomining_api_url, partner_id=settings.gomining_partner_id)
