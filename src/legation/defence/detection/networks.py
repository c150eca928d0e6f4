"""Networks as blocks know them: one IPv4 address, one IPv6 /64, or what an officer names."""

from __future__ import annotations

import ipaddress

from django.utils.translation import gettext as _

from legation.kernel.errors import LegationError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
WIDEST = {4: 16, 6: 32}
ALWAYS_ALLOWED: tuple[Network, ...] = (
    ipaddress.ip_network("127.0.0.0/8"),
    ipaddress.ip_network("::1/128"),
)


def of_address(address: str) -> Network | None:
    """What is counted together and blocked for an address: who has one IPv6 address has its /64."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return ipaddress.ip_network(found.ipv4_mapped)
        if not found.is_loopback:
            return ipaddress.ip_network((found, 64), strict=False)
    return ipaddress.ip_network(found)


def parse(text: str) -> Network:
    """What an officer wrote. Raises LegationError for what is no network, or too wide a one."""
    try:
        network = ipaddress.ip_network(text.strip(), strict=False)
    except ValueError as error:
        raise LegationError(_("Write an address or a network such as 192.0.2.0/24.")) from error
    if network.prefixlen < WIDEST[network.version]:
        raise LegationError(_("This network is too wide: at least /16, or /32 for IPv6."))
    return network


def overlaps(network: Network, others: tuple[Network, ...]) -> bool:
    """Whether the network shares an address with one of the others."""
    return any(network.version == other.version and network.overlaps(other) for other in others)
