"""What a plugin of rules and corrections imports, besides `ilrsync.sdk`."""

from ilrsync.checks.cases import Case, aim, case, fam, learner, message
from ilrsync.checks.rule import ERROR, WARNING, Context, Hit, Rule, rule, rules_of
from ilrsync.corrections.correction import (
    OPT_IN,
    SAFE,
    SUGGEST,
    Add,
    Correction,
    Drop,
    Edit,
    Reorder,
    advice,
    correction,
)
from ilrsync.model.codes import AimType, CompStatus, FundModel, Outcome, ProgType
from ilrsync.model.records import Learner, LearningDelivery, Message

__all__ = [
    "ERROR",
    "OPT_IN",
    "SAFE",
    "SUGGEST",
    "WARNING",
    "Add",
    "AimType",
    "Case",
    "CompStatus",
    "Context",
    "Correction",
    "Drop",
    "Edit",
    "FundModel",
    "Hit",
    "Learner",
    "LearningDelivery",
    "Message",
    "Outcome",
    "ProgType",
    "Reorder",
    "Rule",
    "advice",
    "aim",
    "case",
    "correction",
    "fam",
    "learner",
    "message",
    "rule",
    "rules_of",
]
