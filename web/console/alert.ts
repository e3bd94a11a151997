// Being noticed: a short sound and a notice that carries no word of any chat. Decorations: what they throw stops nothing.

import { signal } from "@preact/signals";
import { t } from "../shared/i18n";
import { prefs } from "../staff/prefs";

export type Decoration = "sound" | "notify";

/** What this browser does not do here, shown beside its switch. */
export const fails = signal<Readonly<Record<Decoration, boolean>>>({ sound: false, notify: false });

function told(what: Decoration, failed: boolean): void {
  if (fails.value[what] !== failed) fails.value = { ...fails.value, [what]: failed };
}

/** Whatever it throws, now or later, is noted and goes no further. */
function attempt(what: Decoration, act: () => unknown): void {
  try {
    Promise.resolve(act()).catch(() => told(what, true));
  } catch {
    told(what, true);
  }
}

const MOMENT_MS = 1_000;
let audio: AudioContext | null = null;

/** Whether the browser waits for somebody to touch this page before it may sound: after a reload, or a device's sleep. */
export const asleep = signal(false);

function made(): AudioContext {
  const context = new AudioContext();
  const look = () => {
    asleep.value = context.state !== "running" && context.state !== "closed";
    if (context.state === "running") told("sound", false);
  };
  context.onstatechange = look;
  setTimeout(look, MOMENT_MS); // one that may sound begins within a moment
  told("sound", false);
  return context;
}

/** Sound begins with a click; one that the browser has put to sleep since, too. */
export function unlockSound(touched = true): void {
  attempt("sound", () => {
    if (audio?.state === "closed") audio = null;
    audio ??= made();
    return audio.state === "running" ? undefined : audio.resume();
  });
  if (touched) setTimeout(judge, MOMENT_MS);
}

/** What a touch has not woken a moment later has nothing to sound with: no further touch is asked for. */
function judge(): void {
  if (!audio || audio.state === "running" || navigator.userActivation?.hasBeenActive === false) return;
  asleep.value = false;
  told("sound", true);
}

/** Each touch counts: what has fallen asleep may wake with the next. */
export function unlockWithEachTouch(): void {
  for (const sign of ["pointerdown", "pointerup", "keydown"]) document.addEventListener(sign, wake);
}

function wake(): void {
  if (audio?.state !== "running") unlockSound();
}

export function allowNotices(): void {
  if (!prefs.value.notify) return;
  attempt("notify", async () => {
    // an old Safari takes a function instead of giving a promise: what was said is asked for afterwards
    if (Notification.permission === "default") await Notification.requestPermission();
    told("notify", Notification.permission === "denied");
  });
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
  if (!context || !prefs.value.sound) return;
  if (context.state !== "running") unlockSound(false);
  else play(context, occasion);
}

function play(context: AudioContext, occasion: Occasion): void {
  attempt("sound", () =>
    TUNES[occasion].forEach((frequency, step) => {
      tone(context, frequency, context.currentTime + step * 0.18);
    }),
  );
}

/** Only when nobody looks at this page. The text says that something waits, never what or whose. */
export function notice(occasion: Occasion): void {
  if (!prefs.value.notify || !document.hidden) return;
  attempt("notify", () => {
    if (Notification.permission !== "granted") return told("notify", true);
    // one at a time of each kind, and each heard: without `renotify` Windows puts a second one in the first's place, mute
    const options = { body: t(`console.notice.${occasion}`), tag: `hearline-${occasion}`, renotify: true };
    const shown = new Notification("Hearline", options);
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
  });
}

export function call(occasion: Occasion): void {
  sound(occasion);
  notice(occasion);
}
