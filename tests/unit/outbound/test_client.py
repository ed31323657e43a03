"""Calls against a real server on this machine."""

import dataclasses
import gzip
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Thread

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask

from saas.embedded.roles import DatabaseUrls
from saas.platform.clock import now
from saas.platform.outbound import Limits, Problem, Unsent, call
from saas.platform.outbound.addresses import Target
from saas.platform.outbound.pinned import pinned_session, watched
from saas.testing.applications import settings_for

_stop = Event()


class _Other(BaseHTTPRequestHandler):
    """The other system: each path answers in a way of its own."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        name = self.path.strip("/").partition("?")[0]
        getattr(self, f"_{name}")()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(
            200, body + b"|" + self.headers["Host"].encode() + b"|" + self.headers["X-Sign"].encode()
        )

    def _plain(self) -> None:
        self._answer(200, self.headers.get("Authorization", "nobody").encode())

    def _large(self) -> None:
        self._answer(200, b"x" * 5000)

    def _packed(self) -> None:
        self._answer(200, gzip.compress(b"x" * 5000), {"Content-Encoding": "gzip"})

    def _onward(self) -> None:
        self._answer(302, b"", {"Location": "/plain"})

    def _inward(self) -> None:
        self._answer(302, b"", {"Location": "http://169.254.169.254/latest/meta-data"})

    def _round(self) -> None:
        self._answer(302, b"", {"Location": "/round"})

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        while not _stop.wait(0.02):
            try:
                self.wfile.write(b"x")
            except OSError:
                return

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        pass


@contextmanager
def _serving(context: ssl.SSLContext | None = None) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Other)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server.server_port
    finally:
        _stop.set()
        server.shutdown()
        server.server_close()
        _stop.clear()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with _serving() as port:
        yield port


@pytest.fixture
def app(port: int, tmp_path: Path) -> Iterator[Flask]:
    """Only what a call needs: the settings, with our server on their list."""
    settings = settings_for(DatabaseUrls(app="", system="", owner=""), "", tmp_path)
    made = Flask("caller")
    allowed = frozenset({f"127.0.0.1:{port}"})
    made.extensions["saas_settings"] = dataclasses.replace(settings, outbound_allow=allowed)
    with made.app_context():
        yield made


@pytest.mark.usefixtures("app")
def test_body_and_headers_arrive(port: int) -> None:
    answer = call("POST", f"http://127.0.0.1:{port}/", headers={"X-Sign": "s"}, body=b"hello")
    assert (answer.status, answer.body) == (200, f"hello|127.0.0.1:{port}|s".encode())


@pytest.mark.usefixtures("app")
def test_environment_gives_no_proxy(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert call("GET", f"http://127.0.0.1:{port}/plain").status == 200


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("large", Problem.TOO_LARGE),
        ("packed", Problem.ENCODING),
        ("drip", Problem.TIMEOUT),
        ("inward", Problem.ADDRESS),
        ("round", Problem.REDIRECTS),
    ],
)
def test_limits(path: str, problem: Problem, port: int) -> None:
    limits = Limits(total_s=0.5, most_bytes=4000, redirects=3)
    with pytest.raises(Unsent) as cut:
        call("GET", f"http://127.0.0.1:{port}/{path}", limits=limits)
    assert cut.value.problem is problem


@pytest.mark.usefixtures("app")
def test_redirect_is_an_answer_unless_it_is_allowed(port: int) -> None:
    url = f"http://127.0.0.1:{port}/onward"
    assert call("GET", url).status == 302
    followed = call("GET", url, headers={"Authorization": "me"}, limits=Limits(redirects=1))
    assert (followed.status, followed.body, followed.url) == (200, b"me", f"http://127.0.0.1:{port}/plain")


@pytest.mark.usefixtures("app")
def test_only_reading_follows_redirects(port: int) -> None:
    with pytest.raises(ValueError, match="GET"):
        call("POST", f"http://127.0.0.1:{port}/", limits=Limits(redirects=1))


def test_secrets_are_not_told_to_another_host(app: Flask, port: int) -> None:
    with _serving() as other:
        app.extensions["saas_settings"] = dataclasses.replace(
            app.extensions["saas_settings"], outbound_allow=frozenset({"127.0.0.1"})
        )
        moved = pytest.MonkeyPatch()
        with moved.context() as patch:
            patch.setattr(
                _Other, "_onward",
                lambda self: self._answer(302, b"", {"Location": f"http://127.0.0.1:{other}/plain"}),
            )  # fmt: skip
            url = f"http://127.0.0.1:{port}/onward"
            answer = call("GET", url, headers={"Authorization": "me"}, limits=Limits(redirects=1))
    assert answer.body == b"nobody"


def test_closed_port_is_worth_another_try(app: Flask) -> None:
    with _serving() as gone:
        app.extensions["saas_settings"] = dataclasses.replace(
            app.extensions["saas_settings"], outbound_allow=frozenset({f"127.0.0.1:{gone}"})
        )
    with pytest.raises(Unsent) as unreachable:
        call("GET", f"http://127.0.0.1:{gone}/plain")
    assert unreachable.value.problem is Problem.UNREACHABLE
    assert not unreachable.value.final


def test_connection_goes_to_the_address_and_the_certificate_is_of_the_name(tmp_path: Path) -> None:
    authority = _certificate("crm.example.com", tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority)
    with _serving(context) as port:
        right = Target(scheme="https", host="crm.example.com", port=port, address="127.0.0.1")
        wrong = dataclasses.replace(right, host="other.example.com")
        with watched(5), pinned_session(right) as made:
            url = f"https://crm.example.com:{port}/plain"
            assert made.get(url, verify=str(authority), timeout=5).text == "nobody"
            with pytest.raises(requests.exceptions.SSLError):
                made.get(url, timeout=5)
        with watched(5), pinned_session(wrong) as made, pytest.raises(requests.exceptions.SSLError):
            made.get(f"https://other.example.com:{port}/plain", verify=str(authority), timeout=5)


def _certificate(name: str, folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    names = [x509.DNSName(name), x509.IPAddress(ip_address("192.0.2.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path
