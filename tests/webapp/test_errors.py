"""Every exception has one status and one code of the closed set."""

from typing import get_args

import pytest
from aiohttp import web

from accounts import bitcoin, login_errors
from accounts.bitcoin import AddressError
from accounts.login_errors import LoginError
from tests.world import World
from ton import proof
from ton.proof import ProofError
from webapp.error_codes import ErrorCode
from webapp.errors import to_api_error

ADDRESS = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"


def test_every_reason_of_a_refused_input_has_a_code() -> None:
    """A reason that is added to a proof, an address or a login needs a code as well."""
    reasons = {
        *(f"proof_{reason}" for reason in get_args(proof.Reason)),
        *(f"address_{reason}" for reason in get_args(bitcoin.Reason)),
        *get_args(login_errors.Reason),
    }
    assert reasons <= set(ErrorCode)
    for reason in get_args(proof.Reason):
        assert to_api_error(ProofError(reason)).code == f"proof_{reason}"
    for reason in get_args(bitcoin.Reason):
        assert to_api_error(AddressError(reason)).code == f"address_{reason}"
    for reason in get_args(login_errors.Reason):
        error = to_api_error(LoginError(reason, "message"))
        assert (error.code, error.message) == (reason, "message")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (web.HTTPNotFound(), ErrorCode.NOT_FOUND),
        (web.HTTPMethodNotAllowed("PUT", ["GET"]), ErrorCode.METHOD_NOT_ALLOWED),
        (web.HTTPRequestEntityTooLarge(1, 2), ErrorCode.TOO_LARGE),
        (web.HTTPExpectationFailed(), ErrorCode.EXPECTATION_FAILED),
        (web.HTTPGone(), ErrorCode.BAD_REQUEST),
    ],
)
def test_http_errors_of_aiohttp_keep_their_status(error: web.HTTPException, code: str) -> None:
    """One that has no code of its own is `bad_request`."""
    found = to_api_error(error)
    assert (found.status, found.code) == (error.status, code)


def test_unknown_exception_is_500_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    """The client learns nothing of it; the log has it with its traceback."""
    error = to_api_error(ZeroDivisionError("secret"))
    assert (error.status, error.code) == (500, "internal")
    assert "secret" not in error.message
    assert caplog.records[0].exc_info is not None


async def test_binding_that_the_partner_declines_is_422(world: World) -> None:
    """`{"data": false}` is a refusal with a code of its own, although its HTTP status is 200."""
    await world.login()
    await world.inject_fault("answer", operation="c2s/wallet/bind", body={"data": False})
    answer = await world.post("/api/wallets/bitcoin", {"address": ADDRESS})
    assert (answer.status, answer.code) == (422, "binding_refused")
