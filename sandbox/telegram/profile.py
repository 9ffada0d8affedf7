"""What a bot has said about itself: names, descriptions, commands, menu buttons, webhook.

All of it outlives a reset of the world, because a running bot sets it once, at its start.
"""

from dataclasses import dataclass, field

from sandbox.telegram.people import Room
from sandbox.telegram.refusals import Json

Command = dict[str, str]


def scope_key(scope: Json | None) -> str:
    """Name a BotCommandScope as a dictionary key."""
    scope = scope or {"type": "default"}
    parts = [scope["type"], scope.get("chat_id"), scope.get("user_id")]
    return ":".join(str(part) for part in parts if part is not None)


@dataclass(slots=True)
class Profile:
    """A bot as its author and BotFather have set it up."""

    id: int
    username: str
    first_name: str
    main_web_app_url: str | None = None
    privacy: bool = True
    inline: bool = True
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Command]] = field(default_factory=dict)
    menu_buttons: dict[int | None, Json] = field(default_factory=dict)

    def as_user(self) -> Json:
        """Return Telegram's `User` object of the bot, as messages carry it."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.names.get("", self.first_name),
            "username": self.username,
        }

    def as_me(self) -> Json:
        """Return what getMe answers."""
        return self.as_user() | {
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy,
            "supports_inline_queries": self.inline,
            "can_connect_to_business": False,
            "has_main_web_app": self.main_web_app_url is not None,
        }

    def text(self, texts: dict[str, str], language: str | None) -> str:
        """Choose a text for a language, else the one for everybody."""
        return texts.get(language or "") or texts.get("", "")

    def name(self, language: str | None) -> str:
        """Return the bot's name for a user's language."""
        return self.text(self.names, language) or self.first_name

    def menu_button(self, room: Room) -> Json:
        """Return the menu button of a private chat."""
        default = self.menu_buttons.get(None, {"type": "commands"})
        return self.menu_buttons.get(room.id, default) if room.private else {"type": "default"}

    def commands_for(self, room: Room, language: str | None) -> list[Command]:
        """Return the commands that a chat shows: the narrowest scope that has any."""
        kind = "all_private_chats" if room.private else "all_group_chats"
        for scope in (f"chat:{room.id}", kind, "default"):
            for tongue in (language or "", ""):
                if found := self.commands.get((scope, tongue)):
                    return found
        return []
