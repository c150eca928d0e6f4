"""Asking the site on this machine whether it answers, before anybody trusts its certificate."""

from __future__ import annotations

import http.client
import ssl


def answers(bind: str, port: int, host: str, *, seconds: float = 1.0) -> bool:
    """Whether `/healthz` answers on this machine; the certificate is not judged here."""
    address = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bind, bind)  # noqa: S104  # only asked, not bound
    trusting = ssl._create_unverified_context()  # noqa: S323  # this machine asks itself
    connection = http.client.HTTPSConnection(address, port, timeout=seconds, context=trusting)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
