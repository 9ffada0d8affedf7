"""Profile of a bot: names, descriptions, commands, menu buttons.

It survives a reset, because a running bot sets it once, at its start.
"""

from dataclasses import dataclass, field

from sandbox.telegram.chats import Chat
from sandbox.telegram.errors import Json

Command = dict[str, str]


def scope_key(scope: Json | None) -> str:
    """Return a dictionary key for a BotCommandScope."""
    scope = scope or {"type": "default"}
    parts = [scope["type"], scope.get("chat_id"), scope.get("user_id")]
    return ":".join(str(part) for part in parts if part is not None)


@dataclass(slots=True)
class Profile:
    """Settings of a bot, from its own calls and from BotFather."""

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
        """Return Telegram's `User` object of the bot, as in messages."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.names.get("", self.first_name),
            "username": self.username,
        }

    def as_me(self) -> Json:
        """Return the result of getMe."""
        return self.as_user() | {
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy,
            "supports_inline_queries": self.inline,
            "can_connect_to_business": False,
            "has_main_web_app": self.main_web_app_url is not None,
        }

    def text(self, texts: dict[str, str], language: str | None) -> str:
        """Return the text for a language, or the default text."""
        return texts.get(language or "") or texts.get("", "")

    def name(self, language: str | None) -> str:
        """Return the bot's name for a user's language."""
        return self.text(self.names, language) or self.first_name

    def menu_button(self, chat: Chat) -> Json:
        """Return the menu button of a chat."""
        default = self.menu_buttons.get(None, {"type": "commands"})
        return self.menu_buttons.get(chat.id, default) if chat.private else {"type": "default"}

    def commands_for(self, chat: Chat, language: str | None) -> list[Command]:
        """Return the commands of the narrowest scope that has any for this chat."""
        kind = "all_private_chats" if chat.private else "all_group_chats"
        for scope in (f"chat:{chat.id}", kind, "default"):
            for code in (language or "", ""):
                if found := self.commands.get((scope, code)):
                    return found
        return []
