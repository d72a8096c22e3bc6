"""Receives uploaded archives: written straight to disk, and refused as soon as they prove not to be archives."""

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from articles.imports import inbox
from articles.readers import archives, packed

LARGEST = 2**30  # bytes, all files of an upload together


class UploadRefused(StopUpload):
    """Ends an upload. The rest of the request is read and discarded, or no browser would show the reason."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(connection_reset=False)
        self.reason, self.status = reason, status


class ImportUpload(FileUploadHandler):
    """Writes what is uploaded into a folder, under names of our own.

    `refused` is why the upload was refused, None if it was not. `complete` names the files that arrived whole.
    """

    def __init__(self, folder) -> None:
        super().__init__()
        self.folder, self.received = folder, 0
        self.refused: UploadRefused | None = None
        self.complete: list[str] = []

    def new_file(self, *args, **kwargs) -> None:
        super().new_file(*args, **kwargs)
        self.place = inbox.free_name(self.folder, self.file_name)
        self.file = self._or_refuse(lambda: self.place.open('wb'))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > LARGEST:
            self._refuse('more than 1 GB in one upload. Put it into the inbox on the server instead.', 413)
        self._or_refuse(lambda: self.file.write(raw_data))
        # What is in an archive is known when it is whole; any other format is recognised by its beginning.
        if start == 0 and not packed.is_archive(raw_data):
            if self.file_name.lower().endswith('.zip'):
                self._refuse('it is named .zip, but is not a zip archive.')
            self.file.flush()
            self._check_format()

    def file_complete(self, file_size: int) -> None:
        self._or_refuse(self.file.close)
        if not file_size:
            self._refuse('it is empty.')
        try:
            packed.check(self.place)
        except archives.UnreadableFile as error:
            self._refuse(f'{error}.')
        self._check_format()
        self.complete.append(self.file_name)

    def upload_interrupted(self) -> None:
        self.file.close()

    def _check_format(self) -> None:
        from articles.readers import detect  # With all readers, which a web worker needs for nothing else.

        try:
            detect.kind_of(self.place)
        except detect.UnknownFormat:
            self._refuse(
                'it is neither an export of WordPress, Movable Type, TypePad, Blogger, Ghost, Medium, Substack or '
                'Disqus, nor a feed, nor saved pages or web archives, nor a text copy of a page.'
            )

    def _or_refuse(self, work):
        try:
            return work()
        except OSError as error:
            self._refuse(f'the server could not store it ({error.strerror}).', 507)

    def _refuse(self, reason: str, status: int = 400) -> None:
        self.refused = UploadRefused(f'{self.file_name} was refused: {reason}', status)
        raise self.refused
