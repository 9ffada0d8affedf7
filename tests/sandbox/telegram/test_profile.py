"""What a bot says about itself, by language and by chat."""

import pytest

from tests.sandbox.telegram.stage import Json, Stage

START = {"command": "start", "description": "Begin"}
HELP = {"command": "help", "description": "Помощь"}


async def test_commands_depend_on_scope_and_language(stage: Stage) -> None:
    """The narrowest scope that has any wins, in the user's language before all others."""
    await stage.call("setMyCommands", commands=[START])
    await stage.call("setMyCommands", commands=[HELP], language_code="ru")
    assert (await stage.see("state"))["commands"] == [START]
    assert (await stage.see("state", user=1002))["commands"] == [HELP]
    scope = {"type": "all_private_chats"}
    await stage.call("setMyCommands", commands=[{**START, "description": "Private"}], scope=scope)
    assert (await stage.see("state", user=1002))["commands"][0]["description"] == "Private"
    chat = {"type": "chat", "chat_id": 1002}
    await stage.call("setMyCommands", commands=[HELP], scope=chat)
    assert (await stage.see("state", user=1002))["commands"] == [HELP]
    assert await stage.call("getMyCommands", scope=chat) == [HELP]
    assert await stage.call("getMyCommands", language_code="de") == []
    await stage.call("deleteMyCommands", scope=scope)
    assert (await stage.see("state"))["commands"] == [START]


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"commands": [START] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [{"command": "Start!", "description": "a"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "a" * 33, "description": "a"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "a", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [START], "language_code": "eng"}, "LANG_CODE_INVALID"),
        ({"commands": [START], "scope": {"type": "chat", "chat_id": 5}}, "chat not found"),
    ],
)
async def test_bad_commands_are_refused(stage: Stage, params: Json, words: str) -> None:
    """A hundred at most, in lower case, each with a description."""
    assert await stage.refused("setMyCommands", **params) == f"Bad Request: {words}"


@pytest.mark.parametrize(
    ("method", "key", "limit"),
    [("Name", "name", 64), ("Description", "description", 512),
     ("ShortDescription", "short_description", 120)],
)  # fmt: skip
async def test_names_and_descriptions_have_languages(
    stage: Stage, method: str, key: str, limit: int
) -> None:
    """One for everybody, one for a language; an empty one takes it back."""
    await stage.call(f"setMy{method}", **{key: "Hello"})
    await stage.call(f"setMy{method}", **{key: "Привет", "language_code": "ru"})
    assert await stage.call(f"getMy{method}") == {key: "Hello"}
    assert (await stage.see("state", user=1002))["bot"][key] == "Привет"
    await stage.call(f"setMy{method}", **{key: "", "language_code": "ru"})
    assert await stage.call(f"getMy{method}", language_code="ru") == {key: "Hello"}
    words = await stage.refused(f"setMy{method}", **{key: "a" * (limit + 1)})
    assert words == f"Bad Request: {key.upper()}_TOO_LONG"


async def test_the_menu_button_is_set_for_one_chat_or_all(stage: Stage) -> None:
    """A mini-app opens from it; `default` takes it back."""
    button = {"type": "web_app", "text": "Open", "web_app": {"url": "http://127.0.0.1:8080/"}}
    assert (await stage.see("state"))["menu_button"] == {"type": "commands"}
    await stage.call("setChatMenuButton", menu_button=button)
    await stage.call("setChatMenuButton", menu_button={"type": "commands"}, chat_id=1002)
    assert (await stage.see("state"))["menu_button"] == button
    assert (await stage.see("state", user=1002))["menu_button"] == {"type": "commands"}
    assert await stage.call("getChatMenuButton", chat_id=1001) == button
    await stage.call("setChatMenuButton", menu_button={"type": "default"})
    assert await stage.call("getChatMenuButton") == {"type": "commands"}
    insecure = {**button, "web_app": {"url": "http://example.com"}}
    assert await stage.refused("setChatMenuButton", menu_button=insecure) == (
        "Bad Request: menu button Web App URL 'http://example.com' is invalid: "
        "Only HTTPS links are allowed"
    )


async def test_what_a_bot_set_up_outlives_a_reset(stage: Stage) -> None:
    """A running bot sets its commands once; a reset forgets the chats, not them."""
    await stage.call("setMyCommands", commands=[START])
    await stage.act("send", text="a")
    await stage.act("reset")
    state = await stage.see("state")
    assert (state["commands"], state["messages"]) == ([START], [])
    assert await stage.call("getUpdates") == []
