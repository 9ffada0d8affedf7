"""A user's miners (NFTs): lists, transfer and upgrades."""

from dataclasses import field
from typing import ClassVar, Literal

from gomining.endpoint import (
    Auth,
    Endpoint,
    Limit,
    Number,
    Offset,
    Parameters,
    PositiveInt,
    Route,
    Text,
    Text255,
)
from gomining.models import Miner, Page, UpgradePrice, UpgradeRequest


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


class TransferNft(Endpoint[bool]):
    """8. Transfer a miner from one user of the partner to another."""

    route = Route("POST", "/api/partner/nft/transfer")
    auth = Auth.SIGNED
    partner_user_id: Text255
    nft_id: PositiveInt
    to_partner_user_id: Text


class EnergyEfficiencyUpgrade(Parameters):
    """Lower the W/TH of a miner; `from_energy_efficiency` is the current value."""

    type: Literal["nftEnergyEfficiencyUpgrade"] = field(
        default="nftEnergyEfficiencyUpgrade", init=False
    )
    nft_id: int
    from_energy_efficiency: Number
    to_energy_efficiency: Number


class PowerUpgrade(Parameters):
    """Raise the TH of a miner; `from_power` is the current value. The document hides this form."""

    type: Literal["nftPowerUpgrade"] = field(default="nftPowerUpgrade", init=False)
    nft_id: int
    from_power: Number
    to_power: Number


class CreateUpgradeRequest(Endpoint[UpgradeRequest]):
    """31. Request an upgrade, which the partner pays afterwards."""

    route = Route("POST", "/api/partner/nft-upgrade-request/create")
    auth = Auth.KEY
    data: EnergyEfficiencyUpgrade | PowerUpgrade


class CalculateUpgradePrice(Endpoint[UpgradePrice]):
    """32. Calculate the price of an upgrade; the values are W/TH or TH."""

    route = Route("GET", "/api/partner/nft-upgrade-request/calculate")
    auth = Auth.KEY
    names: ClassVar = {"from_value": "from", "to_value": "to"}
    type: Literal["nftEnergyEfficiencyUpgrade", "nftPowerUpgrade"]
    nft_id: PositiveInt
    from_value: Number
    to_value: Number
