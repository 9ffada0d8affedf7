"""Authentication and validation of a request, up to the `Context` of the operation."""

import hmac
import json
from datetime import datetime
from decimal import Decimal
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from aiohttp import web
from pydantic import ValidationError

from sandbox import keys
from sandbox.partner.errors import ApiError
from sandbox.partner.readings import Readings
from sandbox.partner.schemas import Input, Signed, SignedQuery, SignedUser
from sandbox.partner.signature import (
    is_signed,
    reserialized_body,
    reserialized_query,
    signed_part_of_body,
    signed_part_of_query,
)
from sandbox.partner.state import Context, Partner
from sandbox.partner.table import SIGNED_KINDS, Authentication, Operation
from sandbox.partner.tokens import PARTNER_LOGIN
from sandbox.partner.world import User

FUTURE_MS = 1000  # how far the caller's clock may be ahead of the sandbox's


async def read_input(request: web.Request, operation: Operation) -> tuple[Input, str]:
    """Return the validated input and the raw text that a signature covers.

    Raises:
        ApiError: 415 for a content type other than JSON, 400 for invalid input.
    """
    if operation.method == "GET":
        raw = request.raw_path.partition("?")[2]
        fields: dict[str, Any] = _read_query(raw)
    else:
        if request.content_type != "application/json":
            raise ApiError(415, "Content-Type must be application/json")
        raw = _read_text(await request.read())
        fields = _read_json(raw)
    try:
        return operation.schema.model_validate(fields), raw
    except ValidationError as error:
        raise ApiError(400, _explain(error)) from error


def check_key(request: web.Request) -> None:
    """Raise ApiError (401) without the partner's API key."""
    key = request.headers.get("X-PARTNER-API-KEY")
    if key is None:
        raise ApiError(401, "X-PARTNER-API-KEY header is required")
    if not hmac.compare_digest(key.encode(), keys.API_KEY.encode()):
        raise ApiError(401, "Invalid API key")


def check_signature(signed: Input, raw: str, now: datetime, readings: Readings) -> None:
    """Raise ApiError for a wrong signature of `raw` or a timestamp outside of recvWindow."""
    if not isinstance(signed, Signed | SignedQuery):
        raise TypeError("only signed inputs can be checked")
    message = _signed_message(raw, readings, is_body=isinstance(signed, Signed))
    if not is_signed(keys.API_SECRET, message, signed.signature):
        raise ApiError(401, "Invalid signature")
    age = int(now.timestamp() * 1000) - signed.timestamp
    if age > signed.recv_window:
        raise ApiError(400, "timestamp is outside of recvWindow")
    if age < -FUTURE_MS:
        raise ApiError(400, "timestamp is in the future")


def _signed_message(raw: str, readings: Readings, *, is_body: bool) -> bytes:
    if readings.signature == "reserialized":
        return reserialized_body(raw) if is_body else reserialized_query(raw)
    return signed_part_of_body(raw) if is_body else signed_part_of_query(raw)


async def authenticate(
    request: web.Request, operation: Operation, partner: Partner, now: datetime
) -> Context[Any]:
    """Return the context of a call; credentials are checked before the input is validated."""
    user: User | None = None
    if operation.authentication is Authentication.USER_TOKEN:
        user = _token_user(request, partner, now)
    elif operation.authentication is not Authentication.NONE:
        check_key(request)
    validated, raw = await read_input(request, operation)
    if operation.authentication in SIGNED_KINDS:
        check_signature(validated, raw, now, partner.readings)
    if operation.authentication is Authentication.SIGNED_FOR_USER and isinstance(
        validated, SignedUser | SignedQuery
    ):
        user = partner.world.require_user(validated.partner_user_id)
    return Context(partner, now, validated, user)


def _token_user(request: web.Request, partner: Partner, now: datetime) -> User:
    access = partner.tokens.verify(request.headers.get("Authorization"), now)
    user = partner.world.users.get(access.user_id)
    if user is None:
        raise ApiError(401, "User of this access token no longer exists")
    if access.login == PARTNER_LOGIN:
        _check_init_token(partner.readings)
    return user


def _check_init_token(readings: Readings) -> None:
    """Raise ApiError if operations of users refuse access tokens of `auth/init`."""
    if readings.init_tokens == "refused_401":
        raise ApiError(401, "Invalid access token")
    if readings.init_tokens == "refused_403":
        raise ApiError(403, "Forbidden resource")


def _read_query(raw: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(raw, keep_blank_values=True, strict_parsing=bool(raw), errors="strict")
    except ValueError as error:
        raise ApiError(400, f"query cannot be parsed: {error}") from error
    return _unique(list(pairs))


def _read_text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise ApiError(400, "body is not UTF-8") from error


def _read_json(raw: str) -> dict[str, Any]:
    try:
        body = json.loads(
            raw,
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_unique,
        )
    except (ValueError, RecursionError) as error:
        raise ApiError(400, f"body is not JSON: {error}") from error
    if not isinstance(body, dict):
        raise ApiError(400, "body must be a JSON object")
    return body


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ApiError(400, "a field is given twice")
    return fields


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _explain(error: ValidationError) -> str:
    """List every invalid field with the rule it breaks, without its value."""
    problems = []
    for problem in error.errors(include_input=False, include_url=False, include_context=False):
        place = ".".join(str(part) for part in problem["loc"])
        problems.append(f"{place}: {problem['msg'].removeprefix('Value error, ')}")
    return "; ".join(problems)
