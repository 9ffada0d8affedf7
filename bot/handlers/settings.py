"""Settings, leaving, deletion."""

from accounts.preferences import LANGUAGES
from bot.call import Call
from bot.screen import Screen
from bot.translate import words
from bot.views import settings as views


async def settings(call: Call) -> Screen:
    """Show the settings."""
    return views.settings(call.words, logged_in=await call.logged_in())


async def language(call: Call) -> Screen:
    """Keep the chosen language and show the settings in it."""
    if call.arg not in LANGUAGES:
        return await settings(call)
    await call.services.preferences.choose(call.user_id, call.arg)
    chosen = words(call.arg)
    return views.settings(
        chosen, logged_in=await call.logged_in(), toast=chosen.plain("language-toast")
    )


async def logout(call: Call) -> Screen:
    """Ask before leaving."""
    if not await call.logged_in():
        return views.logged_out(call.words, was_in=False)
    return views.ask_logout(call.words)


async def logout_yes(call: Call) -> Screen:
    """Leave. Without an event: the answer to the button is the news."""
    was_in = await call.member.log_out(notify=False)
    await call.desk.forms.close(call.user_id)
    return views.logged_out(call.words, was_in=was_in)


async def delete_me(call: Call) -> Screen:
    """Say what would be deleted."""
    return views.ask_delete(call.words)


async def delete_yes(call: Call) -> Screen:
    """Delete everything."""
    await call.member.erase()
    return views.deleted(call.words)


async def cancel(call: Call) -> Screen:
    """Close the open form, if any."""
    something = await call.desk.forms.close(call.user_id)
    return views.cancelled(call.words, something=something)
