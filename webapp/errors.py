"""The errors of the API: one status, code and message for every exception, in one JSON shape."""

import logging
from collections.abc import Mapping
from functools import partial, singledispatch

from aiohttp import web
from pydantic import ValidationError
from redis.exceptions import RedisError

from accounts.bitcoin import AddressError
from accounts.erase import UnfinishedOrderError
from accounts.login_errors import LoginError
from accounts.login_errors import Reason as LoginReason
from accounts.member import (
    BindingRefusedError,
    LoggedOutError,
    RefreshBusyError,
    WalletNeededError,
)
from accounts.recovery import EmailError, RecoveryNotNeededError
from gomining import errors as partner
from orders.rules import BuyingError, OrderMissingError, Reason
from portfolio.export_limit import ExportBusyError
from ratelimit import TooManyError
from runtime.logs import trace
from storage.schema import DatabaseAwayError
from ton.proof import ProofError
from webapp.error_codes import ErrorCode
from webapp.init_data import InitDataError
from webapp.models import ErrorAnswer, ErrorBody

log = logging.getLogger(__name__)

_LOGIN_STATUS: dict[LoginReason, int] = {
    "payload_too_long": 502,
    "payload_unknown": 400,
    "payload_used": 409,
    "login_busy": 503,
    "wallet_incomplete": 422,
    "ton_api_unavailable": 503,
    "other_account": 409,
    "order_open": 409,
    "way_not_offered": 403,
    "link_invalid": 400,
    "link_expired": 409,
    "link_taken": 409,
}

_PROOF_MESSAGES = {
    "network_not_allowed": "This wallet is on another network than this app.",
    "expired": "The wallet's answer is too old. Check the phone's clock and connect again.",
    "from_future": "The wallet's answer is from the future. Check the phone's clock.",
    "unknown_wallet": "This kind of wallet cannot log in here yet. Please use another one.",
}

# What was true when the member saw it and is not any more.
_CHANGED = {"offer_gone", "price_changed", "terms_needed", "cannot_cancel", "key_reused"}
_BUYING_MESSAGES: dict[Reason, str] = {
    "not_selling": "Nothing is sold here now.",
    "account_unknown": "GoMining has not named the number of this account. Please log in again.",
    "offer_gone": "This miner is no longer on sale.",
    "price_changed": "The price has changed. Please look at it again.",
    "terms_needed": "The terms have changed. Please accept them again.",
    "over_order_limit": "This is more than one order may cost.",
    "over_first_order_limit": "This is more than the first order may cost.",
    "over_user_limit": "This is more than you may spend in 21 days.",
    "cannot_cancel": "The order is paid, or over.",
    "key_reused": "This Idempotency-Key belongs to another request.",
}

# What aiohttp itself raises inside an application.
_HTTP_ERRORS = {
    400: (ErrorCode.BAD_REQUEST, "The request cannot be read."),
    404: (ErrorCode.NOT_FOUND, "There is nothing at this address."),
    405: (ErrorCode.METHOD_NOT_ALLOWED, "This address does not take this method."),
    413: (ErrorCode.TOO_LARGE, "The body is larger than 64 KiB."),
    417: (ErrorCode.EXPECTATION_FAILED, "Only 'Expect: 100-continue' is known here."),
}


class ApiError(Exception):
    """An error with everything that its response consists of.

    Attributes:
        status: the HTTP status.
        code: for programs.
        message: for people, in English; clients that know the code show their own words.
        headers: headers of the response besides the usual ones.
    """

    def __init__(
        self, status: int, code: ErrorCode, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers or {}

    def response(self) -> web.Response:
        """Return the response, with the id under which the request is logged."""
        body = ErrorBody(code=self.code, message=self.message, request_id=trace.get())
        return web.Response(
            status=self.status,
            text=ErrorAnswer(error=body).model_dump_json(by_alias=True),
            content_type="application/json",
            headers=self.headers,
        )


@singledispatch
def to_api_error(error: Exception) -> ApiError:
    """Return the error to answer with, by the type of the exception; 500 for an unknown one."""
    log.error("unexpected", exc_info=error)
    return ApiError(500, ErrorCode.INTERNAL, "Something went wrong on our side.")


@to_api_error.register
def _of_api_error(error: ApiError) -> ApiError:
    return error


@to_api_error.register
def _of_init_data(error: InitDataError) -> ApiError:
    expired = error.reason == "expired"
    code = ErrorCode.INIT_DATA_EXPIRED if expired else ErrorCode.INIT_DATA_INVALID
    return ApiError(401, code, "Telegram's data is not valid here any more. Please reopen the app.")


@to_api_error.register
def _of_proof(error: ProofError) -> ApiError:
    default = "The wallet's proof does not hold. Please connect again."
    message = _PROOF_MESSAGES.get(error.reason, default)
    return ApiError(400, ErrorCode(f"proof_{error.reason}"), message)


@to_api_error.register
def _of_login(error: LoginError) -> ApiError:
    return ApiError(_LOGIN_STATUS[error.reason], ErrorCode(error.reason), str(error))


@to_api_error.register
def _of_buying(error: BuyingError) -> ApiError:
    status = 409 if error.reason in _CHANGED else 403
    return ApiError(status, ErrorCode(error.reason), _BUYING_MESSAGES[error.reason])


@to_api_error.register
def _of_logged_out(error: LoggedOutError) -> ApiError:
    return ApiError(401, ErrorCode.NOT_LOGGED_IN, str(error))


@to_api_error.register
def _of_address(error: AddressError) -> ApiError:
    return ApiError(400, ErrorCode(f"address_{error.reason}"), str(error))


@to_api_error.register
def _of_email(error: EmailError) -> ApiError:
    return ApiError(400, ErrorCode.EMAIL_INVALID, str(error))


@to_api_error.register
def _of_recovery(error: RecoveryNotNeededError) -> ApiError:
    return ApiError(409, ErrorCode.RECOVERY_NOT_NEEDED, str(error))


@to_api_error.register
def _of_validation(error: ValidationError) -> ApiError:
    faults = error.errors(include_input=False, include_url=False, include_context=False)[:5]
    places = [".".join(str(part) for part in fault["loc"]) for fault in faults]
    lines = [f"{place}: {fault['msg']}" for place, fault in zip(places, faults, strict=True)]
    return ApiError(400, ErrorCode.INVALID_REQUEST, "; ".join(lines))


@to_api_error.register
def _of_redis(error: RedisError) -> ApiError:
    log.error("Redis: %s", type(error).__name__)
    return _storage_away()


@to_api_error.register
def _of_database(error: DatabaseAwayError) -> ApiError:
    log.error("PostgreSQL: %s", error)
    return _storage_away()


def _storage_away() -> ApiError:
    message = "We cannot reach our storage now. Please try again."
    return ApiError(503, ErrorCode.STORAGE_UNAVAILABLE, message)


@to_api_error.register
def _of_rate_limit(error: TooManyError) -> ApiError:
    headers = {"Retry-After": str(error.wait)}
    return ApiError(429, ErrorCode.TOO_MANY_REQUESTS, "Please wait a moment.", headers)


@to_api_error.register
def _of_busy_export(error: ExportBusyError) -> ApiError:
    headers = {"Retry-After": str(error.wait)}
    message = "A file is being made. Please wait a moment."
    return ApiError(429, ErrorCode.TOO_MANY_REQUESTS, message, headers)


@to_api_error.register
def _of_partners_rate_limit(error: partner.RateLimited) -> ApiError:
    headers = {"Retry-After": str(max(1, round(error.retry_after or 1)))}
    return ApiError(503, ErrorCode.PARTNER_BUSY, "GoMining asks us to wait a moment.", headers)


@to_api_error.register
def _of_http(error: web.HTTPException) -> ApiError:
    headers = {name: value for name, value in error.headers.items() if name == "Allow"}
    unknown = (ErrorCode.BAD_REQUEST, f"{error.reason}.")
    return ApiError(error.status, *_HTTP_ERRORS.get(error.status, unknown), headers)


def _same_for_all(status: int, code: ErrorCode, message: str, _error: Exception) -> ApiError:
    return ApiError(status, code, message)


_SAME_FOR_ALL: dict[type[Exception], tuple[int, ErrorCode, str]] = {
    UnfinishedOrderError: (409, ErrorCode.ORDER_OPEN, "You have an open order."),
    OrderMissingError: (404, ErrorCode.ORDER_UNKNOWN, "There is no such order."),
    RefreshBusyError: (503, ErrorCode.BUSY, "Please try again in a moment."),
    BindingRefusedError: (422, ErrorCode.BINDING_REFUSED, "GoMining did not bind this address."),
    partner.TimedOut: (504, ErrorCode.PARTNER_TIMEOUT, "GoMining did not answer in time."),
    partner.Unreachable: (503, ErrorCode.PARTNER_UNREACHABLE, "GoMining cannot be reached now."),
    partner.Unreadable: (502, ErrorCode.PARTNER_UNREADABLE, "GoMining's answer cannot be read."),
    partner.Broken: (502, ErrorCode.PARTNER_BROKEN, "GoMining has trouble of its own now."),
    partner.Invalid: (422, ErrorCode.PARTNER_INVALID, "GoMining did not accept this."),
    partner.Declined: (422, ErrorCode.PARTNER_INVALID, "GoMining did not accept this."),
    partner.BadParameter: (422, ErrorCode.PARTNER_INVALID, "GoMining does not take this."),
    partner.Refused: (
        502,
        ErrorCode.PARTNER_REFUSED,
        "GoMining refused this. Try again later.",
    ),
    WalletNeededError: (
        403,
        ErrorCode.WALLET_NEEDED,
        "GoMining refuses this to a login without a wallet. Please connect the TON wallet.",
    ),
    partner.KeysMissing: (501, ErrorCode.KEYS_MISSING, "This needs the partner's API key."),
}
for _kind, _answer in _SAME_FOR_ALL.items():
    to_api_error.register(_kind, partial(_same_for_all, *_answer))
