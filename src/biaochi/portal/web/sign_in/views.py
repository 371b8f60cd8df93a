"""One's own account: password, second factor, and what the portal knows."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from biaochi.portal.users import operations
from biaochi.portal.web.kit.limits import too_often
from biaochi.portal.web.kit.once import answered_once
from biaochi.portal.web.sign_in.forms import OwnPassword


@login_required
@require_safe
def own_account(request: HttpRequest) -> HttpResponse:
    return render(request, "sign_in/own_account.html", {"viewer": request.viewer})


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    form = OwnPassword(request.user, request.POST or None)
    if request.method == "POST":
        if too_often(request, "change_password"):
            form.add_error(None, _("试得太多了。请过几分钟再试。"))
        elif form.is_valid():
            operations.change_own_password(acting_user=request.user, at=request.at, password=form.cleaned_data["new"])
            request.user.refresh_from_db()
            update_session_auth_hash(request, request.user)
            messages.success(request, _("密码已修改，其他设备上的登录已失效。"))
            return redirect("tasks")
    return render(request, "sign_in/password.html", {"form": form, "is_first": request.user.must_change_password})


@login_required
@require_POST
@answered_once
def end_sessions(request: HttpRequest) -> HttpResponse:
    operations.end_own_sessions(acting_user=request.user, at=request.at)
    request.user.refresh_from_db()
    update_session_auth_hash(request, request.user)
    messages.success(request, _("其他设备上的登录已全部结束。"))
    return redirect("own_account")
