"""Counts that tests record under "printed", and the seconds per group of tests, printed just before pytest's closing line.

A group is the first folder below tests/.
"""

import os
from collections import defaultdict
from pathlib import PurePosixPath

import pytest

# the tests of the portal and its journeys need Django's settings (`--ds`), and run once on each database: see tests/groups.py
collect_ignore = [] if "DJANGO_SETTINGS_MODULE" in os.environ else ["portal", "journeys"]


def group_of(nodeid: str) -> str:
    parts = PurePosixPath(nodeid.split("::")[0]).parts
    below = parts[1:] if parts[:1] == ("tests",) else parts
    return below[0] if len(below) > 1 else "."


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    seconds: dict[str, float] = defaultdict(float)
    tests: dict[str, set[str]] = defaultdict(set)
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                seconds[group_of(report.nodeid)] += report.duration
                tests[group_of(report.nodeid)].add(report.nodeid)
    printed = [
        lines
        for reports in terminalreporter.stats.values()
        for report in reports
        if isinstance(report, pytest.TestReport) and report.when == "call"
        for name, lines in report.user_properties
        if name == "printed"
    ]
    for lines in printed:
        terminalreporter.section("counts")
        for line in lines:
            terminalreporter.line(line)
    if seconds:
        terminalreporter.section("seconds per group, added up over the workers")
        for group in sorted(seconds, key=lambda name: (-seconds[name], name)):
            terminalreporter.line(f"{seconds[group]:9.2f} s  {len(tests[group]):5d} tests  {group}")
