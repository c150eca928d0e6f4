"""Who is asking: the true address behind proxies that we trust."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from legation.edge.policy import Network

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def true_address(peer: str, forwarded: str, trusted: tuple[Network, ...]) -> str:
    """The nearest address that is not one of our proxies. What strangers write into
    `X-Forwarded-For` counts for nothing."""
    if not trusted or not _within(peer, trusted):
        return peer
    for hop in reversed(forwarded.split(",")):
        address = hop.strip()
        if parse(address) is None:
            return peer
        if not _within(address, trusted):
            return address
    return peer


def parse(address: str) -> Address | None:
    """The address, an IPv4 one also where it is written as IPv6; None when it is none."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return mapped or found


def neighbourhood(address: str) -> str:
    """What is counted together: one IPv4 address, or the /64 that whoever has one IPv6 address has."""
    if ":" not in address:
        return address
    found = parse(address)
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.IPv6Network((int(found), 64), strict=False))
    return str(found or address)


def _within(address: str, networks: Iterable[Network]) -> bool:
    found = parse(address)
    return found is not None and any(found in network for network in networks)
