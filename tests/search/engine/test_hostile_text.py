"""Whatever is typed or stored, a search answers."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.search.engine.documents import Put
from gongkai.search.engine.snippet import mark, snippet
from tests.search.engine.library import HOUSING, ask, small_index

TYPED = st.text(max_size=80) | st.text(
    alphabet="公租房申请高龄〔〕()[]{}\"'“”*?:^~+-\\/ \0年号第0129发ab水\u202e\ud800", max_size=60
)


@settings(
    deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(TYPED)
def test_any_text_is_answered(library, typed):
    results = ask(library, typed, facets=["theme"])
    assert results.total == len(ask(library, typed, limit=50).hits)
    pieces = snippet(HOUSING.text, results.terms)
    assert "".join(piece for piece, _ in pieces).strip("…") in HOUSING.text


@settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=400), st.text(max_size=60))
def test_any_document_is_stored_and_found_again(tmp_path_factory, text, title):
    put = Put(id=7, title=title, text=text, numbers=(title,), theme=title)
    index = small_index(tmp_path_factory.mktemp("any"), (put,))
    assert index.check([(7, put.stamp())]).ok


@settings(deadline=None)
@given(
    st.text(max_size=500), st.lists(st.tuples(st.text(min_size=1, max_size=4), st.floats(0.1, 9)))
)
def test_a_snippet_of_any_text_is_short_and_from_the_text(text, terms):
    pieces = snippet(text, terms)
    shown = "".join(piece for piece, _ in pieces)
    assert len(shown) <= 122
    squeezed = "".join(text.split())
    assert "".join(shown.strip("…").split()) in squeezed
    assert "".join(piece for piece, _ in mark(text, terms)) == text
