"""TON wallet login: a payload for the wallet to sign, a proof checked here and by the partner."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from accounts.payloads import Claim, Claimed, Payloads
from accounts.sessions import Session, Sessions
from gomining import Client, Tokens, errors
from gomining.endpoints import CheckProof, GeneratePayload
from runtime.clock import Time
from ton.proof import ProofError, Wallet, verify_proof

# TON Connect's own limits (@tonconnect/sdk 3.3 and Claims); a wallet refuses anything longer.
PAYLOAD_BYTES = 128
PAYLOAD_AND_DOMAIN_BYTES = 222
_POLL = 0.1


class LoginError(Exception):
    """A login that cannot go on. `reason` is a code from this module's docstrings."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Login:
    """The handshake of one partner; safe to run in any number of processes at once."""

    def __init__(
        self,
        *,
        client: Client,
        payloads: Payloads,
        sessions: Sessions,
        domain: str,
        networks: frozenset[str],
        time: Time,
    ) -> None:
        self._client = client
        self._payloads = payloads
        self._sessions = sessions
        self._domain = domain
        self._networks = networks
        self._time = time

    async def begin(self, user_id: int) -> str:
        """Return the partner's payload for this user to sign; it lives ten minutes.

        Raises LoginError `payload_too_long` if no wallet could sign it, and the partner's errors.
        """
        payload = (await self._client(GeneratePayload())).payload
        size = len(payload.encode())
        if not 0 < size <= PAYLOAD_BYTES or size + len(self._domain) > PAYLOAD_AND_DOMAIN_BYTES:
            raise LoginError(
                "payload_too_long",
                f"GoMining's payload has {size} bytes; TON Connect allows {PAYLOAD_BYTES}, and"
                f" {PAYLOAD_AND_DOMAIN_BYTES} together with the domain. Please tell the operator.",
            )
        await self._payloads.remember(user_id, payload)
        return payload

    async def finish(self, user_id: int, ton_wallet: Mapping[str, Any]) -> dict[str, str]:
        """Check the wallet's answer and log the user in.

        Args:
            user_id: Telegram's id of the user that the payload was given to.
            ton_wallet: the `Wallet` object of @tonconnect/sdk, as it came.

        Returns:
            `{"address": "0:<hex>", "chain": "-239"}`; the same again for a double POST.

        Raises:
            LoginError: `payload_unknown`, `payload_used`, `login_busy`, `wallet_incomplete`.
            ProofError: the proof is not good.
            GoMiningError: the partner did not go along.
        """
        account, proof = _parts(ton_wallet)
        payload = proof.get("payload")
        # Asked first because it is cheap; it is consumed only after the signature is good.
        if not isinstance(payload, str) or not await self._known(user_id, payload):
            raise _unknown()
        wallet = verify_proof(
            account, proof, domains={self._domain}, networks=self._networks, now=self._time.now()
        )
        claimed = await self._claim(user_id, payload, _digest(account, proof))
        if claimed.answer is not None:
            return await self._repeat(user_id, claimed.answer)
        tokens = await self._ask_partner(
            user_id, payload, claimed, _for_partner(ton_wallet, account, wallet)
        )
        session = Session(tokens, wallet.address, wallet.chain, since=self._time.now())
        answer = _answer(wallet)
        if not await self._payloads.finish(user_id, payload, claimed, session, answer):
            raise LoginError("login_busy", "This login took too long. Please connect again.")
        return answer

    async def _known(self, user_id: int, payload: str) -> bool:
        try:
            return await self._payloads.known(user_id, payload)
        except UnicodeEncodeError:  # a lone surrogate: no payload of ours
            return False

    async def _claim(self, user_id: int, payload: str, digest: str) -> Claimed:
        """Claim the payload, waiting while another request holds the very same proof."""
        for _ in range(int(self._payloads.lease.total_seconds() / _POLL) + 20):
            claimed = await self._payloads.claim(user_id, payload, digest)
            if claimed.verdict is Claim.UNKNOWN:
                raise _unknown()
            if claimed.verdict is Claim.USED:
                raise LoginError("payload_used", "This login was already used. Connect again.")
            if claimed.verdict is not Claim.BUSY:
                return claimed
            await self._time.sleep(_POLL)
        raise LoginError("login_busy", "This login is still being handled. Try again shortly.")

    async def _repeat(self, user_id: int, answer: dict[str, str]) -> dict[str, str]:
        """Answer a double POST, unless the user has left or changed the wallet since."""
        session = await self._sessions.load(user_id)
        if session is None or session.address != answer["address"]:
            raise LoginError("payload_used", "This login was already used. Connect again.")
        return answer

    async def _ask_partner(
        self, user_id: int, payload: str, claimed: Claimed, ton_wallet: Mapping[str, Any]
    ) -> Tokens:
        try:
            return await self._client(CheckProof(ton_wallet=ton_wallet))
        except errors.BadParameter as error:
            await self._payloads.release(user_id, payload, claimed, burn=True)
            raise LoginError(
                "wallet_incomplete",
                f"This wallet did not send all that GoMining needs ({error.field}). Please update"
                " it or use another one.",
            ) from None
        except errors.GoMiningError as error:
            await self._payloads.release(user_id, payload, claimed, burn=_is_verdict(error))
            raise


def _parts(ton_wallet: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    try:
        account = ton_wallet["account"]
        proof = ton_wallet["connectItems"]["tonProof"]["proof"]
    except (KeyError, TypeError, IndexError):
        raise ProofError("malformed") from None
    if not isinstance(account, Mapping) or not isinstance(proof, Mapping):
        raise ProofError("malformed")
    return account, proof


def _digest(account: Mapping[str, Any], proof: Mapping[str, Any]) -> str:
    text = json.dumps([account, proof], sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _for_partner(
    ton_wallet: Mapping[str, Any], account: Mapping[str, Any], wallet: Wallet
) -> dict[str, Any]:
    """Keep what the partner's document names; the SDK's newer members are not for it.

    Older wallets send no public key, which the document asks for: by now it is proven.
    """
    kept = _only(ton_wallet, "device", "account", "provider", "connectItems")
    account = _only(account, "address", "chain", "walletStateInit")
    return kept | {"account": {**account, "publicKey": wallet.public_key}}


def _only(members: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: members[name] for name in names if name in members}


def _answer(wallet: Wallet) -> dict[str, str]:
    return {"address": wallet.address, "chain": wallet.chain}


def _is_verdict(error: errors.GoMiningError) -> bool:
    """Whether the partner itself said no: then the payload is spent, else it may be tried again."""
    if not isinstance(error, errors.Refused) or isinstance(error, errors.RateLimited):
        return False
    return not error.by_proxy


def _unknown() -> LoginError:
    return LoginError("payload_unknown", "This login has expired. Please connect the wallet again.")
