"""What can be done about one person in two records, and about ULNs that are not right.

Records are gathered by `ilrsync.corrections.gather`, not by an edit of one learner; what stands
here says how far that goes, and what is left to a person.
"""

from __future__ import annotations

from ilrsync.corrections.correction import OPT_IN, advice

GATHERED = advice(
    "R_06 R_59",
    """
    The records of one person are gathered into one, with all aims, renumbered.

    Two records that are equal in every field become one without asking: nothing is lost. Otherwise
    the provider has to allow it, because what is returned changes. Which reference stays: the one
    returned before, else that of the source with precedence, else that with the earliest start.
    Every value that gives way is on record with its source; dates of birth, hours, grades and other
    facts that move money are never decided between, but put to a person. If the one record would
    raise an error that none of its parts had, nothing is gathered and the merge is only offered.
    Where birth date and name both differ, these are two people: one of them needs another
    reference, or has somebody else's ULN.
    """,
    grade=OPT_IN,
)

PERHAPS_ONE_PERSON = advice(
    "ILRSYNC_same_person ILRSYNC_uln_slip ILRSYNC_shared_ni_number "
    "ILRSYNC_previous_reference_in_file",
    """
    Find out whether the two records are one person, and enter them under one reference.

    Only a person can know. If they are one, keep the reference that was returned before and the
    ULN whose check digit is right.
    """,
)

INVALID_ULN = advice(
    "ULN_04",
    """
    Look the learner up on the Learner Records Service and enter the ULN found there.

    A mistyped ULN cannot be worked out: many numbers would fit. If another record of the same
    person has a valid ULN, that one is offered.
    """,
)

MISSING_ULN = advice(
    "ULN_02 ULN_03 ULN_06 ULN_07 ULN_09 ULN_10 ULN_11 ULN_12",
    """
    Get the learner's ULN from the Learner Records Service and enter it in place of 9999999999.

    A ULN is never made up.
    """,
)

MISSING_ULN_OF_UNIT = advice(
    "ULN_13",
    """
    Get the learner's ULN from the Learner Records Service before the unit is returned.

    A ULN is never made up.
    """,
    since="2627",
)
