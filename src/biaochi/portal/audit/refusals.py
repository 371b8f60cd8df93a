"""What an operation or a reader says no with.

``Refused`` is for the person to read: what happened, why, what to do next; a page shows it beside the form and loses nothing of what
was written. ``NotThere`` is deliberately poor: a stranger cannot tell forbidden from absent.
"""


class Refused(Exception):
    """The operation did not happen; ``str()`` is a sentence or three in the interface's language."""

    status = 422


class EditedMeanwhile(Refused):
    """Somebody saved a newer state since the form was opened; both are shown, nothing was overwritten."""

    status = 409


class SentTwiceDifferently(Refused):
    """The same client-made id came with another body."""

    status = 409


class NotThere(Exception):
    """The object does not exist for this viewer: absent, or not theirs to see. Always a plain 404."""
