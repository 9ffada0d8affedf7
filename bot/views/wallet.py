"""Wallets and balances, and the short form that binds a Bitcoin address."""

from collections.abc import Sequence
from datetime import datetime

from accounts.bitcoin import AddressError
from bot.callbacks import Bind, Cancel, Open
from bot.formats import blocks, brief, friendly
from bot.screen import Screen, fit, rows
from bot.translate import Words
from bot.views.buttons import app, bind_button, connect_wallet, tap
from bot.views.market import dated
from bot.views.portfolio import balances
from gomining.models import Balance


def wallet(
    words: Words,
    *,
    ton: tuple[str, str] | None,
    can_connect: bool = False,
    known: Sequence[Balance],
    bitcoin: str | None,
    as_of: datetime,
) -> Screen:
    """Show the wallet of the login (`ton`: raw address and network), balances, payout address.

    With `can_connect` a login without a wallet is offered to add one.
    """
    login = words("wallet-none")
    if ton:
        login = words("wallet-ton", address=friendly(ton[0], testnet=ton[1] == "-3"))
    lines = [
        words("wallet-title"),
        "",
        login,
        "",
        words("status-balances"),
        *balances(words, known),
        "",
        words("status-address", address=bitcoin) if bitcoin else words("wallet-no-address"),
        "",
        dated(words, as_of, stale=False),
    ]
    bind = bind_button(words, bound=bitcoin is not None)
    add = [connect_wallet(words)] if can_connect and ton is None else []
    return Screen(
        fit(lines),
        rows(
            [bind],
            add,
            [tap(words, "refresh", Open(command="wallet")), app(words, "open", "wallet")],
        ),
    )


def ask_address(words: Words) -> Screen:
    """Ask for an address."""
    return Screen(words("bind-ask"), rows([tap(words, "cancel", Cancel(back="wallet"))]))


def wrong_address(words: Words, error: AddressError) -> Screen:
    """Say what is wrong with the pasted address; the form stays open."""
    reason = words(f"address-{error.reason.replace('_', '-')}")
    text = f"{reason}\n{words('bind-once-more')}"
    return Screen(text, rows([tap(words, "cancel", Cancel(back="wallet"))]))


def confirm_address(words: Words, address: str, *, token: str, old: str | None) -> Screen:
    """Show the address in full; `token` ties the button to exactly this address."""
    lines: list[str] = [words("bind-confirm", address=address, blocks=blocks(address))]
    if old == address:
        lines = [words("bind-same", address=address)]
    elif old:
        lines += ["", words("bind-replaces", address=brief(old))]
    yes = tap(words, "bind-yes", Bind(action="confirm", token=token))
    return Screen("\n".join(lines), rows([yes], [tap(words, "cancel", Cancel(back="wallet"))]))


def bound(words: Words, address: str) -> Screen:
    """Confirm the binding."""
    return Screen(
        words("bind-done", address=address), rows([tap(words, "wallet", Open(command="wallet"))])
    )


def over(words: Words) -> Screen:
    """Say that this form is no longer open."""
    return Screen(words("bind-over"), rows([tap(words, "wallet", Open(command="wallet"))]))
