"""One error family. Each says what was wrong, with which value and where, and what to do."""


class DuibiaoError(Exception):
    """A failure told to the analyst: a message in one sentence and a hint what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n\nHint: {self.hint}" if self.hint else self.message


class RefusedFileError(DuibiaoError):
    """A file was refused whole; nothing of it was loaded."""


class MappingError(DuibiaoError):
    """A mapping profile cannot be used as it is written."""


class WarehouseError(DuibiaoError):
    """The warehouse cannot be opened, migrated or written."""


class ChangedMeanwhileError(WarehouseError):
    """What was examined is no longer what stands; it has to be examined again."""


class UnknownReadError(DuibiaoError):
    """No read of that name, or parameters that it does not take."""
