from django.apps import AppConfig


class OutletsConfig(AppConfig):
    name = "gongkai.outlets"
    label = "outlets"
    verbose_name = "渠道"

    def ready(self) -> None:
        from gongkai.outlets import receivers  # noqa: F401
