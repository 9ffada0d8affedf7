"""From a raw request to an admitted visit: read strictly, then check who is calling."""

import hmac
import json
from datetime import datetime
from decimal import Decimal
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from aiohttp import web
from pydantic import ValidationError

from sandbox import keys
from sandbox.partner.errors import Refusal
from sandbox.partner.schemas import Input, Signed, SignedQuery, SignedUser
from sandbox.partner.signature import is_signed, signed_part_of_body, signed_part_of_query
from sandbox.partner.state import Partner, Visit
from sandbox.partner.table import SIGNED_DOORS, Door, Operation
from sandbox.partner.world import User

FUTURE_MS = 1000  # how far ahead of ours the caller's clock may be


async def read(request: web.Request, operation: Operation) -> tuple[Input, str]:
    """Return what was asked, and the raw text that a signature would cover.

    Raises:
        Refusal: 415 for another content type than JSON, 400 for anything that does not fit.
    """
    if operation.method == "GET":
        raw = request.raw_path.partition("?")[2]
        fields: dict[str, Any] = _read_query(raw)
    else:
        if request.content_type != "application/json":
            raise Refusal(415, "Content-Type must be application/json")
        raw = _read_text(await request.read())
        fields = _read_json(raw)
    try:
        return operation.takes.model_validate(fields), raw
    except ValidationError as error:
        raise Refusal(400, _explain(error)) from error


def check_key(request: web.Request) -> None:
    """Refuse a caller without the partner's API key."""
    key = request.headers.get("X-PARTNER-API-KEY")
    if key is None:
        raise Refusal(401, "X-PARTNER-API-KEY header is required")
    if not hmac.compare_digest(key.encode(), keys.API_KEY.encode()):
        raise Refusal(401, "Invalid API key")


def check_signature(asked: Input, raw: str, now: datetime) -> None:
    """Refuse a request that is not signed over its raw text, or not signed just now."""
    if not isinstance(asked, Signed | SignedQuery):
        raise TypeError("only signed inputs can be checked")
    is_body = isinstance(asked, Signed)
    message = signed_part_of_body(raw) if is_body else signed_part_of_query(raw)
    if not is_signed(keys.API_SECRET, message, asked.signature):
        raise Refusal(401, "Invalid signature")
    age = int(now.timestamp() * 1000) - asked.timestamp
    if age > asked.recv_window:
        raise Refusal(400, "timestamp is outside of recvWindow")
    if age < -FUTURE_MS:
        raise Refusal(400, "timestamp is in the future")


async def admit(
    request: web.Request, operation: Operation, partner: Partner, now: datetime
) -> Visit[Any]:
    """Let a call in, or refuse it; who is calling is asked before what they want."""
    user: User | None = None
    if operation.door is Door.USER:
        user = _token_owner(request, partner, now)
    elif operation.door is not Door.OPEN:
        check_key(request)
    asked, raw = await read(request, operation)
    if operation.door in SIGNED_DOORS:
        check_signature(asked, raw, now)
    if isinstance(asked, SignedUser | SignedQuery) and operation.door is Door.SIGNED_FOR:
        user = partner.world.named(asked.partner_user_id)
    return Visit(partner, now, asked, user)


def _token_owner(request: web.Request, partner: Partner, now: datetime) -> User:
    number = partner.tokens.user_id(request.headers.get("Authorization"), now)
    user = partner.world.users.get(number)
    if user is None:
        raise Refusal(401, "User of this access token no longer exists")
    return user


def _read_query(raw: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(raw, keep_blank_values=True, strict_parsing=bool(raw), errors="strict")
    except ValueError as error:
        raise Refusal(400, f"query cannot be read: {error}") from error
    return _unique(list(pairs))


def _read_text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise Refusal(400, "body is not UTF-8") from error


def _read_json(raw: str) -> dict[str, Any]:
    try:
        body = json.loads(
            raw,
            parse_float=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_unique,
        )
    except (ValueError, RecursionError) as error:
        raise Refusal(400, f"body is not JSON: {error}") from error
    if not isinstance(body, dict):
        raise Refusal(400, "body must be a JSON object")
    return body


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise Refusal(400, "a field is given twice")
    return fields


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _explain(error: ValidationError) -> str:
    """Name every wrong field and its rule, never its value."""
    problems = []
    for each in error.errors(include_input=False, include_url=False, include_context=False):
        place = ".".join(str(part) for part in each["loc"])
        problems.append(f"{place}: {each['msg'].removeprefix('Value error, ')}")
    return "; ".join(problems)
