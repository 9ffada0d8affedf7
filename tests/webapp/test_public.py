"""The routes without initData: manifest, health, metrics."""

import re
import subprocess
import sys

from tests.servers import a_redis
from tests.world import DOMAIN, World, open_world


async def test_manifest_and_icon_are_readable_from_any_origin(world: World) -> None:
    """`url` is the origin without a trailing slash, the icon a PNG."""
    answer = await world.get("/tonconnect-manifest.json", user=None)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.body["url"] == f"https://{DOMAIN}"
    assert answer.body["name"]
    icon = answer.body["iconUrl"].removeprefix(f"https://{DOMAIN}")
    async with world.http.get(world.address + icon) as picture:
        assert picture.content_type == "image/png"
        assert (await picture.read()).startswith(b"\x89PNG")
        assert picture.headers["Access-Control-Allow-Origin"] == "*"


async def test_ready_is_503_while_redis_is_away() -> None:
    """`/health/live` answers all the time; both are well again once Redis is."""
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


async def test_metrics_are_labelled_by_route_pattern(world: World) -> None:
    """An unknown path has no label of its own."""
    await world.get("/api/me")
    await world.get("/secret-in-a-path")
    text = (await world.get("/metrics", user=None)).body
    assert re.search(r'webapp_request_seconds_count\{.*route="/api/me",status="200"\} [1-9]', text)
    assert 'route="unknown",status="404"' in text
    assert "secret-in-a-path" not in text
    assert 'webapp_faults_total{code="not_found"}' in text


def test_web_process_imports_no_aiogram_and_stays_under_72_mb() -> None:
    """Aiogram would cost 3 s and 170 MB."""
    script = (
        "import sys, resource, webapp.__main__;"
        "print('aiogram' in sys.modules, 'sandbox' in sys.modules,"
        " int(open('/proc/self/statm').read().split()[1]) * resource.getpagesize() < 72 * 2**20)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "False", "True"]
