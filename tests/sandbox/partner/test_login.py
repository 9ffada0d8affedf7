"""Login with a wallet proof or by partnerUserId, and token refresh."""

from datetime import UTC, datetime
from typing import Any

import jwt
import pytest

from sandbox import keys
from sandbox.partner.table import OPERATIONS
from sandbox.wallet import TestWallet
from tests.sandbox.partner.client import DOMAIN, PartnerClient


def claims(token: str) -> dict[str, Any]:
    """Return the claims of a JWT without verifying it."""
    read: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return read


async def test_payload_is_new_and_at_most_128_bytes(client: PartnerClient) -> None:
    """Each payload is different and within TON Connect's limit."""
    first, second = await client.new_payload(), await client.new_payload()
    assert first != second
    assert 32 <= len(first.encode()) <= 128


async def test_payload_for_unknown_partner_is_401(client: PartnerClient) -> None:
    """An unknown partner id gets no payload."""
    reply = await client.post_public("c2s/auth/generate-payload", partnerId=keys.PARTNER_ID + "0")
    assert (reply.status, reply.message) == (401, "Unknown partnerId")


@pytest.mark.parametrize("index", range(6))
async def test_wallets_0_to_5_belong_to_seeded_users(client: PartnerClient, index: int) -> None:
    """Test wallet n logs in the n-th seeded user."""
    assert claims(await client.access_token(index))["userId"] == 1001 + index


async def test_unknown_wallet_gets_one_empty_account(client: PartnerClient) -> None:
    """A new wallet gets an empty account, and the same one at the next login."""
    first, second = await client.access_token(77), await client.access_token(77)
    assert claims(first)["userId"] == claims(second)["userId"] > 2000
    assert (await client.call_as_user(first, "nft/find-by-user")).data == {"array": [], "count": 0}


@pytest.mark.parametrize("version", ["v3r1", "v3r2", "v4r1", "v4r2", "v5r1"])
@pytest.mark.parametrize("chain", ["-239", "-3"])
async def test_every_wallet_version_logs_in(
    client: PartnerClient, version: str, chain: str
) -> None:
    """All standard wallets are accepted on both networks of the document."""
    tokens = await client.login(9, version=version, chain=chain)
    wallets = (await client.call_as_user(tokens["accessToken"], "wallet/find-by-user")).rows
    ton = next(row["address"] for row in wallets if row["type"] == "TON")
    assert ton == TestWallet(9, version=version, chain=chain).address


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("otherKey", 401),
        ("substitutedKey", 401),
        ("foreignDomain", 401),
        ("noPublicKey", 400),
        ("noWalletStateInit", 400),
        ("noProof", 400),
    ],
)
async def test_faulty_proof_is_rejected(client: PartnerClient, fault: str, status: int) -> None:
    """A proof by another key or for another domain, or an incomplete wallet, is rejected."""
    wallet = TestWallet().connect(
        await client.new_payload(), domain=DOMAIN, now=client.clock(), fault=fault
    )
    assert (await client.check_proof(wallet)).status == status


@pytest.mark.parametrize(
    ("skew", "status"), [(-900, 200), (900, 200), (-901, 401), (901, 401), (10**10, 401)]
)
async def test_proof_time_may_differ_by_15_minutes(
    client: PartnerClient, skew: int, status: int
) -> None:
    """A proof is accepted up to 900 s before or after the sandbox's time."""
    wallet = TestWallet().connect(
        await client.new_payload(), domain=DOMAIN, now=client.clock(), skew=skew
    )
    assert (await client.check_proof(wallet)).status == status


@pytest.mark.parametrize(
    ("domain", "status"),
    [
        ("127.0.0.1:8080", 200),
        ("localhost:5173", 200),
        ("localhost", 200),
        ("[::1]:8080", 200),
        ("app.example.com", 200),
        ("app.example.com:8443", 401),
        ("APP.example.com", 401),
        ("127.0.0.1.evil.example", 401),
        ("", 401),
    ],
)
async def test_proof_domain_must_be_registered_or_loopback(
    client: PartnerClient, domain: str, status: int
) -> None:
    """Registered domains match exactly; every loopback address is accepted."""
    wallet = TestWallet().connect(await client.new_payload(), domain=domain, now=client.clock())
    assert (await client.check_proof(wallet)).status == status


def tampered(wallet: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """Set the value at a dotted path of a wallet."""
    *parents, last = path.split(".")
    inner = wallet
    for name in parents:
        inner = inner[name]
    inner[last] = value
    return wallet


PROOF = "connectItems.tonProof.proof"


@pytest.mark.parametrize(
    ("path", "value", "status"),
    [
        (f"{PROOF}.domain.lengthBytes", 14, 401),
        (f"{PROOF}.timestamp", 1795348801, 401),
        (f"{PROOF}.timestamp", 10**30, 401),
        (f"{PROOF}.timestamp", "1795348800", 400),
        (f"{PROOF}.signature", "AAAA", 401),
        (f"{PROOF}.signature", "A" * 86 + "==", 401),
        (f"{PROOF}.surplus", 1, 400),
        ("connectItems.tonProof.name", "other", 400),
        ("account.address", "0:" + "0" * 64, 401),
        ("account.address", "nonsense", 400),
        ("account.chain", "662387", 400),
        ("account.chain", -239, 400),
        ("account.publicKey", "00" * 32, 401),
        ("account.publicKey", "zz", 400),
        ("account.walletStateInit", "te6cc", 400),
        ("account.walletStateInit", "te6ccgEBAQEAAgAAAA==", 400),
        ("account.walletStateInit", "A" * 9000, 400),
        ("device.platform", "toaster", 400),
        ("device.maxProtocolVersion", "2", 400),
        ("provider", "carrier-pigeon", 400),
    ],
)
async def test_changed_wallet_field_is_rejected(
    client: PartnerClient, path: str, value: object, status: int
) -> None:
    """No value may be changed after signing or be of another type."""
    wallet = TestWallet().connect(await client.new_payload(), domain=DOMAIN, now=client.clock())
    assert (await client.check_proof(tampered(wallet, path, value))).status == status


async def test_payload_is_accepted_once(client: PartnerClient) -> None:
    """Neither the same proof nor another wallet can use a payload again."""
    payload = await client.new_payload()
    wallet = TestWallet().connect(payload, domain=DOMAIN, now=client.clock())
    assert (await client.check_proof(wallet)).status == 200
    again = await client.check_proof(wallet)
    other = TestWallet(1).connect(payload, domain=DOMAIN, now=client.clock())
    assert (again.status, again.message) == (401, "Proof payload is unknown or already used")
    assert (await client.check_proof(other)).status == 401


async def test_failed_proof_does_not_consume_the_payload(client: PartnerClient) -> None:
    """After a forged attempt a valid proof is accepted."""
    payload = await client.new_payload()
    options: dict[str, Any] = {"domain": DOMAIN, "now": client.clock()}
    assert (
        await client.check_proof(TestWallet().connect(payload, **options, fault="otherKey"))
    ).status == 401
    assert (await client.check_proof(TestWallet().connect(payload, **options))).status == 200


async def test_payload_expires_after_15_minutes(client: PartnerClient) -> None:
    """An expired payload is rejected."""
    payload = await client.new_payload()
    client.move_clock(minutes=15)
    wallet = TestWallet().connect(payload, domain=DOMAIN, now=client.clock())
    assert (await client.check_proof(wallet)).message == "Proof payload expired"


async def test_payload_that_was_not_issued_is_401(client: PartnerClient) -> None:
    """A proof of an unknown payload is rejected."""
    wallet = TestWallet().connect("made-up", domain=DOMAIN, now=client.clock())
    assert (await client.check_proof(wallet)).status == 401


async def test_access_token_is_a_jwt_valid_for_one_hour(client: PartnerClient) -> None:
    """The claims hold user and times; after 3600 s the token is rejected."""
    token = await client.access_token()
    read = claims(token)
    assert (read["userId"], read["sub"]) == (1001, "1001")
    assert datetime.fromtimestamp(read["iat"], UTC) == client.clock()
    assert read["exp"] - read["iat"] == 3600
    client.move_clock(seconds=3599)
    assert (await client.call_as_user(token, "rates")).status == 200
    client.move_clock(seconds=1)
    late = await client.call_as_user(token, "rates")
    assert (late.status, late.message) == (401, "Access token expired")


async def test_forged_access_token_is_401(client: PartnerClient) -> None:
    """A token signed with another key, or unsigned, is rejected."""
    payload = claims(await client.access_token())
    forged = jwt.encode(payload, "another secret of enough length, really", "HS256")
    unsigned = jwt.encode(payload, "", "none")
    assert (await client.call_as_user(forged, "rates")).status == 401
    assert (await client.call_as_user(unsigned, "rates")).status == 401


async def test_refresh_token_is_accepted_once(client: PartnerClient) -> None:
    """A refresh returns a new pair; reuse is rejected and counted; the new token works."""
    tokens = await client.login()
    first = (await client.post_public("c2s/auth/refresh", refreshToken=tokens["refreshToken"])).data
    assert first["refreshToken"] != tokens["refreshToken"]
    assert first["accessToken"] != tokens["accessToken"]
    spent = await client.post_public("c2s/auth/refresh", refreshToken=tokens["refreshToken"])
    assert (spent.status, spent.message) == (401, "Refresh token has already been used")
    second = await client.post_public("c2s/auth/refresh", refreshToken=first["refreshToken"])
    assert second.status == 200
    counters = (await client.sim("GET", "partner/calls")).body["counters"]
    assert (counters["refreshed"], counters["refreshReused"]) == (2, 1)


async def test_access_token_stays_valid_after_refresh(client: PartnerClient) -> None:
    """A refresh invalidates only the refresh token."""
    tokens = await client.login()
    await client.post_public("c2s/auth/refresh", refreshToken=tokens["refreshToken"])
    assert (await client.call_as_user(tokens["accessToken"], "rates")).status == 200


@pytest.mark.parametrize("path", ["c2s/auth/refresh", "auth/refresh"])
async def test_unknown_or_expired_refresh_token_is_401(client: PartnerClient, path: str) -> None:
    """Unknown tokens and tokens of 30 days ago are rejected by both operations."""
    assert (await client.post_public(path, refreshToken="rt_made_up")).status == 401
    wallet = await client.login()
    partner = (await client.post_signed("auth/init", partnerUserId="user123")).data
    token = (wallet if path.startswith("c2s") else partner)["refreshToken"]
    client.move_clock(days=30)
    assert (await client.post_public(path, refreshToken=token)).message == "Refresh token expired"


async def test_refresh_token_works_only_at_its_own_operation(client: PartnerClient) -> None:
    """Tokens of wallet logins and partner logins are not interchangeable."""
    wallet = await client.login()
    partner = (await client.post_signed("auth/init", partnerUserId="user123")).data
    crossed = await client.post_public("auth/refresh", refreshToken=wallet["refreshToken"])
    other = await client.post_public("c2s/auth/refresh", refreshToken=partner["refreshToken"])
    right = await client.post_public("auth/refresh", refreshToken=partner["refreshToken"])
    assert (crossed.status, other.status, right.status) == (401, 401, 200)


async def test_auth_init_creates_a_user_and_then_logs_it_in(client: PartnerClient) -> None:
    """The second call returns the same user; its token opens the account."""
    made = (
        await client.post_signed("auth/init", partnerUserId="brand-new", email="a@b.example")
    ).data
    again = (await client.post_signed("auth/init", partnerUserId="brand-new")).data
    assert made["userId"] == again["userId"] == claims(again["accessToken"])["userId"]
    assert (await client.call_as_user(again["accessToken"], "nft/find-by-user")).data["count"] == 0
    shown = (await client.get_signed("users/statistics", partnerUserId="brand-new")).data
    assert (shown["email"], shown["nftsCount"]) == ("a@b.example", 0)


async def test_access_token_opens_only_its_own_account(client: PartnerClient) -> None:
    """Each user sees the miners of that user alone."""
    totals = {
        (
            await client.call_as_user(
                await client.access_token(index), "nft/find-by-user?limit=999"
            )
        ).data["count"]
        for index in range(6)
    }
    assert totals == {5, 3, 2, 137, 0, 1}


async def test_every_user_read_answers(client: PartnerClient) -> None:
    """Each GET operation of a user answers a logged-in user."""
    token = await client.access_token()
    for operation in OPERATIONS:
        if operation.name.startswith("c2s/") and operation.method == "GET":
            reply = await client.call_as_user(token, operation.name.removeprefix("c2s/"))
            assert reply.data, operation.name
