"""What all handlers of one bot share. aiogram injects it, and its parts, by name."""

from dataclasses import dataclass

from aiogram.fsm.storage.base import BaseStorage

from bot.charts import Charts
from bot.middlewares.throttling import Throttle
from bot.sending.late_replies import LateReplies
from bot.sending.messages import Delivery
from bot.user_flags import UserFlags
from services import Services


@dataclass(frozen=True)
class BotContext:
    """One running bot: its services, its storage of form states, its name."""

    services: Services
    storage: BaseStorage
    flags: UserFlags
    throttle: Throttle
    charts: Charts
    delivery: Delivery
    late: LateReplies
    username: str
