from hypothesis import given
from hypothesis import strategies as st

from ilrsync.pipeline.shared_keys import SharedKeys


def test_learners_that_share_nothing_are_in_no_group() -> None:
    keys = SharedKeys()
    keys.add(0, [1, 2])
    keys.add(1, [3])
    assert keys.groups() == []


def test_a_learner_that_repeats_its_own_key_is_in_no_group() -> None:
    keys = SharedKeys()
    keys.add(0, [7, 7])
    assert keys.groups() == []


def test_sharing_is_carried_through_a_third_learner() -> None:
    keys = SharedKeys()
    keys.add(0, [1])
    keys.add(1, [5])
    keys.add(2, [1, 2])
    keys.add(3, [2])
    assert keys.groups() == [[0, 2, 3]]


@given(st.lists(st.lists(st.integers(0, 12), max_size=3), max_size=25))
def test_groups_are_the_connected_learners(all_keys: list[list[int]]) -> None:
    shared = SharedKeys()
    for position, keys in enumerate(all_keys):
        shared.add(position, keys)

    reach = [
        {other for other, theirs in enumerate(all_keys) if set(keys) & set(theirs)} | {place}
        for place, keys in enumerate(all_keys)
    ]
    for _ in all_keys:
        reach = [set().union(*(reach[other] for other in those)) for those in reach]
    expected = sorted({tuple(sorted(those)) for those in reach if len(those) > 1})

    assert [tuple(group) for group in shared.groups()] == expected


def test_what_another_was_told_is_known_as_well() -> None:
    keys, more = SharedKeys(), SharedKeys()
    keys.add(0, [1])
    keys.add(1, [2, 3])
    more.add(2, [4])
    more.add(3, [3, 5])
    more.add(4, [])
    keys.join(more)
    keys.add(5, [4])
    assert keys.groups() == [[1, 3], [2, 5]]


def test_equal_keys_are_found_among_more_than_are_looked_at_together() -> None:
    keys = SharedKeys()
    for position in range(60_000):
        keys.add(position, [position, 1_000_000 + position % 59_990])
    assert keys.groups() == [[place, 59_990 + place] for place in range(10)]
