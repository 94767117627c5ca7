import datetime as dt
import pickle

from hypothesis import given
from hypothesis import strategies as st

from ilrsync.pipeline.packed import Packed

_MANY = 1_000


def _filled(things: dict[int, object]) -> Packed:
    packed = Packed()
    for position, thing in things.items():
        packed.put(position, thing)
    return packed


def test_things_come_back_in_the_order_of_their_positions() -> None:
    things: dict[int, object] = {position: (position, "x") for position in range(0, _MANY, 3)}
    assert list(_filled(things)) == list(things.items())


def test_nothing_stands_where_nothing_was_put() -> None:
    packed = _filled({position: "kept" if position % 2 else None for position in range(_MANY)})
    assert [position for position, _ in packed] == list(range(1, _MANY, 2))


def test_a_thing_takes_the_place_of_the_one_before() -> None:
    packed = _filled(dict.fromkeys(range(_MANY), "old"))
    packed.put(3, "new")
    packed.put(4, None)
    packed.put(_MANY - 1, "new")
    found = dict(packed)
    assert (found[3], found[_MANY - 1]) == ("new", "new")
    assert 4 not in found
    assert list(found) == sorted(found)


def test_what_was_packed_elsewhere_follows() -> None:
    first, second = _filled(dict.fromkeys(range(_MANY), "a")), Packed()
    for position in range(_MANY, 2 * _MANY):
        second.put(position, "b")
    second.put(_MANY, "c")
    first.join(pickle.loads(pickle.dumps(second)))  # noqa: S301 - made in the line itself
    first.put(2 * _MANY, "d")
    first.put(5, "e")
    first.put(_MANY + 2, "f")
    found = dict(first)
    assert list(found) == [place for place, _ in first] == list(range(2 * _MANY + 1))
    wanted = {4: "a", 5: "e", _MANY: "c", _MANY + 1: "b", _MANY + 2: "f", 2 * _MANY: "d"}
    assert {place: found[place] for place in wanted} == wanted


def test_what_is_much_alike_takes_a_twentieth_of_its_room() -> None:
    things: dict[int, object] = {
        place: {"day": dt.date(2026, 9, place % 30 + 1), "words": "the same of every learner"}
        for place in range(2048)  # so many that none waits for more
    }
    each = sum(len(pickle.dumps(thing)) for thing in things.values())
    assert len(pickle.dumps(_filled(things))) < each / 20


def test_a_thing_that_cannot_be_packed_is_kept_as_it_is() -> None:
    things: dict[int, object] = {position: (lambda: None) for position in range(_MANY)}
    assert list(_filled(things)) == list(things.items())


@given(st.lists(st.tuples(st.integers(0, 5), st.none() | st.integers()), max_size=30))
def test_the_last_thing_put_at_a_position_is_the_one_that_stands_there(
    puts: list[tuple[int, int | None]],
) -> None:
    packed, plain = Packed(), dict[int, int | None]()
    for position, thing in puts:
        packed.put(position, thing)
        plain[position] = thing
    wanted = {place: thing for place, thing in plain.items() if thing is not None}
    assert list(packed) == sorted(wanted.items())
