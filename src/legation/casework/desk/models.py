"""All models of the desk; each stands in the package that it belongs to."""

from legation.casework.desk.replying.models import ReplyTemplate, TemplateVersion

__all__ = ["ReplyTemplate", "TemplateVersion"]
