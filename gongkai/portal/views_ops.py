"""For machines and those who look after them: health, metrics, the API's description."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from gongkai.base import health
from gongkai.portal.api import api


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while everything works, 503 with the reasons otherwise."""
    report = health.report()
    response = JsonResponse(
        report, status=200 if report["ok"] else 503, json_dumps_params={"ensure_ascii": False}
    )
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Every number of the health report in Prometheus' text form."""
    registry = CollectorRegistry()
    gauge = Gauge("gongkai", "Numbers of the health report", ["name"], registry=registry)
    for name, value in _numbers("", health.report()):
        gauge.labels(name).set(value)
    response = HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    response["Cache-Control"] = "no-store"
    return response


def _numbers(prefix: str, value: object) -> list[tuple[str, float]]:
    if isinstance(value, dict):
        return [
            pair
            for key, inner in value.items()
            for pair in _numbers(f"{prefix}_{key}".strip("_"), inner)
        ]
    if isinstance(value, bool | int | float):
        return [(prefix, float(value))]
    return []


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """The API in words a person can read, from its own description."""
    schema = api.get_openapi_schema()
    operations = [
        {
            "path": path,
            "summary": operation.get("summary", ""),
            "parameters": [_parameter(raw) for raw in operation.get("parameters", [])],
        }
        for path, methods in schema["paths"].items()
        for operation in methods.values()
    ]
    context = {
        "operations": operations,
        "description": schema["info"]["description"],
        "meta": {"title": "开放接口"},
        "crumbs": [{"label": "开放接口", "url": ""}],
    }
    return render(request, "portal/api_docs.html", context)


def _parameter(raw: dict[str, Any]) -> dict[str, str]:
    """Name and meaning of a parameter of the API."""
    meaning = (
        raw.get("description")
        or raw.get("schema", {}).get("description")
        or _MEANINGS.get(raw["name"], "")
    )
    return {"name": raw["name"], "description": meaning}


_MEANINGS = {
    "kind": "种类：document 公文、interpretation 政策解读、information 其他政府信息、guide 公开指南、system 公开制度、annual_report 公开年报。",
    "released_from": "发布日期从哪天起，如 2024-05-06。",
    "released_to": "发布日期到哪天止，如 2024-05-31。",
    "series": "公报的网址代号。",
    "year": "年份。",
    "number": "期号。",
    "catalogue": "目录的编号，就是列表里的 id。",
    "slug": "专题的网址代号。",
    "code": "文件的短码，就是网址里 /d/ 后面的部分。",
}
