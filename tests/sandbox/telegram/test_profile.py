"""The bot's profile by language and chat."""

import pytest

from tests.sandbox.telegram.client import Json, SandboxClient

START = {"command": "start", "description": "Begin"}
HELP = {"command": "help", "description": "Помощь"}


async def test_commands_depend_on_scope_and_language(client: SandboxClient) -> None:
    """The narrowest scope with commands applies; the user's language precedes the default."""
    await client.call("setMyCommands", commands=[START])
    await client.call("setMyCommands", commands=[HELP], language_code="ru")
    assert (await client.get("state"))["commands"] == [START]
    assert (await client.get("state", user=1002))["commands"] == [HELP]
    scope = {"type": "all_private_chats"}
    await client.call("setMyCommands", commands=[{**START, "description": "Private"}], scope=scope)
    assert (await client.get("state", user=1002))["commands"][0]["description"] == "Private"
    chat = {"type": "chat", "chat_id": 1002}
    await client.call("setMyCommands", commands=[HELP], scope=chat)
    assert (await client.get("state", user=1002))["commands"] == [HELP]
    assert await client.call("getMyCommands", scope=chat) == [HELP]
    assert await client.call("getMyCommands", language_code="de") == []
    await client.call("deleteMyCommands", scope=scope)
    assert (await client.get("state"))["commands"] == [START]


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"commands": [START] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [{"command": "Start!", "description": "a"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "a" * 33, "description": "a"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "a", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [START], "language_code": "eng"}, "LANG_CODE_INVALID"),
        ({"commands": [START], "scope": {"type": "chat", "chat_id": 5}}, "chat not found"),
    ],
)
async def test_invalid_commands_are_rejected(
    client: SandboxClient, params: Json, description: str
) -> None:
    """At most 100 commands, in lower case, each with a description."""
    assert await client.call_error("setMyCommands", **params) == f"Bad Request: {description}"


@pytest.mark.parametrize(
    ("method", "key", "limit"),
    [("Name", "name", 64), ("Description", "description", 512),
     ("ShortDescription", "short_description", 120)],
)  # fmt: skip
async def test_names_and_descriptions_have_languages(
    client: SandboxClient, method: str, key: str, limit: int
) -> None:
    """An empty text removes the translation."""
    await client.call(f"setMy{method}", **{key: "Hello"})
    await client.call(f"setMy{method}", **{key: "Привет", "language_code": "ru"})
    assert await client.call(f"getMy{method}") == {key: "Hello"}
    assert (await client.get("state", user=1002))["bot"][key] == "Привет"
    await client.call(f"setMy{method}", **{key: "", "language_code": "ru"})
    assert await client.call(f"getMy{method}", language_code="ru") == {key: "Hello"}
    description = await client.call_error(f"setMy{method}", **{key: "a" * (limit + 1)})
    assert description == f"Bad Request: {key.upper()}_TOO_LONG"


async def test_menu_button_can_be_set_for_one_chat_or_all(client: SandboxClient) -> None:
    """`default` removes it; the URL must be https or loopback."""
    button = {"type": "web_app", "text": "Open", "web_app": {"url": "http://127.0.0.1:8080/"}}
    assert (await client.get("state"))["menu_button"] == {"type": "commands"}
    await client.call("setChatMenuButton", menu_button=button)
    await client.call("setChatMenuButton", menu_button={"type": "commands"}, chat_id=1002)
    assert (await client.get("state"))["menu_button"] == button
    assert (await client.get("state", user=1002))["menu_button"] == {"type": "commands"}
    assert await client.call("getChatMenuButton", chat_id=1001) == button
    await client.call("setChatMenuButton", menu_button={"type": "default"})
    assert await client.call("getChatMenuButton") == {"type": "commands"}
    insecure = {**button, "web_app": {"url": "http://example.com"}}
    assert await client.call_error("setChatMenuButton", menu_button=insecure) == (
        "Bad Request: menu button Web App URL 'http://example.com' is invalid: "
        "Only HTTPS links are allowed"
    )


async def test_profile_survives_a_reset(client: SandboxClient) -> None:
    """A reset clears messages and updates, not commands."""
    await client.call("setMyCommands", commands=[START])
    await client.post("send", text="a")
    await client.post("reset")
    state = await client.get("state")
    assert (state["commands"], state["messages"]) == ([START], [])
    assert await client.call("getUpdates") == []
