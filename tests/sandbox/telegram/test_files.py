"""Photos and documents: sent, sent again, downloaded, refused."""

import base64
import io

import pytest
from PIL import Image

from sandbox.telegram.files import MAX_DOWNLOAD, MAX_PHOTO, MAX_UPLOAD
from tests.sandbox.telegram.stage import PNG, Json, Stage

PICTURE = base64.b64decode(PNG)
CSV = b"day,btc\n2026-11-21,0.00000123\n"


@pytest.fixture(autouse=True)
async def _opened(stage: Stage) -> None:
    await stage.open()


async def _photo(stage: Stage, data: bytes = PICTURE, **params: str) -> Json:
    """Send a photo, uploaded."""
    files = {"photo": ("a.png", data)}
    return await stage.upload("sendPhoto", files, chat_id="1001", **params)


def _picture(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("1", (width, height)).save(buffer, "PNG")
    return buffer.getvalue()


async def test_an_uploaded_photo_can_be_downloaded(stage: Stage) -> None:
    """Its size is read from its bytes; getFile and the page both find them."""
    message = (await _photo(stage, caption="<i>c</i>", parse_mode="HTML"))["result"]
    (size,) = message["photo"]
    assert (size["width"], size["height"], size["file_size"]) == (2, 1, len(PICTURE))
    assert message["caption_entities"] == [{"offset": 0, "length": 1, "type": "italic"}]
    path = (await stage.call("getFile", file_id=size["file_id"]))["file_path"]
    assert path == "photos/file_0.png"
    for url in (f"/file/bot{stage.token}/{path}", f"/sim/chat/file/{size['file_id']}"):
        async with stage.http.get(stage.base + url) as answer:
            assert await answer.read() == PICTURE
            assert answer.headers["Content-Type"] == "image/png"


async def test_a_document_keeps_its_name_and_type(stage: Stage) -> None:
    """attach://, a file name beyond ASCII, and a download under that name."""
    body = await stage.upload(
        "sendDocument", {"x": ("доход.csv", CSV)}, chat_id="1001", document="attach://x"
    )
    document = body["result"]["document"]
    assert (document["file_name"], document["file_size"]) == ("доход.csv", len(CSV))
    url = f"{stage.base}/sim/chat/file/{document['file_id']}?download=1"
    async with stage.http.get(url) as answer:
        assert await answer.read() == CSV
        assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%D0")
    assert f"<document доход.csv, {len(CSV)} bytes>" in await stage.transcript()


async def test_a_file_is_sent_again_by_its_identifier(stage: Stage) -> None:
    """The same identifier, from a bot's or a user's file, but only as what it is."""
    sent = (await _photo(stage))["result"]["photo"][0]
    again = await stage.call("sendPhoto", chat_id=1001, photo=sent["file_id"])
    assert again["photo"][0]["file_unique_id"] == sent["file_unique_id"]
    assert await stage.refused("sendDocument", chat_id=1001, document=sent["file_id"]) == (
        "Bad Request: can't use file of type Photo as Document"
    )


@pytest.mark.parametrize(
    ("photo", "words"),
    [
        ("not/an.id", "wrong remote file identifier specified: Wrong character in the string"),
        ("AgACAgIAAxkDx", (
            "wrong remote file identifier specified: can't unserialize it. Wrong last symbol"
        )),
        ("https://example.com/a.png", "failed to get HTTP URL content"),
        ("attach://missing", "there is no photo in the request"),
    ],
)  # fmt: skip
async def test_a_wrong_file_is_refused(stage: Stage, photo: str, words: str) -> None:
    """An identifier that never was, an address out there, an attachment that is not there."""
    assert await stage.refused("sendPhoto", chat_id=1001, photo=photo) == f"Bad Request: {words}"


async def test_a_photo_must_be_a_picture(stage: Stage) -> None:
    """Text is no picture, an endless strip no photo, and ten megabytes are the limit."""
    assert (await _photo(stage, CSV))["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
    body = await _photo(stage, _picture(2100, 100))
    assert body["description"] == "Bad Request: PHOTO_INVALID_DIMENSIONS"
    body = await _photo(stage, b"x" * (MAX_PHOTO + 1))
    assert body["description"] == (
        f"Bad Request: file of size {MAX_PHOTO + 1} bytes is too big for a photo; "
        f"the maximum size is {MAX_PHOTO} bytes"
    )
    assert (await _photo(stage, b""))["description"] == "Bad Request: file must be non-empty"


async def test_a_bot_downloads_at_most_twenty_megabytes(stage: Stage) -> None:
    """A bigger document is kept, but getFile refuses it; one over fifty is refused itself."""
    files = {"document": ("a.bin", b"x" * (MAX_DOWNLOAD + 1))}
    sent = (await stage.upload("sendDocument", files, chat_id="1001"))["result"]["document"]
    words = await stage.refused("getFile", file_id=sent["file_id"])
    assert words == "Bad Request: file is too big"
    files = {"document": ("a.bin", b"x" * (MAX_UPLOAD + 1))}
    body = await stage.upload("sendDocument", files, chat_id="1001")
    assert (body["error_code"], body["description"]) == (413, "Request Entity Too Large")


async def test_a_caption_has_1024_characters(stage: Stage) -> None:
    """Counted after the markup."""
    assert (await _photo(stage, caption="a" * 1025))["description"] == (
        "Bad Request: message caption is too long"
    )
    assert (await _photo(stage, caption="a" * 1024))["ok"]


async def test_an_album_is_one_group(stage: Stage) -> None:
    """Every item a message, all of one group, and all of one kind."""
    media = (
        '[{"type":"photo","media":"attach://a","caption":"one"},'
        '{"type":"photo","media":"attach://b"}]'
    )
    files = {"a": ("a.png", PICTURE), "b": ("b.png", PICTURE)}
    body = await stage.upload("sendMediaGroup", files, chat_id="1001", media=media)
    first, second = body["result"]
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], second.get("caption")) == ("one", None)
    mixed = media.replace('"photo","media":"attach://b"', '"document","media":"attach://b"')
    body = await stage.upload("sendMediaGroup", files, chat_id="1001", media=mixed)
    assert body["description"] == "Bad Request: document can't be mixed with other media types"


async def test_a_photo_is_replaced(stage: Stage) -> None:
    """EditMessageMedia brings another file and caption; the same file changes nothing."""
    message = (await _photo(stage, caption="a"))["result"]
    place = {"chat_id": "1001", "message_id": str(message["message_id"])}
    media = '{"type":"photo","media":"attach://x","caption":"b"}'
    other = {"x": ("b.png", _picture(3, 4))}
    body = await stage.upload("editMessageMedia", other, media=media, **place)
    edited = body["result"]
    assert (edited["photo"][0]["height"], edited["caption"]) == (4, "b")
    same = {"type": "photo", "media": edited["photo"][0]["file_id"], "caption": "b"}
    words = await stage.refused("editMessageMedia", media=same, **place)
    assert words.startswith("Bad Request: message is not modified")
    edited = await stage.call("editMessageCaption", caption="c", **place)
    assert (edited["caption"], edited["photo"][0]["height"]) == ("c", 4)


async def test_an_unknown_file_is_not_found(stage: Stage) -> None:
    """By identifier and by path."""
    assert await stage.refused("getFile", file_id="x") == (
        "Bad Request: wrong file_id or the file is temporarily unavailable"
    )
    async with stage.http.get(f"{stage.base}/file/bot{stage.token}/photos/no.png") as answer:
        assert (answer.status, (await answer.json())["description"]) == (404, "Not Found")


async def test_users_send_files_too(stage: Stage) -> None:
    """A photo and a document of a user reach the bot and can be downloaded by it."""
    await stage.act("send", photo=PNG, caption="mine #tag")
    await stage.act("send", document=base64.b64encode(CSV).decode(), file_name="a.csv")
    photo, document = [update["message"] for update in await stage.updates()]
    assert photo["caption_entities"][0]["type"] == "hashtag"
    path = (await stage.call("getFile", file_id=document["document"]["file_id"]))["file_path"]
    async with stage.http.get(f"{stage.base}/file/bot{stage.token}/{path}") as answer:
        assert await answer.read() == CSV
