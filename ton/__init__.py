"""TON as pure functions: who owns a wallet, told from bytes alone."""
