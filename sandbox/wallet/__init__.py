"""TON test wallets: keys, addresses and valid proofs, with optional faults."""

from sandbox.wallet.routes import setup
from sandbox.wallet.wallet import FAULTS, VERSIONS, Rejected, TestWallet, domain_of

__all__ = ["FAULTS", "VERSIONS", "Rejected", "TestWallet", "domain_of", "setup"]
