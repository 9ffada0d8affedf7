"""TON wallets as pure functions: verify who owns an address, without access to the blockchain."""
