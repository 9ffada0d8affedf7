"""Photos and documents: upload, reuse, download, errors."""

import base64
import io

import pytest
from PIL import Image

from sandbox.telegram.files import MAX_DOWNLOAD, MAX_PHOTO, MAX_UPLOAD
from tests.sandbox.telegram.client import PNG, Json, SandboxClient

PICTURE = base64.b64decode(PNG)
CSV = b"day,btc\n2026-11-21,0.00000123\n"


@pytest.fixture(autouse=True)
async def _started_bot(client: SandboxClient) -> None:
    await client.start_bot()


async def _photo(client: SandboxClient, data: bytes = PICTURE, **params: str) -> Json:
    """Upload and send a photo."""
    files = {"photo": ("a.png", data)}
    return await client.upload("sendPhoto", files, chat_id="1001", **params)


def _picture(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("1", (width, height)).save(buffer, "PNG")
    return buffer.getvalue()


async def test_uploaded_photo_can_be_downloaded(client: SandboxClient) -> None:
    """Its dimensions are read from the image; getFile and /sim/chat/file return it."""
    message = (await _photo(client, caption="<i>c</i>", parse_mode="HTML"))["result"]
    (size,) = message["photo"]
    assert (size["width"], size["height"], size["file_size"]) == (2, 1, len(PICTURE))
    assert message["caption_entities"] == [{"offset": 0, "length": 1, "type": "italic"}]
    path = (await client.call("getFile", file_id=size["file_id"]))["file_path"]
    assert path == "photos/file_0.png"
    for url in (f"/file/bot{client.token}/{path}", f"/sim/chat/file/{size['file_id']}"):
        async with client.http.get(client.base + url) as answer:
            assert await answer.read() == PICTURE
            assert answer.headers["Content-Type"] == "image/png"


async def test_document_keeps_its_name_and_type(client: SandboxClient) -> None:
    """A non-ASCII file name of an attach:// upload is kept."""
    body = await client.upload(
        "sendDocument", {"x": ("доход.csv", CSV)}, chat_id="1001", document="attach://x"
    )
    document = body["result"]["document"]
    assert (document["file_name"], document["file_size"]) == ("доход.csv", len(CSV))
    url = f"{client.base}/sim/chat/file/{document['file_id']}?download=1"
    async with client.http.get(url) as answer:
        assert await answer.read() == CSV
        assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%D0")
    assert f"<document доход.csv, {len(CSV)} bytes>" in await client.transcript()


async def test_file_can_be_sent_again_by_file_id(client: SandboxClient) -> None:
    """Files of bots and users can be reused as the same kind."""
    sent = (await _photo(client))["result"]["photo"][0]
    again = await client.call("sendPhoto", chat_id=1001, photo=sent["file_id"])
    assert again["photo"][0]["file_unique_id"] == sent["file_unique_id"]
    assert await client.call_error("sendDocument", chat_id=1001, document=sent["file_id"]) == (
        "Bad Request: can't use file of type Photo as Document"
    )


@pytest.mark.parametrize(
    ("photo", "description"),
    [
        ("not/an.id", "wrong remote file identifier specified: Wrong character in the string"),
        ("AgACAgIAAxkDx", (
            "wrong remote file identifier specified: can't unserialize it. Wrong last symbol"
        )),
        ("https://example.com/a.png", "failed to get HTTP URL content"),
        ("attach://missing", "there is no photo in the request"),
    ],
)  # fmt: skip
async def test_invalid_file_reference_is_rejected(
    client: SandboxClient, photo: str, description: str
) -> None:
    """An unknown file_id, an outside URL, a missing attachment."""
    assert (
        await client.call_error("sendPhoto", chat_id=1001, photo=photo)
        == f"Bad Request: {description}"
    )


async def test_invalid_photo_is_rejected(client: SandboxClient) -> None:
    """It must be an image of accepted dimensions and at most 10 MB."""
    assert (await _photo(client, CSV))["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
    body = await _photo(client, _picture(2100, 100))
    assert body["description"] == "Bad Request: PHOTO_INVALID_DIMENSIONS"
    body = await _photo(client, b"x" * (MAX_PHOTO + 1))
    assert body["description"] == (
        f"Bad Request: file of size {MAX_PHOTO + 1} bytes is too big for a photo; "
        f"the maximum size is {MAX_PHOTO} bytes"
    )
    assert (await _photo(client, b""))["description"] == "Bad Request: file must be non-empty"


async def test_download_is_limited_to_20_mb_and_upload_to_50_mb(client: SandboxClient) -> None:
    """A bigger document is stored, but getFile rejects it."""
    files = {"document": ("a.bin", b"x" * (MAX_DOWNLOAD + 1))}
    sent = (await client.upload("sendDocument", files, chat_id="1001"))["result"]["document"]
    description = await client.call_error("getFile", file_id=sent["file_id"])
    assert description == "Bad Request: file is too big"
    files = {"document": ("a.bin", b"x" * (MAX_UPLOAD + 1))}
    body = await client.upload("sendDocument", files, chat_id="1001")
    assert (body["error_code"], body["description"]) == (413, "Request Entity Too Large")


async def test_caption_is_limited_to_1024_characters(client: SandboxClient) -> None:
    """They are counted after parsing."""
    assert (await _photo(client, caption="a" * 1025))["description"] == (
        "Bad Request: message caption is too long"
    )
    assert (await _photo(client, caption="a" * 1024))["ok"]


async def test_album_items_share_a_group_id(client: SandboxClient) -> None:
    """Items are messages of one kind."""
    media = (
        '[{"type":"photo","media":"attach://a","caption":"one"},'
        '{"type":"photo","media":"attach://b"}]'
    )
    files = {"a": ("a.png", PICTURE), "b": ("b.png", PICTURE)}
    body = await client.upload("sendMediaGroup", files, chat_id="1001", media=media)
    first, second = body["result"]
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], second.get("caption")) == ("one", None)
    mixed = media.replace('"photo","media":"attach://b"', '"document","media":"attach://b"')
    body = await client.upload("sendMediaGroup", files, chat_id="1001", media=mixed)
    assert body["description"] == "Bad Request: document can't be mixed with other media types"


async def test_edit_media_replaces_file_and_caption(client: SandboxClient) -> None:
    """The same file and caption are "not modified"."""
    message = (await _photo(client, caption="a"))["result"]
    place = {"chat_id": "1001", "message_id": str(message["message_id"])}
    media = '{"type":"photo","media":"attach://x","caption":"b"}'
    other = {"x": ("b.png", _picture(3, 4))}
    body = await client.upload("editMessageMedia", other, media=media, **place)
    edited = body["result"]
    assert (edited["photo"][0]["height"], edited["caption"]) == (4, "b")
    same = {"type": "photo", "media": edited["photo"][0]["file_id"], "caption": "b"}
    description = await client.call_error("editMessageMedia", media=same, **place)
    assert description.startswith("Bad Request: message is not modified")
    edited = await client.call("editMessageCaption", caption="c", **place)
    assert (edited["caption"], edited["photo"][0]["height"]) == ("c", 4)


async def test_unknown_file_is_not_found(client: SandboxClient) -> None:
    """By file_id and by path."""
    assert await client.call_error("getFile", file_id="x") == (
        "Bad Request: wrong file_id or the file is temporarily unavailable"
    )
    async with client.http.get(f"{client.base}/file/bot{client.token}/photos/no.png") as answer:
        assert (answer.status, (await answer.json())["description"]) == (404, "Not Found")


async def test_user_can_send_files(client: SandboxClient) -> None:
    """Photo and document of a user reach the bot and can be downloaded."""
    await client.post("send", photo=PNG, caption="mine #tag")
    await client.post("send", document=base64.b64encode(CSV).decode(), file_name="a.csv")
    photo, document = [update["message"] for update in await client.updates()]
    assert photo["caption_entities"][0]["type"] == "hashtag"
    path = (await client.call("getFile", file_id=document["document"]["file_id"]))["file_path"]
    async with client.http.get(f"{client.base}/file/bot{client.token}/{path}") as answer:
        assert await answer.read() == CSV
