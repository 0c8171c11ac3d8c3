"""Which network addresses a calendar may be fetched from.

A link in reseau.toml, or a redirect, must not make this machine ask its own network for what is not public. What
counts is the address connected to, not the name: names are resolved once, judged, and connected to by number.
"""

from __future__ import annotations

import ipaddress
from typing import TypeAlias

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits
_IPV4_COMPATIBLE = ipaddress.IPv6Network("::/96")  # RFC 4291, 2.5.5.1

# What some supported versions of ``ipaddress`` still call global, or call nothing.
_NEVER = tuple(
    ipaddress.ip_network(each)
    for each in (
        "0.0.0.0/8",  # RFC 1122, 3.2.1.3: this host
        "100.64.0.0/10",  # RFC 6598: carrier-grade NAT
        "192.0.0.0/24",  # RFC 6890
        "192.88.99.0/24",  # RFC 7526: deprecated relays
        "198.18.0.0/15",  # RFC 2544: benchmarks
        "240.0.0.0/4",  # RFC 1112, 4
        "64:ff9b:1::/48",  # RFC 8215: local NAT64
        "100::/64",  # RFC 6666: discard
        "2001::/23",  # RFC 2928: protocol assignments
        "fec0::/10",  # RFC 3879: deprecated site-local
    )
)


def is_public(address: str) -> bool:
    """Say whether a numeric IPv4 or IPv6 address (an interface after ``%`` allowed) is one of the public Internet.

    An IPv4 address inside an IPv6 one (mapped, compatible, 6to4, Teredo, NAT64) is judged too.

    :raises ValueError: it is not a numeric address
    """
    number = ipaddress.ip_address(address.partition("%")[0])
    return all(_is_global(each) for each in (number, *_inside(number)))


def _is_global(number: Address) -> bool:
    if number.is_multicast or not (number.is_global or number in _NAT64 or _is_mapped(number)):
        return False
    return not any(number.version == network.version and number in network for network in _NEVER)


def _is_mapped(number: Address) -> bool:
    return isinstance(number, ipaddress.IPv6Address) and number.ipv4_mapped is not None


def _inside(number: Address) -> tuple[Address, ...]:
    """Return the IPv4 addresses that packets to ``number`` may end at."""
    if not isinstance(number, ipaddress.IPv6Address):
        return ()
    if number in _NAT64 or number in _IPV4_COMPATIBLE:
        return (ipaddress.IPv4Address(int(number) & 0xFFFF_FFFF),)
    found: list[Address] = [each for each in (number.ipv4_mapped, number.sixtofour) if each is not None]
    return (*found, *(number.teredo or ()))
