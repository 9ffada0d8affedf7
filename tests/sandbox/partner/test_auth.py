"""Logging in with a wallet or by the partner's word, and staying logged in."""

from datetime import UTC, datetime
from typing import Any

import jwt
import pytest

from sandbox import keys
from sandbox.partner.table import OPERATIONS
from sandbox.wallet import TestWallet
from tests.sandbox.partner.client import DOMAIN, Caller


def claims(token: str) -> dict[str, Any]:
    """Read a JWT as a client can: without its key."""
    read: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return read


async def test_payload_fits_ton_connect(caller: Caller) -> None:
    """A payload is new each time and well under TON Connect's 128 bytes."""
    first, second = await caller.payload(), await caller.payload()
    assert first != second
    assert 32 <= len(first.encode()) <= 128


async def test_payload_is_for_partners_only(caller: Caller) -> None:
    """An unknown partner id gets no payload."""
    reply = await caller.open("c2s/auth/generate-payload", partnerId=keys.PARTNER_ID + "0")
    assert (reply.status, reply.message) == (401, "Unknown partnerId")


@pytest.mark.parametrize("index", range(6))
async def test_first_wallets_are_the_seeded_users(caller: Caller, index: int) -> None:
    """Wallet 0 opens the first seeded account, wallet 1 the second, and so on."""
    assert claims(await caller.access(index))["userId"] == 1001 + index


async def test_unknown_wallet_gets_one_empty_account(caller: Caller) -> None:
    """A new wallet finds an empty account, and the same one when it comes again."""
    first, second = await caller.access(77), await caller.access(77)
    assert claims(first)["userId"] == claims(second)["userId"] > 2000
    assert (await caller.user(first, "nft/find-by-user")).data == {"array": [], "count": 0}


@pytest.mark.parametrize("version", ["v3r1", "v3r2", "v4r1", "v4r2", "v5r1"])
@pytest.mark.parametrize("chain", ["-239", "-3"])
async def test_every_wallet_version_logs_in(caller: Caller, version: str, chain: str) -> None:
    """The partner takes all standard wallets on both networks that its document names."""
    tokens = await caller.login(9, version=version, chain=chain)
    wallets = (await caller.user(tokens["accessToken"], "wallet/find-by-user")).rows
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
async def test_faulty_proofs_are_refused(caller: Caller, fault: str, status: int) -> None:
    """A proof by another key or for another domain, or an incomplete wallet, logs nobody in."""
    wallet = TestWallet().connect(
        await caller.payload(), domain=DOMAIN, now=caller.clock(), fault=fault
    )
    assert (await caller.check(wallet)).status == status


@pytest.mark.parametrize(
    ("skew", "status"), [(-900, 200), (900, 200), (-901, 401), (901, 401), (10**10, 401)]
)
async def test_proof_time_has_bounds_on_both_sides(caller: Caller, skew: int, status: int) -> None:
    """A phone's clock may be a quarter of an hour off, either way."""
    wallet = TestWallet().connect(
        await caller.payload(), domain=DOMAIN, now=caller.clock(), skew=skew
    )
    assert (await caller.check(wallet)).status == status


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
async def test_domains(caller: Caller, domain: str, status: int) -> None:
    """Registered domains count exactly; every loopback address counts too."""
    wallet = TestWallet().connect(await caller.payload(), domain=domain, now=caller.clock())
    assert (await caller.check(wallet)).status == status


def tampered(wallet: dict[str, Any], place: str, value: object) -> dict[str, Any]:
    """Change one value of a wallet, named by its dotted place."""
    *path, last = place.split(".")
    inner = wallet
    for name in path:
        inner = inner[name]
    inner[last] = value
    return wallet


PROOF = "connectItems.tonProof.proof"


@pytest.mark.parametrize(
    ("place", "value", "status"),
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
async def test_tampered_wallets_are_refused(
    caller: Caller, place: str, value: object, status: int
) -> None:
    """No value of the wallet can be changed after it was signed, nor be of another kind."""
    wallet = TestWallet().connect(await caller.payload(), domain=DOMAIN, now=caller.clock())
    assert (await caller.check(tampered(wallet, place, value))).status == status


async def test_payload_is_good_once(caller: Caller) -> None:
    """The same proof does not log in twice, nor does another wallet with the same payload."""
    payload = await caller.payload()
    wallet = TestWallet().connect(payload, domain=DOMAIN, now=caller.clock())
    assert (await caller.check(wallet)).status == 200
    again = await caller.check(wallet)
    other = TestWallet(1).connect(payload, domain=DOMAIN, now=caller.clock())
    assert (again.status, again.message) == (401, "Proof payload is unknown or already used")
    assert (await caller.check(other)).status == 401


async def test_bad_proof_does_not_use_the_payload_up(caller: Caller) -> None:
    """After a forged attempt the right wallet still gets in."""
    payload = await caller.payload()
    how: dict[str, Any] = {"domain": DOMAIN, "now": caller.clock()}
    assert (
        await caller.check(TestWallet().connect(payload, **how, fault="otherKey"))
    ).status == 401
    assert (await caller.check(TestWallet().connect(payload, **how))).status == 200


async def test_payload_has_a_lifetime(caller: Caller) -> None:
    """After fifteen minutes a payload is worth nothing."""
    payload = await caller.payload()
    caller.move(minutes=15)
    wallet = TestWallet().connect(payload, domain=DOMAIN, now=caller.clock())
    assert (await caller.check(wallet)).message == "Proof payload expired"


async def test_payload_of_ours_only(caller: Caller) -> None:
    """A proof of a payload that was never issued is refused."""
    wallet = TestWallet().connect("made-up", domain=DOMAIN, now=caller.clock())
    assert (await caller.check(wallet)).status == 401


async def test_access_token_is_a_jwt_of_one_hour(caller: Caller) -> None:
    """The access token says whose it is and until when, and stops working then."""
    token = await caller.access()
    read = claims(token)
    assert (read["userId"], read["sub"]) == (1001, "1001")
    assert datetime.fromtimestamp(read["iat"], UTC) == caller.clock()
    assert read["exp"] - read["iat"] == 3600
    caller.move(seconds=3599)
    assert (await caller.user(token, "rates")).status == 200
    caller.move(seconds=1)
    late = await caller.user(token, "rates")
    assert (late.status, late.message) == (401, "Access token expired")


async def test_forged_token_is_refused(caller: Caller) -> None:
    """A token that is signed with another key, or with none, is refused."""
    payload = claims(await caller.access())
    forged = jwt.encode(payload, "another secret of enough length, really", "HS256")
    unsigned = jwt.encode(payload, "", "none")
    assert (await caller.user(forged, "rates")).status == 401
    assert (await caller.user(unsigned, "rates")).status == 401


async def test_refresh_tokens_rotate(caller: Caller) -> None:
    """A refresh gives a new pair; the spent token is dead, which is counted; the new one lives."""
    tokens = await caller.login()
    first = (await caller.open("c2s/auth/refresh", refreshToken=tokens["refreshToken"])).data
    assert first["refreshToken"] != tokens["refreshToken"]
    assert first["accessToken"] != tokens["accessToken"]
    spent = await caller.open("c2s/auth/refresh", refreshToken=tokens["refreshToken"])
    assert (spent.status, spent.message) == (401, "Refresh token has already been used")
    second = await caller.open("c2s/auth/refresh", refreshToken=first["refreshToken"])
    assert second.status == 200
    counters = (await caller.sim("GET", "partner/calls")).body["counters"]
    assert (counters["refreshed"], counters["refreshReused"]) == (2, 1)


async def test_old_access_token_lives_on_after_a_refresh(caller: Caller) -> None:
    """Refreshing ends the refresh token, not the access token."""
    tokens = await caller.login()
    await caller.open("c2s/auth/refresh", refreshToken=tokens["refreshToken"])
    assert (await caller.user(tokens["accessToken"], "rates")).status == 200


@pytest.mark.parametrize("path", ["c2s/auth/refresh", "auth/refresh"])
async def test_refresh_tokens_end(caller: Caller, path: str) -> None:
    """Unknown tokens and those of thirty days ago are refused, in both families."""
    assert (await caller.open(path, refreshToken="rt_made_up")).status == 401
    wallet = await caller.login()
    partner = (await caller.post("auth/init", partnerUserId="user123")).data
    token = (wallet if path.startswith("c2s") else partner)["refreshToken"]
    caller.move(days=30)
    assert (await caller.open(path, refreshToken=token)).message == "Refresh token expired"


async def test_refresh_families_are_apart(caller: Caller) -> None:
    """A wallet login is refreshed at its own address, an account login at the other."""
    wallet = await caller.login()
    partner = (await caller.post("auth/init", partnerUserId="user123")).data
    crossed = await caller.open("auth/refresh", refreshToken=wallet["refreshToken"])
    other = await caller.open("c2s/auth/refresh", refreshToken=partner["refreshToken"])
    right = await caller.open("auth/refresh", refreshToken=partner["refreshToken"])
    assert (crossed.status, other.status, right.status) == (401, 401, 200)


async def test_account_creation_and_login(caller: Caller) -> None:
    """The first call makes a user, the next logs the same one in; the token opens the account."""
    made = (await caller.post("auth/init", partnerUserId="brand-new", email="a@b.example")).data
    again = (await caller.post("auth/init", partnerUserId="brand-new")).data
    assert made["userId"] == again["userId"] == claims(again["accessToken"])["userId"]
    assert (await caller.user(again["accessToken"], "nft/find-by-user")).data["count"] == 0
    shown = (await caller.get("users/statistics", partnerUserId="brand-new")).data
    assert (shown["email"], shown["nftsCount"]) == ("a@b.example", 0)


async def test_one_user_never_sees_another(caller: Caller) -> None:
    """Each token opens its own owner's account."""
    totals = {
        (await caller.user(await caller.access(index), "nft/find-by-user?limit=999")).data["count"]
        for index in range(6)
    }
    assert totals == {5, 3, 2, 137, 0, 1}


async def test_every_user_operation_answers(caller: Caller) -> None:
    """Each read of the user's own answers a logged-in user."""
    token = await caller.access()
    for each in OPERATIONS:
        if each.name.startswith("c2s/") and each.method == "GET":
            reply = await caller.user(token, each.name.removeprefix("c2s/"))
            assert reply.data, each.name
