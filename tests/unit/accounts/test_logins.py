"""Logins in one form, passwords worth the name, addresses of our own, staff files as people make them."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.core.accounts.logins import masked_login, read_login
from saas.core.accounts.models import LoginKind
from saas.core.accounts.passwords import check_new_password
from saas.core.accounts.request.addresses import Area, read_address
from saas.core.accounts.staff_file import Column, read_staff_file
from saas.platform.errors import Invalid
from saas.platform.web import own_address


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        (" Li.Na@Example.COM ", LoginKind.EMAIL, "li.na@example.com"),
        ("ｌｉ＠example.com", LoginKind.EMAIL, "li@example.com"),
        ("13812341234", LoginKind.MOBILE, "+8613812341234"),
        ("+86 138-1234-1234", LoginKind.MOBILE, "+8613812341234"),
        ("0086 138 1234 1234", LoginKind.MOBILE, "+8613812341234"),
        ("１３８１２３４１２３４", LoginKind.MOBILE, "+8613812341234"),
    ],
)
def test_login_is_read_as_people_type_it(typed: str, kind: LoginKind, value: str) -> None:
    login = read_login(typed)
    assert login is not None
    assert (login.kind, login.value) == (kind, value)


@pytest.mark.parametrize(
    "typed", ["", "12345678901", "138123412345", "li@", "@x.com", "a@b", "a b@x.com", "李娜"]
)
def test_login_that_is_none_is_refused(typed: str) -> None:
    assert read_login(typed) is None


@given(st.text(max_size=300))
def test_reading_a_login_never_fails(typed: str) -> None:
    login = read_login(typed)
    assert login is None or read_login(login.value) == login


def test_login_is_masked() -> None:
    assert masked_login(LoginKind.MOBILE, "+8613812341234") == "138****1234"
    assert masked_login(LoginKind.EMAIL, "lina@example.com") == "l***@example.com"


@pytest.mark.parametrize("password", ["correct horse battery", "马踏飞燕一日千里呢啊", "Tr0ub4dor&3x"])
def test_good_password_is_taken(password: str) -> None:
    check_new_password(password, about=("lina@example.com", "李娜"))


@pytest.mark.parametrize(
    "password", ["short", "x" * 129, "password123", "1234567890", "aaaaaaaaaaaa", "lina@example.com"]
)
def test_bad_password_is_refused(password: str) -> None:
    with pytest.raises(Invalid):
        check_new_password(password, about=("lina@example.com", "李娜"))


@pytest.mark.parametrize(
    ("path", "area", "code"),
    [
        ("/t/huatong/customers/", Area.MEMBERS, "huatong"),
        ("/t/huatong", Area.MEMBERS, "huatong"),
        ("/p/huatong/invitations/x", Area.PUBLIC, "huatong"),
        ("/api/v1/t/huatong/organisation/stores", Area.API, "huatong"),
        ("/tx/huatong/", Area.OTHER, ""),
        ("/t/", Area.OTHER, ""),
        ("/", Area.OTHER, ""),
    ],
)
def test_address_of_a_path(path: str, area: Area, code: str) -> None:
    address = read_address(path)
    assert (address.area, address.group) == (area, code)


@given(st.text(max_size=60))
def test_own_address_is_never_another_host(wanted: str) -> None:
    found = own_address(wanted)
    assert found in ("", wanted)
    assert not found.startswith(("//", "/\\"))
    assert not found or found.startswith("/")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_staff_file_is_read_in_any_encoding_and_order(encoding: str, delimiter: str) -> None:
    lines = ["", "姓名,工号,备注,门店", "李娜,A1,无,上海一店", ",,,", "王强,A2"]
    found = read_staff_file("\r\n".join(lines).replace(",", delimiter).encode(encoding))
    assert found.problem == ""
    assert [(row.line, row[Column.NUMBER], row[Column.NAME], row[Column.STORE]) for row in found.rows] == [
        (3, "A1", "李娜", "上海一店"),
        (5, "A2", "王强", ""),
    ]
    assert found.unknown == ("备注",)


@given(st.binary(max_size=2000))
def test_reading_a_staff_file_never_fails(content: bytes) -> None:
    found = read_staff_file(content)
    assert bool(found.problem) or all(row.line > 1 for row in found.rows)


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00",
        b"PK\x03\x04" + bytes(30),
        b"\x89PNG\r\n\x1a\n",
        b"%PDF-1.7",
        "<html><script>工号,姓名</script>".encode(),
        "<?xml version='1.0'?><svg>工号,姓名</svg>".encode(),
        b"\xff\xfe" + "工号,姓名".encode("utf-16-le"),
    ],
)
def test_staff_file_is_judged_by_its_content(content: bytes) -> None:
    assert read_staff_file(content).problem.startswith("This is not a CSV file")


def test_staff_file_of_nothing_but_lines_is_not_held_whole() -> None:
    tracemalloc.start()
    try:
        found = read_staff_file("工号,姓名".encode() + b"\n" * (5 * 1024 * 1024 - 20))
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "more than 5000 rows" in found.problem
    assert most < 64 * 1024 * 1024
