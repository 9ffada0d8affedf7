"""Proof verification with the `ton-connect` package; imported late because it is slow to load."""

from collections.abc import Callable

from nacl.exceptions import BadSignatureError
from ton_connect import VerifyTonProof
from ton_connect.models import TonProofPayloadDto
from ton_core import Address, PublicKey

from sandbox.partner.errors import ApiError
from sandbox.partner.schemas import Account, Proof


class Verifier(VerifyTonProof):
    """The package's verification without its time check."""

    @classmethod
    def _ensure_timestamp_valid(cls, timestamp: int, valid_auth_time: int) -> None:
        """Skip the check by the machine's clock: `verify_proof` checks by the sandbox's."""


async def address_of(
    account: Account, proof: Proof, key_on_chain: Callable[[str], str | None]
) -> str:
    """Return the raw address whose key signed `proof`; ApiError if it is not the account's."""
    fields = account.model_dump(by_alias=True)
    fields["network"] = fields.pop("chain")

    async def public_key(address: Address) -> PublicKey | None:
        key = key_on_chain(address.to_str(is_user_friendly=False))
        return PublicKey(key) if key else None

    fields["proof"] = proof.model_dump(by_alias=True)
    try:
        verifier = Verifier(TonProofPayloadDto.model_validate(fields))
        await verifier.verify([proof.domain.value], get_wallet_public_key=public_key)
        return str(verifier.address.to_str(is_user_friendly=False))
    except BadSignatureError as error:
        raise ApiError(401, f"Invalid proof: {error}") from error
    except Exception as error:  # the package passes on any exception of its cell parser
        raise ApiError(400, "tonWallet cannot be read as a TON wallet") from error
