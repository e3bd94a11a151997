// How long what people write may be, in code points. Made by `hearline docs write`; do not edit.
export const MAX_TEXT = 2000;
export const MAX_NOTE = 1000;
export const MAX_NAME = 30;
export const MAX_TITLE = 120;
export const MAX_REPLY = 2000;
export const MAX_SHORTCUT = 48;
export const MAX_CARD = 1000;
export const MAX_ADDRESS = 500;
export const MAX_PHONE = 32;
export const MAX_LABEL = 40;
export const MAX_DESK_NAME = 80;
export const MAX_ABOUT = 800;
export const MAX_CALL = 80;
export const MAX_RULE = 120;
export const MAX_QUESTION = 120;
export const MAX_ANSWER = 40;
