"""From a reply to a typed answer. No I/O here."""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from gomining import errors, exact_json
from gomining.endpoint import Endpoint
from gomining.models import Page

R = TypeVar("R")


def read(endpoint: Endpoint[R], reply: exact_json.Reply) -> R:
    """Read the answer of a successful reply.

    Raises:
        Unreadable: the body is no JSON, or not what the endpoint answers. It names the endpoint
            and the field, and never quotes the body.
    """
    said = _json(endpoint, reply)
    if _is_page(endpoint.answer):
        data: object = _page(endpoint, said)
    elif isinstance(said, Mapping) and "data" in said:
        data = said["data"]
    else:
        raise errors.Unreadable(endpoint.name, "data", "it is missing")
    answer: R = _validated(endpoint, data)
    return answer


def _json(endpoint: Endpoint[Any], reply: exact_json.Reply) -> object:
    if reply.body is None:
        raise errors.Unreadable(endpoint.name, "body", "it is too large")
    try:
        said: object = exact_json.loads(reply.body)
    except ValueError as error:
        problem = str(error)
    else:
        return said
    raise errors.Unreadable(endpoint.name, "body", problem)


def _is_page(answer: Any) -> bool:  # noqa: ANN401  any type can be an answer
    return isinstance(answer, type) and issubclass(answer, Page)


def _page(endpoint: Endpoint[Any], said: object) -> dict[str, object]:
    """Bring every shape that a list comes in to that of Page.

    `{"data": {"array", "count"}}`, `{"data": [], "totalCount"}`, either of them without its
    envelope, or nothing but the list. What stands beside is kept.
    """
    outer = said if isinstance(said, Mapping) else {"data": said}
    inner = outer.get("data", outer)
    if isinstance(inner, list):
        inner = {name: value for name, value in outer.items() if name != "data"} | {"array": inner}
    if not isinstance(inner, Mapping) or not isinstance(inner.get("array"), list):
        raise errors.Unreadable(endpoint.name, "data", "there is no list in it")
    others = {k: v for k, v in inner.items() if k not in {"array", "count", "totalCount"}}
    totals = (place.get(name) for place in (inner, outer) for name in ("count", "totalCount"))
    total = next((total for total in totals if total is not None), None)
    return {**others, "items": inner["array"], "total": total}


@cache
def _adapter(answer: Any) -> TypeAdapter[Any]:  # noqa: ANN401  any type can be an answer
    return TypeAdapter(answer)


def _validated(endpoint: Endpoint[Any], data: object) -> Any:  # noqa: ANN401  see Endpoint.answer
    if endpoint.answer is bool and not isinstance(data, bool):
        raise errors.Unreadable(endpoint.name, "data", "it is neither true nor false")
    try:
        return _adapter(endpoint.answer).validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        field = ".".join(("data", *map(str, first["loc"])))
        problem = first["msg"]
    raise errors.Unreadable(endpoint.name, field, problem)
