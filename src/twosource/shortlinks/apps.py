from django.apps import AppConfig


class ShortlinksConfig(AppConfig):
    name = "twosource.shortlinks"
    label = "shortlinks"
    default_auto_field = "django.db.models.BigAutoField"
