"""Parameters of a call from a form, JSON or multipart body."""

import json
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, MultipartReader, StreamReader
from multidict import CIMultiDictProxy

from sandbox.telegram.errors import ApiError, Json, bad_request
from sandbox.telegram.files import MAX_UPLOAD, Upload

MAX_BODY = MAX_UPLOAD + 1024 * 1024
Uploads = dict[str, Upload]


async def read_body(stream: StreamReader) -> bytes:
    """Read a whole body.

    Raises:
        ApiError: longer than `MAX_BODY`.
    """
    chunks, size = [], 0
    async for chunk in stream.iter_chunked(65536):
        size += len(chunk)
        if size > MAX_BODY:
            raise ApiError(413, "Request Entity Too Large")
        chunks.append(chunk)
    return b"".join(chunks)


async def read_params(headers: CIMultiDictProxy[str], stream: StreamReader) -> tuple[Json, Uploads]:
    """Return the parameters and the uploaded files of a body.

    Raises:
        ApiError: invalid or too big.
    """
    kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _read_multipart(headers, stream)
    body = await read_body(stream)
    if not body:
        return {}, {}
    if kind == "application/json":
        return _read_json(body), {}
    if kind in ("application/x-www-form-urlencoded", ""):
        try:
            return dict(parse_qsl(body.decode(), keep_blank_values=True)), {}
        except ValueError as error:
            raise bad_request("strings must be encoded in UTF-8") from error
    return {}, {}


def parse_json(raw: str | bytes) -> object:
    """Parse JSON whose strings can be encoded as UTF-8.

    Raises:
        ValueError: invalid JSON, or a lone surrogate.
    """
    found: object = json.loads(raw)
    json.dumps(found, ensure_ascii=False).encode()
    return found


def _read_json(body: bytes) -> Json:
    try:
        found = parse_json(body)
    except ValueError as error:
        raise bad_request("can't parse JSON object") from error
    if not isinstance(found, dict):
        raise bad_request("expected a JSON object")
    return found


async def _read_multipart(
    headers: CIMultiDictProxy[str], stream: StreamReader
) -> tuple[Json, Uploads]:
    params: Json = {}
    uploads: Uploads = {}
    size = 0
    try:
        async for part in MultipartReader(headers, stream):
            if not isinstance(part, BodyPartReader) or part.name is None:
                continue
            data = bytes(await part.read(decode=True))
            size += len(data)
            if size > MAX_BODY:
                raise ApiError(413, "Request Entity Too Large")
            if part.filename is None:
                params[part.name] = data.decode()
            else:
                content_type = part.headers.get("Content-Type", "application/octet-stream")
                uploads[part.name] = Upload(part.filename, content_type, data)
    except (ValueError, AssertionError, RuntimeError) as error:
        raise bad_request("can't parse multipart form data") from error
    for name in uploads:
        # A file under the parameter's own name is equivalent to `attach://name`.
        params.setdefault(name, f"attach://{name}")
    return params, uploads
