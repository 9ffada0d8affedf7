"""Operations that move money or property. Only `worker/` may import them (an import contract).

`gomining.endpoints` does not name them, so no front end can call one by mistake.
"""

from dataclasses import field
from typing import Literal

from gomining.endpoint import (
    Auth,
    Endpoint,
    Number,
    Parameters,
    PositiveInt,
    Route,
    Text,
    Text255,
)
from gomining.models import Payment, UpgradeRequest


class TransferNft(Endpoint[bool]):
    """8. Transfer a miner from one user of the partner to another."""

    route = Route("POST", "/api/partner/nft/transfer")
    auth = Auth.SIGNED
    partner_user_id: Text255
    nft_id: PositiveInt
    to_partner_user_id: Text


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


class CreateWithdrawalOrder(Endpoint[bool]):
    """25. Withdraw within 24 hours; the unit of `amount` is not stated, presumably BTC."""

    route = Route("POST", "/api/partner/income-withdraw-order/create")
    auth = Auth.SIGNED
    order = ("walletAddress", "amount", "partnerUserId")
    partner_user_id: Text255
    wallet_address: Text  # the document does not say that it must not be empty
    amount: Number


class CreateFastWithdrawal(Endpoint[bool]):
    """26. Withdraw at once for a commission; the unit of `amount` as in CreateWithdrawalOrder."""

    route = Route("POST", "/api/partner/income-withdraw/create")
    auth = Auth.SIGNED
    partner_user_id: Text255
    wallet_address: Text  # the document does not say that it must not be empty
    amount: Number


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
