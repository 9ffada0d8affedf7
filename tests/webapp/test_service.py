"""What wallets, load balancers and monitors ask for."""

import re
import subprocess
import sys

from tests.servers import a_redis
from tests.world import DOMAIN, World, open_world


async def test_the_manifest_is_what_wallets_want(world: World) -> None:
    """`url` is our origin without a slash, the icon a PNG, both readable from anywhere."""
    answer = await world.get("/tonconnect-manifest.json", user=None)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.body["url"] == f"https://{DOMAIN}"
    assert answer.body["name"]
    icon = answer.body["iconUrl"].removeprefix(f"https://{DOMAIN}")
    async with world.http.get(world.address + icon) as picture:
        assert picture.content_type == "image/png"
        assert (await picture.read()).startswith(b"\x89PNG")
        assert picture.headers["Access-Control-Allow-Origin"] == "*"


async def test_ready_asks_redis() -> None:
    """Live as long as the process runs; ready only while Redis answers, and again when it does."""
    with a_redis() as first:
        async with open_world(first.url) as world:
            assert (await world.get("/health/live", user=None)).body == {"status": "ok"}
            assert (await world.get("/health/ready", user=None)).status == 200
            first.stop()
            answer = await world.get("/health/ready", user=None)
            assert (answer.status, answer.code) == (503, "storage_unavailable")
            assert (await world.get("/api/me")).code == "storage_unavailable"
            assert (await world.get("/health/live", user=None)).status == 200
            first.start()
            assert (await world.get("/health/ready", user=None)).status == 200


async def test_metrics_count_by_pattern(world: World) -> None:
    """A route is counted under its pattern, an unknown address under none of its own."""
    await world.get("/api/me")
    await world.get("/secret-in-a-path")
    text = (await world.get("/metrics", user=None)).body
    assert re.search(r'webapp_request_seconds_count\{.*route="/api/me",status="200"\} [1-9]', text)
    assert 'route="unknown",status="404"' in text
    assert "secret-in-a-path" not in text
    assert 'webapp_faults_total{code="not_found"}' in text


async def test_the_description_is_of_this_very_table(world: World) -> None:
    """Every route is described, with its answers and who may enter; every reference resolves."""
    document = (await world.get("/api/openapi.json", user=None)).body
    assert document["openapi"].startswith("3.1")
    from webapp.routes import ROUTES  # noqa: PLC0415

    described = {
        (method.upper(), path) for path, item in document["paths"].items() for method in item
    }
    assert described == {(route.method, route.path) for route in ROUTES}
    references = set(re.findall(r"#/components/schemas/([^'\"]+)", str(document)))
    assert references <= set(document["components"]["schemas"])
    assert document["paths"]["/api/miners"]["get"]["security"] == [{"initData": []}]
    assert "security" not in document["paths"]["/health/live"]["get"]


def test_the_web_process_never_loads_aiogram() -> None:
    """Aiogram costs 3 s and 170 MB; the whole web face comes without it, and in under 70 MB."""
    script = (
        "import sys, resource, webapp.__main__;"
        "print('aiogram' in sys.modules, 'sandbox' in sys.modules,"
        " int(open('/proc/self/statm').read().split()[1]) * resource.getpagesize() < 70 * 2**20)"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["False", "False", "True"]
