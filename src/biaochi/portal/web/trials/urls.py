from django.urls import path

from biaochi.portal.web.trials import making, results, views

urlpatterns = [
    path("", views.trials, name="trials"),
    path("new/", making.choose, name="trial_choose"),
    path("new/<int:organisation>/<int:version>/", making.make, name="trial_make"),
    path("new/<int:organisation>/<int:version>/template/", making.template, name="trial_template"),
    path("<uuid:ident>/", views.trial, name="trial"),
    path("<uuid:ident>/progress/", views.progress, name="trial_progress"),
    path("<uuid:ident>/faults.xlsx", views.marked, name="trial_marked"),
    path("<uuid:ident>/keep/", views.keep, name="trial_keep"),
    path("<uuid:ident>/discard/", views.discard, name="trial_discard"),
    path("<uuid:ident>/again/", views.again, name="trial_again"),
    path("<uuid:ident>/everything.xlsx", results.everything, name="trial_everything"),
    path("<uuid:ident>/proposals/", results.proposals, name="trial_proposals"),
    path("<uuid:ident>/board/<str:table>/", results.board, name="trial_board"),
    path("<uuid:ident>/notice/<str:table>/", results.notice, name="trial_notice"),
    path("<uuid:ident>/card/<str:table>/<str:subject>/", results.card, name="trial_card"),
    path("<uuid:ident>/why/<str:table>/<str:subject>/", results.why, name="trial_why"),
]
