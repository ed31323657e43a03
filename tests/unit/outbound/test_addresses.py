"""Which addresses may be called."""

import socket
from collections.abc import Callable

import pytest

from saas.platform.outbound.addresses import Problem, Unsent, find_target, is_public

Names = Callable[..., None]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """Answer every look-up with these addresses."""

    def answer(*addresses: str) -> None:
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in addresses]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: found)

    return answer


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8"])
def test_open_internet(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)
def test_inside(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://crm.example.com/hook", Problem.ADDRESS),
        ("ftp://crm.example.com/hook", Problem.ADDRESS),
        ("https:///hook", Problem.ADDRESS),
        ("https://name:password@crm.example.com/", Problem.ADDRESS),
        ("https://crm.example.com\\@127.0.0.1/", Problem.ADDRESS),
        ("https://crm.example.com/\r\nHost: other", Problem.ADDRESS),
        ("https://例子.example.com/", Problem.ADDRESS),
        ("https://[::1/", Problem.ADDRESS),
        ("https://crm.example.com:22/", Problem.PORT),
        ("https://crm.example.com:99999/", Problem.PORT),
    ],
)
def test_refused_before_a_look_up(url: str, problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: pytest.fail("was looked up"))
    with pytest.raises(Unsent) as refused:
        find_target(url, ())
    assert refused.value.problem is problem
    assert refused.value.final


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:7f00:1]", "localhost"]
)
def test_this_machine_however_it_is_written(host: str) -> None:
    with pytest.raises(Unsent) as refused:
        find_target(f"https://{host}/", ())
    assert refused.value.problem is Problem.INTERNAL_HOST


def test_a_name_with_one_address_inside_is_refused(names: Names) -> None:
    names("93.184.216.34", "10.0.0.1")
    with pytest.raises(Unsent) as refused:
        find_target("https://crm.example.com/", ())
    assert refused.value.problem is Problem.INTERNAL_HOST


def test_target_has_the_address_that_was_found(names: Names) -> None:
    names("93.184.216.34")
    target = find_target("https://crm.example.com:8443/hook", ())
    assert (target.host, target.port, target.address) == ("crm.example.com", 8443, "93.184.216.34")


@pytest.mark.parametrize("allowed", ["gateway.local", "gateway.local:8080"])
def test_allowed_host_may_be_inside_and_without_tls(allowed: str, names: Names) -> None:
    names("10.0.0.7")
    assert find_target("http://Gateway.local:8080/", {allowed}).address == "10.0.0.7"


def test_allowed_host_counts_for_its_port_only(names: Names) -> None:
    names("10.0.0.7")
    with pytest.raises(Unsent):
        find_target("https://gateway.local:8081/", {"gateway.local:8080"})


def test_name_that_nobody_knows_is_worth_another_try() -> None:
    with pytest.raises(Unsent) as unknown:
        find_target("https://nowhere.invalid/", ())
    assert unknown.value.problem is Problem.UNKNOWN_HOST
    assert not unknown.value.final
