"""What a person should do about codes and periods that exclude each other.

Each of them moves money or stands for a fact about the learner, so none is chosen here.
"""

from __future__ import annotations

from ilrsync.corrections.correction import advice

LEARNER_CODES = advice(
    "LearnFAMType_09 LearnFAMType_10 LearnFAMType_11 LearnFAMType_14 LearnFAMType_17",
    """
    Take out the learner's codes that do not apply.

    Gathering two records of one person may have brought two of them together.
    """,
)

PRIMARY_DISABILITY = advice(
    "PrimaryLLDD_03",
    """
    Ask which disability or difficulty affects the learner most, and mark that one only.
    """,
)

AIM_CODES = advice(
    "LearnDelFAMType_18 LearnDelFAMType_31 LearnDelFAMType_77 LearnDelFAMType_115",
    """
    Take out the aim's codes that do not apply.

    Source of funding and full or co-funding are money; they are never chosen here.
    """,
)

SUPPORT_PERIODS = advice(
    "R_61 R_106",
    """
    Enter learning support or bursary once for each period, on one aim.

    Gathering two records of one person may have brought two periods together.
    """,
)

CONTRACT_PERIODS = advice(
    "R_101 R_102 R_104 R_105",
    """
    Let the contract types (ACT) follow each other from the first day of the aim without a gap.

    One code a day: end the earlier one the day before the later begins.
    """,
)

CONTRACT_AND_ACHIEVEMENT = advice(
    "R_121",
    """
    Check AchDate and the end of the last contract type (ACT): they have to be one day.
    """,
)

TWO_PLACEMENTS_ON_ONE_DAY = advice(
    "R_96 R_67",
    """
    Check the placements that begin on one day: enter one, or the day on which the other began.

    Hours are evidence for a result, so two different placements are never joined.
    """,
)
