"""Letting people in. Packages above call `token_for_page`."""

from legation.surveys.access.services.entering import Entrance, token_for_page

__all__ = ["Entrance", "token_for_page"]
