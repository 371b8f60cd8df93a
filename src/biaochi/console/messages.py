"""What the command says: findings, errors and progress, in Chinese or English."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable

from biaochi.scoring.findings import Finding, Severity

QUIET_SECONDS = 2.0
"""Work shorter than this shows no progress."""


class Speaker:
    """Prints results to standard output, and everything else to standard error."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._started = time.monotonic()
        self._last = 0.0

    def say(self, zh: str, en: str | None = None) -> None:
        print(en if self.language == "en" and en is not None else zh)

    def error(self, zh: str, en: str) -> None:
        print(en if self.language == "en" else zh, file=sys.stderr)

    def findings(self, findings: Iterable[Finding]) -> None:
        """Every finding with place, reason and remedy; then how many."""
        listed = list(findings)
        for finding in listed:
            for line in finding.lines(self.language):
                print(line, file=sys.stderr)
        errors = sum(f.severity is Severity.ERROR for f in listed)
        self.error(f"共 {errors} 个错误,{len(listed) - errors} 个提醒", f"{errors} errors, {len(listed) - errors} warnings")

    def progress(self, text: str) -> None:
        """One line on standard error, once the work has taken two seconds."""
        now = time.monotonic()
        if now - self._started >= QUIET_SECONDS and now - self._last >= 0.5:
            print(f"… {text}({now - self._started:.0f} s)", file=sys.stderr, flush=True)
            self._last = now
