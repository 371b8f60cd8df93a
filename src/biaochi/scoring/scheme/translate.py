"""A scheme text in the other language: keys and fixed words are replaced where they stand, nothing else is touched.

Comments, quoting, spacing, names, texts and the organisation's own words stay byte for byte, so Chinese → English →
Chinese gives the first text again.

Worked example: ``translate("周期: 季  # 每季度\\n…", "en")`` is ``"period: quarter  # 每季度\\n…"``.
"""

from __future__ import annotations

from collections.abc import Sequence

from biaochi.scoring.findings import Refused, Severity
from biaochi.scoring.scheme.convert import Conversion, language_of
from biaochi.scoring.scheme.model import Scheme
from biaochi.scoring.scheme.vocabulary import Part
from biaochi.scoring.scheme.yaml_tree import Mapping, read_tree


def translate(
    text: str, to: str, *, file_name: str = "", start_path: Sequence[str] = (), part: type[Part] = Scheme
) -> str:
    """``text`` in the language ``to`` ("zh" or "en"); Refused, with every finding, if a key or word cannot be told.

    ``start_path`` and ``part`` are those of a mapping inside the text, such as the scheme of a cases file.
    """
    tree, findings = read_tree(text, file_name)
    for words in start_path:
        tree = tree.get(*words.split("|")) if isinstance(tree, Mapping) else None
    if not isinstance(tree, Mapping):
        if findings:
            raise Refused(findings)
        return text
    conversion = Conversion(file_name, language_of(tree, part))
    conversion.block(tree, part)
    errors = [finding for finding in (*findings, *conversion.findings) if finding.severity is Severity.ERROR]
    if errors:
        raise Refused(errors)
    if conversion.language == to:
        return text
    pieces, position = [], 0
    for span in sorted(conversion.spans, key=lambda span: span.start):
        pieces += [text[position : span.start], span.chinese if to == "zh" else span.english]
        position = span.end
    return "".join([*pieces, text[position:]])
