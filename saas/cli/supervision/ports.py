"""The port that people open in the browser."""

import socket

import click

HOST = "127.0.0.1"
LAST_PORT = 65535
SEARCHED = 200


def is_free(port: int) -> bool:
    """Whether we could listen on `port` of the loopback address now."""
    with socket.socket() as probe:
        # As the web server will do: a port that only waits out its last connections counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def checked_port(text: str) -> int:
    """The port number in `text`. Refuses what is no port, and a taken one by naming a free one."""
    if not text.isdigit() or not 1 <= int(text) <= LAST_PORT:
        raise click.ClickException(f"PORT: {text!r} is not a port number (1 to {LAST_PORT}).")
    port = int(text)
    if is_free(port):
        return port
    free = next((other for other in range(port + 1, min(port + SEARCHED, LAST_PORT)) if is_free(other)), None)
    remedy = f"Port {free} is free: PORT={free} make run" if free else "Set PORT to a free one."
    raise click.ClickException(f"Port {port} is taken by another program. {remedy}")
