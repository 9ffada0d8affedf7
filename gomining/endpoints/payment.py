"""Miners for sale, and the partner's payments for them."""

from gomining.endpoint import Auth, Endpoint, PositiveInt, Route, Text255
from gomining.models import Collection, Page, Payment


class ListCollections(Endpoint[Page[Collection]]):
    """9. List the miners available for generation."""

    route = Route("GET", "/api/partner/c2s/nft-collection/find-all-generative")


class ListPartnerCollections(Endpoint[Page[Collection]]):
    """10. List the miners available for generation, with the partner's key."""

    route = Route("GET", "/api/partner/nft-collection/find-all-generative")
    auth = Auth.KEY


class InitPayment(Endpoint[Payment]):
    """11. Initialise a payment; `user_id` is GoMining's id, `external_id` the partner's."""

    route = Route("POST", "/api/partner/nft-payment/init")
    auth = Auth.SIGNED
    user_id: PositiveInt
    nft_collection_id: PositiveInt
    external_id: Text255


class ConfirmPayment(Endpoint[bool]):
    """12. Confirm that the payment with this `external_id` has been made."""

    route = Route("POST", "/api/partner/nft-payment/confirm")
    auth = Auth.SIGNED
    order = ("externalId", "timestamp", "recvWindow", "userId")
    external_id: Text255
    user_id: PositiveInt
