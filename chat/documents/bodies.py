"""What each HTTP operation takes and gives, for the OpenAPI document: the very types its handler reads or fills in."""

from typing import Any, Final

from chat.http import health
from chat.http.staff import accounts as admin
from chat.http.staff import catalogue as desk_api
from chat.http.staff import forms as form_api
from chat.http.staff import own_account as account
from chat.http.staff import record_schemas as r
from chat.http.staff import schemas as s
from chat.http.staff import settings_check
from chat.http.staff import sign_in as staff
from chat.http.teen import receipt as receipt_api
from chat.http.teen import schemas as b
from storage.values import Reply, Resource

Operation = tuple[str, str]
STAFF: Final = "/api/staff"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DESK: Final = f"{STAFF}/desks/{{desk}}"

TAKES: Final[dict[Operation, Any]] = {
    ("post", "/api/desks/{desk}/chats"): b.Join,
    ("post", "/api/desks/{desk}/visits"): b.Visit,
    ("post", "/api/desks/{desk}/surveys"): b.Survey,
    ("post", "/api/chats/end"): b.EndChat,
    ("post", "/api/chats/receipt"): receipt_api.ReceiptWish,
    ("post", f"{STAFF}/login"): staff.Login,
    ("post", f"{STAFF}/passkey/login"): staff.Assertion,
    ("post", f"{STAFF}/passkey/register"): account.NewPasskey,
    ("post", f"{STAFF}/password"): account.NewPassword,
    ("post", f"{STAFF}/recovery"): account.Confirmation,
    ("post", f"{STAFF}/totp/confirm"): account.TotpCode,
    ("post", f"{STAFF}/totp/off"): account.Confirmation,
    ("post", f"{STAFF}/accounts"): admin.NewAccount,
    ("put", f"{STAFF}/accounts/{{id}}"): admin.AccountChange,
    ("post", f"{STAFF}/accounts/{{id}}/reset-password"): admin.Reset,
    ("put", f"{STAFF}/hours/{{desk}}"): desk_api.HoursBody,
    ("post", f"{STAFF}/hours/{{desk}}/preview"): desk_api.HoursBody,
    ("post", f"{STAFF}/replies"): desk_api.ReplyBody,
    ("put", f"{STAFF}/replies/{{id}}"): desk_api.ReplyBody,
    ("post", f"{STAFF}/resources"): desk_api.ResourceBody,
    ("put", f"{STAFF}/resources/{{id}}"): desk_api.ResourceBody,
    ("post", f"{DESK}/form"): r.FormDefinition,
    ("post", f"{STAFF}/chats/{{chat}}/form"): form_api.FormAnswers,
}
SCHEMAS: Final = {("put", f"{STAFF}/settings/{{desk}}"): settings_check.schema}
"""Bodies checked by rules of their own, which also make the schema."""

BEACONS: Final = {("post", "/api/chats/end")}
"""Sent as text/plain, by a page that goes away."""

GIVES: Final[dict[Operation, tuple[int, Any]]] = {
    ("get", "/api/desks/{desk}"): (200, b.Availability),
    ("get", "/api/desks/{desk}/challenge"): (200, b.Challenge),
    ("get", "/api/desks/{desk}/resources"): (200, b.Cards),
    ("get", "/readyz"): (200, health.Ready),
    ("post", "/api/desks/{desk}/chats"): (201, b.Joined),
    ("post", "/api/desks/{desk}/visits"): (200, b.Done),
    ("post", "/api/desks/{desk}/surveys"): (200, b.Done),
    ("post", "/api/chats/end"): (200, b.Done),
    ("post", "/api/chats/receipt"): (200, r.Receipt),
    ("post", f"{STAFF}/login"): (200, s.Signed),
    ("post", f"{STAFF}/passkey/login/options"): (200, s.WebAuthnOptions),
    ("post", f"{STAFF}/passkey/login"): (200, s.Signed),
    ("get", f"{STAFF}/oidc"): (200, s.Provider),
    ("get", f"{STAFF}/me"): (200, s.Signed),
    ("post", f"{STAFF}/logout-everywhere"): (200, s.Ended),
    ("get", f"{STAFF}/sign-ins"): (200, s.SignIns),
    ("post", f"{STAFF}/socket-ticket"): (200, s.SocketTicket),
    ("post", f"{STAFF}/password"): (200, s.Signed),
    ("get", f"{STAFF}/factors"): (200, s.Factors),
    ("post", f"{STAFF}/totp/start"): (200, s.TotpOffer),
    ("post", f"{STAFF}/totp/confirm"): (200, s.Signed),
    ("post", f"{STAFF}/totp/off"): (200, s.Signed),
    ("post", f"{STAFF}/recovery"): (200, s.Recovery),
    ("post", f"{STAFF}/passkey/register/options"): (200, s.WebAuthnOptions),
    ("post", f"{STAFF}/passkey/register"): (200, s.Signed),
    ("delete", f"{STAFF}/passkeys/{{id}}"): (200, s.Signed),
    ("get", f"{STAFF}/accounts"): (200, s.AccountList),
    ("post", f"{STAFF}/accounts"): (201, s.AccountShown),
    ("put", f"{STAFF}/accounts/{{id}}"): (200, s.AccountShown),
    ("get", f"{STAFF}/audit"): (200, s.AuditPage),
    ("get", f"{DESK}/colleagues"): (200, s.Colleagues),
    ("get", f"{DESK}/form"): (200, r.FormDefinition),
    ("get", f"{DESK}/form/{{version}}"): (200, r.FormDefinition),
    ("post", f"{DESK}/form"): (201, r.FormVersion),
    ("get", f"{STAFF}/hours/{{desk}}"): (200, r.HoursShown),
    ("post", f"{STAFF}/hours/{{desk}}/preview"): (200, r.HoursPreview),
    ("get", f"{STAFF}/replies"): (200, r.Replies),
    ("post", f"{STAFF}/replies"): (201, Reply),
    ("get", f"{STAFF}/resources"): (200, r.Resources),
    ("post", f"{STAFF}/resources"): (201, Resource),
    ("get", f"{STAFF}/settings/{{desk}}"): (200, r.SettingsShown),
    ("get", f"{STAFF}/publications"): (200, r.Quarters),
    ("get", f"{STAFF}/reports/{{name}}"): (200, r.ReportShown),
}
EMPTY: Final[dict[Operation, int]] = {
    ("post", f"{STAFF}/logout"): 204,
    ("post", f"{STAFF}/sign-ins/{{id}}/end"): 204,
    ("post", f"{STAFF}/accounts/{{id}}/reset-password"): 204,
    ("post", f"{STAFF}/accounts/{{id}}/sign-out"): 204,
    ("put", f"{STAFF}/hours/{{desk}}"): 204,
    ("put", f"{STAFF}/settings/{{desk}}"): 204,
    ("put", f"{STAFF}/replies/{{id}}"): 204,
    ("delete", f"{STAFF}/replies/{{id}}"): 204,
    ("put", f"{STAFF}/resources/{{id}}"): 204,
    ("delete", f"{STAFF}/resources/{{id}}"): 204,
    ("post", f"{STAFF}/chats/{{chat}}/form"): 204,
    ("get", f"{STAFF}/oidc/start"): 303,
}
OTHERWISE: Final[dict[Operation, tuple[str, ...]]] = {
    ("get", f"{STAFF}/audit.csv"): ("text/csv",),
    ("get", f"{STAFF}/reports/{{name}}"): ("text/csv", XLSX),
    ("get", f"{STAFF}/publications"): ("text/csv", XLSX, "text/html"),
    ("get", f"{STAFF}/oidc/return"): ("text/html",),
    ("get", "/livez"): ("text/plain",),
    ("get", "/metrics"): ("text/plain",),
}
"""Answers that are not JSON, or not only."""

TEXT: Final = {"type": "string", "maxLength": 64}
NUMBER: Final = {"type": "integer", "minimum": 0}
PAGES: Final = {"type": "integer", "minimum": 1, "maximum": admin.MOST}
DAY: Final = {"type": "string", "format": "date"}
QUARTER: Final = {"type": "string", "pattern": "^20[0-9]{2}-Q[1-4]$"}
SHORT: Final = {"type": "string", "maxLength": 2048}


def _format(*known: str) -> dict[str, Any]:
    return {"enum": list(known)}


TABLE: Final = {
    "locale": _format("nl", "fr", "de", "en"),
    "separator": _format("comma", "semicolon", "tab"),
    "decimal": _format("point", "comma"),
}
QUERY: Final[dict[Operation, dict[str, dict[str, Any]]]] = {
    ("get", "/api/desks/{desk}/resources"): {"language": TEXT},
    ("get", f"{STAFF}/oidc/return"): {"state": SHORT, "code": SHORT},
    ("get", f"{STAFF}/audit"): {"before": NUMBER, "limit": PAGES, "kind": TEXT},
    ("get", f"{STAFF}/replies"): {"desk": TEXT},
    ("delete", f"{STAFF}/replies/{{id}}"): {"desk": TEXT},
    ("get", f"{STAFF}/resources"): {"desk": TEXT},
    ("delete", f"{STAFF}/resources/{{id}}"): {"desk": TEXT},
    ("get", f"{STAFF}/reports/{{name}}"): {
        "desk": TEXT, "from": DAY, "to": DAY, "by": TEXT, "dimension": TEXT, "cross": TEXT, "language": TEXT,
        "format": _format("json", "csv", "xlsx"), **TABLE,
    },
    ("get", f"{STAFF}/publications"): {
        "desk": TEXT, "from": QUARTER, "to": QUARTER, "language": TEXT,
        "format": _format("json", "csv", "xlsx", "html"), **TABLE,
    },
}  # fmt: skip
