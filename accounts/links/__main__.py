"""`python -m accounts.links USER_ID [--days 7]`: print a link for a user whom the operator knows.

USER_ID is the `partnerUserId` under which GoMining knows the user. Who opens the link first and
starts without a wallet logs in to that user's account, so send it to nobody else.
"""

import argparse
import re
import sys
from datetime import UTC, datetime, timedelta

from accounts.links import Link, Links
from runtime.settings import Settings, SettingsError, decode_key, read_settings

MOST_DAYS = 90


def main() -> None:
    """Print the links; a wrong argument or setting ends with one line."""
    parser = argparse.ArgumentParser(prog="python -m accounts.links", description=__doc__)
    parser.add_argument("user_id", metavar="USER_ID", help="the user's partnerUserId")
    limits = f"how long it is good: 1 to {MOST_DAYS}"
    parser.add_argument("--days", type=int, default=7, help=limits)
    given = parser.parse_args()
    if not 1 <= given.days <= MOST_DAYS:
        parser.error(f"--days must be 1 to {MOST_DAYS}")
    try:
        settings = read_settings()
        parameter = _make(settings, given.user_id, given.days)
    except (SettingsError, ValueError) as error:
        sys.exit(f"links: {error}")
    where = f"https://t.me/{settings.bot_username}" if settings.bot_username else "https://t.me/…"
    sys.stdout.write(f"chat:     {where}?start={parameter}\n")
    sys.stdout.write(f"mini-app: {where}?startapp={parameter}\n")


def _make(settings: Settings, user_id: str, days: int) -> str:
    if settings.registry_key is None or settings.database_url is None:
        raise ValueError("set DATABASE_URL and REGISTRY_KEY")
    if "start" not in settings.ways_offered:
        raise ValueError("LOGIN_WAYS does not offer the start without a wallet, which links need")
    if re.fullmatch(re.escape(settings.partner_user_prefix) + r"\d+", user_id):
        raise ValueError("this id is that of a Telegram user, who needs no link")
    # The last day counts as a whole.
    last_day = (datetime.now(UTC) + timedelta(days=days)).date()
    return Links(decode_key(settings.registry_key)).make(Link(user_id, last_day))


if __name__ == "__main__":
    main()
