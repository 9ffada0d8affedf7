"""The OpenAPI document is made of the route table and complete."""

import json
import re
from typing import Any

from tests.world import World
from webapp.error_codes import ErrorCode
from webapp.openapi import describe
from webapp.routes import ROUTES

DOCUMENT: dict[str, Any] = json.loads(describe(ROUTES))


def operation(method: str, path: str) -> dict[str, Any]:
    """Return an operation of the document."""
    found: dict[str, Any] = DOCUMENT["paths"][path][method]
    return found


async def test_served_document_describes_every_route(world: World) -> None:
    """Each method and path of the table; every reference resolves."""
    document = (await world.get("/api/openapi.json", user=None)).body
    assert document == DOCUMENT
    assert document["openapi"].startswith("3.1")
    described = {
        (method.upper(), path) for path, item in document["paths"].items() for method in item
    }
    assert described == {(route.method, route.path) for route in ROUTES}
    references = set(re.findall(r"#/components/schemas/([^'\"]+)", str(document)))
    assert references <= set(document["components"]["schemas"])


def test_init_data_is_asked_for_by_closed_routes_only() -> None:
    """Neither the open routes nor the download by ticket name it."""
    assert operation("get", "/api/miners")["security"] == [{"initData": []}]
    assert "security" not in operation("get", "/health/live")
    assert "security" not in operation("get", "/exports/income.csv")


def test_media_type_links_and_errors_come_from_the_route() -> None:
    """What one route has and others have not."""
    download = operation("get", "/exports/income.csv")["responses"]
    assert set(download["200"]["content"]) == {"text/csv"}
    assert download["404"]["description"] == "The link has expired or is not valid"
    icon = operation("get", "/icon.png")["responses"]
    assert set(icon["200"]["content"]) == {"image/png"}
    miners = operation("get", "/api/miners")["responses"]
    assert miners["200"]["links"]["AfterTheLast"]["parameters"] == {
        "offset": "$response.body#/total"
    }
    too_old = "init_data_too_old_for_action"
    assert too_old in operation("post", "/api/me/delete")["responses"]["401"]["description"]
    assert too_old not in operation("get", "/api/me")["responses"]["401"]["description"]
    assert "409" in operation("post", "/api/auth/check-proof")["responses"]
    assert "409" not in operation("post", "/api/wallets/bitcoin")["responses"]


def test_header_of_a_repeatable_order_is_described() -> None:
    """For the one route that reads it."""
    having = {
        (method, path)
        for path, methods in DOCUMENT["paths"].items()
        for method, described in methods.items()
        if any(one["name"] == "Idempotency-Key" for one in described["parameters"])
    }
    assert having == {("post", "/api/orders")}
    [header] = operation("post", "/api/orders")["parameters"]
    assert header["in"] == "header"
    assert header["required"] is False
    assert header["schema"] == {"type": "string", "format": "uuid"}


def test_error_codes_are_an_enum() -> None:
    """Clients can generate the closed set of codes."""
    schemas = DOCUMENT["components"]["schemas"]
    assert schemas["ErrorBody"]["properties"]["code"] == {"$ref": "#/components/schemas/ErrorCode"}
    assert set(schemas["ErrorCode"]["enum"]) == set(ErrorCode)
