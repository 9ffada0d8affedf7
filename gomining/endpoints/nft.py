"""A user's miners (NFTs): lists, transfer and upgrades."""

from typing import ClassVar, Literal

from gomining.endpoint import (
    Auth,
    Endpoint,
    Limit,
    Number,
    Offset,
    PositiveInt,
    Route,
    Text255,
)
from gomining.models import Miner, Page, UpgradePrice


class ListMiners(Endpoint[Page[Miner]]):
    """6. List the logged-in user's miners."""

    route = Route("GET", "/api/partner/c2s/nft/find-by-user")
    limit: Limit | None = None
    offset: Offset | None = None


class ListUserMiners(Endpoint[Page[Miner]]):
    """7. List the miners of a user of the partner."""

    route = Route("GET", "/api/partner/nft/find-by-user")
    auth = Auth.SIGNED
    partner_user_id: Text255
    limit: Limit | None = None
    offset: Offset | None = None


class CalculateUpgradePrice(Endpoint[UpgradePrice]):
    """32. Calculate the price of an upgrade; the values are W/TH or TH."""

    route = Route("GET", "/api/partner/nft-upgrade-request/calculate")
    auth = Auth.KEY
    names: ClassVar = {"from_value": "from", "to_value": "to"}
    type: Literal["nftEnergyEfficiencyUpgrade", "nftPowerUpgrade"]
    nft_id: PositiveInt
    from_value: Number
    to_value: Number
