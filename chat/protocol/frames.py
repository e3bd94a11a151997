"""Every frame of the wire, once: the decoder, the TypeScript types and the AsyncAPI document come from here."""

from chat.protocol import board
from chat.protocol import common as c
from chat.protocol import staff as s
from chat.protocol import teen as t

_FromBoth = c.Send | c.Seen | c.Typing
TeenFrame = (
    t.HelloTeen | t.Work | _FromBoth | c.Quiet | c.Refill | c.Pong | t.BoxKey | t.AskCode | t.Leave | t.ChooseLanguage
)
_OfChats = s.SetStatus | s.Accept | s.Decline | s.Finish | s.Ready | s.ExtendWrapUp | s.Transfer | s.Invite | s.Enter
_OfSeats = s.TakeAnew | s.StepOut | s.ProposeBlock | s.ConfirmBlock | s.Breather
_OfDesk = s.SetCounsellor | s.Requeue | s.SetPriority | s.Assign | s.SetService | s.GetTrace
StaffFrame = s.HelloStaff | _FromBoth | c.Refill | c.Pong | _OfChats | _OfSeats | _OfDesk

_OfLog = c.Error | c.Log | c.EntryFrame | c.Withheld | c.Ack | c.Seen | c.Typing
_OfTeen = t.TeenState | t.Position | t.WorkNeeded | t.Joined | t.WishRefused | t.ReturnCode
_OfConsole = s.StaffState | s.StaffSelfChanged | s.StaffChatChanged | s.StaffChatGone
_Asked = s.Invited | s.BlockAsked | s.AskOver
ToTeen = _OfLog | c.Presence | c.Ping | c.Drain | _OfTeen
ToStaff = _OfLog | c.Quiet | c.Presence | c.Ping | c.Drain | _OfConsole | _Asked | s.Ok | board.Board | board.Trace
