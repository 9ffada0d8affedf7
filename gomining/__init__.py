"""A typed async client of the GoMining partner API 2.0.0: 32 operations, user and partner auth."""

from gomining import errors, signing
from gomining.client import Client, open_session
from gomining.models import Page
from gomining.request import PartnerKeys
from gomining.retry import RetryPolicy
from gomining.tokens import Tokens

__all__ = [
    "Client",
    "Page",
    "PartnerKeys",
    "RetryPolicy",
    "Tokens",
    "errors",
    "open_session",
    "signing",
]
