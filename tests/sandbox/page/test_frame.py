"""The mini-app frame: window, buttons, popups, and events it rejects."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.sandbox.page.conftest import PageEnvironment, wait_until

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.long]


async def answer_dialog(page: Page, button: str) -> None:
    """Press a button of the topmost dialog."""
    await page.get_by_role("dialog").last.get_by_role("button", name=button, exact=True).click()


async def test_app_url_has_launch_parameters(env: PageEnvironment) -> None:
    """Signed initData, version, platform and theme."""
    page = await env.open_chat("platform=android&version=8.0")
    app = await env.open_app(page)
    launch = await app.frame.evaluate("launch")
    assert launch["tgWebAppVersion"] == "8.0"
    assert launch["tgWebAppPlatform"] == "android"
    assert '"bg_color":"#ffffff"' in launch["tgWebAppThemeParams"].replace(" ", "")
    assert "hash=" in launch["tgWebAppData"]
    await expect(app.frame.get_by_role("heading")).to_have_text("Hello, Alice")


async def test_theme_viewport_and_safe_areas_are_answered(env: PageEnvironment) -> None:
    """Expanding and fullscreen change them."""
    page = await env.open_chat()
    app = await env.open_app(page)
    theme = await app.request("web_app_request_theme", "theme_changed")
    assert theme["theme_params"]["button_color"] == "#5147d9"
    assert len(theme["theme_params"]) == 15
    before = await app.request("web_app_request_viewport", "viewport_changed")
    assert (before["is_expanded"], before["is_state_stable"]) == (False, True)
    await app.send_event("web_app_expand")
    await page.locator(".app-layer.expanded").wait_for()
    after = await app.request("web_app_request_viewport", "viewport_changed")
    assert after["is_expanded"] is True
    assert after["height"] > before["height"]
    area = await app.request("web_app_request_safe_area", "safe_area_changed")
    assert area == {"top": 0, "bottom": 34, "left": 0, "right": 0}
    full = await app.request("web_app_request_fullscreen", "fullscreen_changed")
    assert full == {"is_fullscreen": True}
    again = await app.request("web_app_request_fullscreen", "fullscreen_failed")
    assert again == {"error": "ALREADY_FULLSCREEN"}
    area = await app.request("web_app_request_safe_area", "safe_area_changed")
    content = await app.request("web_app_request_content_safe_area", "content_safe_area_changed")
    assert (area["top"], content["top"]) == (47, 46)
    assert await app.request("web_app_exit_fullscreen", "fullscreen_changed") == {
        "is_fullscreen": False
    }


async def test_theme_change_is_sent_to_the_app(env: PageEnvironment) -> None:
    """All colours are sent."""
    page = await env.open_chat()
    app = await env.open_app(page)
    await app.frame.evaluate("received.length = 0")
    await page.emulate_media(color_scheme="dark")
    theme = await app.wait_for("theme_changed")
    assert theme["theme_params"]["bg_color"] == "#1b1d27"
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")


async def test_bottom_buttons_are_rendered_and_pressed(env: PageEnvironment) -> None:
    """Text, colour, progress, position and state of Main and Secondary."""
    page = await env.open_chat()
    app = await env.open_app(page)
    await app.send_event(
        "web_app_setup_main_button",
        is_visible=True,
        is_active=True,
        text="Bind",
        color="#13795b",
        text_color="#ffffff",
        has_shine_effect=True,
    )
    main = page.locator(".app-button[data-name=main]")
    await expect(main).to_have_text("Bind")
    await expect(main).to_have_css("background-color", "rgb(19, 121, 91)")
    await expect(main).to_have_class(re.compile("shine"))
    await main.click()
    await app.wait_for("main_button_pressed")
    await app.send_event(
        "web_app_setup_secondary_button", is_visible=True, text="Later", position="top"
    )
    secondary = page.locator(".app-button[data-name=secondary]")
    await secondary.click()
    await app.wait_for("secondary_button_pressed")
    boxes = [await button.bounding_box() for button in (secondary, main)]
    assert boxes[0] and boxes[1] and boxes[0]["y"] < boxes[1]["y"]
    await app.send_event("web_app_setup_main_button", is_active=False, is_progress_visible=True)
    await expect(main).to_be_disabled()
    await expect(main.get_by_label("In progress")).to_be_visible()
    await app.send_event("web_app_setup_main_button", is_visible=False)
    await expect(main).to_have_count(0)


async def test_back_button_and_settings_item(env: PageEnvironment) -> None:
    """Back is in the header, Settings in the menu."""
    page = await env.open_chat()
    app = await env.open_app(page)
    await app.send_event("web_app_setup_back_button", is_visible=True)
    await page.get_by_role("button", name="Back", exact=True).click()
    await app.wait_for("back_button_pressed")
    await app.send_event("web_app_setup_settings_button", is_visible=True)
    await page.get_by_role("button", name="Menu of the app").click()
    await page.get_by_role("menuitem", name="Settings").click()
    await app.wait_for("settings_button_pressed")


async def test_popup_returns_the_id_of_the_button(env: PageEnvironment) -> None:
    """Dismissal returns no id; an invalid popup is ignored."""
    page = await env.open_chat()
    app = await env.open_app(page)
    popup = {
        "title": "Bind?",
        "message": "This address",
        "buttons": [
            {"id": "yes", "type": "default", "text": "Bind"},
            {"id": "del", "type": "destructive", "text": "Remove"},
            {"id": "", "type": "cancel"},
        ],
    }
    await app.send_event("web_app_open_popup", **popup)
    dialog = page.get_by_role("dialog", name="Bind?")
    await expect(dialog.get_by_role("button")).to_have_text(["Bind", "Remove", "Cancel"])
    await dialog.get_by_role("button", name="Remove").click()
    assert await app.wait_for("popup_closed") == {"button_id": "del"}
    await app.send_event("web_app_open_popup", **popup)
    await dialog.wait_for()
    await page.keyboard.press("Escape")
    assert await app.wait_for("popup_closed") == {}
    await app.send_event("web_app_open_popup", title="No", message="", buttons=popup["buttons"])
    await app.request("web_app_request_theme", "theme_changed")
    await expect(page.get_by_role("dialog", name="No")).to_have_count(0)


async def test_scanner_sends_entered_codes(env: PageEnvironment) -> None:
    """It stays open until the app closes it."""
    page = await env.open_chat()
    app = await env.open_app(page)
    await app.send_event("web_app_open_scan_qr_popup", text="Scan an address")
    scanner = page.get_by_role("dialog", name="QR scanner")
    await expect(scanner).to_contain_text("Scan an address")
    await scanner.get_by_label("Text of the QR code").fill("bc1qscanned")
    await scanner.get_by_role("button", name="Scan").click()
    assert await app.wait_for("qr_text_received") == {"data": "bc1qscanned"}
    await app.send_event("web_app_close_scan_qr_popup")
    await app.wait_for("scan_qr_popup_closed")
    await expect(scanner).to_have_count(0)


async def test_clipboard_is_read_after_confirmation(env: PageEnvironment) -> None:
    """Otherwise the data is null."""
    page = await env.open_chat()
    app = await env.open_app(page)
    await app.send_event("web_app_read_text_from_clipboard", req_id="c1")
    await page.get_by_label("Text of the clipboard").fill("pasted")
    await answer_dialog(page, "Allow")
    assert await app.wait_for("clipboard_text_received") == {"req_id": "c1", "data": "pasted"}
    await app.send_event("web_app_read_text_from_clipboard", req_id="c2")
    await answer_dialog(page, "Cancel")
    assert await app.wait_for("clipboard_text_received") == {"req_id": "c2", "data": None}


async def test_closing_confirmation_applies_to_the_user_only(env: PageEnvironment) -> None:
    """The app itself closes without a question."""
    page = await env.open_chat()
    app = await env.open_app(page)
    window = page.locator(".app-window")
    await app.send_event("web_app_setup_closing_behavior", need_confirmation=True)
    await app.request("web_app_request_theme", "theme_changed")
    await page.get_by_role("button", name="Close the app").click()
    await answer_dialog(page, "Cancel")
    await expect(window).to_be_visible()
    await app.send_event("web_app_close")
    await expect(window).to_have_count(0)
    await expect(page.get_by_label("Message", exact=True)).to_be_visible()


async def test_reload_sends_reload_iframe(env: PageEnvironment) -> None:
    """An app that supports it reloads itself and is ready again."""
    page = await env.open_chat()
    app = await env.open_app(page)
    await app.frame.evaluate("window.mark = 1")
    await page.get_by_role("button", name="Menu of the app").click()
    await page.get_by_role("menuitem", name="Reload").click()
    await app.frame.wait_for_function("window.mark === undefined")
    await expect(app.frame.get_by_role("heading")).to_have_text("Hello, Alice")
    await wait_until(page, "document.querySelector('.app-layer.ready')")


async def test_minimise_sends_visibility_changed(env: PageEnvironment) -> None:
    """Again when the app is restored."""
    page = await env.open_chat()
    app = await env.open_app(page)
    await page.get_by_role("button", name="Menu of the app").click()
    await page.get_by_role("menuitem", name="Minimise").click()
    assert await app.wait_for("visibility_changed") == {"is_visible": False}
    await page.locator(".app-minimised").click()
    assert await app.wait_for("visibility_changed") == {"is_visible": True}


async def test_old_client_ignores_newer_events(env: PageEnvironment) -> None:
    """The debug panel has the reason."""
    page = await env.open_chat("platform=ios&version=6.0")
    app = await env.open_app(page)
    await app.send_event("web_app_request_safe_area")
    await app.send_event("web_app_open_popup", message="x", buttons=[{"id": "1", "type": "ok"}])
    await app.send_event(
        "web_app_invoke_custom_method", req_id="1", method="getStorageKeys", params={}
    )
    await app.request("web_app_request_theme", "theme_changed")
    assert not {"safe_area_changed", "custom_method_invoked"} & set(await app.received())
    await page.get_by_role("tab", name="App").click()
    await expect(page.locator(".entry[data-type=web_app_request_safe_area]")).to_contain_text(
        "needs 8.0, this client is 6.0"
    )


async def test_unknown_event_is_reported_and_not_answered(env: PageEnvironment) -> None:
    """A toast and the debug panel have it."""
    page = await env.open_chat()
    app = await env.open_app(page)
    await app.frame.evaluate("received.length = 0")
    await app.send_event("web_app_make_coffee", sugar=True)
    await expect(page.locator(".toast")).to_contain_text("web_app_make_coffee is unknown")
    await app.send_event("constructor")
    await app.request("web_app_request_theme", "theme_changed")
    assert "coffee" not in " ".join(await app.received())


async def test_messages_of_other_windows_are_ignored(env: PageEnvironment) -> None:
    """Only the app's iframe may send events."""
    page = await env.open_chat()
    app = await env.open_app(page)
    await page.evaluate(
        "postMessage(JSON.stringify({eventType: 'web_app_close', eventData: {}}), '*')"
    )
    await app.request("web_app_request_theme", "theme_changed")
    await expect(page.locator(".app-window")).to_be_visible()


async def test_expanded_app_fills_a_narrow_window(env: PageEnvironment) -> None:
    """At 320 px nothing scrolls sideways."""
    page = await env.open_chat(width=320, height=600)
    app = await env.open_app(page)
    await app.send_event("web_app_expand")
    await page.locator(".app-layer.expanded").wait_for()
    await wait_until(page, "document.querySelector('.app-window').offsetHeight === 600")
    box = await page.locator(".app-window").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 320, "height": 600}
    assert await page.evaluate("document.documentElement.scrollWidth") == 320
