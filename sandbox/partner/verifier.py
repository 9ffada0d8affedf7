"""The `ton-connect` package as our verifier of proofs; loaded late because it is heavy."""

from nacl.exceptions import BadSignatureError
from ton_connect import VerifyTonProof
from ton_connect.models import TonProofPayloadDto

from sandbox.partner.errors import Refusal
from sandbox.partner.schemas import Account, Proof


class Verifier(VerifyTonProof):
    """The package's check, with the time left to the caller, whose clock can be moved."""

    @classmethod
    def _ensure_timestamp_valid(cls, timestamp: int, valid_auth_time: int) -> None:
        """The package asks the machine's clock; `proofs.prove` has asked the sandbox's."""


async def address_of(account: Account, proof: Proof) -> str:
    """Return the raw address whose key made `proof`; a Refusal when it is not the account's."""
    fields = account.model_dump(by_alias=True)
    fields["network"] = fields.pop("chain")
    fields["proof"] = proof.model_dump(by_alias=True)
    try:
        verifier = Verifier(TonProofPayloadDto.model_validate(fields))
        await verifier.verify([proof.domain.value])
        return str(verifier.address.to_str(is_user_friendly=False))
    except BadSignatureError as error:
        raise Refusal(401, f"Invalid proof: {error}") from error
    except Exception as error:  # the package lets through whatever its cell reader raises
        raise Refusal(400, "tonWallet cannot be read as a TON wallet") from error
