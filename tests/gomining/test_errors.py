"""Every way a call can fail, through a real connection."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from gomining import Client, RetryPolicy, errors
from gomining import endpoints as e
from gomining.errors import (
    Broken,
    GoMiningError,
    Invalid,
    NotAllowed,
    NotFound,
    NotLoggedIn,
    RateLimited,
    Refused,
    StatusError,
    TimedOut,
    Unreachable,
    Unreadable,
)
from tests.gomining.conftest import KEYS
from tests.gomining.server import Partner

MAKE = Callable[..., Client]
HTML = "<html><title>403 Forbidden</title></html>"
ONCE = RetryPolicy(attempts=1)


async def fails(client: Client, token: str = "user-token") -> GoMiningError:
    """Ask for the rates and return the error."""
    with pytest.raises(GoMiningError) as caught:
        await client(e.ListRates(), access_token=token)
    assert caught.value.endpoint == "ListRates"
    assert caught.value.__cause__ is caught.value.__context__ is None
    return caught.value


@asynccontextmanager
async def raw_server(answer: bytes) -> AsyncIterator[str]:
    """A server that says these bytes to whatever it hears, and hangs up."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    async with server:
        host, port = server.sockets[0].getsockname()
        yield f"http://{host}:{port}"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Invalid),
        (401, NotLoggedIn),
        (402, Invalid),
        (403, NotAllowed),
        (404, NotFound),
        (405, Invalid),
        (409, Invalid),
        (422, Invalid),
        (429, RateLimited),
        (499, Invalid),
        (500, Broken),
        (502, Broken),
        (503, Broken),
        (504, Broken),
        (599, Broken),
    ],
)
async def test_a_status_becomes_its_error(
    make_client: MAKE, partner: Partner, status: int, kind: type[StatusError]
) -> None:
    """The status decides the error, which keeps the partner's words for the log."""
    partner.says('{"message":"it\\nsays so","error":"Other","statusCode":1}', status)
    error = await fails(make_client(retry=ONCE))
    assert type(error) is kind
    assert isinstance(error, StatusError)
    assert isinstance(error, Refused) == (status < 500)
    assert (error.status, error.reason, error.by_proxy) == (status, "it says so", False)
    assert str(error) == f"ListRates: {status} it says so"


@pytest.mark.parametrize("status", [403, 502])
async def test_html_of_a_proxy_is_no_word_of_the_partner(
    make_client: MAKE, partner: Partner, status: int
) -> None:
    """A page of something in front is told apart and not quoted."""
    partner.says(HTML, status, {"Content-Type": "text/html"})
    error = await fails(make_client(retry=ONCE))
    assert isinstance(error, NotAllowed if status == 403 else Broken)
    assert isinstance(error, StatusError)
    assert (error.by_proxy, error.reason) == (True, None)
    assert "html" not in str(error)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('{"error":"Bad Request"}', "Bad Request"),
        ('{"description":"d"}', "d"),
        ('{"message":["limit is wrong","offset too"]}', "limit is wrong; offset too"),
        ('{"error":{"message":"nested"}}', "nested"),
        ('{"message":5}', None),
        ('{"message":""}', None),
        ("{}", None),
        ('{"message":"' + "x" * 500 + '"}', "x" * 200),
        ('{"message":"bad token user-token of Key-123"}', "bad token *** of ***"),
        ('{"message":"a\\u001b[31m\\u0000b"}', "a [31m b"),
    ],
)
async def test_the_reason_is_short_clean_and_without_secrets(
    client: Client, partner: Partner, body: str, reason: str | None
) -> None:
    """Whatever field it is in, the reason is one short line without what was sent in secret."""
    partner.says(body, 400)
    error = await fails(client)
    assert isinstance(error, Invalid)
    assert error.reason == reason


async def test_a_refresh_token_is_not_echoed(client: Client, partner: Partner) -> None:
    """A refused refresh that quotes its token does not put it into the error."""
    partner.says('{"message":"unknown refresh-123"}', 401)
    with pytest.raises(NotLoggedIn) as caught:
        await client(e.RefreshTokens("refresh-123"))
    assert str(caught.value) == "RefreshTokens: 401 unknown ***"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("Wed, 09 Sep 2026 12:01:00 GMT", 59.876544),
        ("Wed, 09 Sep 2026 11:00:00 GMT", 0.0),
        ("Wed, 09 Sep 2026 12:01:00 -0000", 59.876544),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("9" * 400, 999999999.0),
    ],
)
async def test_retry_after_is_read(
    make_client: MAKE, partner: Partner, header: str, seconds: float | None
) -> None:
    """Seconds or a date, and nothing when it is neither."""
    partner.says("{}", 429, {"Retry-After": header})
    error = await fails(make_client(retry=ONCE))
    assert isinstance(error, RateLimited)
    assert error.retry_after == seconds


@pytest.mark.parametrize("status", [301, 302, 304, 307, 308])
async def test_a_redirect_is_not_followed(client: Client, partner: Partner, status: int) -> None:
    """The token stays where it was sent."""
    partner.says("", status, {"Location": f"{partner.url}/elsewhere"})
    error = await fails(client)
    assert isinstance(error, Unreadable)
    assert error.field == "status"
    assert len(partner.heard) == 1


async def test_a_partner_that_says_nothing_times_out(make_client: MAKE, partner: Partner) -> None:
    """No answer in time is TimedOut, also under Unreachable, and is not asked again."""
    partner.silent = True
    error = await fails(make_client(timeout=0.05))
    assert isinstance(error, TimedOut)
    assert isinstance(error, Unreachable)
    assert len(partner.heard) == 1


async def test_a_body_that_never_ends_times_out(make_client: MAKE) -> None:
    """The time is for the whole answer, not for its first byte."""
    gone = asyncio.Event()

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{")
        await reader.read()
        writer.close()
        gone.set()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    async with server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        assert isinstance(await fails(make_client(timeout=0.05, base_url=url)), TimedOut)
        await gone.wait()


async def test_nobody_there_is_unreachable(make_client: MAKE) -> None:
    """A refused connection is Unreachable, not TimedOut."""
    async with raw_server(b"") as url:
        pass
    error = await fails(make_client(base_url=url))
    assert type(error) is Unreachable


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
    ],
)
async def test_a_broken_line_is_unreachable(make_client: MAKE, answer: bytes) -> None:
    """Hanging up before or within the answer is Unreachable."""
    async with raw_server(answer) as url:
        error = await fails(make_client(base_url=url, retry=ONCE))
    assert type(error) is Unreachable


@pytest.mark.parametrize("answer", [b"SSH-2.0-OpenSSH\r\n\r\n", b"HTTP/1.1 oops\r\n\r\n"])
async def test_what_is_not_http_is_unreadable(make_client: MAKE, answer: bytes) -> None:
    """Another protocol on the port is Unreadable."""
    async with raw_server(answer) as url:
        error = await fails(make_client(base_url=url, retry=ONCE))
    assert type(error) is Unreadable


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (HTML, "body"),
        ("", "body"),
        ('{"data":[{"price":NaN}]}', "body"),
        ('{"data":[{"price":-Infinity}]}', "body"),
        ("[" * 50_000, "body"),
        (b"\xff\xfe\x00", "body"),
        ('{"data":[{"price":"a lot"}]}', "data.items.0.price"),
    ],
)
async def test_a_garbled_success_is_unreadable(
    client: Client, partner: Partner, body: str | bytes, field: str
) -> None:
    """What is no answer names the endpoint and the field, and is not asked for again."""
    partner.says(body)
    error = await fails(client)
    assert isinstance(error, Unreadable)
    assert error.field == field
    assert "a lot" not in str(error)
    assert len(partner.heard) == 1


async def test_an_answer_that_is_too_large_is_not_read(make_client: MAKE, partner: Partner) -> None:
    """Beyond the cap an answer is Unreadable, also when compression hid its size."""
    client = make_client(max_body=1000)
    partner.says(b"[" + b" " * 998 + b"]")
    assert (await client(e.ListRates(), access_token="t")).items == []
    partner.says(b"[" + b" " * 999 + b"]")
    assert "too large" in str(await fails(client))
    partner.says(gzip.compress(b" " * 10_000_000), headers={"Content-Encoding": "gzip"})
    assert "too large" in str(await fails(client))


async def test_an_error_that_is_too_large_keeps_its_status(
    make_client: MAKE, partner: Partner
) -> None:
    """The status counts even when the body is beyond the cap."""
    partner.says(b"x" * 2000, 401)
    assert isinstance(await fails(make_client(max_body=1000)), NotLoggedIn)


async def test_cancelling_is_never_caught(client: Client, partner: Partner) -> None:
    """A cancelled call ends as cancelled."""
    partner.silent = True
    call = asyncio.create_task(client(e.ListRates(), access_token="t"))
    await partner.called.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call


def test_the_tree() -> None:
    """Each error stands where its reader looks for it."""
    assert issubclass(TimedOut, Unreachable)
    refusals = {NotLoggedIn, NotAllowed, NotFound, Invalid, RateLimited}
    assert set(Refused.__subclasses__()) == refusals
    assert set(errors.StatusError.__subclasses__()) == {Refused, Broken}
    assert set(GoMiningError.__subclasses__()) == {
        Unreachable,
        Unreadable,
        StatusError,
        errors.KeysMissing,
        errors.BadParameter,
    }
    assert issubclass(errors.BadParameter, ValueError)
    assert KEYS.secret not in str(errors.KeysMissing("X"))
