"""The states of forms. aiogram keeps them in Redis; see `storage` for keys and lifetime."""

from datetime import timedelta

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import DefaultKeyBuilder
from aiogram.fsm.storage.redis import RedisStorage
from redis.asyncio import Redis

LIFETIME = timedelta(minutes=15)  # after the last change; then an open form is forgotten


class BindAddress(StatesGroup):
    """Binding a Bitcoin address for payouts."""

    address = State()  # waiting for an address to be pasted
    confirmation = State()  # waiting for the button that confirms the address shown last


class RecoveryEmail(StatesGroup):
    """Giving an e-mail for recovery; it is passed on at once and never in the form's data."""

    email = State()  # waiting for an e-mail to be written


class AskSupport(StatesGroup):
    """Asking a question, about an order or none."""

    question = State()  # waiting for its text


def storage(redis: Redis, *, namespace: str) -> RedisStorage:
    """Return the storage of form states.

    Keys are `<namespace>:fsm:<chat id>:<user id>:state|data`: the user id is a whole part of the
    key, so that `accounts.erase` deletes them.
    """
    keys = DefaultKeyBuilder(prefix=f"{namespace}:fsm")
    return RedisStorage(redis, keys, state_ttl=LIFETIME, data_ttl=LIFETIME)


async def close_form(state: FSMContext) -> None:
    """Close the open form, but keep finished ones: a repeated tap repeats their result."""
    finished = (await state.get_data()).get("finished")
    await state.clear()
    if finished:
        await state.set_data({"finished": finished})
