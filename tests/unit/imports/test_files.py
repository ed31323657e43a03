import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from saas.core.imports import archives
from saas.core.imports.csv_rows import read_csv
from saas.core.imports.detect import FileKind, detect
from saas.core.imports.fields import ImportField as F
from saas.core.imports.problems import FileRefusedError
from saas.core.imports.tables import RowKind, Table
from saas.core.imports.workbook import read_workbook
from tests.factories.imports import workbook

at = datetime.fromisoformat  # local times, as cells have them
HEADER = ["车主姓名", "手机号", "车牌号"]
ROWS = [HEADER, ["张三", "13812345678", "沪A12345"], ["李四", "13912345678", "沪B12345"]]


def csv_file(folder: Path, rows: list[list[str]], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    path = folder / "file.csv"
    path.write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode(encoding))
    return path


def xlsx_file(folder: Path, rows: list[list[object]], name: str = "客户") -> Path:
    path = folder / "file.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def table_of(path: Path) -> Table:
    return read_csv(path, detect(path, path.name))


def refusal(path: Path, name: str = "file.xlsx") -> str:
    with pytest.raises(FileRefusedError) as refused:
        read_whole(path, name)
    assert refused.value.message
    return refused.value.code


def read_whole(path: Path, name: str) -> None:
    detected = detect(path, name)
    table = read_workbook(path) if detected.kind is FileKind.XLSX else read_csv(path, detected)
    list(table.rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_detect_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = csv_file(tmp_path, ROWS, encoding, delimiter)
    assert detect(path, "客户.csv").delimiter == delimiter
    table = table_of(path)
    assert [column.field for column in table.columns] == [F.CUSTOMER_NAME, F.PHONE, F.PLATE]
    assert [list(row.cells) for row in table.rows] == ROWS[1:]


def test_detect_goes_by_content_not_name(tmp_path: Path) -> None:
    xlsx = detect(xlsx_file(tmp_path, [list(row) for row in ROWS]), "really.csv")
    assert (xlsx.kind, xlsx.misnamed) == (FileKind.XLSX, True)
    text = detect(csv_file(tmp_path, ROWS), "really.xlsx")
    assert (text.kind, text.misnamed) == (FileKind.CSV, True)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old_xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"%PDF-1.7", "wrong_kind"),
        (b"<html><table>", "html"),
        (bytes(range(256)) * 10, "binary"),
        (b"\x81\x20\xff\xff,\xff", "encoding"),
        (b"PK\x03\x04 and no more", "damaged"),
        ('姓名,手机号\n"张三,138'.encode() + b"x" * 200_000, "damaged_csv"),
    ],
)
def test_file_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert refusal(path) == code


def test_workbook_title_groups_blank_rows_and_totals(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("说明")
        sheet = book.add_worksheet("客户")
        sheet.merge_range(1, 1, 1, 6, "2026年客户明细")
        sheet.merge_range(3, 1, 4, 1, "门店")
        sheet.merge_range(3, 2, 3, 3, "车主信息")
        sheet.merge_range(3, 4, 3, 5, "送修人")
        sheet.write_row(4, 2, ["姓名", "电话", "姓名", "电话"])
        sheet.merge_range(3, 6, 4, 6, "车牌号")
        sheet.write_row(5, 1, ["一店", "张三", 13812345678, "李四", "13912345678", "沪A12345"])
        sheet.write_row(7, 1, ["一店", "王五", "13712345678"])
        sheet.write_row(8, 1, ["合计：", None, 2])
    table = read_workbook(path)
    fields = [column.field for column in table.columns]
    assert fields == [None, F.STORE, F.CUSTOMER_NAME, F.PHONE, None, None, F.PLATE]
    rows = list(table.rows)
    assert (table.sheet, table.header_row) == ("客户", 5)
    assert [(row.number, row.kind) for row in rows] == [
        (6, RowKind.DATA),
        (8, RowKind.DATA),
        (9, RowKind.TOTAL),
    ]
    assert rows[0].cells[3] == 13812345678
    assert len(rows[1].cells) == len(fields)


def book_of(path: Path, **sheets: list[list[str]]) -> Path:
    path.write_bytes(workbook(sheets))
    return path


NOTES = [["本表由系统导出"], ["联系人：王经理"]]
PARTS = [["配件", "数量", "库位"], ["机滤", "3", "A1"]]


def test_workbook_first_sheet_with_a_header_that_is_known_wins(tmp_path: Path) -> None:
    path = book_of(tmp_path / "a.xlsx", 说明=NOTES, 配件=PARTS, 客户=ROWS, 空=[], 旧客户=ROWS)
    table = read_workbook(path)
    assert (table.sheet, table.sheets) == ("客户", ("配件", "客户", "旧客户"))
    assert len(list(table.rows)) == len(ROWS) - 1
    assert read_workbook(path, "配件").columns[0].name == "配件"
    assert read_workbook(path, known=lambda name, columns: name == "旧客户").sheet == "旧客户"


def test_workbook_without_a_known_header_gives_its_first_table(tmp_path: Path) -> None:
    table = read_workbook(book_of(tmp_path / "a.xlsx", 说明=NOTES, 配件=PARTS))
    assert (table.sheet, table.sheets) == ("配件", ("配件",))


def test_workbook_of_one_sheet_leaves_no_choice(tmp_path: Path) -> None:
    table = read_workbook(book_of(tmp_path / "a.xlsx", 客户=ROWS, 空=[]))
    assert (table.sheet, table.sheets) == ("客户", ())


def test_workbook_formula_cells_give_their_stored_value_and_are_flagged(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["车牌号", "行驶里程", "购车日期"])
        sheet.write(1, 0, "沪A12345")
        sheet.write_formula(1, 1, "=1+2", None, 3)
        sheet.write_datetime(1, 2, at("2026-01-02 00:00"), book.add_format({"num_format": "yyyy-mm-dd"}))
    (row,) = read_workbook(path).rows
    assert row.formulas == (1,)
    assert row.cells[:2] == ("沪A12345", 3)
    assert row.cells[2] in (date(2026, 1, 2), at("2026-01-02 00:00"))


def test_workbook_1904(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    with xlsxwriter.Workbook(str(path), {"date_1904": True}) as book:
        book.add_worksheet().write_row(0, 0, HEADER)
    assert read_workbook(path).date1904 is True


def add_entry(path: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)


@pytest.mark.parametrize(
    "name", ["xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml", "xl/embeddings/a.bin"]
)
def test_workbook_active_content_is_refused(tmp_path: Path, name: str) -> None:
    path = xlsx_file(tmp_path, [list(row) for row in ROWS])
    add_entry(path, name, b"x")
    assert refusal(path) == "active_content"


def test_workbook_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [list(row) for row in ROWS])
    add_entry(path, "xl/media/zeros.bin", b"\x00" * (40 << 20))
    assert refusal(path) == "too_large"


def test_workbook_directory_that_lies_is_refused(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [[*HEADER]] + [["张三", "13812345678", f"沪A{n:05d}"] for n in range(2000)])
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    content = path.read_bytes().replace(size.to_bytes(4, "little"), (size // 2).to_bytes(4, "little"))
    path.write_bytes(content)
    assert refusal(path) == "too_large"


def test_workbook_far_cell_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write(1_048_575, 16_383, "x")
    assert refusal(path) == "too_large"


def test_workbook_archive_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    add_entry(path, "a.txt", b"x")
    assert refusal(path) == "wrong_kind"
    assert archives.column_index(b"XFD") == 16_383


def test_table_without_header_or_with_too_many_columns_is_refused(tmp_path: Path) -> None:
    assert refusal(csv_file(tmp_path, [["1"], ["2"]])) == "no_header"
    assert refusal(csv_file(tmp_path, [["车牌号"] + [f"c{n}" for n in range(300)]])) == "too_many_columns"


def test_table_row_with_more_cells_than_the_header_is_marked(tmp_path: Path) -> None:
    rows = list(table_of(csv_file(tmp_path, [*ROWS, ["王五", "137", "沪C12345", "shifted"]])).rows)
    assert [row.oversized for row in rows] == [False, False, True]


def test_table_repeated_header_is_told_from_data(tmp_path: Path) -> None:
    rows = list(table_of(csv_file(tmp_path, [*ROWS, HEADER, ROWS[1]])).rows)
    assert [row.kind for row in rows] == [RowKind.DATA, RowKind.DATA, RowKind.REPEATED_HEADER, RowKind.DATA]


def test_table_unknown_headers_stay_open(tmp_path: Path) -> None:
    table = table_of(csv_file(tmp_path, [["甲", "乙"], ["1", "2"]]))
    assert [column.field for column in table.columns] == [None, None]
    assert [row.cells for row in table.rows] == [("1", "2")]
