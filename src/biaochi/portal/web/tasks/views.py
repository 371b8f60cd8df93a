"""待办: the first page of every post."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from biaochi.portal.web.tasks.registry import items_for


@login_required
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    return render(request, "tasks/tasks.html", {"items": items_for(request.viewer), "today": request.today})
