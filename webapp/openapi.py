"""OpenAPI 3.1 of the route table, from the same models that validate."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from pydantic import TypeAdapter

from webapp.models import Empty, ErrorAnswer
from webapp.request import is_optional
from webapp.routing import IDEMPOTENCY_KEY, Access, Link, Route

# Read-only on purpose: it is only written as text.
Json: TypeAlias = Mapping[str, "Json"] | Sequence["Json"] | str | bool | int | float | None
Schema: TypeAlias = Mapping[str, Json]

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
    "description": "`tma <initData>`: the string that Telegram signed, unchanged.",
}

# What can go wrong, by status; every error has the shape of ErrorAnswer.
_OPEN_ERRORS = {
    400: "The request is wrong",
    500: "An error of this server",
    503: "Not ready",
}
_USER_ERRORS = {
    400: "The request is wrong; the code says how",
    401: "No valid initData (`init_data_*`), or not logged in (`not_logged_in`)",
    422: "GoMining did not accept this",
    429: "Too many requests of this user; see Retry-After",
    500: "An error of this server",
    501: "The operator has not set the partner's API key",
    502: "GoMining refused, failed or could not be read (`partner_*`)",
    503: "GoMining or our storage cannot be reached",
    504: "GoMining did not answer in time",
}
_FRESH_ERRORS = {
    401: (
        "No valid initData (`init_data_*`), initData of more than 15 minutes"
        " (`init_data_too_old_for_action`), or not logged in (`not_logged_in`)"
    )
}
_IDEMPOTENCY_KEY: Schema = {
    "name": IDEMPOTENCY_KEY,
    "in": "header",
    "required": False,
    "description": "Made once for what the user does; a repeated request gets the same answer.",
    "schema": {"type": "string", "format": "uuid"},
}
_BODY_ERRORS = {
    408: "The body came too slowly",
    413: "The body is larger than 64 KiB",
    415: "The body is not JSON",
}


def describe(routes: Sequence[Route]) -> bytes:
    """Return the OpenAPI document of these routes as JSON."""
    schemas = _Schemas(routes)
    paths: dict[str, dict[str, Schema]] = {}
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

    def __init__(self, routes: Iterable[Route]) -> None:
        bodies = [(f"body {r.operation_id}", r.body) for r in routes if r.body is not Empty]
        answers = [(f"answer {r.operation_id}", r.answer) for r in routes]
        by_key, definitions = TypeAdapter.json_schemas(
            [
                *((key, "validation", TypeAdapter(kind)) for key, kind in bodies),
                *((key, "serialization", TypeAdapter(kind)) for key, kind in answers),
                ("error", "serialization", TypeAdapter(ErrorAnswer)),
            ],
            ref_template="#/components/schemas/{model}",
        )
        self._by_key: dict[str, Schema] = {key: schema for (key, _), schema in by_key.items()}
        self.shared: Schema = definitions["$defs"]

    def body(self, route: Route) -> Schema:
        return self._by_key[f"body {route.operation_id}"]

    def answer(self, route: Route) -> Schema:
        return self._by_key[f"answer {route.operation_id}"]

    @property
    def error(self) -> Schema:
        return self._by_key["error"]


def _operation(route: Route, schemas: _Schemas) -> Schema:
    content = {route.media_type: {"schema": schemas.answer(route)}}
    success: dict[str, Json] = {"description": "OK", "content": content}
    if route.links:
        success["links"] = {link.name: _link(link) for link in route.links}
    error: Schema = {_JSON: {"schema": schemas.error}}
    responses: dict[str, Json] = {"200": success}
    for status, text in _errors(route).items():
        responses[str(status)] = {"description": text, "content": error}
    operation: dict[str, Json] = {
        "operationId": route.operation_id,
        "summary": route.summary,
        "parameters": _parameters(route),
        "responses": responses,
    }
    if route.access.needs_init_data:
        operation["security"] = [{"initData": []}]
    if route.body is not Empty:
        body = {_JSON: {"schema": schemas.body(route)}}
        operation["requestBody"] = {"required": not is_optional(route.body), "content": body}
    return operation


def _errors(route: Route) -> dict[int, str]:
    errors = _OPEN_ERRORS if route.access is Access.PUBLIC else _USER_ERRORS
    body_errors = {} if route.body is Empty else _BODY_ERRORS
    fresh_errors = _FRESH_ERRORS if route.fresh else {}
    return {**errors, **fresh_errors, **body_errors, **route.errors}


def _link(link: Link) -> Schema:
    described: dict[str, Json] = {"operationId": link.operation_id}
    if link.description:
        described["description"] = link.description
    if link.parameters:
        described["parameters"] = link.parameters
    return described


def _parameters(route: Route) -> Sequence[Schema]:
    schema = route.query.model_json_schema()
    properties: Mapping[str, Schema] = schema.get("properties", {})
    required: Sequence[str] = schema.get("required", ())
    headers: Sequence[Schema] = [_IDEMPOTENCY_KEY] if route.idempotent else []
    queries: Sequence[Schema] = [
        {"name": name, "in": "query", "required": name in required, "schema": schema}
        for name, schema in properties.items()
    ]
    return [*queries, *headers]
