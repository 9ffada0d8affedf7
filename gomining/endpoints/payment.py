"""Miners for sale, and the partner's payments for them."""

from gomining.endpoint import Auth, Endpoint, Route
from gomining.models import Collection, Page


class ListCollections(Endpoint[Page[Collection]]):
    """9. List the miners available for generation."""

    route = Route("GET", "/api/partner/c2s/nft-collection/find-all-generative")


class ListPartnerCollections(Endpoint[Page[Collection]]):
    """10. List the miners available for generation, with the partner's key."""

    route = Route("GET", "/api/partner/nft-collection/find-all-generative")
    auth = Auth.KEY
