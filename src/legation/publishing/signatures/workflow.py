"""The one way from a draft to the public."""

from __future__ import annotations

from wagtail.models import Workflow, WorkflowPage, WorkflowTask

from legation.publishing.models import HomePage
from legation.publishing.signatures.models import PublicationTask

NAME = "Publication by a second person"


def ensure_workflow() -> None:
    """Whatever is submitted, in any language, waits for a second person."""
    homes = HomePage.objects.exclude(pk__in=WorkflowPage.objects.values("page"))
    if not homes.exists():
        return
    task, _made = PublicationTask.objects.get_or_create(name=NAME)
    workflow, _made = Workflow.objects.get_or_create(name=NAME)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task.task_ptr)
    for home in homes:
        WorkflowPage.objects.get_or_create(page=home.page_ptr, defaults={"workflow": workflow})
