"""Mail to staff: written with its transaction, sent over real SMTP, kept in the mailbox in development."""

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_string, policy

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import select, text

from saas.config import Settings
from saas.platform.clock import moved, now
from saas.platform.database import global_session, session, unit_of_work
from saas.platform.mail import install_mail, send_mail
from saas.platform.mail.models import MailMessage, MailStatus
from saas.platform.mail.operations import NoSubject, deliver_mail, deliver_waiting, wake_by
from saas.platform.mail.smtp import MOST_ATTEMPTS

LINK = "http://localhost/join/abc"
TEMPLATES = {
    "test/mail/hello.txt": "Subject: 欢迎 {{ name }}\n\nHello {{ name }},\n\nfollow {{ link }} & come.\n",
    "test/mail/bare.txt": "Hello",
    "layout_public.html": "{% block content %}{% endblock %}",
}


class Post(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it gets and answers RCPT as told."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), PostHandler)
        self.letters: list[str] = []
        self.answer_to_recipient = "250 fine"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class PostHandler(socketserver.StreamRequestHandler):
    """Speaks enough SMTP for one message."""

    server: Post

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        self.say("220 test")
        while line := self.rfile.readline().decode().strip():
            match line.split(" ")[0].split(":")[0].upper():
                case "EHLO":
                    self.say("250 test")
                case "RCPT":
                    self.say(self.server.answer_to_recipient)
                case "DATA":
                    self.say("354 go")
                    self.server.letters.append(self.letter())
                    self.say("250 kept")
                case "QUIT":
                    return self.say("221 bye")
                case _:
                    self.say("250 fine")
        return None

    def letter(self) -> str:
        lines = iter(lambda: self.rfile.readline().decode().rstrip("\r\n"), ".")
        return "\n".join(lines)


@pytest.fixture
def post() -> Iterator[Post]:
    with Post() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def mailing(platform: Flask, platform_settings: Settings, post: Post) -> Iterator[Flask]:
    platform.extensions["saas_settings"] = replace(platform_settings, smtp_url=post.url)
    install_mail(platform, platform_settings)
    wake_by(platform, lambda: None)
    own = platform.jinja_env.loader
    platform.jinja_env.loader = ChoiceLoader([DictLoader(TEMPLATES), own])  # type: ignore[list-item]
    with platform.app_context():
        with global_session() as work:
            work.execute(text("DELETE FROM mail_message"))
        yield platform


def send() -> int:
    with unit_of_work():
        message = send_mail("wang@example.com", "test/mail/hello", {"name": "王", "link": LINK}, "zh_CN")
        session().flush()
        return message.id


def stored(message_id: int) -> MailMessage:
    with global_session() as work:
        message = work.get_one(MailMessage, message_id)
        work.expunge(message)
        return message


def test_message_goes_out_as_text_and_html(mailing: Flask, post: Post) -> None:
    assert deliver_mail(send()) is MailStatus.SENT
    (raw,) = post.letters
    letter = message_from_string(raw, policy=policy.default)
    assert (letter["To"], letter["Subject"]) == ("wang@example.com", "欢迎 王")
    text_part, html_part = letter.iter_parts()
    assert LINK in text_part.get_content()
    assert f'<a href="{LINK}"' in html_part.get_content()
    assert "&amp; come" in html_part.get_content()


def test_message_is_sealed_and_emptied_after_sending(mailing: Flask, post: Post) -> None:
    number = send()
    with global_session() as work:
        row = work.execute(text("SELECT recipient, text FROM mail_message")).one()
        assert b"wang" not in bytes(row.recipient)
        assert b"join" not in bytes(row.text)
    deliver_mail(number)
    message = stored(number)
    assert (message.text, message.html, message.recipient) == (None, None, "wang@example.com")
    assert message.sent_at is not None


def test_message_of_a_rolled_back_transaction_does_not_exist(mailing: Flask, post: Post) -> None:
    with unit_of_work() as work:
        send_mail("wang@example.com", "test/mail/hello", {"name": "王", "link": LINK}, "zh_CN")
        work.flush()
        work.rollback()
    assert deliver_waiting() == {"sent": 0, "not_sent": 0}


def test_message_is_sent_once_however_often_it_is_asked_for(mailing: Flask, post: Post) -> None:
    number = send()
    deliver_mail(number)
    deliver_mail(number)
    assert deliver_waiting()["sent"] == 0
    assert len(post.letters) == 1


def test_server_that_is_away_is_tried_again_later(mailing: Flask, post: Post) -> None:
    post.answer_to_recipient = "451 busy"
    number = send()
    assert deliver_waiting() == {"sent": 0, "not_sent": 1}
    assert stored(number).problem == "smtp 451"
    assert deliver_waiting() == {"sent": 0, "not_sent": 0}
    post.answer_to_recipient = "250 fine"
    with moved(now() + timedelta(minutes=2)):
        assert deliver_waiting() == {"sent": 1, "not_sent": 0}


def test_address_that_does_not_exist_fails_at_once(mailing: Flask, post: Post) -> None:
    post.answer_to_recipient = "550 nobody"
    number = send()
    assert deliver_mail(number) is MailStatus.FAILED
    assert stored(number).text is None


def test_server_that_never_answers_is_given_up(
    mailing: Flask, platform_settings: Settings, post: Post
) -> None:
    mailing.extensions["saas_settings"] = replace(platform_settings, smtp_url="smtp://127.0.0.1:1")
    number = send()
    for _attempt in range(MOST_ATTEMPTS):
        status = deliver_mail(number)
    assert status is MailStatus.FAILED
    assert stored(number).problem == "ConnectionRefusedError"


def test_template_without_subject_is_refused(mailing: Flask) -> None:
    with pytest.raises(NoSubject), unit_of_work():
        send_mail("wang@example.com", "test/mail/bare", {}, "en")


def test_commit_with_a_message_wakes_the_sender_once(mailing: Flask) -> None:
    woken: list[int] = []
    wake_by(mailing, lambda: woken.append(1))
    with unit_of_work() as work:
        with work.begin_nested():
            send_mail("wang@example.com", "test/mail/hello", {"name": "王", "link": LINK}, "en")
        assert woken == []
    with unit_of_work() as work:
        work.execute(select(1))
    assert woken == [1]


def test_mailbox_keeps_messages_where_there_is_no_mail_server(
    mailing: Flask, platform_settings: Settings
) -> None:
    mailing.extensions["saas_settings"] = platform_settings
    number = send()
    client = mailing.test_client()
    assert "欢迎 王" in client.get("/dev/mailbox/").text
    assert f'href="{LINK}"' in client.get(f"/dev/mailbox/{number}").text
    assert stored(number).status is MailStatus.KEPT
