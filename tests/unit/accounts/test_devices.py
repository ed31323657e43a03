"""What a user agent is called."""

import pytest

from saas.core.accounts.devices import device_name

_MOZILLA = "Mozilla/5.0"
_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            f"{_MOZILLA} (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/142.0 Safari/537.36",
            "Chrome · Windows",
        ),
        (f"{_MOZILLA} (Windows NT 10.0) {_WEBKIT} Chrome/142.0 Safari/537.36 Edg/142.0", "Edge · Windows"),
        (f"{_MOZILLA} (Macintosh; Intel Mac OS X 14_1) {_WEBKIT} Version/17.1 Safari/605", "Safari · macOS"),
        (f"{_MOZILLA} (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0", "Firefox · Linux"),
        (f"{_MOZILLA} (iPhone; CPU iPhone OS 18_0 like Mac OS X) {_WEBKIT} CriOS/142.0", "Chrome · iPhone"),
        (
            f"{_MOZILLA} (Linux; Android 14) {_WEBKIT} Chrome/122 Safari/537 MicroMessenger/8.0",
            "微信 WeChat · Android",
        ),
        ("curl/8.5", ""),
        ("", ""),
    ],
)
def test_agent_is_called_by_browser_and_system(agent: str, name: str) -> None:
    assert device_name(agent) == name
