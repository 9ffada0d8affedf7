"""Store of the files sent by a bot and its users, by file_id."""

import base64
import io
import mimetypes
from collections import OrderedDict
from dataclasses import dataclass
from random import Random

from PIL import Image, UnidentifiedImageError

from sandbox.telegram.errors import ApiError, Json, bad_request

MAX_PHOTO = 10 * 1024 * 1024
MAX_UPLOAD = 50 * 1024 * 1024
MAX_DOWNLOAD = 20 * 1024 * 1024
_MAX_KEPT = 128 * 1024 * 1024
_PREFIXES = {"photo": "AgACAgIAAxkD", "document": "BQACAgIAAxkD"}
_TYPES = {"photo": "Photo", "document": "Document"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a request."""

    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A stored file; `width` and `height` are 0 for a document."""

    kind: str
    file_id: str
    unique_id: str
    path: str
    name: str
    content_type: str
    data: bytes
    width: int = 0
    height: int = 0

    def content(self) -> Json:
        """Return the message field of this file: `{"photo": […]}` or `{"document": …}`."""
        about: Json = {"file_id": self.file_id, "file_unique_id": self.unique_id}
        if self.kind == "photo":
            size = {"file_size": len(self.data), "width": self.width, "height": self.height}
            return {"photo": [about | size]}
        details = {"file_name": self.name, "mime_type": self.content_type}
        return {"document": details | about | {"file_size": len(self.data)}}


def measure(data: bytes) -> tuple[int, int, str]:
    """Return width, height and content type of an image.

    Raises:
        ApiError: not an image, or of dimensions that Telegram does not accept.
    """
    try:
        with Image.open(io.BytesIO(data)) as picture:
            (width, height), kind = picture.size, picture.format or ""
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise bad_request("IMAGE_PROCESS_FAILED") from error
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height, Image.MIME.get(kind, "image/jpeg")


class FileStore:
    """Files of one bot; beyond a total size the oldest are dropped."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._files: OrderedDict[str, StoredFile] = OrderedDict()
        self._size = 0
        self._count = 0

    def add(self, kind: str, upload: Upload) -> StoredFile:
        """Store a file as a photo or a document.

        Raises:
            ApiError: empty, too big, or not an image for a photo.
        """
        if not upload.data:
            raise bad_request("file must be non-empty")
        width, height, content_type = 0, 0, upload.content_type
        if kind == "photo":
            if len(upload.data) > MAX_PHOTO:
                raise bad_request(
                    f"file of size {len(upload.data)} bytes is too big for a photo; "
                    f"the maximum size is {MAX_PHOTO} bytes"
                )
            width, height, content_type = measure(upload.data)
        elif len(upload.data) > MAX_UPLOAD:
            raise ApiError(413, "Request Entity Too Large")
        return self._store(kind, upload, content_type, width, height)

    def _store(
        self, kind: str, upload: Upload, content_type: str, width: int, height: int
    ) -> StoredFile:
        name = upload.name.replace("\\", "/").rpartition("/")[2] or "file"
        if kind == "photo":
            suffix = mimetypes.guess_extension(content_type) or ".jpg"
        else:
            suffix = f".{name.rpartition('.')[2]}" if "." in name else ""
        stored = StoredFile(
            kind,
            _PREFIXES[kind] + self._random_id(42),
            self._random_id(15),
            f"{kind}s/file_{self._count}{suffix}",
            name,
            content_type,
            upload.data,
            width,
            height,
        )
        self._count += 1
        self._files[stored.file_id] = stored
        self._size += len(stored.data)
        while self._size > _MAX_KEPT and len(self._files) > 1:
            self._size -= len(self._files.popitem(last=False)[1].data)
        return stored

    def _random_id(self, size: int) -> str:
        return base64.urlsafe_b64encode(self._random.randbytes(size)).decode().rstrip("=")

    def get(self, file_id: str) -> StoredFile | None:
        """Return a file by its file_id."""
        return self._files.get(file_id)

    def by_path(self, path: str) -> StoredFile | None:
        """Return a file by the path of getFile."""
        return next((file for file in self._files.values() if file.path == path), None)

    def reuse(self, kind: str, file_id: str) -> StoredFile:
        """Return a file that is sent again by its file_id.

        Raises:
            ApiError: unknown or of another kind.
        """
        stored = self.get(file_id)
        if stored is None:
            words = "can't unserialize it. Wrong last symbol"
            if not file_id.replace("-", "").replace("_", "").isalnum() or not file_id.isascii():
                words = "Wrong character in the string"
            raise bad_request(f"wrong remote file identifier specified: {words}")
        if stored.kind != kind:
            raise bad_request(f"can't use file of type {_TYPES[stored.kind]} as {_TYPES[kind]}")
        return stored
