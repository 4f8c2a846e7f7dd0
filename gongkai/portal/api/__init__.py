"""The read API of everything public, with OpenAPI; bounded paging everywhere."""

from ninja import NinjaAPI

from gongkai.portal.api import catalogues, documents, gazette, topics

__all__ = ["api"]

api = NinjaAPI(
    title="政务公开文件库接口",
    version="1.0.0",
    description="只读接口：已公开的政府信息。与网页用同一条可见规则，未公开的内容与不存在的内容同样返回 404。",
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
)
for part in (documents, gazette, catalogues, topics):
    api.add_router("", part.router)
