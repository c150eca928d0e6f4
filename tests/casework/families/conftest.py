"""The scanner and the services of the applications' tests."""

from tests.casework.applications.conftest import scanner, service

__all__ = ["scanner", "service"]
