from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class DeskConfig(AppConfig):
    default = True
    name = "twosource.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"


class AccountsConfig(WagtailUsersAppConfig):
    """Wagtail's screens of users, with the desk's list of them."""

    user_viewset = "twosource.desk.accounts.AccountViewSet"
