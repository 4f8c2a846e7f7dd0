"""Takes in uploaded files: to disk at once, and never more than the limit."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class LimitedUploadHandler(TemporaryFileUploadHandler):
    """Keeps at most one byte more than the limit of each file and drops the rest.

    Breaking off in the middle of a request would show the sender a broken connection. Kept with one
    byte too many, the file reaches `files.store`, which refuses it with a sentence at its field.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir(mode=0o700, parents=True, exist_ok=True)
        super().new_file(*args, **kwargs)
        self._kept = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        room = settings.UPLOAD_LIMIT + 1 - self._kept
        if room > 0:
            self._kept += min(room, len(raw_data))
            super().receive_data_chunk(raw_data[:room], start)

    def file_complete(self, file_size: int) -> Any:
        return super().file_complete(min(file_size, self._kept))
