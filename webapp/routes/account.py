"""The user's own settings, reports of errors of the page, and the deletion of the user's data."""

import logging
from typing import Any

from accounts.events import add_event
from webapp import models
from webapp.metrics import PAGE_ERRORS
from webapp.models import Empty
from webapp.request import Request
from webapp.routing import Access, Link, RouteTable

routes = RouteTable()

log = logging.getLogger(__name__)


@routes.get(
    "/api/preferences",
    "What the user has chosen for chat and page",
    query=Empty,
    answer=models.Preferences,
    access=Access.TELEGRAM_USER,
)
async def preferences(request: Request[Empty, Empty]) -> models.Preferences:
    """Return what was chosen in the chat or here."""
    return await _preferences(request)


@routes.put(
    "/api/preferences",
    "Choose the language of chat and page, or send the time zone of the device",
    body=models.ChoosePreferences,
    answer=models.Preferences,
    access=Access.TELEGRAM_USER,
    links=[Link("Preferences", "get/api/preferences")],
)
async def choose_preferences(
    request: Request[Empty, models.ChoosePreferences],
) -> models.Preferences:
    """Keep the choice for the bot as well."""
    kept, chosen = request.services.preferences, request.body
    if chosen.language is not None:
        await kept.choose(request.user.id, chosen.language)
        await request.services.visitors.set_language(request.user.id, chosen.language)
        # The bot changes the button beside the text field of the chat.
        services = request.services
        await add_event(
            services.redis, services.sessions.events, "language_chosen", request.user.id
        )
    if chosen.time_zone is not None:
        await kept.save_time_zone(request.user.id, chosen.time_zone)
    return await _preferences(request)


async def _preferences(request: Request[Any, Any]) -> models.Preferences:
    kept, user_id = request.services.preferences, request.user.id
    return models.Preferences(
        language=await kept.chosen(user_id), time_zone=await kept.time_zone(user_id)
    )


@routes.post(
    "/api/recovery-email",
    "Give GoMining an e-mail by which an account without a wallet can be recovered, or decline",
    body=models.RecoveryEmail,
    answer=models.RecoveryDecided,
    access=Access.MEMBER,
    fresh=True,
    errors={409: "The account has a wallet, or no registry of members is kept here"},
    links=[Link("Me", "get/api/me")],
)
async def recovery_email(request: Request[Empty, models.RecoveryEmail]) -> models.RecoveryDecided:
    """Pass it on without keeping it."""
    recovery, user_id = request.services.recovery, request.user.id
    session = await request.member.session()
    if request.body.email is None:
        await recovery.decline(user_id, session)
        return models.RecoveryDecided(recovery="declined")
    await recovery.give(user_id, session, request.body.email)
    return models.RecoveryDecided(recovery="given")


@routes.post(
    "/api/page-errors",
    "Report an error of the page that no screen has handled",
    body=models.PageError,
    answer=models.Noted,
    access=Access.TELEGRAM_USER,
)
async def report_page_error(request: Request[Empty, models.PageError]) -> models.Noted:
    """Write it to the log and count it."""
    PAGE_ERRORS.inc()
    log.warning("page: %s at %s", request.body.name, request.body.at or "?")
    return models.Noted()


@routes.post(
    "/api/me/delete",
    "Delete everything that we hold about the user",
    body=Empty,
    answer=models.Erased,
    access=Access.TELEGRAM_USER,
    fresh=True,
    links=[Link("Me", "get/api/me")],
    errors={409: "An order of the user is open"},
)
async def delete_me(request: Request[Empty, Empty]) -> models.Erased:
    """Delete it and let the bot notify the user; the GoMining account stays as it is."""
    language = await request.services.preferences.language(request.user.id)
    return models.Erased(deleted=await request.member.erase(notify_in=language))
