"""The pages for what went wrong: what happened, why, what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from biaochi.portal.audit.refusals import Refused


def told(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    return render(request, "errors/told.html", {"title": title, "text": text, "status": status}, status=status)


def not_there(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return told(request, 404, _("没有这一页"), _("地址可能写错了，内容可能已撤下，也可能不归您的岗位查看。请从待办页重新进入。"))


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return told(request, refusal.status, _("这一步没有做"), str(refusal))


def form_out_of_date(request: HttpRequest, reason: str = "") -> HttpResponse:
    return told(request, 403, _("页面已过期"), _("这一页打开太久，或在别处退出过登录，为安全起见没有提交。请返回、刷新页面后再提交一次。"))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return told(request, 400, _("请求无法识别"), _("浏览器送来的内容不完整。请返回上一页重试。"))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return told(request, 403, _("不能这样做"), _("您的岗位没有这项权限。如有需要，请联系本单位党务干事。"))


def broken(request: HttpRequest) -> HttpResponse:
    return told(request, 500, _("系统出错"), _("这不是您的问题，已记入日志，没有改动任何数据。请稍后再试；仍不行，请联系系统管理员。"))
