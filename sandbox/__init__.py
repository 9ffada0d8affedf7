"""Stand-ins for everything outside: the partner's API, Telegram and a TON wallet.

Written from the outside world's own documents. Imports nothing of the product, so that the two
cannot agree on the same mistake.
"""
