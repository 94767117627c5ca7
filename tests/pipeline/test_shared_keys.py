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
