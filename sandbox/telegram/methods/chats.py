"""What a bot may know: chats, members, files."""

from sandbox.telegram.files import MAX_DOWNLOAD
from sandbox.telegram.messages import find_room, without_reply
from sandbox.telegram.params import Uploads
from sandbox.telegram.people import Person
from sandbox.telegram.refusals import Json, bad_request
from sandbox.telegram.world import World


async def get_file(world: World, args: Json, _uploads: Uploads) -> Json:
    """Answer where a file can be downloaded."""
    found = world.file_or_refuse(args["file_id"])
    if found["file_size"] > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return found


def _person(world: World, user_id: int) -> Person:
    person = world.people.get(user_id)
    if person is None:
        raise bad_request("user not found")
    return person


async def get_photos(world: World, args: Json, _uploads: Uploads) -> Json:
    """Answer a user's profile photos: nobody here has any."""
    _person(world, args["user_id"])
    return {"total_count": 0, "photos": []}


async def get_chat(world: World, args: Json, _uploads: Uploads) -> Json:
    """Answer everything about a chat."""
    room = find_room(world, args["chat_id"])
    chat = room.as_chat() | {
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
    if room.pinned:
        chat["pinned_message"] = without_reply(room.messages[room.pinned[-1]])
    return chat


async def get_member(world: World, args: Json, _uploads: Uploads) -> Json:
    """Answer how a user stands in a chat."""
    room = find_room(world, args["chat_id"])
    if args["user_id"] == world.profile.id:
        return {"status": "member", "user": world.profile.as_user()}
    person = _person(world, args["user_id"])
    if room.person and room.person is not person:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return {"status": "member", "user": person.as_user()}


async def count_members(world: World, args: Json, _uploads: Uploads) -> int:
    """Answer how many are in a chat, the bot among them."""
    room = find_room(world, args["chat_id"])
    return 2 if room.private else len(world.people) + 1
