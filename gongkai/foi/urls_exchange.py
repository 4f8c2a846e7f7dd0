"""Exchange with the provincial platform, the desk API, and the import of an old ledger."""

from django.urls import path

from gongkai.foi.api import api
from gongkai.foi.views_desk import exchange, ledger
from gongkai.foi.views_public.exchange import receive

urlpatterns = [
    path("requests/exchange/", receive, name="foi_exchange"),
    path("desk/requests/exchange/", exchange.messages_list, name="desk_exchange"),
    path("desk/requests/exchange/<int:pk>/repeat/", exchange.repeat, name="desk_exchange_repeat"),
    path("desk/requests/ledger/", ledger.ledger, name="desk_ledger"),
    path("desk/requests/ledger/template/", ledger.template, name="desk_ledger_template"),
    path("desk/api/requests/", api.urls),
]
