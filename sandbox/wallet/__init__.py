"""A TON wallet that says yes: keys, addresses and valid proofs, with faults to switch on."""

from sandbox.wallet.routes import setup
from sandbox.wallet.wallet import FAULTS, VERSIONS, Rejected, TestWallet, domain_of

__all__ = ["FAULTS", "VERSIONS", "Rejected", "TestWallet", "domain_of", "setup"]
