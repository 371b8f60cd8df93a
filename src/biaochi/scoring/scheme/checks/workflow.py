"""流程, 公示: steps that exist, can be reached, and end with a body that decides.

Worked example: 复核 ``接: 审定`` and 审定 ``接: 复核`` can never begin.
"""

from __future__ import annotations

from collections.abc import Iterator

from biaochi.scoring.findings import Finding
from biaochi.scoring.scheme.checks.references import unknown
from biaochi.scoring.scheme.checks.survey import Survey
from biaochi.scoring.scheme.workflow_model import Notice, Step


def unknown_steps(survey: Survey) -> Iterator[Finding]:
    names = [step.step for step in survey.scheme.workflow]
    what = ("步骤", "step")
    for met in survey.of(Step):
        for position, name in enumerate(met.part.after or ()):
            yield from unknown(survey, "unknown-step", met, ("after", position), what, name, names)
        if met.part.returns_to is not None:
            yield from unknown(survey, "unknown-step", met, ("returns_to",), what, met.part.returns_to, names)
    for met in survey.of(Notice):
        if met.part.after is not None:
            yield from unknown(survey, "unknown-step", met, ("after",), what, met.part.after, names)


def duplicate_steps(survey: Survey) -> Iterator[Finding]:
    seen: set[str] = set()
    for met in survey.of(Step):
        if met.part.step in seen:
            yield survey.error(
                "duplicate-step",
                met,
                "step",
                zh=f"步骤「{met.part.step}」写了两次",
                en=f"the step `{met.part.step}` stands twice",
                do=("换一个名称。", "Give it another name."),
            )
        seen.add(met.part.step)


def steps_never_reached(survey: Survey) -> Iterator[Finding]:
    """A step follows those it names, or else the step before it in the list; the first one begins."""
    steps = survey.scheme.workflow
    reached: set[str] = set()
    for _ in steps:
        before = None
        for position, step in enumerate(steps):
            follows = step.after if step.after is not None else ([before] if position else None)
            if follows is None or any(name in reached for name in follows):
                reached.add(step.step)
            before = step.step
    names = {step.step for step in steps}
    for met in survey.of(Step):
        if met.part.step not in reached and all(name in names for name in met.part.after or ()):
            yield survey.error(
                "step-unreachable",
                met,
                "step",
                zh=f"流程走不到步骤「{met.part.step}」",
                en=f"the workflow never reaches the step `{met.part.step}`",
                do=("看「接」是否绕成了圈。", "Look whether `after` runs in a circle."),
            )


def no_step_decides(survey: Survey) -> Iterator[Finding]:
    steps = survey.of(Step)
    if steps and not any(met.part.decides for met in steps):
        yield survey.warning(
            "no-deciding-step",
            steps[-1],
            zh="流程里没有一步写明由谁作出决定",
            en="no step of the workflow is the one that decides",
            why=(
                "分数由程序算,决定由人作出:哪个组织的决定有效,要能指出来。",
                "Points are computed, decisions are made by people: it must be clear by whom.",
            ),
            do=("在作出决定的步骤写「法定: 是」。", "Write `decides: yes` at the deciding step."),
        )
