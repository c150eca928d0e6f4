"""Asking the site on this machine whether it answers, before anybody trusts its certificate."""

from __future__ import annotations

import http.client
import json
import ssl


def ask(bind: str, port: int, host: str, *, seconds: float = 1.0) -> dict[str, str]:
    """What `/healthz` says on this machine; empty when it says nothing. The certificate is not judged."""
    address = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bind, bind)  # noqa: S104  # only asked, not bound
    trusting = ssl._create_unverified_context()  # noqa: S323  # this machine asks itself
    connection = http.client.HTTPSConnection(address, port, timeout=seconds, context=trusting)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        state = json.loads(connection.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError):
        return {}
    finally:
        connection.close()
    return {str(name): str(text) for name, text in state.items()} if isinstance(state, dict) else {}
