"""Addresses: which ones a fetch may connect to.

A feed, a redirect or a link in a feed is written by somebody else. It must not make this machine
talk to itself, to its neighbours or to a cloud's metadata service (server-side request forgery).
The check is made on the address that the socket is about to connect to, after every look-up of
a name, so that neither a redirect nor a name that resolves differently the second time (DNS
rebinding) gets past it.
"""

import ipaddress
import socket
from collections.abc import Iterable
from typing import Any

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

#: NAT64's well-known prefix (RFC 6052): the last four bytes are an IPv4 address.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class AddressRefused(OSError):
    """The address is not one that may be connected to."""


class Gate:
    """Lets sockets be made for public addresses, and for those in `allowed` networks."""

    def __init__(self, allowed: Iterable[Network] = ()) -> None:
        self._allowed = tuple(allowed)

    def permits(self, host: str) -> bool:
        """Whether `host`, an address in digits, may be connected to."""
        try:
            address = ipaddress.ip_address(host.partition("%")[0])
        except ValueError:
            return False
        return self._allows(address) or all(
            _is_public(one) for one in (address, *_embedded(address))
        )

    def socket(self, info: Any) -> socket.socket:
        """A socket for one result of `getaddrinfo`; raises `AddressRefused`.

        The shape of aiohttp's `socket_factory`, which is called for every connection.
        """
        family, kind, protocol, _, where = info
        host = str(where[0])
        if not self.permits(host):
            raise AddressRefused(f"{host} is no public address")
        return socket.socket(family, kind, protocol)

    def _allows(self, address: Address) -> bool:
        for one in (address, *_embedded(address)):
            if any(one.version == net.version and one in net for net in self._allowed):
                return True
        return False


def _embedded(address: Address) -> tuple[Address, ...]:
    """The IPv4 addresses that an IPv6 address leads to: mapped, 6to4, Teredo, NAT64."""
    if isinstance(address, ipaddress.IPv4Address):
        return ()
    found: list[Address] = []
    if address.ipv4_mapped is not None:
        found.append(address.ipv4_mapped)
    if address.sixtofour is not None:
        found.append(address.sixtofour)
    if address.teredo is not None:
        found += address.teredo
    if address in _NAT64:
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return tuple(found)


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and (address.ipv4_mapped or address in _NAT64):
        return True  # the address within decides
    return address.is_global and not address.is_multicast and not address.is_reserved
