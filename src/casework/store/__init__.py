"""The case book: two encrypted files, keys, histories. Must not know policies or what a case means.

Payloads, cards and the words of deadlines are bytes that ``office`` hands in and gets back.
"""

from __future__ import annotations

from casework.store.atwork import is_over
from casework.store.cards import Cards, cards
from casework.store.caselogs import (
    log_access,
    log_custody,
    log_retention,
    read_access,
    read_custody,
    read_retention,
)
from casework.store.check import (
    check_all,
    check_chains,
    check_clock,
    check_files,
    check_leftovers,
    check_pages,
    check_payloads,
    check_quick,
    check_register,
    check_revisions,
    check_streams,
)
from casework.store.circles import Admission, WorkedOff, work_off
from casework.store.clockwork import Service, open_service
from casework.store.commands import draw, earlier
from casework.store.copies import copy_book
from casework.store.credentials import Credentials, FileCredentials, SystemCredentials
from casework.store.disposal import (
    Remains,
    check_register_of_disposals,
    dispose,
    finish_disposals,
    keep_register,
)
from casework.store.disposed import (
    Destroyed,
    answer_to,
    check_disposals,
    destroyed_cases,
    read_destroyed,
)
from casework.store.drafts import DraftFile, Kept, draft_file, drafts, sweep_drafts
from casework.store.entitled import check_commands, check_holders, check_wraps
from casework.store.findings import Finding
from casework.store.folder import Place
from casework.store.founding import BookState, book_state, create_book
from casework.store.generations import Generation, Keep, Order
from casework.store.history import (
    append,
    append_to,
    lies_on_chain,
    open_case,
    read_case,
    read_item,
    together,
)
from casework.store.holding import admit, exclude, holders
from casework.store.items import Measure, has_item, measure_item
from casework.store.known import Behind, Known
from casework.store.letterbox import Drop, drop, drop_past, drops, take_drop
from casework.store.logs import (
    StreamRecord,
    for_me,
    journal_head,
    mine,
    open_journal,
    read_journal,
    write_journal,
)
from casework.store.manifests import Manifest
from casework.store.memos import Memo, boxed_to_oneself, memo, opened_by_oneself, own_digest
from casework.store.parts import (
    check_parts,
    destroy_item,
    finish_parts,
    is_destroyed,
    keep_parts,
)
from casework.store.presence import Seat, seat
from casework.store.recovery import (
    SignedIn,
    has_recovery,
    open_with_recovery,
    recovered_circles,
    renew_recovery,
    sign_in,
)
from casework.store.register import CircleRecord, Directory, Signer, State, UserRecord
from casework.store.releases import (
    answer_effect,
    check_effects,
    claim_effect,
    hasten_effect,
    order_effect,
    read_effects,
    reword_effect,
    settle_effect,
    stop_effect,
)
from casework.store.search import Finder
from casework.store.session import Session
from casework.store.steps import (
    Arm,
    Blob,
    CardRow,
    DeadlineRow,
    Drawn,
    Due,
    DueRow,
    Effect,
    EffectRow,
    Entry,
    History,
    Outcome,
    Record,
    Step,
)
from casework.store.users import (
    FirstSignIn,
    NewUser,
    add_user,
    change_password,
    disable_user,
    reset_user,
    set_roles,
)
from casework.store.vault import Cost, new_id, one_time_password, random_bytes

__all__ = [
    "Admission",
    "Arm",
    "Behind",
    "Blob",
    "BookState",
    "CardRow",
    "Cards",
    "CircleRecord",
    "Cost",
    "Credentials",
    "DeadlineRow",
    "Destroyed",
    "Directory",
    "DraftFile",
    "Drawn",
    "Drop",
    "Due",
    "DueRow",
    "Effect",
    "EffectRow",
    "Entry",
    "FileCredentials",
    "Finder",
    "Finding",
    "FirstSignIn",
    "Generation",
    "History",
    "Keep",
    "Kept",
    "Known",
    "Manifest",
    "Measure",
    "Memo",
    "NewUser",
    "Order",
    "Outcome",
    "Place",
    "Record",
    "Remains",
    "Seat",
    "Service",
    "Session",
    "SignedIn",
    "Signer",
    "State",
    "Step",
    "StreamRecord",
    "SystemCredentials",
    "UserRecord",
    "WorkedOff",
    "add_user",
    "admit",
    "answer_effect",
    "answer_to",
    "append",
    "append_to",
    "book_state",
    "boxed_to_oneself",
    "cards",
    "change_password",
    "check_all",
    "check_chains",
    "check_clock",
    "check_commands",
    "check_disposals",
    "check_effects",
    "check_files",
    "check_holders",
    "check_leftovers",
    "check_pages",
    "check_parts",
    "check_payloads",
    "check_quick",
    "check_register",
    "check_register_of_disposals",
    "check_revisions",
    "check_streams",
    "check_wraps",
    "claim_effect",
    "copy_book",
    "create_book",
    "destroy_item",
    "destroyed_cases",
    "disable_user",
    "dispose",
    "draft_file",
    "drafts",
    "draw",
    "drop",
    "drop_past",
    "drops",
    "earlier",
    "exclude",
    "finish_disposals",
    "finish_parts",
    "for_me",
    "has_item",
    "has_recovery",
    "hasten_effect",
    "holders",
    "is_destroyed",
    "is_over",
    "journal_head",
    "keep_parts",
    "keep_register",
    "lies_on_chain",
    "log_access",
    "log_custody",
    "log_retention",
    "measure_item",
    "memo",
    "mine",
    "new_id",
    "one_time_password",
    "open_case",
    "open_journal",
    "open_service",
    "open_with_recovery",
    "opened_by_oneself",
    "order_effect",
    "own_digest",
    "random_bytes",
    "read_access",
    "read_case",
    "read_custody",
    "read_destroyed",
    "read_effects",
    "read_item",
    "read_journal",
    "read_retention",
    "recovered_circles",
    "renew_recovery",
    "reset_user",
    "reword_effect",
    "seat",
    "set_roles",
    "settle_effect",
    "sign_in",
    "stop_effect",
    "sweep_drafts",
    "take_drop",
    "together",
    "work_off",
    "write_journal",
]
