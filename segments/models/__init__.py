"""Whom we address: segments and their lines, the steps that say who is on them, and what was done to many at once."""

from segments.models.bulk_changes import BulkChange, BulkChangeLine
from segments.models.lists import Segment, SegmentLine, SegmentLineQuerySet
from segments.models.steps import SavedCriteria, SavedCriteriaStep, SegmentStep, StepContact

__all__ = [
    "BulkChange",
    "BulkChangeLine",
    "SavedCriteria",
    "SavedCriteriaStep",
    "Segment",
    "SegmentLine",
    "SegmentLineQuerySet",
    "SegmentStep",
    "StepContact",
]
