"""What a settled trial shows: boards, scorecards, explanations, proposals, the notice, everything as a workbook."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from biaochi.portal.audit.refusals import NotThere
from biaochi.portal.scores import access, explaining, folders, queries, results, shown, workbooks
from biaochi.portal.web.kit.lists import Column, Listing, disposition, show_list, stamp
from biaochi.portal.web.trials.charts import portrait_option
from biaochi.portal.web.trials.forms import Filter
from biaochi.portal.web.trials.making import EXCEL


def settled(request: HttpRequest, ident: str) -> tuple[Any, bool]:
    """The trial, which must be settled, and whether its organisation shows ranks."""
    found = access.get_trial(request.viewer, ident)
    if not queries.is_settled(found):
        raise NotThere(f"results {ident}")
    return found, queries.shows_ranks(found.organisation, request.today)


def table_of(found: Any, code: str) -> results.Table:
    for table in results.tables(found):
        if table.code == code:
            return table
    raise NotThere(f"table {code}")


@login_required
@require_safe
def board(request: HttpRequest, ident: str, table: str) -> HttpResponse:
    found, shows_ranks = settled(request, ident)
    chosen = table_of(found, table)
    asked = request.GET.get("board", "")
    here = chosen.board(asked)
    code = here["code"] if here else ""
    form = Filter(request.GET or {"board": code}, choices=filters(found, chosen, code))
    told = form.cleaned_data if form.is_valid() else {}
    name = told.get("name", "").strip()
    rows = results.board(
        found,
        chosen,
        code,
        is_ranked=shows_ranks,
        group=told.get("group", ""),
        grade=told.get("grade", ""),
        state=told.get("state", ""),
        subjects=queries.codes_like(name, chosen.of_people) if name else None,
    )
    listing = Listing(
        f"{chosen.name} {here['name'] if here and shows_ranks else ''}".strip(),
        columns(found, chosen, here if shows_ranks else None, bool(rows.groups)),
        rows,
        filter_form=form,
        note=board_note(here, shows_ranks),
        empty=_("没有符合条件的人。放宽条件再看。"),
        extra={"trial": found, "table": chosen, "period": queries.period_label(found)},
    )
    return show_list(request, listing, "trials/board.html")


def filters(found: Any, table: results.Table, code: str) -> dict[str, Any]:
    return {
        "board": [(one["code"], one["name"]) for one in table.boards] if len(table.boards) > 1 else [],
        "group": results.groups(found, table, code),
        "grade": [(word, word) for word in results.words(found, table, code, "grade")],
        "state": [(word, results.STATES.get(word, word)) for word in results.words(found, table, code, "state")],
    }


def columns(found: Any, table: results.Table, board: Any, has_groups: bool) -> list[Column]:
    ranked = [
        Column(_("名次"), lambda row: row.rank or "—", is_number=True),
        Column(_("参加排名"), lambda row: row.of or "", is_number=True),
    ]
    grouped = [Column(_("组别"), lambda row: row.group)]
    graded = [Column(_("积分等次（参考）"), lambda row: row.grade or "—")]
    placed = [Column(_("所在组织"), lambda row: row.organisation)]
    is_own_group = board is not None and board["within"] == "organisation"
    return [
        *(ranked if board is not None else []),
        Column(_("姓名") if table.of_people else _("党组织"), lambda row: row.name, lambda row: address(found, table, row.subject)),
        *(grouped if has_groups and not is_own_group and (board is None or board["within"] not in ("all", "organisation")) else []),
        *(placed if table.of_people else []),
        Column(_("得分"), lambda row: row.score or "—", is_number=True),
        *(graded if table.grades else []),
        Column(_("状态"), lambda row: results.STATES.get(row.state, row.state)),
    ]


def address(found: Any, table: results.Table, subject: str) -> str:
    return reverse("trial_card", args=(found.pk, table.code, subject))


def board_note(board: Any, shows_ranks: bool) -> str:
    if board is not None and not shows_ranks:
        return _("本组织没有公布名次，这里按组织和编号排列；要看名次，先在“红线与排名”里写明依据。")
    return _("名次按办法的范围排定，不随筛选变动；同分并列。试算结果仅供内部核对。")


@login_required
@require_safe
def card(request: HttpRequest, ident: str, table: str, subject: str) -> HttpResponse:
    found, shows_ranks = settled(request, ident)
    chosen = table_of(found, table)
    row = results.card(found, chosen, subject)
    if row is None:
        raise NotThere(f"subject {subject}")
    parts = results.portrait(found, chosen, subject, row.organisation_code)
    context = {
        "trial": found,
        "table": chosen,
        "period": queries.period_label(found),
        "row": row,
        "state": results.STATES.get(row.state, row.state),
        "values": results.values(found, chosen, subject),
        "standings": results.standings(found, chosen, subject) if shows_ranks else [],
        "parts": parts,
        "portrait": portrait_option(parts) if len(parts) > 1 else None,
        "grade_name": chosen.grades[0]["name"] if chosen.grades else "",
    }
    return render(request, "trials/card.html", context)


@login_required
@require_safe
def why(request: HttpRequest, ident: str, table: str, subject: str) -> HttpResponse:
    """The explanation; where it takes more than a moment, first the page with a sign of progress, which fetches it."""
    found, shows_ranks = settled(request, ident)
    chosen = table_of(found, table)
    if not request.htmx and not explaining.is_quick(found) and "now" not in request.GET:
        return render(request, "trials/why_waits.html", {"trial": found, "table": chosen, "subject": subject})
    told = explaining.told(found, subject, chosen.code, shows_ranks)
    context = {"trial": found, "table": chosen, "subject": subject, "told": told}
    return render(request, "trials/why.html#explanation" if request.htmx else "trials/why.html", context)


@login_required
@require_safe
def proposals(request: HttpRequest, ident: str) -> HttpResponse:
    found, shows_ranks = settled(request, ident)
    rows = results.proposals(found, shows_ranks)
    amounts = [Column(_("金额"), lambda row: row.amount, is_number=True)] if any(row.amount for row in rows) else []
    listing = Listing(
        _("结果运用建议"),
        [
            Column(_("名称"), lambda row: row.name, lambda row: reverse("trial_card", args=(found.pk, row.table, row.subject))),
            Column(_("建议"), lambda row: row.outcome, is_wide=True),
            Column(_("对象"), lambda row: row.target if row.target != row.name else _("本人") if row.target else _("（空缺）")),
            *amounts,
            Column(_("依据"), lambda row: row.evidence, is_wide=True),
            Column(_("由谁决定"), lambda row: row.decides or _("办法没有写明")),
            Column(_("计分表"), lambda row: row.table_name),
        ],
        rows,
        note=_("建议按办法由积分推出，不是决定；是否采纳，由“由谁决定”一栏的组织开会议定。"),
        empty=_("按这份台账，办法没有提出结果运用建议。"),
        extra={"trial": found, "period": queries.period_label(found)},
    )
    return show_list(request, listing, "trials/proposals.html")


@login_required
@require_safe
def notice(request: HttpRequest, ident: str, table: str) -> HttpResponse:
    """The notice as it would hang; ranks are on it only where the organisation shows them."""
    found, shows_ranks = settled(request, ident)
    chosen = table_of(found, table)
    content = shown.notice(folders.shown_of(found.pk), chosen.code)
    if content is None:
        raise NotThere(f"notice {table}")
    if not shows_ranks:
        content = shown.without_ranks(content)
    return render(request, "trials/notice.html", {"trial": found, "table": chosen, "notice": content})


@login_required
@require_safe
def everything(request: HttpRequest, ident: str) -> HttpResponse:
    found, shows_ranks = settled(request, ident)
    said = _("导出人：%(who)s　时间：%(when)s　试算，不是公布的结果") % {"who": request.user, "when": stamp(request)}
    response = HttpResponse(workbooks.everything(found, said, shows_ranks), content_type=EXCEL)
    response.headers["Content-Disposition"] = disposition(f"{queries.period_label(found)} {found.organisation.name}.xlsx")
    return response
