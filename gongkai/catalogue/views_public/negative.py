"""The negative list for the public: the matter, its basis, its date."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongkai.catalogue.queries.negative import negative_items


@require_safe
def negative(request: HttpRequest) -> HttpResponse:
    """All items in force by unit. The words that call them up are for the desk alone."""
    page = Paginator(negative_items().defer("words"), 100).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "newest": max((item.updated_on for item in page), default=None),
        "crumbs": [{"label": "不予公开事项清单", "url": ""}],
        "meta": {
            "title": "不予公开事项清单",
            "description": "按照法律、行政法规不予公开的事项和依据。",
            "column": {
                "name": "不予公开事项清单",
                "description": "按照法律、行政法规不予公开的事项和依据",
                "keywords": "不予公开,负面清单",
                "type": "政策文件",
            },
        },
    }
    return render(request, "catalogue/negative.html", context)
