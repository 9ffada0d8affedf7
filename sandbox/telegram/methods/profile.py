"""The bot's profile: commands, names, descriptions, menu button."""

import re
from typing import Any

from sandbox.telegram.errors import Json, bad_request
from sandbox.telegram.keyboards import check_web_app_url
from sandbox.telegram.messages import find_chat
from sandbox.telegram.params import Uploads
from sandbox.telegram.profile import scope_key
from sandbox.telegram.world import World

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"([a-z]{2})?")


def _language(args: Json) -> str:
    code = str(args.get("language_code") or "")
    if not _LANGUAGE.fullmatch(code):
        raise bad_request("LANG_CODE_INVALID")
    return code


def _key(world: World, args: Json) -> tuple[str, str]:
    scope = args.get("scope")
    if scope and "chat_id" in scope:
        find_chat(world, scope["chat_id"])
    return scope_key(scope), _language(args)


def _check_command(command: dict[str, Any]) -> dict[str, str]:
    name = str(command["command"]).removeprefix("/")
    description = str(command["description"])
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


async def set_commands(world: World, args: Json, _uploads: Uploads) -> bool:
    """Set the commands of a scope and a language."""
    commands = args["commands"]
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    checked = [_check_command(command) for command in commands]
    key = _key(world, args)
    if checked:
        world.profile.commands[key] = checked
    else:
        world.profile.commands.pop(key, None)
    world.events.emit("commands", {})
    return True


async def get_commands(world: World, args: Json, _uploads: Uploads) -> list[dict[str, str]]:
    """Return the commands of exactly this scope and language."""
    return world.profile.commands.get(_key(world, args), [])


async def delete_commands(world: World, args: Json, _uploads: Uploads) -> bool:
    """Delete the commands of a scope and a language."""
    world.profile.commands.pop(_key(world, args), None)
    world.events.emit("commands", {})
    return True


def _set_text(world: World, texts: dict[str, str], args: Json, key: str, limit: int) -> bool:
    text = str(args.get(key) or "")
    if len(text) > limit:
        raise bad_request(f"{key.upper()}_TOO_LONG")
    language = _language(args)
    if text:
        texts[language] = text
    else:
        texts.pop(language, None)
    world.events.emit("profile", {})
    return True


async def set_name(world: World, args: Json, _uploads: Uploads) -> bool:
    """Set the bot's name for a language, at most 64 characters."""
    return _set_text(world, world.profile.names, args, "name", 64)


async def get_name(world: World, args: Json, _uploads: Uploads) -> Json:
    """Return the bot's name for a language."""
    return {"name": world.profile.name(_language(args))}


async def set_description(world: World, args: Json, _uploads: Uploads) -> bool:
    """Set the description shown in an empty chat, at most 512 characters."""
    return _set_text(world, world.profile.descriptions, args, "description", 512)


async def get_description(world: World, args: Json, _uploads: Uploads) -> Json:
    """Return the description shown in an empty chat."""
    profile = world.profile
    return {"description": profile.text(profile.descriptions, _language(args))}


async def set_short(world: World, args: Json, _uploads: Uploads) -> bool:
    """Set the short description of the profile page, at most 120 characters."""
    return _set_text(world, world.profile.short_descriptions, args, "short_description", 120)


async def get_short(world: World, args: Json, _uploads: Uploads) -> Json:
    """Return the short description of the profile page."""
    profile = world.profile
    return {"short_description": profile.text(profile.short_descriptions, _language(args))}


async def set_menu_button(world: World, args: Json, _uploads: Uploads) -> bool:
    """Set the menu button of one private chat or the default."""
    button = args.get("menu_button") or {"type": "default"}
    if button["type"] == "web_app":
        check_web_app_url(str(button["web_app"]["url"]), "menu button")
    chat_id = args.get("chat_id")
    if chat_id is not None and not find_chat(world, chat_id).private:
        raise bad_request("chat not found")
    if button["type"] == "default":
        world.profile.menu_buttons.pop(chat_id, None)
    else:
        world.profile.menu_buttons[chat_id] = button
    world.events.emit("menu_button", {})
    return True


async def get_menu_button(world: World, args: Json, _uploads: Uploads) -> Json:
    """Return the menu button of a chat or the default."""
    chat_id = args.get("chat_id")
    if chat_id is None:
        return world.profile.menu_buttons.get(None, {"type": "commands"})
    return world.profile.menu_button(find_chat(world, chat_id))
