"""`verify_proof`, compared with one Ed25519 check, with `ton-connect` and with pytoniq-core."""

import asyncio
import itertools
from base64 import b64decode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from nacl.bindings import crypto_sign_open
from nacl.signing import VerifyKey
from pytoniq_core.boc.address import Address
from pytoniq_core.boc.cell import Cell
from pytoniq_core.tlb.account import StateInit
from ton_connect import VerifyTonProof
from ton_connect.models import TonProofPayloadDto

from bench.table import Row, race, ratio
from sandbox.wallet import TestWallet
from ton.proof import verify_proof

DOMAIN = "app.example.com"
PAYLOAD = "k2Jx0mWcVb7yQe5tR9uZ1aLs3dFg4hJk"
WALLETS = 1500  # more than the cache holds, so that each is a cache miss in every turn


@dataclass(frozen=True)
class Login:
    """The answer of a wallet, in the forms that the compared checks take."""

    account: dict[str, str]
    proof: dict[str, Any]
    signed: bytes
    key: bytes
    for_ton_connect: dict[str, Any]


async def measure(*, quick: bool) -> list[Row]:
    """Two versions of wallets, in the cache and not."""
    return await asyncio.to_thread(_measure, quick=quick)


def _measure(*, quick: bool) -> list[Row]:
    rows = []
    for version in ("v4r2", "v5r1"):
        logins = [_login(index, version) for index in range(WALLETS)]
        rows += _rows(version, logins, rounds=5 if quick else 25)
    return rows


def _rows(version: str, logins: Sequence[Login], *, rounds: int) -> list[Row]:
    now = datetime.now(UTC)

    def ours(login: Login) -> None:
        verify_proof(login.account, login.proof, domains=(DOMAIN,), networks=("-239",), now=now)

    works = {
        "bare": _cycling(logins, _bare),
        "new": _cycling(logins, ours),
        "known": _cycling(logins[:1], ours),
        "ton-connect": _cycling(logins, _ton_connect),
    }
    if version == "v4r2":  # it reads the key where v4 stores it
        works["snippet"] = _cycling(logins, _snippet)
    times = race(works, rounds=rounds, calls=100)
    what = f"verify_proof {version}"
    known, new = ratio(times["bare"], times["known"]), ratio(times["bare"], times["new"])
    peer = ratio(times["ton-connect"], times["new"])
    again = ratio(times["ton-connect"], times["known"])
    rows = [
        Row(f"{what}, known wallet", "bare PyNaCl", ">= 0.90", f"{known}", known.median >= 0.9),
        Row(f"{what}, known wallet", "ton-connect 1.1.0", ">= 7", f"{again}", again.median >= 7),
        Row(f"{what}, new wallet", "bare PyNaCl", ">= 0.90", f"{new}", new.median >= 0.9),
        Row(f"{what}, new wallet", "ton-connect 1.1.0", ">= 7", f"{peer}", peer.median >= 7),
    ]
    if "snippet" in times:
        snippet = ratio(times["snippet"], times["new"])
        rows.append(Row(f"{what}, new wallet", "pytoniq-core snippet", "-", f"{snippet}", None))
    return rows


def _cycling(logins: Sequence[Login], check: Callable[[Login], None]) -> Callable[[], None]:
    turn = itertools.cycle(logins)
    return lambda: check(next(turn))


def _login(index: int, version: str) -> Login:
    wallet = TestWallet(index, version=version)
    answer = wallet.connect(PAYLOAD, domain=DOMAIN, now=datetime.now(UTC))
    account, proof = answer["account"], answer["connectItems"]["tonProof"]["proof"]
    digest = wallet._digest(PAYLOAD, DOMAIN, proof["timestamp"])  # noqa: SLF001 - the bytes that it signed
    sent = {**account, "network": account["chain"], "proof": proof}
    key = bytes.fromhex(account["publicKey"])
    return Login(account, proof, b64decode(proof["signature"]) + digest, key, sent)


def _bare(login: Login) -> None:
    crypto_sign_open(login.signed, login.key)


def _ton_connect(login: Login) -> None:
    dto = TonProofPayloadDto.model_validate(login.for_ton_connect)
    step = VerifyTonProof(dto).verify([DOMAIN])
    try:
        step.send(None)  # it awaits nothing, so no event loop is needed
    except StopIteration:
        return
    raise AssertionError("ton-connect awaited something")


def _snippet(login: Login) -> None:
    """Verify with pytoniq-core's classes, as its users would write it."""
    account, proof = login.account, login.proof
    cell = Cell.one_from_boc(b64decode(account["walletStateInit"]))
    address = Address(account["address"])
    data = StateInit.deserialize(cell.begin_parse()).data  # type: ignore[no-untyped-call]
    if cell.hash != address.hash_part or data is None:
        raise AssertionError("the state init belongs to another address")
    fields = data.begin_parse()
    fields.skip_bits(64)
    key = fields.load_bytes(32)
    domain = proof["domain"]["value"].encode()
    message = b"".join(
        (
            b"ton-proof-item-v2/",
            address.wc.to_bytes(4, "big", signed=True),
            address.hash_part,
            proof["domain"]["lengthBytes"].to_bytes(4, "little"),
            domain,
            proof["timestamp"].to_bytes(8, "little"),
            proof["payload"].encode(),
        )
    )
    digest = sha256(b"\xff\xffton-connect" + sha256(message).digest()).digest()
    VerifyKey(key).verify(digest, b64decode(proof["signature"]))
