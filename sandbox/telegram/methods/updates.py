"""getMe, and reception of updates: polling or a webhook, never both."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any

from sandbox.telegram.errors import Json, bad_request, conflict
from sandbox.telegram.keyboards import is_loopback
from sandbox.telegram.params import Uploads
from sandbox.telegram.text.links import split_url
from sandbox.telegram.webhook import Settings
from sandbox.telegram.world import World

MAX_TIMEOUT = 50
_PORTS = (80, 88, 443, 8443)
_SECRET = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class ResultWithDescription:
    """A result with the `description` that Telegram adds to it."""

    result: Any
    description: str


async def get_me(world: World, _args: Json, _uploads: Uploads) -> Json:
    """Return the bot's own user."""
    return world.profile.as_me()


async def log_out(world: World, _args: Json, _uploads: Uploads) -> bool:
    """Log out; unlike at Telegram, the bot may return at once."""
    await world.webhook.stop()
    return True


async def close(world: World, _args: Json, _uploads: Uploads) -> bool:
    """Do nothing: there is no session to close."""
    return not world.queue.closed


def _next_batch(world: World, offset: int, limit: int) -> list[Json]:
    batch = [item for item in world.queue.items if item.verbatim or item.update_id >= offset][
        :limit
    ]
    for item in batch:
        item.delivered = True
    return [item.body for item in batch]


async def get_updates(world: World, args: Json, _uploads: Uploads) -> list[Json]:
    """Return updates from an offset on; wait up to `timeout` for the first."""
    if world.webhook.settings:
        raise conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    queue = world.queue
    queue.allow(args.get("allowed_updates"))
    world.poll_count += 1
    poll = world.poll_count
    world.last_poll = world.clock()
    queue.notify()
    queue.expire(world.clock())
    offset = int(args.get("offset", 0))
    if offset < 0:
        queue.keep_last(-offset)
        offset = 0
    queue.confirm(offset)
    limit = min(max(int(args.get("limit") or 100), 1), 100)
    seconds = min(max(int(args.get("timeout", 0)), 0), MAX_TIMEOUT)
    return await _wait_for_updates(world, poll, offset, limit, seconds)


async def _wait_for_updates(
    world: World, poll: int, offset: int, limit: int, seconds: int
) -> list[Json]:
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while True:
        if world.poll_count != poll:
            raise conflict(
                "terminated by other getUpdates request; "
                "make sure that only one bot instance is running"
            )
        if world.webhook.settings:
            raise conflict("terminated by setWebhook request")
        left = until - loop.time()
        batch = _next_batch(world, offset, limit)
        if batch or left <= 0 or world.queue.closed:
            return batch
        await world.queue.wait(left)


def _check_url(url: str) -> None:
    parts = split_url(url)
    if parts.scheme == "http" and is_loopback(url):
        return
    if parts.scheme != "https" or not parts.hostname:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not is_loopback(url) and (parts.port or 443) not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


async def set_webhook(world: World, args: Json, uploads: Uploads) -> ResultWithDescription:
    """Start delivery to a URL; an empty one ends it."""
    url = str(args.get("url", ""))
    if not url:
        return await delete_webhook(world, args, uploads)
    secret = args.get("secret_token")
    if secret and (len(secret) > 256 or not _SECRET.fullmatch(secret)):
        raise bad_request("secret token contains unallowed characters")
    _check_url(url)
    world.queue.allow(args.get("allowed_updates"))
    if args.get("drop_pending_updates"):
        world.queue.clear()
    connections = min(max(int(args.get("max_connections") or 40), 1), 100)
    settings = Settings(url, secret or None, connections, args.get("ip_address"))
    if settings == world.webhook.settings:
        return ResultWithDescription(result=True, description="Webhook is already set")
    await world.webhook.set(settings)
    world.queue.notify()
    return ResultWithDescription(result=True, description="Webhook was set")


async def delete_webhook(world: World, args: Json, _uploads: Uploads) -> ResultWithDescription:
    """End delivery to a webhook."""
    if args.get("drop_pending_updates"):
        world.queue.clear()
    if world.webhook.settings is None:
        return ResultWithDescription(result=True, description="Webhook is already deleted")
    await world.webhook.stop()
    return ResultWithDescription(result=True, description="Webhook was deleted")


async def get_webhook_info(world: World, _args: Json, _uploads: Uploads) -> Json:
    """Return the state of the webhook."""
    return webhook_info(world)


def webhook_info(world: World) -> Json:
    """Return Telegram's `WebhookInfo` object."""
    settings = world.webhook.settings
    info: Json = {
        "url": settings.url if settings else "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.queue.items),
    }
    if settings:
        info["max_connections"] = settings.max_connections
        if settings.ip_address:
            info["ip_address"] = settings.ip_address
        if world.webhook.last_error:
            info["last_error_date"], info["last_error_message"] = world.webhook.last_error
    if world.queue.allowed:
        info["allowed_updates"] = sorted(world.queue.allowed)
    return info
