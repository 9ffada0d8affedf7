"""Table of the emulated methods: name, handler and supported parameters."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sandbox.telegram.errors import Json
from sandbox.telegram.methods import answers, chats, edits, media, payments, profile, sends, updates
from sandbox.telegram.params import Uploads
from sandbox.telegram.world import World

Handler = Callable[[World, Json, Uploads], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Method:
    """An emulated method; a parameter that is not in `params` is rejected, not ignored."""

    name: str
    handler: Handler
    params: frozenset[str]


_SEND = (
    "chat_id disable_notification protect_content reply_parameters reply_to_message_id "
    "allow_sending_without_reply reply_markup message_effect_id message_thread_id"
)
_CAPTION = "caption parse_mode caption_entities"
_EDIT = "chat_id message_id inline_message_id reply_markup"
_INVOICE = (
    "title description payload provider_token currency prices photo_url photo_size photo_width "
    "photo_height max_tip_amount suggested_tip_amounts provider_data need_name need_phone_number "
    "need_email need_shipping_address send_phone_number_to_provider send_email_to_provider "
    "is_flexible"
)
_TEXT = "text parse_mode entities link_preview_options disable_web_page_preview"

METHODS: dict[str, Method] = {
    name.lower(): Method(name, handler, frozenset(params.split()))
    for name, handler, params in (
        ("getMe", updates.get_me, ""),
        ("logOut", updates.log_out, ""),
        ("close", updates.close, ""),
        ("getUpdates", updates.get_updates, "offset limit timeout allowed_updates"),
        (
            "setWebhook",
            updates.set_webhook,
            "url ip_address max_connections allowed_updates drop_pending_updates secret_token",
        ),
        ("deleteWebhook", updates.delete_webhook, "drop_pending_updates"),
        ("getWebhookInfo", updates.get_webhook_info, ""),
        ("sendMessage", sends.send_message, f"{_SEND} {_TEXT}"),
        (
            "sendPhoto",
            media.send_photo,
            f"{_SEND} {_CAPTION} photo has_spoiler show_caption_above_media",
        ),
        (
            "sendDocument",
            media.send_document,
            f"{_SEND} {_CAPTION} document disable_content_type_detection",
        ),
        (
            "sendMediaGroup",
            media.send_media_group,
            "chat_id media disable_notification protect_content reply_parameters "
            "reply_to_message_id allow_sending_without_reply message_effect_id",
        ),
        ("sendContact", sends.send_contact, f"{_SEND} phone_number first_name last_name vcard"),
        ("sendLocation", sends.send_location, f"{_SEND} latitude longitude"),
        ("sendChatAction", sends.send_chat_action, "chat_id action message_thread_id"),
        (
            "copyMessage",
            sends.copy_message,
            f"{_SEND} {_CAPTION} from_chat_id message_id show_caption_above_media",
        ),
        (
            "forwardMessage",
            sends.forward_message,
            "chat_id from_chat_id message_id disable_notification protect_content",
        ),
        ("editMessageText", edits.edit_text, f"{_EDIT} {_TEXT}"),
        ("editMessageCaption", edits.edit_caption, f"{_EDIT} {_CAPTION} show_caption_above_media"),
        ("editMessageMedia", media.edit_media, f"{_EDIT} media"),
        ("editMessageReplyMarkup", edits.edit_markup, _EDIT),
        ("deleteMessage", edits.delete_message, "chat_id message_id"),
        ("deleteMessages", edits.delete_messages, "chat_id message_ids"),
        ("pinChatMessage", edits.pin, "chat_id message_id disable_notification"),
        ("unpinChatMessage", edits.unpin, "chat_id message_id"),
        ("unpinAllChatMessages", edits.unpin_all, "chat_id"),
        ("setMessageReaction", edits.set_reaction, "chat_id message_id reaction is_big"),
        (
            "answerCallbackQuery",
            answers.answer_callback_query,
            "callback_query_id text show_alert url cache_time",
        ),
        (
            "answerInlineQuery",
            answers.answer_inline_query,
            "inline_query_id results cache_time is_personal next_offset button",
        ),
        ("answerWebAppQuery", answers.answer_web_app_query, "web_app_query_id result"),
        (
            "savePreparedInlineMessage",
            answers.save_prepared,
            "user_id result allow_user_chats allow_bot_chats allow_group_chats allow_channel_chats",
        ),
        ("setMyCommands", profile.set_commands, "commands scope language_code"),
        ("getMyCommands", profile.get_commands, "scope language_code"),
        ("deleteMyCommands", profile.delete_commands, "scope language_code"),
        ("setMyName", profile.set_name, "name language_code"),
        ("getMyName", profile.get_name, "language_code"),
        ("setMyDescription", profile.set_description, "description language_code"),
        ("getMyDescription", profile.get_description, "language_code"),
        ("setMyShortDescription", profile.set_short, "short_description language_code"),
        ("getMyShortDescription", profile.get_short, "language_code"),
        ("setChatMenuButton", profile.set_menu_button, "chat_id menu_button"),
        ("getChatMenuButton", profile.get_menu_button, "chat_id"),
        ("getFile", chats.get_file, "file_id"),
        ("getUserProfilePhotos", chats.get_photos, "user_id offset limit"),
        ("getChat", chats.get_chat, "chat_id"),
        ("getChatMember", chats.get_member, "chat_id user_id"),
        ("getChatMemberCount", chats.count_members, "chat_id"),
        ("sendInvoice", payments.send_invoice, f"{_SEND} {_INVOICE} start_parameter"),
        ("createInvoiceLink", payments.create_link, _INVOICE),
        (
            "answerPreCheckoutQuery",
            payments.answer_checkout,
            "pre_checkout_query_id ok error_message",
        ),
        ("refundStarPayment", payments.refund, "user_id telegram_payment_charge_id"),
        ("getStarTransactions", payments.list_transactions, "offset limit"),
        ("getMyStarBalance", payments.get_balance, ""),
    )
}
