import time

from hypothesis import given
from hypothesis import strategies as st

from saas.core.customers.search_tokens import (
    MAX_NAME_SUFFIXES,
    MAX_TOKEN,
    MAX_TOKENS,
    SearchSubject,
    TokenKind,
    batch_tokens,
    query_prefixes,
    tokens_of,
)

SUBJECT = SearchSubject(
    name="张小明", plates=("沪A12345",), vins=("LSVAM4187N1234567",), phone_tails=("5678",)
)
names = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12)


def finds(query: str, subject: SearchSubject = SUBJECT) -> set[TokenKind]:
    """By which kinds of token a query finds a subject."""
    tokens = tokens_of(subject)
    return {
        wanted.kind
        for wanted in query_prefixes(query).prefixes
        for token in tokens
        if token.kind is wanted.kind and token.token.startswith(wanted.token)
    }


def test_query_prefixes_finds_by_everything_people_type() -> None:
    assert finds("明") == finds("小明") == finds(" 张 小明 ") == {TokenKind.NAME}
    assert finds("zhangx") == finds("Xiaoming") == {TokenKind.PINYIN}
    assert finds("zxm") == {TokenKind.INITIALS}
    assert finds("5678") == {TokenKind.PHONE}
    assert finds("沪a·123") == finds("a123") == finds("345") == {TokenKind.PLATE}
    assert finds("lsvam") == finds("234567") == {TokenKind.VIN}
    assert finds("李") == finds("9999") == finds("") == finds("--") == set()


def test_query_prefixes_whole_phone_is_looked_up_by_its_hash() -> None:
    term = query_prefixes("138 1234 5678")
    assert (term.phone, term.prefixes) == ("+8613812345678", ())


def test_tokens_of_keeps_to_its_caps() -> None:
    fleet = SearchSubject(name="长" * 300, plates=tuple(f"沪A{n:05d}" for n in range(400)))
    tokens = tokens_of(fleet)
    assert len(tokens) <= MAX_TOKENS
    assert max(len(token.token) for token in tokens) <= MAX_TOKEN


def test_batch_tokens_is_fast_enough_for_an_import() -> None:
    subjects = [
        (n, SearchSubject(name=f"张小{chr(0x4E00 + n % 5000)}", phone_tails=(f"{n % 10000:04d}",)))
        for n in range(20_000)
    ]
    began = time.process_time()
    rows = sum(1 for _ in batch_tokens(subjects))
    assert rows >= 20_000 * 7
    assert time.process_time() - began < 6  # 0.4 s alone on an ordinary machine


@given(names, st.data())
def test_tokens_of_a_name_contain_each_piece_of_it(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    assert TokenKind.NAME in finds(name[start:end], SearchSubject(name=name))


@given(st.text(max_size=80))
def test_tokens_of_takes_any_name(name: str) -> None:
    tokens = tokens_of(SearchSubject(name=name))
    assert len(tokens) <= MAX_NAME_SUFFIXES + 24
    assert all(0 < len(token.token) <= MAX_TOKEN for token in tokens)
    assert query_prefixes(name) is not None
