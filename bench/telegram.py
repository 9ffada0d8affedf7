"""initData as Telegram signs it."""

import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

from sandbox import keys


def init_data_for(user_id: int, *, token: str = keys.BOT_TOKEN) -> str:
    """Return an initData string with the fields that a current client sends, signed now."""
    user = {
        "id": user_id,
        "first_name": "Алиса",
        "last_name": "Bench",
        "username": f"bench_{user_id}",
        "language_code": "ru",
        "is_premium": True,
        "allows_write_to_pm": True,
        "photo_url": "https://t.me/i/userpic/320/abcdefghijklmnopqrstuvwxyz.svg",
    }
    fields = {
        "query_id": "AAHdF6IQAAAAAN0XohDhrOrc",
        "user": json.dumps(user, separators=(",", ":"), ensure_ascii=False),
        "chat_instance": "-3788475317572404878",
        "chat_type": "private",
        "start_param": "miner_42",
        "auth_date": str(int(time.time())),
        "signature": "A" * 86,
    }
    text = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    secret = hmac.digest(b"WebAppData", token.encode(), hashlib.sha256)
    fields["hash"] = hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
    return urlencode(fields)
