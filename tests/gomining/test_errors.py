"""Every way in which a call can fail, over real connections."""

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from gomining import Client, RetryPolicy, errors, open_session
from gomining import operations as e
from gomining.endpoint import Endpoint
from gomining.errors import (
    AnswerTimedOut,
    Broken,
    ConnectTimedOut,
    GoMiningError,
    Invalid,
    NotAllowed,
    NotFound,
    NotLoggedIn,
    NotSent,
    OutcomeUnknown,
    RateLimited,
    Refused,
    StatusError,
    TimedOut,
    Unreachable,
    Unreadable,
)
from tests.gomining.conftest import KEYS
from tests.gomining.server import Partner
from tests.gomining.test_client import ENDPOINTS

MakeClient = Callable[..., Client]
HTML = "<html><title>403 Forbidden</title></html>"
NO_RETRY = RetryPolicy(attempts=1)


async def error_of(client: Client, token: str = "user-token") -> GoMiningError:
    """Call ListRates and return the error, which must not chain an aiohttp error."""
    with pytest.raises(GoMiningError) as caught:
        await client(e.ListRates(), access_token=token)
    assert caught.value.endpoint == "ListRates"
    assert caught.value.__cause__ is caught.value.__context__ is None
    return caught.value


@asynccontextmanager
async def raw_server(answer: bytes) -> AsyncIterator[str]:
    """A server that sends these bytes after any request and closes the connection."""

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(respond, "127.0.0.1", 0)
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
async def test_status_determines_the_error(
    make_client: MakeClient, partner: Partner, status: int, kind: type[StatusError]
) -> None:
    """The error keeps the reason of the body for the log."""
    partner.answer_with('{"message":"first\\nsecond","error":"Other","statusCode":1}', status)
    error = await error_of(make_client(retry=NO_RETRY))
    assert type(error) is kind
    assert isinstance(error, StatusError)
    assert isinstance(error, Refused) == (status < 500)
    assert (error.status, error.reason, error.by_proxy) == (status, "first second", False)
    assert str(error) == f"ListRates: {status} first second"


@pytest.mark.parametrize("status", [403, 502])
async def test_html_error_is_marked_as_by_proxy(
    make_client: MakeClient, partner: Partner, status: int
) -> None:
    """Its text is not used as the reason."""
    partner.answer_with(HTML, status, {"Content-Type": "text/html"})
    error = await error_of(make_client(retry=NO_RETRY))
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
async def test_reason_is_one_short_line_without_secrets(
    client: Client, partner: Partner, body: str, reason: str | None
) -> None:
    """Whichever member of the body it is in."""
    partner.answer_with(body, 400)
    error = await error_of(client)
    assert isinstance(error, Invalid)
    assert error.reason == reason


async def test_reason_hides_the_refresh_token_that_was_sent(
    client: Client, partner: Partner
) -> None:
    """The partner quotes it in its message."""
    partner.answer_with('{"message":"unknown refresh-123"}', 401)
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
async def test_retry_after_accepts_seconds_and_dates(
    make_client: MakeClient, partner: Partner, header: str, seconds: float | None
) -> None:
    """Anything else is None."""
    partner.answer_with("{}", 429, {"Retry-After": header})
    error = await error_of(make_client(retry=NO_RETRY))
    assert isinstance(error, RateLimited)
    assert error.retry_after == seconds


@pytest.mark.parametrize("status", [301, 302, 304, 307, 308])
async def test_redirect_is_not_followed(client: Client, partner: Partner, status: int) -> None:
    """A token is sent to the configured host only."""
    partner.answer_with("", status, {"Location": f"{partner.url}/elsewhere"})
    error = await error_of(client)
    assert isinstance(error, Unreadable)
    assert error.field == "status"
    assert len(partner.requests) == 1


async def test_no_answer_raises_timed_out_without_retry(
    make_client: MakeClient, partner: Partner
) -> None:
    """TimedOut is an Unreachable."""
    partner.hangs = True
    error = await error_of(make_client(timeout=0.05))
    assert type(error) is AnswerTimedOut
    assert isinstance(error, OutcomeUnknown)
    assert isinstance(error, TimedOut)
    assert len(partner.requests) == 1


async def test_timeout_covers_the_whole_body(make_client: MakeClient) -> None:
    """Not only the time to the first byte."""
    closed = asyncio.Event()

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{")
        await reader.read()
        writer.close()
        closed.set()

    server = await asyncio.start_server(respond, "127.0.0.1", 0)
    async with server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        assert isinstance(await error_of(make_client(timeout=0.05, base_url=url)), TimedOut)
        await closed.wait()


async def test_refused_connection_is_not_sent(make_client: MakeClient) -> None:
    """And not TimedOut. A host without an address is the same."""
    async with raw_server(b"") as url:
        pass
    for address in (url, "http://no-such-host.invalid"):
        error = await error_of(make_client(base_url=address))
        assert type(error) is NotSent
        assert isinstance(error, Unreachable)


async def test_failed_tls_handshake_is_not_sent(make_client: MakeClient) -> None:
    """Nothing of the request has left."""
    async with raw_server(b"") as url:
        error = await error_of(make_client(base_url=url.replace("http:", "https:"), timeout=1))
    assert isinstance(error, NotSent)


async def test_waiting_for_a_connection_is_not_sent(
    make_client: MakeClient, partner: Partner
) -> None:
    """All connections are in use by calls that hang."""
    partner.hangs = True
    async with open_session(connections=1) as session:
        client = Client(
            session, base_url=partner.url, partner_id="p", timeout=1, connect_timeout=0.05
        )
        first = asyncio.create_task(error_of(client))
        await partner.called.wait()
        second = await error_of(client)
        assert type(await first) is AnswerTimedOut
    assert type(second) is ConnectTimedOut
    assert isinstance(second, NotSent)
    assert isinstance(second, TimedOut)
    assert len(partner.requests) == 1


async def test_server_that_accepts_no_connection_is_not_sent(make_client: MakeClient) -> None:
    """Its queue of connections is full; the connect time-out is shorter than the whole one."""
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for client in (first, second):
            client.setblocking(False)
            client.connect_ex(full.getsockname())
        url = f"http://127.0.0.1:{full.getsockname()[1]}"
        error = await error_of(make_client(base_url=url, timeout=9, connect_timeout=0.05))
    assert type(error) is ConnectTimedOut


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
    ],
)
async def test_closed_connection_is_of_unknown_outcome(
    make_client: MakeClient, answer: bytes
) -> None:
    """Before the response or within it; also of a POST."""
    async with raw_server(answer) as url:
        client = make_client(base_url=url, retry=NO_RETRY)
        error = await error_of(client)
        with pytest.raises(OutcomeUnknown):
            await client(e.CreateFastWithdrawal("u", "bc1", 1))
    assert type(error) is OutcomeUnknown
    assert isinstance(error, Unreachable)


@pytest.mark.parametrize("answer", [b"SSH-2.0-OpenSSH\r\n\r\n", b"HTTP/1.1 oops\r\n\r\n"])
async def test_other_protocol_is_unreadable(make_client: MakeClient, answer: bytes) -> None:
    """Something else listens on the port."""
    async with raw_server(answer) as url:
        error = await error_of(make_client(base_url=url, retry=NO_RETRY))
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
async def test_invalid_successful_body_is_unreadable_without_retry(
    client: Client, partner: Partner, body: str | bytes, field: str
) -> None:
    """The error names the field and does not quote the body."""
    partner.answer_with(body)
    error = await error_of(client)
    assert isinstance(error, Unreadable)
    assert error.field == field
    assert "a lot" not in str(error)
    assert len(partner.requests) == 1


async def test_body_over_the_limit_is_unreadable(make_client: MakeClient, partner: Partner) -> None:
    """The limit is for the decompressed size."""
    client = make_client(max_body=1000)
    partner.answer_with(b"[" + b" " * 998 + b"]")
    assert (await client(e.ListRates(), access_token="t")).items == []
    partner.answer_with(b"[" + b" " * 999 + b"]")
    assert "too large" in str(await error_of(client))
    partner.answer_with(gzip.compress(b" " * 10_000_000), headers={"Content-Encoding": "gzip"})
    assert "too large" in str(await error_of(client))


async def test_error_body_over_the_limit_keeps_its_status(
    make_client: MakeClient, partner: Partner
) -> None:
    """The status decides although the body is not read."""
    partner.answer_with(b"x" * 2000, 401)
    assert isinstance(await error_of(make_client(max_body=1000)), NotLoggedIn)


async def test_cancellation_is_not_caught(client: Client, partner: Partner) -> None:
    """A cancelled call raises CancelledError."""
    partner.hangs = True
    call = asyncio.create_task(client(e.ListRates(), access_token="t"))
    await partner.called.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call


def test_error_hierarchy() -> None:
    """The classes are related as the module documents."""
    assert set(Unreachable.__subclasses__()) == {NotSent, OutcomeUnknown, TimedOut}
    assert set(TimedOut.__subclasses__()) == {ConnectTimedOut, AnswerTimedOut}
    refusals = {NotLoggedIn, NotAllowed, NotFound, Invalid, RateLimited}
    assert set(Refused.__subclasses__()) == refusals
    assert set(errors.StatusError.__subclasses__()) == {Refused, Broken}
    assert set(GoMiningError.__subclasses__()) == {
        Unreachable,
        Unreadable,
        StatusError,
        errors.Declined,
        errors.KeysMissing,
        errors.BadParameter,
    }
    assert issubclass(errors.BadParameter, ValueError)
    assert KEYS.secret not in str(errors.KeysMissing("X"))


@pytest.mark.parametrize("kind", [kind for kind in e.ALL if kind.answer is bool])
async def test_false_as_confirmation_is_declined(
    client: Client, partner: Partner, kind: type[Endpoint[bool]]
) -> None:
    """Of every endpoint that confirms with `true`: the partner has not done it."""
    partner.answer_with('{"data":false}')
    endpoint = ENDPOINTS[kind.__name__]
    with pytest.raises(errors.Declined) as caught:
        await client(endpoint, access_token="t")
    assert str(caught.value) == f"{kind.__name__}: the partner answered false"
