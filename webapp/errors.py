"""Every way a request can fail: one status, code and sentence each, in one shape."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from aiohttp import web
from pydantic import ValidationError
from redis.exceptions import RedisError

from accounts.bitcoin import AddressError
from accounts.login import LoginError
from accounts.member import LoggedOutError, RefreshBusyError
from gomining import errors as partner
from ratelimit import TooManyError
from runtime.logs import trace
from ton.proof import ProofError
from webapp.contract import ErrorAnswer, ErrorBody
from webapp.init_data import InitDataError

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fault:
    """An answer that is an error."""

    status: int
    code: str
    message: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> web.Response:
        """Return it in the one shape, with the id that stands in the log."""
        body = ErrorBody(code=self.code, message=self.message, request_id=trace.get())
        return web.Response(
            status=self.status,
            text=ErrorAnswer(error=body).model_dump_json(by_alias=True),
            content_type="application/json",
            headers=self.headers,
        )


class RequestError(Exception):
    """A request that we refuse ourselves."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


_LOGIN = {
    "payload_too_long": 502,
    "payload_unknown": 400,
    "payload_used": 409,
    "login_busy": 503,
    "wallet_incomplete": 422,
}

_PROOFS = {
    "network_not_allowed": "This wallet is on another network than this app.",
    "expired": "The wallet's answer is too old. Check the phone's clock and connect again.",
    "from_future": "The wallet's answer is from the future. Check the phone's clock.",
    "unknown_wallet": "This kind of wallet cannot log in here yet. Please use another one.",
}

_HTTP = {
    404: Fault(404, "not_found", "There is nothing at this address."),
    405: Fault(405, "method_not_allowed", "This address does not take this method."),
    413: Fault(413, "too_large", "The body is larger than 64 KiB."),
}


def fault_of(error: Exception) -> Fault:
    """Return what to answer to an error of any room below."""
    for kind in type(error).__mro__:
        if make := _FAULTS.get(kind):
            return make(error)
    log.error("unexpected", exc_info=error)
    return Fault(500, "internal", "Something went wrong on our side.")


def _always(status: int, code: str, message: str) -> Callable[[Any], Fault]:
    fault = Fault(status, code, message)
    return lambda _: fault


def _of_init_data(error: InitDataError) -> Fault:
    code = "init_data_expired" if error.reason == "expired" else "init_data_invalid"
    return Fault(401, code, "Telegram's data is not valid here any more. Please reopen the app.")


def _of_proof(error: ProofError) -> Fault:
    message = _PROOFS.get(error.reason, "The wallet's proof does not hold. Please connect again.")
    return Fault(400, f"proof_{error.reason}", message)


def _of_redis(error: RedisError) -> Fault:
    log.error("Redis: %s", type(error).__name__)
    return Fault(503, "storage_unavailable", "We cannot reach our storage now. Please try again.")


def _of_many(error: TooManyError) -> Fault:
    headers = {"Retry-After": str(error.wait)}
    return Fault(429, "too_many_requests", "Please wait a moment.", headers)


def _of_limit(error: partner.RateLimited) -> Fault:
    wait = str(max(1, round(error.retry_after or 1)))
    message = "GoMining asks us to wait a moment."
    return Fault(503, "partner_busy", message, {"Retry-After": wait})


def _of_http(error: web.HTTPException) -> Fault:
    allow = {name: value for name, value in error.headers.items() if name == "Allow"}
    if known := _HTTP.get(error.status):
        return Fault(known.status, known.code, known.message, allow)
    phrase = HTTPStatus(error.status).phrase
    return Fault(error.status, phrase.lower().replace(" ", "_"), f"{phrase}.")


def _explain(error: ValidationError) -> str:
    faults = error.errors(include_input=False, include_url=False, include_context=False)
    places = [".".join(str(part) for part in fault["loc"]) for fault in faults[:5]]
    return "; ".join(
        f"{place}: {fault['msg']}" for place, fault in zip(places, faults, strict=False)
    )


_FAULTS: dict[type, Callable[[Any], Fault]] = {
    RequestError: lambda error: error.fault,
    InitDataError: _of_init_data,
    ProofError: _of_proof,
    LoggedOutError: lambda error: Fault(401, "not_logged_in", str(error)),
    AddressError: lambda error: Fault(400, f"address_{error.reason}", str(error)),
    LoginError: lambda error: Fault(_LOGIN[error.reason], error.reason, str(error)),
    ValidationError: lambda error: Fault(400, "invalid_request", _explain(error)),
    RefreshBusyError: _always(503, "busy", "Please try again in a moment."),
    TooManyError: _of_many,
    RedisError: _of_redis,
    web.HTTPException: _of_http,
    partner.TimedOut: _always(504, "partner_timeout", "GoMining did not answer in time."),
    partner.Unreachable: _always(503, "partner_unreachable", "GoMining cannot be reached now."),
    partner.Unreadable: _always(502, "partner_unreadable", "GoMining's answer cannot be read."),
    partner.Broken: _always(502, "partner_broken", "GoMining has trouble of its own now."),
    partner.RateLimited: _of_limit,
    partner.Invalid: _always(422, "partner_invalid", "GoMining did not accept this."),
    partner.BadParameter: _always(422, "partner_invalid", "GoMining does not take this."),
    partner.Refused: _always(502, "partner_refused", "GoMining refused this. Try again later."),
    partner.KeysMissing: _always(501, "keys_missing", "This needs the partner's API key."),
}
