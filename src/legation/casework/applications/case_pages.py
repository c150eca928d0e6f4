"""Adds the application to the desk's and the applicant's page of its case."""

from legation.casework.applications.desk import desk_context
from legation.casework.applications.status import status_context
from legation.casework.cases.kinds import KindPages, add_pages
from legation.casework.cases.models import Kind

add_pages(
    Kind.APPLICATION,
    KindPages("applications/in_case.html", desk_context, "applications/in_status.html", status_context),
)
