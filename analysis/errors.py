"""What went wrong, in one sentence that a person can act on?

Every error a user can cause is one of these. The message is one clear sentence
that names the file (and the line or key, where there is one) and what to do.
"""


class MediacompareError(Exception):
    """Base of all errors whose message is meant for the user as it stands."""


class UsageError(MediacompareError):
    """The command or function was called with something it cannot take (exit status 2)."""


class StoryError(UsageError):
    """A story's folder or manifest is wrong as a whole, so nothing can be read from it."""


class ReadingError(MediacompareError):
    """One file cannot be read as an article; the other versions can still be compared."""


class InUseError(MediacompareError):
    """Another run is writing to the same place and goes on doing so (exit status 75)."""
