"""Passwords of the tests: hashed as on the site, without its cost in time and memory."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class LightArgon2(Argon2PasswordHasher):
    """The least that the algorithm takes."""

    memory_cost, time_cost, parallelism = 8, 1, 1
