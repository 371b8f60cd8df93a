"""Refusals that several operations of the roster share."""

from biaochi.portal.audit.refusals import Refused


class NothingChanges(Refused):
    """What was asked for is so already."""


class EndsBeforeItBegins(Refused):
    """The last day lies before the first."""
