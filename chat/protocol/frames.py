"""Every frame of the wire, once: the decoder, the TypeScript types and the AsyncAPI document come from here."""

from chat.protocol.board import Board, Trace
from chat.protocol.common import (
    Ack,
    Drain,
    EntryFrame,
    Error,
    Log,
    Ping,
    Pong,
    Presence,
    Quiet,
    Refill,
    Seen,
    Send,
    Typing,
    Withheld,
)
from chat.protocol.staff import (
    Accept,
    AskOver,
    Assign,
    BlockAsked,
    Breather,
    ConfirmBlock,
    Decline,
    Enter,
    ExtendWrapUp,
    Finish,
    GetTrace,
    HelloStaff,
    Invite,
    Invited,
    Ok,
    ProposeBlock,
    Ready,
    Requeue,
    SetCounsellor,
    SetPriority,
    SetService,
    SetStatus,
    StaffChatChanged,
    StaffChatGone,
    StaffSelfChanged,
    StaffState,
    StepOut,
    TakeAnew,
    Transfer,
)
from chat.protocol.teen import (
    AskCode,
    BoxKey,
    ChooseLanguage,
    HelloTeen,
    Joined,
    Leave,
    Position,
    ReturnCode,
    TeenState,
    WishRefused,
    Work,
    WorkNeeded,
)

TeenFrame = HelloTeen | Work | Send | Seen | Typing | Quiet | Refill | Pong | BoxKey | AskCode | Leave | ChooseLanguage

StaffFrame = (
    HelloStaff
    | Send
    | Seen
    | Typing
    | Refill
    | Pong
    | SetStatus
    | Accept
    | Decline
    | Finish
    | Ready
    | ExtendWrapUp
    | Transfer
    | Invite
    | Enter
    | TakeAnew
    | StepOut
    | ProposeBlock
    | ConfirmBlock
    | Breather
    | SetCounsellor
    | Requeue
    | SetPriority
    | Assign
    | SetService
    | GetTrace
)

ToTeen = (
    Error
    | Log
    | EntryFrame
    | Withheld
    | Ack
    | Seen
    | Typing
    | Presence
    | Ping
    | Drain
    | TeenState
    | Position
    | WorkNeeded
    | Joined
    | WishRefused
    | ReturnCode
)
ToStaff = (
    Error
    | Log
    | EntryFrame
    | Withheld
    | Ack
    | Seen
    | Typing
    | Quiet
    | Presence
    | Ping
    | Drain
    | StaffState
    | StaffSelfChanged
    | StaffChatChanged
    | StaffChatGone
    | Invited
    | BlockAsked
    | AskOver
    | Ok
    | Board
    | Trace
)
