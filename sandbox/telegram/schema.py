"""Parameters of the Bot API's methods, from the models of the installed aiogram.

The import of aiogram takes seconds, so it runs once, in a thread, while the rest of the sandbox
is already serving.
"""

import asyncio
import importlib
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from sandbox.telegram.errors import Json, bad_request
from sandbox.telegram.params import parse_json

_MISSING = {
    "chat_id": "chat_id is empty",
    "from_chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "user_id": "invalid user_id specified",
}
_TRUE = frozenset({"true", "yes", "1"})


def _types(annotation: object) -> set[Any]:
    """Return the types that an annotation allows."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _types(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return set().union(*(_types(arg) for arg in get_args(annotation)))
    return {origin or annotation}


class Schema:
    """Models of the Bot API's methods by lower-case name."""

    def __init__(self) -> None:
        self._methods: dict[str, type[BaseModel]] = {}
        self._loading: asyncio.Future[None] | None = None

    async def load(self) -> None:
        """Import aiogram's models once."""
        if self._loading is None:
            self._loading = asyncio.ensure_future(asyncio.to_thread(self._import))
        await asyncio.shield(self._loading)

    def _import(self) -> None:
        module = importlib.import_module("aiogram.methods")
        for value in vars(module).values():
            name = getattr(value, "__api_method__", None)
            if isinstance(name, str) and isinstance(value, type) and issubclass(value, BaseModel):
                self._methods[name.lower()] = value

    def name(self, method: str) -> str | None:
        """Return a method's documented name, or `None` if the Bot API has no such method."""
        model = self._methods.get(method.lower())
        return str(model.__api_method__) if model is not None else None  # type: ignore[attr-defined]

    def fields(self, method: str) -> frozenset[str]:
        """Return the names of a method's parameters."""
        return frozenset(self._methods[method.lower()].model_fields)

    def check(self, method: str, raw: Json) -> Json:
        """Decode and validate parameters; return plain JSON values without the absent ones.

        `reply_markup` is validated by `keyboards`, which is stricter.

        Raises:
            ApiError: invalid, with Telegram's message where it is known.
        """
        model = self._methods[method.lower()]
        fields = model.model_fields
        given = {name: value for name, value in raw.items() if name in fields and value is not None}
        args = {name: _decode(name, given[name], fields[name].annotation) for name in given}
        try:
            checked = model.model_validate({k: v for k, v in args.items() if k != "reply_markup"})
        except ValidationError as error:
            raise bad_request(_message(error)) from error
        for name in args:
            value = getattr(checked, name, None)
            if isinstance(value, bool | int | float | str) and name != "reply_markup":
                args[name] = value
        return args


def _decode(name: str, value: object, annotation: object) -> object:
    """Convert a form's text to the JSON value of a parameter."""
    if not isinstance(value, str):
        return value
    types = _types(annotation)
    if str in types:
        return value
    if bool in types:
        return value.strip().lower() in _TRUE
    if types & {int, float}:
        return value.strip()
    try:
        return parse_json(value)
    except ValueError as error:
        if name == "reply_markup":
            raise bad_request("can't parse reply keyboard markup JSON object") from error
        raise bad_request(f"can't parse {name} JSON object") from error


def _message(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    name = str(first["loc"][0]) if first["loc"] else ""
    if first["type"] == "missing" and len(first["loc"]) == 1:
        return _MISSING.get(name, f'parameter "{name}" is required')
    where = ".".join(str(step) for step in first["loc"] if not str(step)[:1].isupper())
    return f'can\'t parse field "{where}": {first["msg"]}'
