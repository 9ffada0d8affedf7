"""Decode a successful response into the answer type of its endpoint. No I/O."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from gomining import errors, exact_json
from gomining.endpoint import Endpoint
from gomining.exchange import Response
from gomining.models import IncomeDay, Page
from runtime.computing import compute

R = TypeVar("R")
S = TypeVar("S")
LARGE = 16 * 1024  # bytes; about 3 ms


async def decode_off_loop(endpoint: Endpoint[R], response: Response, reduce: Callable[[R], S]) -> S:
    """Return `reduce(decode(endpoint, response))`; for a body larger than LARGE in a thread.

    A day of 5,000 miners takes about 300 ms, in which the event loop would serve nobody else.
    """
    if response.body is None or len(response.body) <= LARGE:
        return reduce(decode(endpoint, response))
    return await compute(_decode_large, endpoint, response, reduce)


def _decode_large(endpoint: Endpoint[R], response: Response, reduce: Callable[[R], S]) -> S:
    """Return what `reduce` makes of the answer, and free the rest piece by piece.

    Freeing thousands of records is one call into C, which would stop all threads.
    """
    answer = decode(endpoint, response)
    reduced = reduce(answer)
    if reduced is not answer:
        _free(answer)
    return reduced


def _free(answer: object) -> None:
    """Empty a list of days one record after another."""
    if isinstance(answer, Page):
        while answer.items:
            item = answer.items.pop()
            _empty(item.incomes if isinstance(item, IncomeDay) else None)


def _free_raw(page: dict[str, Any]) -> None:
    """Empty the lists of records from which the models of days were made."""
    for day in page["items"]:
        if isinstance(day, dict):
            _empty(day.get("incomes" if "incomes" in day else "incomeList"))


def _empty(records: object) -> None:
    while records and isinstance(records, list):
        records.pop()


def decode(endpoint: Endpoint[R], response: Response) -> R:
    """Return the answer in the body of a successful response.

    Raises:
        Declined: the partner answers `false`.
        Unreadable: the body is not JSON, or not an answer of this endpoint. The error names the
            endpoint and the field and never quotes the body.
    """
    parsed = _parse(endpoint, response)
    if _is_page(endpoint.answer):
        data: Any = _page(endpoint, parsed)
    elif isinstance(parsed, Mapping) and "data" in parsed:
        data = parsed["data"]
    else:
        raise errors.Unreadable(endpoint.name, "data", "it is missing")
    answer: R = _validate(endpoint, data)
    if answer is False:  # no endpoint asks a question: `true` confirms what was done
        raise errors.Declined(endpoint.name)
    if isinstance(answer, Page) and answer.items and isinstance(answer.items[0], IncomeDay):
        _free_raw(data)
    return answer


def _parse(endpoint: Endpoint[Any], response: Response) -> object:
    if response.body is None:
        raise errors.Unreadable(endpoint.name, "body", "it is too large")
    try:
        parsed: object = exact_json.loads(response.body)
    except ValueError as error:
        problem = str(error)
    else:
        return parsed
    raise errors.Unreadable(endpoint.name, "body", problem)


def _is_page(answer: Any) -> bool:  # noqa: ANN401  any type can be an answer
    return isinstance(answer, type) and issubclass(answer, Page)


def _page(endpoint: Endpoint[Any], parsed: object) -> dict[str, object]:
    """Return a list as the fields of `Page`, from any of the shapes that the partner uses.

    These are `{"data": {"array", "count"}}`, `{"data": [], "totalCount"}`, either without the
    `data` envelope, and a bare list. Unknown members beside the list are kept.
    """
    outer = parsed if isinstance(parsed, Mapping) else {"data": parsed}
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


def _validate(endpoint: Endpoint[Any], data: object) -> Any:  # noqa: ANN401  see Endpoint.answer
    if endpoint.answer is bool and not isinstance(data, bool):
        raise errors.Unreadable(endpoint.name, "data", "it is neither true nor false")
    try:
        return _adapter(endpoint.answer).validate_python(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        field = ".".join(("data", *map(str, first["loc"])))
        problem = first["msg"]
    raise errors.Unreadable(endpoint.name, field, problem)
