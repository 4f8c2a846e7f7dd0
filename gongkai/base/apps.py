from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "gongkai.base"
    label = "base"
    verbose_name = "基础"

    def ready(self) -> None:
        from gongkai.base import checks, receivers  # noqa: F401
