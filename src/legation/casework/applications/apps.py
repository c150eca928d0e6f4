from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """Adds its part to the pages of cases."""

    name = "legation.casework.applications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from legation.casework.applications.desk import desk_context
        from legation.casework.applications.status import status_context
        from legation.casework.cases.kinds import KindPages, add_pages
        from legation.casework.cases.models import Kind

        add_pages(
            Kind.APPLICATION,
            KindPages(
                "applications/in_case.html",
                desk_context,
                "applications/in_status.html",
                status_context,
            ),
        )
