// Codes that the server sends and the pages word. Made by `hearline docs write`; do not edit.

export const TOPICS = [
  "danger_now",
  "sexual_coercion_extortion",
  "sexting",
  "cyberbullying",
  "grooming",
  "sexual_harassment",
  "love_relationships_sexuality",
  "potentially_harmful_content",
  "hate_speech",
  "privacy_abuse",
  "e_crime",
  "gaming",
  "self_harm",
  "suicide",
  "other",
] as const;
export type Topic = (typeof TOPICS)[number];

export const AGE_BANDS = [
  "lt12",
  "12_13",
  "14_15",
  "16_18",
  "adult",
  "unknown",
] as const;
export type AgeBand = (typeof AGE_BANDS)[number];

export const ROLES = [
  "counsellor",
  "supervisor",
  "admin",
] as const;
export type Role = (typeof ROLES)[number];

export const AUDIT_KINDS = [
  "account_changed",
  "account_closed",
  "account_made",
  "audit_exported",
  "block_confirmed",
  "block_proposed",
  "block_refused",
  "chat_assigned",
  "chat_requeued",
  "counsellor_changed",
  "export",
  "factor_reset",
  "form_changed",
  "hours_changed",
  "import",
  "passkey_added",
  "passkey_removed",
  "password_changed",
  "priority_changed",
  "purge",
  "recovery_made",
  "recovery_used",
  "replies_changed",
  "report_internal",
  "resources_changed",
  "secret_rotated",
  "service_set",
  "settings_changed",
  "sign_in",
  "sign_in_refused",
  "sign_out",
  "sign_out_everywhere",
  "status_overridden",
  "supervisor_entered",
  "totp_off",
  "totp_on",
] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];
