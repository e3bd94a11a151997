// Being noticed: a short sound and a notice that carries no word of any chat.

import { t } from "../shared/i18n";
import { prefs } from "../staff/prefs";

let audio: AudioContext | null = null;

export function unlockSound(): void {
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume().catch(() => undefined);
}

export function allowNotices(): void {
  if (!prefs.value.notify || !("Notification" in globalThis)) return;
  if (Notification.permission === "default") Notification.requestPermission().catch(() => undefined);
}

function tone(context: AudioContext, frequency: number, at: number): void {
  const [voice, gain] = [context.createOscillator(), context.createGain()];
  voice.frequency.value = frequency;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(0.2, at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.001, at + 0.4);
  voice.connect(gain).connect(context.destination);
  voice.start(at);
  voice.stop(at + 0.45);
}

/** Rising for an offer, one low note for a message. */
const TUNES = { offer: [523, 659, 784], message: [440], invited: [659, 659] } as const;
export type Occasion = keyof typeof TUNES;

export function sound(occasion: Occasion): void {
  const context = audio;
  if (!context || !prefs.value.sound || context.state !== "running") return;
  TUNES[occasion].forEach((frequency, step) => {
    tone(context, frequency, context.currentTime + step * 0.18);
  });
}

/** Only when nobody looks at this page. The text says that something waits, never what or whose. */
export function notice(occasion: Occasion): void {
  if (!prefs.value.notify || !document.hidden || !("Notification" in globalThis)) return;
  if (Notification.permission !== "granted") return;
  const shown = new Notification("Hearline", {
    body: t(`console.notice.${occasion}`),
    tag: `hearline-${occasion}`,
  });
  shown.onclick = () => {
    window.focus();
    shown.close();
  };
}

export function call(occasion: Occasion): void {
  sound(occasion);
  notice(occasion);
}
