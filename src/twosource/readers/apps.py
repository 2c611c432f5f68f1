from django.apps import AppConfig


class ReadersConfig(AppConfig):
    name = "twosource.readers"
    label = "readers"
    default_auto_field = "django.db.models.BigAutoField"
