"""The emulated blockchain: which wallet contracts are deployed, and with which key."""

from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from sandbox.wallet.wallet import TestWallet

FAULT_KINDS = {
    "down": "the connection is dropped",
    "slow": "the normal answer after `delay` seconds (2)",
    "limited": "429",
    "broken": "500",
    "garbled": "200 with truncated JSON",
    "answer": "`status` (200) with `body` as JSON",
}
NOT_ACTIVE, NO_SUCH_METHOD = -13, 11  # exit codes


@dataclass
class Fault:
    """An injected fault of the HTTP API; `times` None means until it is removed."""

    kind: str
    times: int | None = None
    delay: float = 2.0
    status: int = 200
    body: Any = None


@dataclass
class Chain:
    """The deployed contracts by raw address; faults of the HTTP API, newest first; its calls."""

    wallets: dict[str, TestWallet] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)

    def reset(self) -> None:
        """Restore the initial state: nothing is deployed."""
        self.wallets.clear()
        self.faults.clear()
        self.calls.clear()

    def current(self, wallet: TestWallet) -> TestWallet:
        """Return the wallet with the key that its contract has now."""
        return self.wallets.get(wallet.address, wallet)

    def key_at(self, address: str) -> str | None:
        """Return the public key in hex of the contract at a raw address; None if not deployed."""
        wallet = self.wallets.get(address.lower())
        return wallet.public_key if wallet else None

    def run_get_method(self, address: str, method: str) -> dict[str, Any]:
        """Return the answer of toncenter v3."""
        key = self.key_at(address)
        if key is None or method != "get_public_key":
            exit_code = NOT_ACTIVE if key is None else NO_SUCH_METHOD
            return {"gas_used": 0, "exit_code": exit_code, "stack": []}
        value = hex(int(key, 16))
        return {"gas_used": 1000, "exit_code": 0, "stack": [{"type": "num", "value": value}]}

    def take_fault(self) -> Fault | None:
        """Return the fault that applies to one call, and count the call."""
        self.faults = [fault for fault in self.faults if fault.times != 0]
        fault = self.faults[0] if self.faults else None
        if fault and fault.times is not None:
            fault.times -= 1
        return fault


CHAIN = web.AppKey("chain", Chain)
