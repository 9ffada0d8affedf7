"""Emulators of the outside services: the partner's API, Telegram and a TON wallet.

They are written from the public documents of those services and import nothing of the product, so
that an error in the product is not repeated here.
"""
