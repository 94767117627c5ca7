from __future__ import annotations

from ilrsync.ledger.store import batches


def test_any_number_of_values_is_asked_for_by_few_different_statements() -> None:
    lengths = set()
    for count in range(2_000):
        found = list(batches(range(count)))
        assert list(dict.fromkeys(one for batch in found for one in batch)) == list(range(count))
        lengths |= {len(batch) for batch in found}

    assert len(lengths) <= 11
    assert max(lengths) < 1_000, "an old SQLite takes 999 values"
