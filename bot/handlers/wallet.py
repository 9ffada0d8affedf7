"""Wallets and balances, and binding a Bitcoin address."""

import asyncio
from secrets import token_hex

from accounts.bitcoin import AddressError, check_address
from bot.call import Call
from bot.forms import BindForm
from bot.screen import Screen
from bot.views import wallet as views
from gomining.endpoints import ListBalances, ListWallets
from portfolio.overview import bitcoin_address

_ALL = 100  # wallets and balances; there is one per currency


async def wallet(call: Call) -> Screen:
    """Show wallets, balances and the payout address."""
    session = await call.member.session()
    wallets, balances = await asyncio.gather(
        call.member(ListWallets(limit=_ALL, offset=0)),
        call.member(ListBalances(limit=_ALL, offset=0)),
    )
    return views.wallet(
        call.words,
        ton=(session.address, session.chain),
        known=balances.items,
        bitcoin=bitcoin_address(wallets.items),
        as_of=call.services.time.now(),
    )


async def bind(call: Call) -> Screen:
    """Open the form."""
    await call.member.session()
    await call.desk.forms.save(call.user_id, BindForm())
    return views.ask_address(call.words)


async def fill(call: Call, form: BindForm) -> Screen:
    """Take what was written for the form; what comes after an address replaces it."""
    try:
        address = check_address(call.arg)
    except AddressError as error:
        if error.reason == "private_key" and call.remove is not None:
            await call.remove()
        await call.desk.forms.save(call.user_id, form)
        return views.wrong_address(call.words, error)
    return await _confirm(call, address)


async def found(call: Call) -> Screen:
    """Offer to bind an address that was written without a form."""
    return await _confirm(call, check_address(call.arg))


async def _confirm(call: Call, address: str) -> Screen:
    wallets = await call.member(ListWallets(limit=_ALL, offset=0))
    token = token_hex(6)
    await call.desk.forms.save(call.user_id, BindForm(address, token))
    old = bitcoin_address(wallets.items)
    return views.confirm_address(call.words, address, token=token, old=old)


async def bind_yes(call: Call) -> Screen:
    """Bind the address that was shown with this very button."""
    form = await call.desk.forms.load(call.user_id)
    if form is None or not form.token or form.token != call.arg:
        return views.over(call.words)
    # Closed only afterwards: binding the same address twice is the same as once, so a crash
    # or a partner that fails leaves a button that works.
    await call.member.bind(form.address)
    await call.desk.forms.close(call.user_id)
    return views.bound(call.words, form.address)
