"""TON test wallets: keys, addresses and proofs, with optional faults, and their blockchain."""

from sandbox.wallet.routes import setup
from sandbox.wallet.wallet import FAULTS, VERSIONS, Rejected, TestWallet, domain_of

__all__ = ["FAULTS", "VERSIONS", "Rejected", "TestWallet", "domain_of", "setup"]
