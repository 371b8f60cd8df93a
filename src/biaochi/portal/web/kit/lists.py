"""A list: columns over rows, with filters, pages, Excel and print, written once for all screens.

A view describes its list and calls ``show_list``; ``?as=xlsx`` answers with a workbook of everything the filter leaves, ``?as=print``
with a page for paper. Texts are written as texts, so a cell that begins with ``=`` stays what it is.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter
from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _

PER_PAGE = 50
MOST_ON_PAPER = 5_000


@dataclass(frozen=True)
class Column:
    """``cell`` gives a row's text; ``link`` its address, where the cell leads somewhere; numbers stand to the right."""

    label: str | Promise
    cell: Callable[[Any], Any]
    link: Callable[[Any], str] | None = None
    is_number: bool = False
    is_wide: bool = False


@dataclass(frozen=True)
class Action:
    """A button above the list; the first is the page's primary action."""

    label: str | Promise
    url: str


@dataclass(frozen=True)
class Listing:
    title: str | Promise
    columns: Sequence[Column]
    rows: QuerySet[Any] | Sequence[Any]
    filter_form: forms.Form | None = None
    actions: Sequence[Action] = ()
    empty: str | Promise = ""
    """What to do when there is nothing: one sentence."""
    empty_action: Action | None = None
    note: str | Promise = ""
    extra: dict[str, Any] = field(default_factory=dict)


def show_list(request: HttpRequest, listing: Listing, template: str = "kit/list.html") -> HttpResponse:
    wanted = request.GET.get("as", "")
    if wanted == "xlsx":
        return workbook(request, listing)
    per_page = MOST_ON_PAPER if wanted == "print" else PER_PAGE
    page = Paginator(listing.rows, per_page).get_page(request.GET.get("page"))
    body = [[cell_of(column, row) for column in listing.columns] for row in page.object_list]
    query = request.GET.copy()
    for key in ("page", "as"):
        query.pop(key, None)
    context = {"listing": listing, "page": page, "body": body, "query": query.urlencode(), "is_print": wanted == "print"} | listing.extra
    return render(request, template, context)


@dataclass(frozen=True)
class Cell:
    text: Any
    url: str
    is_number: bool
    is_wide: bool
    label: Any


def cell_of(column: Column, row: Any) -> Cell:
    return Cell(column.cell(row), column.link(row) if column.link else "", column.is_number, column.is_wide, column.label)


def workbook(request: HttpRequest, listing: Listing) -> HttpResponse:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "bottom": 1})
        for place, column in enumerate(listing.columns):
            sheet.set_column(place, place, 28 if column.is_wide else 14)
            sheet.write_string(0, place, str(column.label), bold)
        rows = listing.rows.iterator(chunk_size=2_000) if isinstance(listing.rows, QuerySet) else listing.rows
        number = 0
        for number, row in enumerate(rows, 1):
            for place, column in enumerate(listing.columns):
                value = column.cell(row)
                if isinstance(value, int) and column.is_number:
                    sheet.write_number(number, place, value)
                else:
                    sheet.write_string(number, place, "" if value is None else str(value))
        sheet.write_string(number + 2, 0, _("导出人：%(who)s　时间：%(when)s") % {"who": request.user, "when": stamp(request)})
        sheet.freeze_panes(1, 0)
    response = HttpResponse(buffer.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response.headers["Content-Disposition"] = disposition(f"{listing.title}.xlsx")
    return response


def disposition(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(True, name) or f"attachment; filename={slugify(name)}"


def stamp(request: HttpRequest) -> str:
    return timezone.localtime(request.at).strftime("%Y-%m-%d %H:%M")
