"""Uploading archives: straight to the disk as they come, and refused as soon as they are known to be none."""

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from articles.imports import inbox
from articles.readers import archives, detect

LARGEST = 2**30  # bytes, all files of an upload together
ZIP = b'PK'


class Refused(StopUpload):
    """Ends an upload. What is still to come is read and thrown away, or no browser would show the reason."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(connection_reset=False)
        self.reason, self.status = reason, status


class ImportUpload(FileUploadHandler):
    """Writes what is uploaded into a folder, under names of our own.

    `refused` says why it ended before its end, None if it did not. A file that was cut off is not `complete`.
    """

    def __init__(self, folder) -> None:
        super().__init__()
        self.folder, self.received = folder, 0
        self.refused: Refused | None = None
        self.complete: list[str] = []

    def new_file(self, *args, **kwargs) -> None:
        super().new_file(*args, **kwargs)
        self.place = inbox.free_name(self.folder, self.file_name)
        self.file = self._trying(lambda: self.place.open('wb'))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > LARGEST:
            self._refuse('more than 1 GB at once. Put it into the inbox on the server instead.', 413)
        self._trying(lambda: self.file.write(raw_data))
        # The directory of a zip is its end; of all else the beginning tells.
        if start == 0 and not raw_data.startswith(ZIP):
            if self.file_name.lower().endswith('.zip'):
                self._refuse('its name says that it is a zip archive, and it is none.')
            self.file.flush()
            self._look()

    def file_complete(self, file_size: int) -> None:
        self._trying(self.file.close)
        if not file_size:
            self._refuse('it is empty.')
        try:
            archives.check(self.place)
        except archives.UnreadableFile as refused:
            self._refuse(f'{refused}.')
        self._look()
        self.complete.append(self.file_name)

    def upload_interrupted(self) -> None:
        self.file.close()

    def _look(self) -> None:
        try:
            detect.kind_of(self.place)
        except detect.UnknownFormat:
            self._refuse(
                'it is neither a WordPress export (.xml, .xml.gz, .zip), nor a feed, nor saved pages or web archives, '
                'nor a text copy of a page.'
            )

    def _trying(self, work):
        try:
            return work()
        except OSError as error:
            self._refuse(f'the server could not store it ({error.strerror}).', 507)

    def _refuse(self, reason: str, status: int = 400) -> None:
        self.refused = Refused(f'{self.file_name} was refused: {reason}', status)
        raise self.refused
