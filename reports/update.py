"""Adding to a finished file without touching what it says of itself."""

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


class Update(IncrementalPdfFileWriter):
    """An incremental update that leaves title, dates and metadata of the frozen report alone."""

    def _update_meta(self) -> None:
        return None
