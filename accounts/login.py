"""TON wallet login: the partner's payload, the wallet's proof of it, the partner's tokens."""

import hashlib
import json
import logging
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from accounts.asking import ask_twice
from accounts.binding import Binding
from accounts.known_logins import KnownLogins, device_name
from accounts.login_errors import LoginError, WayNotOfferedError, busy
from accounts.payloads import Claim, Payloads, SessionChangedError, Verdict
from accounts.saving import Unfinished
from accounts.sessions import Session, Sessions
from accounts.ton_api import TonApi, TonApiError
from gomining import Client, Tokens, errors
from gomining.endpoints import CheckProof, GeneratePayload
from runtime.clock import Time
from storage.insist import insist
from storage.schema import DatabaseAwayError
from ton.proof import (
    ProofError,
    Terms,
    Wallet,
    address_to_ask,
    verify_proof,
    verify_proof_by_chain,
)

# Limits of TON Connect (@tonconnect/sdk 3.3); a wallet refuses anything longer.
PAYLOAD_BYTES = 128
PAYLOAD_AND_DOMAIN_BYTES = 222
_POLL = 0.1  # seconds between two attempts to claim a payload

log = logging.getLogger(__name__)


def check_account(old: Session | None, new: Session, *, switch: bool) -> Session:
    """Return `new` with what `old`, whose place it takes, knows of the same account.

    A login in the same way may always replace the last one. Another way is an addition to the same
    account, or with `switch` a change to another one.

    Raises LoginError `other_account` without `switch` where the two accounts differ, or one of
    them is not known.
    """
    if old is None:
        return new
    if old.gomining_user_id is not None and old.gomining_user_id == new.gomining_user_id:
        address, chain = new.wallet or old.wallet or (None, None)
        partner_user_id = new.partner_user_id or old.partner_user_id
        return replace(new, address=address, chain=chain, partner_user_id=partner_user_id)
    adds_wallet = new.wallet is not None and old.partner_user_id is not None
    adds_start = new.partner_user_id is not None and old.wallet is not None
    if (adds_wallet or adds_start) and not switch:
        raise LoginError(
            "other_account", "This is not known to be the account that you are logged in to."
        )
    return new


class Login:
    """The login of one partner's users; safe to run in any number of processes at once."""

    def __init__(
        self,
        *,
        client: Client,
        payloads: Payloads,
        sessions: Sessions,
        domain: str,
        networks: frozenset[str],
        ton_api: TonApi | None,
        known_logins: KnownLogins,
        binding: Binding,
        patience: timedelta,
        time: Time,
        offered: bool = True,
    ) -> None:
        self._offered = offered
        self._client = client
        self._payloads = payloads
        self._sessions = sessions
        self._domain = domain
        self._networks = networks
        self._ton_api = ton_api
        self._known_logins = known_logins
        self._binding = binding
        # How long a request waits for another one with the same proof.
        self._patience = patience
        self._time = time
        self._unfinished = Unfinished()

    async def begin(self, user_id: int) -> str:
        """Return a payload of the partner for this user to sign; it expires in ten minutes.

        Raises LoginError `payload_too_long` if no wallet could sign it, `way_not_offered`, and the
        partner's errors.
        """
        if not self._offered:
            raise WayNotOfferedError
        payload = (await ask_twice(self._client, GeneratePayload(), time=self._time)).payload
        size = len(payload.encode())
        if not 0 < size <= PAYLOAD_BYTES or size + len(self._domain) > PAYLOAD_AND_DOMAIN_BYTES:
            raise LoginError(
                "payload_too_long",
                f"GoMining's payload has {size} bytes; TON Connect allows {PAYLOAD_BYTES}, and"
                f" {PAYLOAD_AND_DOMAIN_BYTES} together with the domain. Contact the operator.",
            )
        await self._payloads.save(user_id, payload)
        return payload

    async def finish(
        self, user_id: int, ton_wallet: Mapping[str, Any], *, switch: bool = False
    ) -> dict[str, str]:
        """Verify the wallet's proof and save a session with the partner's tokens.

        Args:
            user_id: Telegram's id of the user that the payload was issued for.
            ton_wallet: the `Wallet` object of @tonconnect/sdk, unchanged.
            switch: whether the login may change the account of a user who has started without a
                wallet. After `other_account` the same proof may come again with it.

        Returns:
            `{"address": "0:<hex>", "chain": "-239"}`; the same for a repeated request.

        Raises:
            LoginError: every reason but `payload_too_long` and `way_not_offered`.
            DatabaseAwayError: PostgreSQL is away; the same proof may come again.
            ProofError: the proof is not valid.
            TooManyError: too many of this user's logins needed the TON API.
            GoMiningError: the partner refused, failed or did not answer.
        """
        account, proof = _parts(ton_wallet)
        payload = proof.get("payload")
        # A cheap check first. The payload is claimed only once the signature has been verified.
        if not isinstance(payload, str) or not await self._exists(user_id, payload):
            raise _unknown()
        wallet = await self._verify(user_id, account, proof)
        claim = await self._claim(user_id, payload, _digest(account, proof))
        if claim.answer is not None:
            answer = await self._repeat(user_id, claim.answer)
        else:
            proven = _for_partner(ton_wallet, account, wallet)
            exchange = self._exchange(user_id, payload, claim, wallet, proven, switch=switch)
            answer = await self._keep(exchange)
        await self._known_logins.record(user_id, answer, device_name(ton_wallet.get("device")))
        return answer

    async def drain(self) -> None:
        """Wait until every login under way has been saved."""
        await self._unfinished.drain()

    async def _keep(self, exchange: Coroutine[Any, Any, dict[str, str]]) -> dict[str, str]:
        """Await what goes on when its request is cancelled: a proof is accepted only once."""
        try:
            return await self._unfinished.wait_for(exchange, patience=2 * self._patience)
        except TimeoutError:
            raise busy() from None

    async def _exchange(
        self,
        user_id: int,
        payload: str,
        claim: Claim,
        wallet: Wallet,
        ton_wallet: Mapping[str, Any],
        *,
        switch: bool,
    ) -> dict[str, str]:
        """Exchange the proof for tokens and save them, however long Redis is away."""
        session = claim.held
        if session is None:
            tokens = await self._ask_partner(user_id, payload, claim, ton_wallet)
            now, account = self._time.now(), tokens.account_id
            session = Session(
                tokens, wallet.address, wallet.chain, since=now, gomining_user_id=account
            )
        answer = _answer(wallet)
        if not await self._save(user_id, payload, claim, session, answer, switch=switch):
            raise LoginError("login_busy", "This login took too long. Please connect again.")
        log.info("a login is saved user=%s", user_id)
        return answer

    async def _save(
        self,
        user_id: int,
        payload: str,
        claim: Claim,
        session: Session,
        answer: dict[str, str],
        *,
        switch: bool,
    ) -> bool:
        """Bind the member and save the session; hold it where it has to wait for a decision.

        That is where it is of another account and `switch` is unset, or cannot be bound now.
        """
        payloads, time = self._payloads, self._time
        while True:
            stored, old = await insist(lambda: self._sessions.load_stored(user_id), time=time)
            try:
                new = check_account(old, session, switch=switch)
                await self._binding.bind(user_id, new, switch=switch)
            except (LoginError, DatabaseAwayError):
                await insist(lambda: payloads.hold(user_id, payload, claim, session), time=time)
                raise
            finish = partial(payloads.finish, user_id, payload, claim, new, answer, replaces=stored)
            with suppress(SessionChangedError):  # compare with that one
                return await insist(finish, time=time)

    async def _exists(self, user_id: int, payload: str) -> bool:
        try:
            return await self._payloads.exists(user_id, payload)
        except UnicodeEncodeError:  # a lone surrogate: the partner issues no such payload
            return False

    async def _verify(
        self, user_id: int, account: Mapping[str, Any], proof: Mapping[str, Any]
    ) -> Wallet:
        """Verify the proof, with the key from the blockchain where only that has it."""
        terms = Terms(domains={self._domain}, networks=self._networks, now=self._time.now())
        try:
            return verify_proof(account, proof, **terms)
        except ProofError as error:
            api = self._ton_api
            if error.reason != "unknown_wallet" or api is None or account["chain"] != api.network:
                raise
        address = address_to_ask(account, proof, **terms)
        if cached := await api.cached_key(address):
            # The key may have been changed since, so a refusal is not final.
            with suppress(ProofError):
                return verify_proof_by_chain(account, proof, cached, **terms)
        try:
            found = await api.ask_key(user_id, address)
        except TonApiError:
            message = "The TON blockchain cannot be asked about this wallet now. Please try again."
            raise LoginError("ton_api_unavailable", message) from None
        return verify_proof_by_chain(account, proof, found, **terms)

    async def _claim(self, user_id: int, payload: str, digest: str) -> Claim:
        """Claim the payload, waiting while another request with the same proof holds it."""
        for _ in range(int(self._patience.total_seconds() / _POLL) + 20):
            claim = await self._payloads.claim(user_id, payload, digest)
            if claim.verdict is Verdict.UNKNOWN:
                raise _unknown()
            if claim.verdict is Verdict.USED:
                raise _used()
            if claim.verdict is not Verdict.BUSY:
                return claim
            await self._time.sleep(_POLL)
        raise busy()

    async def _repeat(self, user_id: int, answer: dict[str, str]) -> dict[str, str]:
        """Answer a repeated request, unless the user has logged out or changed the wallet since."""
        session = await self._sessions.load(user_id)
        if session is None or session.address != answer["address"]:
            raise _used()
        return answer

    async def _ask_partner(
        self, user_id: int, payload: str, claim: Claim, ton_wallet: Mapping[str, Any]
    ) -> Tokens:
        try:
            return await self._client(CheckProof(ton_wallet=ton_wallet))
        except errors.BadParameter as error:
            await self._release(user_id, payload, claim, delete=True)
            raise LoginError(
                "wallet_incomplete",
                f"This wallet did not send all that GoMining needs ({error.field}). Please update"
                " it or use another one.",
            ) from None
        except errors.GoMiningError as error:
            await self._release(user_id, payload, claim, delete=_is_refusal(error))
            raise

    async def _release(self, user_id: int, payload: str, claim: Claim, *, delete: bool) -> None:
        await insist(
            lambda: self._payloads.release(user_id, payload, claim, delete=delete),
            time=self._time,
        )


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
    """Keep the members that the partner's document names, and add the public key.

    The document asks for the key and older wallets do not send it; the proof has verified it.
    """
    kept = _only(ton_wallet, "device", "account", "provider", "connectItems")
    account = _only(account, "address", "chain", "walletStateInit")
    return kept | {"account": {**account, "publicKey": wallet.public_key}}


def _only(members: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: members[name] for name in names if name in members}


def _answer(wallet: Wallet) -> dict[str, str]:
    return {"address": wallet.address, "chain": wallet.chain}


def _is_refusal(error: errors.GoMiningError) -> bool:
    """Whether the partner itself refused the proof: its payload cannot be used again then."""
    if not isinstance(error, errors.Refused) or isinstance(error, errors.RateLimited):
        return False
    return not error.by_proxy


def _unknown() -> LoginError:
    return LoginError("payload_unknown", "This login has expired. Please connect the wallet again.")


def _used() -> LoginError:
    return LoginError("payload_used", "This login was already used. Connect again.")
