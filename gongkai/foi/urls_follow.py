"""Pages of the applicant after applying: follow, act, take away, sign in."""

from django.urls import path

from gongkai.foi.views_public import account, follow, follow_acts, follow_files, oidc

_CASE = "requests/follow/<str:number>"

urlpatterns = [
    path("requests/follow/", follow.ask, name="foi_follow"),
    path("requests/follow/leave/", follow.leave, name="foi_follow_leave"),
    path(f"{_CASE}/", follow.page, name="foi_follow_page"),
    path(f"{_CASE}/file/<str:key>/", follow_files.file, name="foi_follow_file"),
    path(f"{_CASE}/letter/<str:key>/<str:ending>/", follow_files.letter, name="foi_follow_letter"),
    path(f"{_CASE}/<str:key>/<str:act>/", follow_acts.act, name="foi_follow_act"),
    path("requests/account/", account.sign_in, name="foi_account"),
    path("requests/account/code/", account.code, name="foi_account_code"),
    path("requests/account/leave/", account.leave, name="foi_account_leave"),
    path("requests/account/delete/", account.delete, name="foi_account_delete"),
    path("requests/account/province/", oidc.out, name="foi_account_province"),
    path("requests/account/province/back/", oidc.back, name="foi_account_province_back"),
    path("requests/mine/", account.mine, name="foi_mine"),
]
