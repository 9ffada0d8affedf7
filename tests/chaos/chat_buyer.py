"""A simulated buyer in the chat, who pays by the button under the receipt."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

from tests.chaos.buyer import Buyer

PATIENCE = 10.0  # seconds for the receipt; then the buyer takes the link of the page


class ChatBuyer(Buyer):
    """A buyer whose receipts are read in the chat."""

    async def pay(self, order: Mapping[str, Any]) -> dict[str, Any]:
        """Pay by the button that leads to this order's invoice."""
        deadline = time.monotonic() + PATIENCE
        while order["invoiceUrl"] not in await self._links():
            if time.monotonic() > deadline:
                self.findings.counts["receipts that came late"] += 1
                break
            await asyncio.sleep(self.random.uniform(0.5, 1))
        else:
            self.findings.counts["paid by a receipt"] += 1
        return await super().pay(order)

    async def _links(self) -> set[str]:
        """Return the addresses of all buttons in the chat."""
        state = await self.system.sim("GET", f"/sim/chat/state?user={self.user_id}")
        return {
            button["url"]
            for message in state["messages"]
            for row in message.get("reply_markup", {}).get("inline_keyboard", [])
            for button in row
            if "url" in button
        }
