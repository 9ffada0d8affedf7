"""Chats, members and files."""

from sandbox.telegram.chats import User
from sandbox.telegram.errors import Json, bad_request
from sandbox.telegram.files import MAX_DOWNLOAD
from sandbox.telegram.messages import find_chat, without_reply
from sandbox.telegram.params import Uploads
from sandbox.telegram.world import World


async def get_file(world: World, args: Json, _uploads: Uploads) -> Json:
    """Return the download path of a file."""
    info = world.file_info(args["file_id"])
    if info["file_size"] > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return info


def _user(world: World, user_id: int) -> User:
    user = world.users.get(user_id)
    if user is None:
        raise bad_request("user not found")
    return user


async def get_photos(world: World, args: Json, _uploads: Uploads) -> Json:
    """Return an empty list: users have no profile photos."""
    _user(world, args["user_id"])
    return {"total_count": 0, "photos": []}


async def get_chat(world: World, args: Json, _uploads: Uploads) -> Json:
    """Return a chat."""
    chat = find_chat(world, args["chat_id"])
    info = chat.as_chat() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }
    if chat.pinned:
        info["pinned_message"] = without_reply(chat.messages[chat.pinned[-1]])
    return info


async def get_member(world: World, args: Json, _uploads: Uploads) -> Json:
    """Return a member of a chat."""
    chat = find_chat(world, args["chat_id"])
    if args["user_id"] == world.profile.id:
        return {"status": "member", "user": world.profile.as_user()}
    user = _user(world, args["user_id"])
    if chat.user and chat.user is not user:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return {"status": "member", "user": user.as_user()}


async def count_members(world: World, args: Json, _uploads: Uploads) -> int:
    """Return the number of members, including the bot."""
    chat = find_chat(world, args["chat_id"])
    return 2 if chat.private else len(world.users) + 1
