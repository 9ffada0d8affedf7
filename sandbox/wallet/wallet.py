"""A test wallet: its index determines its keys, and it has no other state.

Results are the objects that `@tonconnect/sdk` passes to an app (`Wallet`) and that a JS bridge
passes to the SDK (`ConnectEvent`). Source: TON Connect's specification, "ton_proof".
"""

import base64
import hashlib
from copy import deepcopy
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from nacl.signing import SigningKey

VERSIONS = ("v3r1", "v3r2", "v4r1", "v4r2", "v5r1")
# Contracts whose current key only the blockchain knows: Telegram's, whose key can be rotated, and
# one that few wallet apps use.
ON_CHAIN_VERSIONS = ("telegram", "highload-v2")
CHAINS = ("-239", "-3")
FAULTS = {
    "reject": "the user declines: connect_error 300",
    "wrongNetwork": "the wallet is on testnet, chain -3",
    "noPublicKey": "an older wallet: no publicKey in the account",
    "noWalletStateInit": "an older wallet: no walletStateInit in the account",
    "otherKey": "the proof is signed by another key",
    "substitutedKey": "signed by another key, which is also given as publicKey of this address",
    "formerKey": "signed by the key before the last rotation, which is also given as publicKey",
    "foreignDomain": "the proof is made for evil.example",
    "noProof": "the wallet connects but cannot sign: ton_proof carries an error 400",
}
DECLINED = {"code": 300, "message": "User declined the connection"}
UNSUPPORTED = {"code": 400, "message": "ton_proof is not supported"}
DEVICE = {
    "platform": "browser",
    "appName": "sandbox-wallet",
    "appVersion": "1.0.0",
    "maxProtocolVersion": 2,
    "features": ["SendTransaction", {"name": "SendTransaction", "maxMessages": 4}],
}


class Rejected(Exception):  # noqa: N818 - the user's decision, not an error
    """The user declined in the wallet."""


def domain_of(manifest_url: str) -> str:
    """Return the domain that wallets sign: the manifest's host, with a non-default port."""
    url = urlsplit(manifest_url)
    if url.scheme not in {"http", "https"} or not url.hostname:
        raise ValueError("manifestUrl must be an http or https URL")
    host = f"[{url.hostname}]" if ":" in url.hostname else url.hostname
    usual = {"http": 80, "https": 443}[url.scheme]
    return host if url.port in {None, usual} else f"{host}:{url.port}"


class TestWallet:
    """A wallet of `version` on `chain`; `index` determines its first key, thus its address.

    `rotations` counts how often its key was changed since; only a "telegram" contract can do that.
    """

    __test__ = False  # pytest: not a test

    def __init__(
        self, index: int = 0, *, version: str = "v5r1", chain: str = "-239", rotations: int = 0
    ) -> None:
        if version not in VERSIONS + ON_CHAIN_VERSIONS:
            raise ValueError(f"version must be one of {', '.join(VERSIONS + ON_CHAIN_VERSIONS)}")
        if chain not in CHAINS:
            raise ValueError(f"chain must be one of {', '.join(CHAINS)}")
        if rotations and version != "telegram":
            raise ValueError("only the key of a telegram contract can be rotated")
        self.index, self.version, self.chain, self.rotations = index, version, chain, rotations
        self._key = _key(f"{index}-{rotations}" if rotations else index)

    @property
    def public_key(self) -> str:
        """Current public key as 64 hex digits."""
        return bytes(self._key.verify_key).hex()

    @property
    def address(self) -> str:
        """Raw address, `0:<64 hex digits>`."""
        return self._contract()[0]

    @property
    def friendly_address(self) -> str:
        """User-friendly address, not bounceable."""
        return self._contract()[1]

    @property
    def state_init(self) -> str:
        """StateInit as a base64 BoC."""
        return self._contract()[2]

    def connect(
        self,
        payload: str | None,
        *,
        domain: str,
        now: datetime,
        fault: str | None = None,
        skew: int = 0,
        provider: str = "injected",
    ) -> dict[str, Any]:
        """Return the SDK's `Wallet` for an app at `domain` that requests a proof of `payload`.

        `now` is the current time and `skew` the error of the wallet's clock in seconds. Without a
        payload there are no `connectItems`, as after a restored connection.

        Raises:
            Rejected: `fault` is "reject".
            ValueError: `fault` is not one of FAULTS.
        """
        if fault is not None and fault not in FAULTS:
            raise ValueError(f"fault must be one of {', '.join(FAULTS)}")
        if fault == "reject":
            raise Rejected(DECLINED["message"])
        wallet = self
        if fault == "wrongNetwork":
            wallet = self._replaced(chain="-3")
        if fault == "formerKey":
            wallet = self._replaced(rotations=max(0, self.rotations - 1))
        answer = {
            "device": deepcopy(DEVICE),
            "account": wallet.account(fault),
            "provider": provider,
        }
        if payload is not None:
            item = wallet.proof_item(payload, domain, int(now.timestamp()) + skew, fault)
            answer["connectItems"] = {"tonProof": item}
        return answer

    def _replaced(self, *, chain: str | None = None, rotations: int | None = None) -> "TestWallet":
        """Return the same wallet on another network, or at another time."""
        return TestWallet(
            self.index,
            version=self.version,
            chain=chain or self.chain,
            rotations=self.rotations if rotations is None else rotations,
        )

    def connect_event(
        self,
        payload: str | None,
        *,
        event_id: int = 1,
        **options: Any,  # noqa: ANN401 - passed on unchanged
    ) -> dict[str, Any]:
        """Return the JS bridge's `ConnectEvent`; the arguments are those of `connect`."""
        try:
            wallet = self.connect(payload, **options)
        except Rejected:
            return {"event": "connect_error", "id": event_id, "payload": dict(DECLINED)}
        account = dict(wallet["account"])
        account["network"] = account.pop("chain")
        items = [{"name": "ton_addr", **account}]
        if "connectItems" in wallet:
            items.append(wallet["connectItems"]["tonProof"])
        event_payload = {"items": items, "device": wallet["device"]}
        return {"event": "connect", "id": event_id, "payload": event_payload}

    def account(self, fault: str | None = None) -> dict[str, str]:
        """Return the `account` of TON Connect."""
        account = {
            "address": self.address,
            "chain": self.chain,
            "walletStateInit": self.state_init,
            "publicKey": self.public_key,
        }
        if fault == "substitutedKey":
            account["publicKey"] = bytes(_other_key(self.index).verify_key).hex()
        missing = {"noPublicKey": "publicKey", "noWalletStateInit": "walletStateInit"}
        account.pop(missing.get(fault or "", ""), None)
        return account

    def proof_item(
        self, payload: str, domain: str, timestamp: int, fault: str | None = None
    ) -> dict[str, Any]:
        """Return the `ton_proof` item; `timestamp` is in Unix seconds."""
        if fault == "noProof":
            return {"name": "ton_proof", "error": dict(UNSUPPORTED)}
        if fault == "foreignDomain":
            domain = "evil.example"
        key = _other_key(self.index) if fault in {"otherKey", "substitutedKey"} else self._key
        proof = {
            "timestamp": timestamp,
            "domain": {"lengthBytes": len(domain.encode()), "value": domain},
            "payload": payload,
            "signature": base64.b64encode(
                key.sign(self._digest(payload, domain, timestamp)).signature
            ).decode(),
        }
        return {"name": "ton_proof", "proof": proof}

    def _digest(self, payload: str, domain: str, timestamp: int) -> bytes:
        """Return the digest to sign, as the specification defines it."""
        workchain, _, account = self.address.partition(":")
        host = domain.encode()
        message = b"".join(
            (
                b"ton-proof-item-v2/",
                int(workchain).to_bytes(4, "big", signed=True),
                bytes.fromhex(account),
                len(host).to_bytes(4, "little"),
                host,
                timestamp.to_bytes(8, "little"),
                payload.encode(),
            )
        )
        return hashlib.sha256(b"\xff\xffton-connect" + hashlib.sha256(message).digest()).digest()

    def _contract(self) -> tuple[str, str, str]:
        from sandbox.wallet import contracts  # noqa: PLC0415 - loads the TON libraries

        return contracts.build(bytes(_key(self.index).verify_key), self.version, self.chain)


def _key(name: object) -> SigningKey:
    return SigningKey(hashlib.sha256(f"sandbox-wallet/{name}".encode()).digest())


def _other_key(index: int) -> SigningKey:
    return _key(f"stranger-{index}")
