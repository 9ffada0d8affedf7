"""Files given as parameters: uploaded, sent before, or at a loopback address."""

import aiohttp

from sandbox.telegram.errors import bad_request
from sandbox.telegram.files import MAX_DOWNLOAD, StoredFile, Upload
from sandbox.telegram.keyboards import is_loopback
from sandbox.telegram.params import Uploads
from sandbox.telegram.text.links import split_url
from sandbox.telegram.world import World


async def _fetch(url: str) -> Upload:
    """Download a file from a loopback address; others are rejected."""
    if split_url(url).scheme != "http" or not is_loopback(url):
        raise bad_request("failed to get HTTP URL content")
    timeout = aiohttp.ClientTimeout(total=20)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url) as answer:
            data = await answer.content.read(MAX_DOWNLOAD)
            if answer.status != 200 or not answer.content.at_eof():
                raise bad_request("failed to get HTTP URL content")
    except (aiohttp.ClientError, TimeoutError) as error:
        raise bad_request("failed to get HTTP URL content") from error
    return Upload(split_url(url).path, answer.content_type, data)


async def resolve_file(world: World, kind: str, value: object, uploads: Uploads) -> StoredFile:
    """Return the file of a parameter: `attach://…`, a URL or a file_id.

    Raises:
        ApiError: not found, of another kind, or too big.
    """
    text = str(value)
    if text.startswith("attach://"):
        upload = uploads.get(text.removeprefix("attach://"))
        if upload is None:
            raise bad_request(f"there is no {kind} in the request")
        return world.files.add(kind, upload)
    if text.startswith(("http://", "https://")):
        return world.files.add(kind, await _fetch(text))
    return world.files.reuse(kind, text)
