"""Events of mini-apps: storage, permissions, sharing, device, navigation."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.sandbox.page.conftest import MiniApp, PageEnvironment, bubbles, send_text
from tests.sandbox.page.test_frame import answer_dialog

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.long]


async def custom(app: MiniApp, method: str, **params: Any) -> Any:
    """Invoke a custom method and return its result or error."""
    answer = await app.request(
        "web_app_invoke_custom_method",
        "custom_method_invoked",
        req_id=method,
        method=method,
        params=params,
    )
    assert answer["req_id"] == method
    return answer.get("result", answer.get("error"))


async def test_cloud_storage_saves_reads_lists_and_deletes(env: PageEnvironment) -> None:
    """An invalid key is KEY_INVALID."""
    app = await env.open_app(await env.open_chat())
    assert await custom(app, "saveStorageValue", key="lang", value="ru") is True
    values = await custom(app, "getStorageValues", keys=["lang", "none"])
    assert values == {"lang": "ru", "none": ""}
    assert await custom(app, "getStorageKeys") == ["lang"]
    assert await custom(app, "deleteStorageValues", keys=["lang"]) is True
    assert await custom(app, "getStorageKeys") == []
    assert await custom(app, "saveStorageValue", key="no spaces", value="1") == "KEY_INVALID"


@pytest.mark.parametrize("kind", ["device", "secure"])
async def test_device_and_secure_storage_are_separate_per_user(
    env: PageEnvironment, kind: str
) -> None:
    """Another user of the same browser gets null."""
    page = await env.open_chat("user=1001")
    app = await env.open_app(page)
    save, get = f"web_app_{kind}_storage_save_key", f"web_app_{kind}_storage_get_key"
    saved, got = f"{kind}_storage_key_saved", f"{kind}_storage_key_received"
    assert await app.request(save, saved, req_id="1", key="k", value="mine") == {"req_id": "1"}
    assert (await app.request(get, got, req_id="2", key="k"))["value"] == "mine"
    assert (await app.request(get, got, req_id="3", key="__proto__"))["value"] is None
    await app.request(save, saved, req_id="4", key="k", value=None)
    assert (await app.request(get, got, req_id="5", key="k"))["value"] is None
    await app.request(save, saved, req_id="6", key="k", value="mine")
    await page.get_by_label("User", exact=True).select_option("1002")
    await expect(page.get_by_role("button", name="User: Борис")).to_be_visible()
    other = await env.open_app(page)
    assert (await other.request(get, got, req_id="7", key="k"))["value"] is None


async def test_secure_storage_has_10_keys_and_is_unsupported_on_desktop(
    env: PageEnvironment,
) -> None:
    """The eleventh key is QUOTA_EXCEEDED."""
    page = await env.open_chat()
    app = await env.open_app(page)
    for number in range(10):
        await app.request(
            "web_app_secure_storage_save_key",
            "secure_storage_key_saved",
            req_id=str(number),
            key=f"k{number}",
            value="v",
        )
    full = {"req_id": "x", "key": "one-more", "value": "v"}
    failed = await app.request("web_app_secure_storage_save_key", "secure_storage_failed", **full)
    assert failed == {"req_id": "x", "error": "QUOTA_EXCEEDED"}
    desktop = await env.open_app(await env.open_chat("platform=tdesktop"))
    failed = await desktop.request(
        "web_app_secure_storage_get_key", "secure_storage_failed", req_id="y", key="k1"
    )
    assert failed == {"req_id": "y", "error": "UNSUPPORTED"}


async def test_phone_and_write_access_need_permission(env: PageEnvironment) -> None:
    """The bot gets the contact."""
    page = await env.open_chat()
    app = await env.open_app(page)
    await app.send_event("web_app_request_phone")
    await answer_dialog(page, "Cancel")
    assert await app.wait_for("phone_requested") == {"status": "cancelled"}
    await app.send_event("web_app_request_phone")
    await answer_dialog(page, "Share")
    assert await app.wait_for("phone_requested") == {"status": "sent"}
    await env.bot.wait_for_update(lambda u: "contact" in u.get("message", {}))
    answer = await app.request("web_app_request_write_access", "write_access_requested")
    assert answer == {"status": "allowed"}  # a user who has started the bot has given it


async def test_prepared_message_is_previewed_and_shared(env: PageEnvironment) -> None:
    """An unknown id is MESSAGE_EXPIRED."""
    page = await env.open_chat()
    app = await env.open_app(page)
    prepared = await env.bot.call(
        "savePreparedInlineMessage",
        user_id=1001,
        result={
            "type": "article",
            "id": "1",
            "title": "Rates",
            "input_message_content": {"message_text": "BTC is at 100"},
        },
        allow_user_chats=True,
    )
    await app.send_event("web_app_send_prepared_message", id=prepared["id"])
    await expect(page.get_by_role("dialog").last).to_contain_text("BTC is at 100")
    await answer_dialog(page, "Share")
    await app.wait_for("prepared_message_sent")
    failed = await app.request(
        "web_app_send_prepared_message", "prepared_message_failed", id="nothing"
    )
    assert failed == {"error": "MESSAGE_EXPIRED"}


async def test_device_functions_on_a_phone(env: PageEnvironment) -> None:
    """Haptics are shown, sensors unsupported, the others need permission."""
    page = await env.open_chat()
    app = await env.open_app(page)
    await app.send_event("web_app_trigger_haptic_feedback", type="impact", impact_style="heavy")
    await expect(page.locator(".haptic")).to_have_text("heavy")
    for sensor in ("accelerometer", "gyroscope", "device_orientation"):
        failed = await app.request(f"web_app_start_{sensor}", f"{sensor}_failed", refresh_rate=100)
        assert failed == {"error": "UNSUPPORTED"}
        await app.request(f"web_app_stop_{sensor}", f"{sensor}_stopped")
    assert await app.request("web_app_check_home_screen", "home_screen_checked") == {
        "status": "missed"
    }
    await app.send_event("web_app_add_to_home_screen")
    await answer_dialog(page, "Add")
    await app.wait_for("home_screen_added")
    info = await app.request("web_app_biometry_get_info", "biometry_info_received")
    assert (info["available"], info["type"], info["access_requested"]) == (True, "face", False)
    await app.send_event("web_app_biometry_request_access", reason="To sign in")
    await answer_dialog(page, "Allow")
    assert (await app.wait_for("biometry_info_received"))["access_granted"] is True
    await app.send_event("web_app_biometry_update_token", token="t-1")
    await answer_dialog(page, "Confirm")
    assert await app.wait_for("biometry_token_updated") == {"status": "updated"}
    await app.send_event("web_app_biometry_request_auth")
    await answer_dialog(page, "Confirm")
    assert await app.wait_for("biometry_auth_requested") == {"status": "authorized", "token": "t-1"}
    await app.send_event("web_app_request_location")
    await answer_dialog(page, "Allow")
    place = await app.wait_for("location_requested")
    assert (place["available"], place["latitude"]) == (True, 52.52)


async def test_desktop_has_no_biometry_location_or_home_screen(env: PageEnvironment) -> None:
    """They are unavailable or unsupported."""
    page = await env.open_chat("platform=tdesktop")
    app = await env.open_app(page)
    info = await app.request("web_app_biometry_get_info", "biometry_info_received")
    assert info == {"available": False}
    assert await app.request("web_app_check_location", "location_checked") == {"available": False}
    assert await app.request("web_app_check_home_screen", "home_screen_checked") == {
        "status": "unsupported"
    }
    assert await app.request("web_app_add_to_home_screen", "home_screen_failed") == {
        "error": "UNSUPPORTED"
    }


async def test_downloads_and_emoji_status_need_permission(env: PageEnvironment) -> None:
    """A denial has its own status or error."""
    page = await env.open_chat()
    app = await env.open_app(page)
    await app.send_event("web_app_request_file_download", url=env.miniapp, file_name="a.html")
    await answer_dialog(page, "Cancel")
    assert await app.wait_for("file_download_requested") == {"status": "cancelled"}
    await app.send_event("web_app_request_emoji_status_access")
    await answer_dialog(page, "Allow")
    assert await app.wait_for("emoji_status_access_requested") == {"status": "allowed"}
    await app.send_event("web_app_set_emoji_status", custom_emoji_id="5361800828313167608")
    await answer_dialog(page, "Cancel")
    assert await app.wait_for("emoji_status_failed") == {"error": "USER_DECLINED"}
    bad = await app.request("web_app_set_emoji_status", "emoji_status_failed", custom_emoji_id="x")
    assert bad == {"error": "SUGGESTED_EMOJI_INVALID"}


async def test_send_data_works_for_keyboard_apps_only(env: PageEnvironment) -> None:
    """The app closes after sending."""
    page = await env.open_chat()
    app = await env.open_app(page)
    await app.send_event("web_app_data_send", data="no")
    await app.request("web_app_request_theme", "theme_changed")
    await expect(page.locator(".app-window")).to_be_visible()
    await app.send_event("web_app_close")
    await send_text(page, "/keys")
    await page.get_by_role("button", name="Form").click()
    form = MiniApp(page, env.miniapp)
    await form.wait_until_ready()
    await form.send_event("web_app_data_send", data="answer=42")
    update = await env.bot.wait_for_update(lambda u: "web_app_data" in u.get("message", {}))
    assert update["message"]["web_app_data"] == {"data": "answer=42", "button_text": "Form"}
    await expect(page.locator(".app-window")).to_have_count(0)


async def test_links_open_in_a_tab_or_in_the_chat(env: PageEnvironment) -> None:
    """A web link needs a press; a Telegram link minimises the app."""
    page = await env.open_chat()
    app = await env.open_app(page)
    await app.send_event("web_app_open_link", url=env.miniapp)
    async with page.expect_popup() as popup:
        await page.get_by_role("dialog").last.get_by_role("link", name="Open").click()
    assert (await popup.value).url == env.miniapp
    await app.send_event("web_app_open_link", url="javascript:alert(1)")
    await app.send_event("web_app_open_tg_link", path_full=f"/{env.bot.username}?start=fromapp")
    await expect(bubbles(page).last).to_contain_text("Welcome, Alice! fromapp")
    await expect(page.locator(".app-minimised")).to_be_visible()


async def test_switch_inline_query_writes_to_the_composer(env: PageEnvironment) -> None:
    """The app closes."""
    page = await env.open_chat()
    app = await env.open_app(page)
    await app.send_event("web_app_switch_inline_query", query="eth", chat_types=[])
    field = page.get_by_label("Message", exact=True)
    await expect(field).to_have_value(f"@{env.bot.username} eth")


async def test_events_without_an_answer_are_known(env: PageEnvironment) -> None:
    """None is reported as unknown."""
    page = await env.open_chat()
    app = await env.open_app(page)
    without_answer: dict[str, dict[str, Any]] = {
        "web_app_set_header_color": {"color_key": "secondary_bg_color"},
        "web_app_set_background_color": {"color": "#101020"},
        "web_app_set_bottom_bar_color": {"color": "#101020"},
        "web_app_setup_swipe_behavior": {"allow_vertical_swipe": False},
        "web_app_toggle_orientation_lock": {"locked": True},
        "web_app_hide_keyboard": {},
        "web_app_ready": {},
    }
    for event, data in without_answer.items():
        await app.send_event(event, **data)
    await app.request("web_app_request_theme", "theme_changed")
    await expect(page.locator(".app-body")).to_have_css("background-color", "rgb(16, 16, 32)")
    await page.get_by_role("tab", name="App").click()
    for event in without_answer:
        entry = page.locator(f".entry[data-type={event}]").first
        await expect(entry).to_be_attached()
        await expect(entry).not_to_contain_text("unknown")


# Telegram's list of events from mini-apps.
ALL_EVENTS = """
iframe_ready iframe_will_reload web_app_add_to_home_screen web_app_biometry_get_info
web_app_biometry_open_settings web_app_biometry_request_access web_app_biometry_request_auth
web_app_biometry_update_token web_app_check_home_screen web_app_check_location web_app_close
web_app_close_scan_qr_popup web_app_data_send web_app_device_storage_clear
web_app_device_storage_get_key web_app_device_storage_save_key web_app_exit_fullscreen
web_app_expand web_app_hide_keyboard web_app_invoke_custom_method web_app_open_invoice
web_app_open_link web_app_open_location_settings web_app_open_popup web_app_open_scan_qr_popup
web_app_open_tg_link web_app_read_text_from_clipboard web_app_ready
web_app_request_content_safe_area web_app_request_emoji_status_access
web_app_request_file_download web_app_request_fullscreen web_app_request_location
web_app_request_phone web_app_request_safe_area web_app_request_theme web_app_request_viewport
web_app_request_write_access web_app_secure_storage_clear web_app_secure_storage_get_key
web_app_secure_storage_restore_key web_app_secure_storage_save_key web_app_send_prepared_message
web_app_set_background_color web_app_set_bottom_bar_color web_app_set_emoji_status
web_app_set_header_color web_app_setup_back_button web_app_setup_closing_behavior
web_app_setup_main_button web_app_setup_secondary_button web_app_setup_settings_button
web_app_setup_swipe_behavior web_app_share_to_story web_app_start_accelerometer
web_app_start_device_orientation web_app_start_gyroscope web_app_stop_accelerometer
web_app_stop_device_orientation web_app_stop_gyroscope web_app_switch_inline_query
web_app_toggle_orientation_lock web_app_trigger_haptic_feedback
"""


async def test_frame_knows_all_events_of_telegram(env: PageEnvironment) -> None:
    """Each has the version that introduced it."""
    page = await env.open_chat()
    known = await page.evaluate(
        "import('/static/frame/frame.js').then(({ EVENTS }) =>"
        " Object.entries(EVENTS).map(([name, { since }]) => [name, since]))"
    )
    assert sorted(name for name, _ in known) == sorted(ALL_EVENTS.split())
    assert all(since.replace(".", "").isdigit() for _, since in known)


async def test_story_has_no_answer_and_restore_is_unavailable(env: PageEnvironment) -> None:
    """Clearing the device storage is confirmed."""
    page = await env.open_chat()
    app = await env.open_app(page)
    await app.send_event(
        "web_app_share_to_story", media_url=f"{env.address}/static/icon.svg", text="Hi"
    )
    await answer_dialog(page, "Done")
    failed = await app.request(
        "web_app_secure_storage_restore_key", "secure_storage_failed", req_id="r", key="k"
    )
    assert failed == {"req_id": "r", "error": "RESTORE_UNAVAILABLE"}
    cleared = await app.request(
        "web_app_device_storage_clear", "device_storage_cleared", req_id="c"
    )
    assert cleared == {"req_id": "c"}
