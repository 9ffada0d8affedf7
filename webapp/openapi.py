"""OpenAPI 3.1 of the route table, from the same models that validate."""

import json
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, TypeAdapter

from webapp.contract import ErrorAnswer, Nothing, Ticket
from webapp.guard import Access, Route

_JSON = "application/json"
_INFO = {
    "title": "GoMining mini-app API",
    "version": "1",
    "description": "Amounts are decimal strings, times are ISO 8601 in UTC.",
}
_INIT_DATA = {
    "type": "apiKey",
    "in": "header",
    "name": "Authorization",
    "description": "`tma <initData>`: the string that Telegram signed, as it came.",
}

# What can go wrong, by who may enter; each answers in the shape of ErrorAnswer.
_OPEN_FAULTS = {"400": "The request is wrong", "500": "A fault of ours", "503": "Not ready"}
_GUARDED_FAULTS = {
    "400": "The request is wrong; the code says how",
    "401": "No valid initData (`init_data_*`), or not logged in (`not_logged_in`)",
    "429": "Too many requests of this user; see Retry-After",
    "500": "A fault of ours",
    "502": "GoMining refused, broke or could not be read (`partner_*`)",
    "503": "GoMining or our storage cannot be reached",
    "504": "GoMining did not answer in time",
}
# Open to whoever holds the link, which stands in for initData.
_TICKET_FAULTS = _GUARDED_FAULTS | {"404": "The link is no longer good"}
_BODY_FAULTS = {
    "408": "The body came too slowly",
    "409": "This login was already used",
    "413": "The body is larger than 64 KiB",
    "415": "The body is not JSON",
    "422": "GoMining did not accept this",
}

# What usually follows, by operation; `parameters` are taken from the answer before.
_LINKS: dict[str, dict[str, dict[str, Any]]] = {
    "post/api/auth/generate-payload": {
        "CheckProof": {
            "operationId": "post/api/auth/check-proof",
            "description": "The wallet signs the payload; what it sends is the body",
        }
    },
    "post/api/auth/check-proof": {
        "Overview": {"operationId": "get/api/overview"},
        "Logout": {"operationId": "post/api/auth/logout"},
    },
    "post/api/auth/logout": {"Me": {"operationId": "get/api/me"}},
    "post/api/me/delete": {"Me": {"operationId": "get/api/me"}},
    "put/api/preferences": {"Preferences": {"operationId": "get/api/preferences"}},
    "post/api/wallets/bitcoin": {"Wallets": {"operationId": "get/api/wallets"}},
    "get/api/miners": {
        "AfterTheLast": {
            "operationId": "get/api/miners",
            "parameters": {"offset": "$response.body#/total"},
        }
    },
}


def describe(routes: Sequence[Route]) -> bytes:
    """Return the description of these routes as JSON."""
    schemas = _Schemas(routes)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schemas)
    document = {
        "openapi": "3.1.0",
        "info": _INFO,
        "paths": paths,
        "components": {"schemas": schemas.shared, "securitySchemes": {"initData": _INIT_DATA}},
    }
    return json.dumps(document, ensure_ascii=False).encode()


class _Schemas:
    """The JSON schemas of all answers and bodies, with what they share under `components`."""

    def __init__(self, routes: Sequence[Route]) -> None:
        inputs: list[Any] = [(r.path, "validation", TypeAdapter(r.body)) for r in routes]
        inputs += [(r.path, "serialization", TypeAdapter(r.answer)) for r in routes]
        inputs += [("error", "serialization", TypeAdapter(ErrorAnswer))]
        self._by_place, definitions = TypeAdapter.json_schemas(
            inputs, ref_template="#/components/schemas/{model}"
        )
        self.shared: dict[str, Any] = definitions["$defs"]

    def body(self, route: Route) -> Any:  # noqa: ANN401 - JSON
        return self._by_place[route.path, "validation"]

    def answer(self, route: Route) -> Any:  # noqa: ANN401 - JSON
        return self._by_place[route.path, "serialization"]

    @property
    def error(self) -> Any:  # noqa: ANN401 - JSON
        return self._by_place["error", "serialization"]


def _operation(route: Route, schemas: _Schemas) -> dict[str, Any]:
    by_ticket = route.query is Ticket
    media = {str: "text/plain", bytes: "image/png"}.get(route.answer, _JSON)
    if by_ticket:
        media = "text/csv"
    faults = _faults(route, by_ticket=by_ticket)
    fault = {_JSON: {"schema": schemas.error}}
    operation: dict[str, Any] = {
        "operationId": f"{route.method.lower()}{route.path}",
        "summary": route.summary,
        "parameters": _parameters(route.query),
        "responses": {
            "200": {"description": "OK", "content": {media: {"schema": schemas.answer(route)}}},
            **{code: {"description": text, "content": fault} for code, text in faults.items()},
        },
    }
    if links := _LINKS.get(operation["operationId"]):
        operation["responses"]["200"]["links"] = links
    if route.access is not Access.ANYONE:
        operation["security"] = [{"initData": []}]
    if route.body is not Nothing:
        content = {_JSON: {"schema": schemas.body(route)}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _faults(route: Route, *, by_ticket: bool) -> dict[str, str]:
    if by_ticket:
        return _TICKET_FAULTS
    faults = _OPEN_FAULTS if route.access is Access.ANYONE else _GUARDED_FAULTS
    return faults if route.body is Nothing else faults | _BODY_FAULTS


def _parameters(query: type[BaseModel]) -> list[dict[str, Any]]:
    properties = query.model_json_schema().get("properties", {})
    return [
        {"name": name, "in": "query", "required": False, "schema": schema}
        for name, schema in properties.items()
    ]
