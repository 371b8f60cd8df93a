"""Trials: the list, and one of them on its way from upload to results."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from biaochi.portal.organisation.access import require
from biaochi.portal.scores import access, faults, folders, operations, queries, results, settling, workbooks
from biaochi.portal.web.kit.lists import Action, Column, Listing, disposition, show_list
from biaochi.portal.web.kit.once import answered_once
from biaochi.portal.web.trials.forms import Name
from biaochi.portal.web.trials.making import EXCEL


def version_words(trial: Any) -> str:
    words = f"{trial.version.scheme.title} {_('第 %(number)s 版') % {'number': trial.version.number}}"
    return words + (_("（草稿）") if queries.is_draft(trial.version) else "")


@login_required
@require_safe
def trials(request: HttpRequest) -> HttpResponse:
    require(request.viewer, access.PERMISSION)
    new = Action(_("核算一份表"), reverse("trial_choose"))
    columns = [
        Column(_("名称"), lambda row: row.name or _("未保留"), lambda row: reverse("trial", args=(row.pk,)), is_wide=True),
        Column(_("组织"), lambda row: row.organisation.name),
        Column(_("办法"), version_words, is_wide=True),
        Column(_("周期"), queries.period_label),
        Column(_("状态"), lambda row: row.get_state_display()),
        Column(_("上传人"), lambda row: row.owner.shown_as),
        Column(_("上传时间"), lambda row: timezone.localtime(row.made_at).strftime("%Y-%m-%d %H:%M")),
    ]
    listing = Listing(
        _("核算一份表"),
        columns,
        queries.trials(access.trials_seen(request.viewer)),
        actions=[new],
        note=_("试算不进台账、不公布；看过可以保留，也可以丢弃。"),
        empty=_("还没有试算。选一份办法，下载模板填好台账，上传就能看到名次和每一分的来处。"),
        empty_action=new,
    )
    return show_list(request, listing)


@login_required
@require_safe
def trial(request: HttpRequest, ident: str) -> HttpResponse:
    found = access.get_trial(request.viewer, ident)
    context = {"trial": found, "period": queries.period_label(found), "version": version_words(found)}
    if queries.is_open(found):
        return render(request, "trials/under_way.html", context | {"is_stuck": found.made_at < request.at - operations.STUCK})
    if not queries.is_settled(found):
        return show_faults(request, found, context)
    return overview(request, found, context, Name(initial={"name": found.name or suggested_name(found)}))


def suggested_name(found: Any) -> str:
    return f"{queries.period_label(found)} {found.organisation.name}"[:120]


def overview(request: HttpRequest, found: Any, context: dict, form: Name, status: int = 200) -> HttpResponse:
    warnings = faults.read(folders.folder_of(found.pk), get_language() or "")
    tables = [(table, results.states_of(table)) for table in results.tables(found)]
    return render(request, "trials/overview.html", context | {"tables": tables, "warnings": warnings[:20], "form": form}, status=status)


def show_faults(request: HttpRequest, found: Any, context: dict) -> HttpResponse:
    """Every fault of every row at once."""
    columns = [
        Column(_("文件"), lambda fault: file_words().get(fault.file, fault.file)),
        Column(_("行"), lambda fault: fault.row or "", is_number=True),
        Column(_("格"), lambda fault: fault.cell),
        Column(_("问题"), lambda fault: fault.what, is_wide=True),
        Column(_("怎么改"), lambda fault: fault.remedy, is_wide=True),
    ]
    again = reverse("trial_make", args=(found.organisation_id, found.version_id))
    actions = [Action(_("改好后重新上传"), again)]
    rows = faults.read(folders.folder_of(found.pk), get_language() or "")
    if any(fault.file == "facts" and fault.row for fault in rows):
        actions.append(Action(_("下载标出错误的台账"), reverse("trial_marked", args=(found.pk,))))
    listing = Listing(
        _("台账有要改正的地方"),
        columns,
        rows,
        actions=actions,
        note=_("%(count)s 处错误，一次列全；没有核算任何一行。") % {"count": found.counts.get("faults", 0)},
        empty=_("核算中断：这不是台账的问题，已记入日志。可以重新核算一次；仍不行，请联系系统管理员。"),
        extra=context | {"is_broken": queries.is_broken(found)},
    )
    return show_list(request, listing, "trials/faults.html")


def file_words() -> dict[str, str]:
    return {
        "facts": _("上传的台账"), "roster": _("名册"), "organisations": _("组织"), "relations": _("任职与关系"), "parameters": _("参数"),
        "history": _("往期积分"), "scheme": _("办法"),
    }  # fmt: skip


@login_required
@require_safe
def progress(request: HttpRequest, ident: str) -> HttpResponse:
    """The box that asks again every second; at the end the browser is led to the page with the results."""
    found = access.get_trial(request.viewer, ident)
    if not queries.is_open(found):
        response = HttpResponse(status=200)
        response.headers["HX-Refresh"] = "true"
        return response
    return render(request, "trials/progress.html", {"trial": found})


@login_required
@require_safe
def marked(request: HttpRequest, ident: str) -> HttpResponse:
    found = access.get_trial(request.viewer, ident)
    response = HttpResponse(workbooks.marked(found, get_language() or ""), content_type=EXCEL)
    response.headers["Content-Disposition"] = disposition(_("台账（标出错误）.xlsx"))
    return response


@login_required
@require_POST
@answered_once
def keep(request: HttpRequest, ident: str) -> HttpResponse:
    found = access.get_trial(request.viewer, ident)
    form = Name(request.POST)
    if not form.is_valid() and queries.is_settled(found):
        context = {"trial": found, "period": queries.period_label(found), "version": version_words(found)}
        return overview(request, found, context, form, status=422)
    operations.keep(acting_user=request.user, at=request.at, trial=found, name=form.cleaned_data.get("name", ""))
    messages.success(request, _("已保留。下一期核算同一份办法时，可以作为往期积分。"))
    return redirect("trial", found.pk)


@login_required
@require_POST
@answered_once
def discard(request: HttpRequest, ident: str) -> HttpResponse:
    found = access.get_trial(request.viewer, ident)
    operations.discard(acting_user=request.user, at=request.at, trial=found)
    messages.success(request, _("已丢弃，上传的台账和结果都已删除。"))
    return redirect("trials")


@login_required
@require_POST
@answered_once
def again(request: HttpRequest, ident: str) -> HttpResponse:
    found = access.get_trial(request.viewer, ident)
    settling.settle_soon(operations.begin_again(acting_user=request.user, at=request.at, trial=found))
    return redirect("trial", found.pk)
