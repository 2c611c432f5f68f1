from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "twosource.stories"
    label = "stories"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import bridge, pictures

        bridge.connect()
        pictures.register()
