// The dashboard sends a supervisor here with `#enter=<chat>`; the address is cleared at once.
let onInvitation: (chat: string) => void = () => undefined;

export const whenInvited = (how: (chat: string) => void): void => {
  onInvitation = how;
};

export function followInvitation(): void {
  const chat = new URLSearchParams(location.hash.slice(1)).get("enter");
  if (!chat) return;
  history.replaceState(null, "", location.pathname);
  onInvitation(chat);
}
