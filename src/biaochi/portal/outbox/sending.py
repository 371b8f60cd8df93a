"""The worker's side: fixed texts through the channels that the installation names (apprise: mail, WeCom, DingTalk, Feishu, …).

At least once: a message is counted as tried before it is tried, so a worker that dies repeats it after a while. Nothing is sent with a
name, a score or an outcome: the text is that of the kind, and whoever wants to know more signs in.
"""

import apprise
from django.conf import settings
from django.utils import timezone

from biaochi.portal.outbox import operations, queries


def channels() -> apprise.Apprise:
    found = apprise.Apprise()
    for url in settings.NOTICE_URLS:
        found.add(url)
    return found


def tried(out: apprise.Apprise, text: str) -> str:
    """Hand ``text`` to every channel; returns what went wrong, without the channels' addresses, which hold passwords."""
    try:
        return "" if out.notify(title="标尺", body=text) else "no channel took it"
    except Exception as fault:  # a plugin's own: the message stays due, the others go on
        return type(fault).__name__


def send_due() -> int:
    """Send what is due now; returns how many went out. The schedule asks every minute for what failed before."""
    if not settings.NOTICE_URLS:
        return 0
    at, out, sent = timezone.now(), channels(), 0
    for message in operations.claim_due(at=at):
        fault = tried(out, queries.text_of(message.notice.kind))
        operations.settle_attempt(message=message, at=timezone.now(), fault=fault)
        sent += not fault
    return sent
