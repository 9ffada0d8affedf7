"""Failures of the server and the network: chunks of the page, later pages, kept answers."""

import json

import pytest
from playwright.async_api import Route, expect

from tests.browser.conftest import Stage, requests_of
from tests.browser.fixtures import OpenPage

pytestmark = pytest.mark.asyncio(loop_scope="session")

WHALE = 3  # the test wallet of a member with 137 miners
CHUNK = "**/assets/{}-*.js"


async def test_chunk_that_failed_once_can_be_retried(stage: Stage, open_page: OpenPage) -> None:
    """The screen says so, Back and tabs stay, and Try again loads it."""
    person, _ = await stage.logged_in(open_page)
    chunk = CHUNK.format("bitcoin")
    await person.page.context.route(chunk, lambda route: route.abort())
    await person.tab("Wallet")
    await person.push("payout address")
    await expect(person.app.get_by_role("alert")).to_contain_text("could not be loaded")
    await expect(person.back).to_be_visible()
    await expect(person.app.get_by_role("navigation")).to_be_visible()
    await person.back.click()
    await expect(person.app.get_by_role("heading", level=1)).to_have_text("Wallet")
    await person.push("payout address")
    await expect(person.app.get_by_role("alert")).to_contain_text("could not be loaded")
    await person.page.context.unroute(chunk)
    await person.push("Try again")
    await expect(person.app.get_by_label("Bitcoin address")).to_be_visible()


@pytest.mark.long
async def test_failed_chunk_is_said_though_the_server_hangs(
    stage: Stage, open_page: OpenPage
) -> None:
    """Whether the file is gone is asked of the server, which need not answer."""
    person, _ = await stage.logged_in(open_page)
    requests = list[Route]()

    async def fail_then_hang(route: Route) -> None:
        requests.append(route)
        if len(requests) == 1:
            await route.abort()

    await person.page.context.route(CHUNK.format("miners"), fail_then_hang)
    await person.tab("Miners")
    await expect(person.app.get_by_role("alert")).to_contain_text("could not be loaded")
    assert len(requests) == 2
    await requests[1].abort()


async def test_missing_chunk_reloads_the_page_once(stage: Stage, open_page: OpenPage) -> None:
    """As after a deploy: the page reloads at the same place, and then shows the failure."""
    person, _ = await stage.logged_in(open_page)
    loads = list[str]()
    person.page.on(
        "framenavigated",
        lambda frame: loads.append(frame.url) if frame.url.startswith(stage.webapp) else None,
    )

    async def gone(route: Route) -> None:
        await route.fulfill(status=404, body="{}")

    await person.page.context.route(CHUNK.format("miners"), gone)
    await person.tab("Miners")
    await expect(person.app.get_by_role("alert")).to_contain_text("could not be loaded")
    await expect(person.app.get_by_role("navigation")).to_be_visible()
    assert len(loads) == 1
    await person.tab("Portfolio")
    await expect(person.app.locator(".chart svg")).to_be_visible()


@pytest.mark.long
@pytest.mark.parametrize("kind", ["miner", "day"])
async def test_deep_link_does_not_flood_a_failing_server(
    stage: Stage, open_page: OpenPage, kind: str
) -> None:
    """It asks for one miner or one day, not for a list, and once while that is refused."""
    person, user = await stage.logged_in(open_page, WHALE)
    last = (await stage.call(user, "GET", "/api/miners?limit=1&offset=136"))["items"][0]
    start = f"miner_{last['id']}" if kind == "miner" else "day_2020-01-01"
    await person.close()

    async def refuse(route: Route) -> None:
        body = {"error": {"code": "too_many_requests", "message": "Wait.", "requestId": "r"}}
        await route.fulfill(status=429, headers={"Retry-After": "30"}, body=json.dumps(body))

    path = "/api/miner?" if kind == "miner" else "/api/income/day?"
    await person.page.context.route(lambda url: path in url, refuse)
    asked = requests_of(person.page.context)
    wish = {"user": user, "kind": "direct", "start_param": start}
    await person.page.goto((await stage.sim("POST", "chat/launch", wish))["url"])
    await expect(person.page.get_by_role("alert")).to_contain_text("30 seconds")
    await person.page.wait_for_timeout(4000)
    assert sum(path in url for url in asked) == 1
    assert not any("offset=" in url for url in asked)


async def test_kept_answers_of_another_shape_are_replaced(
    stage: Stage, open_page: OpenPage
) -> None:
    """Unreadable values under the page's own keys count as missing."""
    person, user = await stage.logged_in(open_page)
    spoil = """() => {
      for (const key of Object.keys(localStorage)) {
        if (/^gm:\\d/.test(key)) localStorage.setItem(key, '{"at":1,"data":{"days":{}}}');
      }
    }"""
    await person.frame.evaluate(spoil)
    await person.close()
    await person.open()
    item = (await stage.call(user, "GET", "/api/overview"))["item"]
    await expect(person.app.locator(".sums")).to_contain_text(item["total"][:10].rstrip("0"))
