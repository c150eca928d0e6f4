"""Letting people in. Packages above call these."""

from legation.surveys.access.services.entering import Entrance, is_worthless, token_for_page

__all__ = ["Entrance", "is_worthless", "token_for_page"]
