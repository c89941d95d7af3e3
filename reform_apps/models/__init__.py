"""The nouns of the registry; each docstring says what one row is."""

from reform_apps.models.applications import Alias, Application, Numbering
from reform_apps.models.assessments import Assessment, AssessmentKind
from reform_apps.models.duplicate_checks import Closeness, Decision, DuplicateCheck, Likeness
from reform_apps.models.edition_entries import EditionDrop, EditionEntry
from reform_apps.models.editions import Edition, EditionState
from reform_apps.models.evaluation.dependencies import Dependency
from reform_apps.models.evaluation.indicators import Direction, Indicator, Unit, Weighting
from reform_apps.models.evaluation.orders import Order, OrderState
from reform_apps.models.evaluation.outcomes import Outcome, OutcomeKind
from reform_apps.models.evaluation.rollouts import Rollout, RolloutState
from reform_apps.models.journal import JournalEntry, Verb
from reform_apps.models.likeness import Bigram, Synonym
from reform_apps.models.lists.revisions import Revision
from reform_apps.models.lists.tallies import Folding, Tally
from reform_apps.models.lists.texts import SearchText
from reform_apps.models.observations import Observation
from reform_apps.models.office.imports import ImportBatch, ImportKind, ImportState
from reform_apps.models.office.proposals import Proposal, ProposalState
from reform_apps.models.office.saved_views import SavedView
from reform_apps.models.positions import Arrival, Placing, Position
from reform_apps.models.reference.organizations import (
    Organization,
    OrganizationKind,
    OrganizationLevel,
)
from reform_apps.models.reference.regions import Level, Region
from reform_apps.models.reference.sources import Basis, Source
from reform_apps.models.reference.systems import Runway, System, Tier
from reform_apps.models.seals import Seal
from reform_apps.models.states import EffectiveState, RecordedState
from reform_apps.models.users import User

__all__ = [
    "Alias",
    "Application",
    "Arrival",
    "Assessment",
    "AssessmentKind",
    "Basis",
    "Bigram",
    "Closeness",
    "Decision",
    "Dependency",
    "Direction",
    "DuplicateCheck",
    "Edition",
    "EditionDrop",
    "EditionEntry",
    "EditionState",
    "EffectiveState",
    "Folding",
    "ImportBatch",
    "ImportKind",
    "ImportState",
    "Indicator",
    "JournalEntry",
    "Level",
    "Likeness",
    "Numbering",
    "Observation",
    "Order",
    "OrderState",
    "Organization",
    "OrganizationKind",
    "OrganizationLevel",
    "Outcome",
    "OutcomeKind",
    "Placing",
    "Position",
    "Proposal",
    "ProposalState",
    "RecordedState",
    "Region",
    "Revision",
    "Rollout",
    "RolloutState",
    "Runway",
    "SavedView",
    "Seal",
    "SearchText",
    "Source",
    "Synonym",
    "System",
    "Tally",
    "Tier",
    "Unit",
    "User",
    "Verb",
    "Weighting",
]
