// Lengths of time, and moments, in words and digits. Pure.
import { moment } from "../shared/moment";

const pad = (value: number): string => String(value).padStart(2, "0");

/** 0:07, 12:30, 1:02:03. Never negative. */
export function clockFace(ms: number): string {
  const total = Math.max(0, Math.ceil(ms / 1000));
  const [h, m, s] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  return h ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

/** Whole minutes for people: "3 min", "1 h 20 min", "40 s" below a minute. Units are understood in all four languages. */
export function span(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return `${s} s`;
  const [h, m] = [Math.floor(s / 3600), Math.floor(s / 60) % 60];
  return h ? `${h} h ${pad(m)} min` : `${m} min`;
}

/** ISO length for <time datetime>. */
export const iso = (seconds: number): string => `PT${Math.max(0, Math.floor(seconds))}S`;

const CLOCK = { hour: "2-digit", minute: "2-digit" } as const;
/** The month in letters: 03/04 is March in one language of these pages, and April in another. */
const DATE = { day: "numeric", month: "short", year: "numeric" } as const;

/** In the desk's zone, like everything below. */
export const timeOfDay = (at: Date, language: string, zone: string): string =>
  moment(at, language, zone, CLOCK);

export const dateAndTime = (at: Date, language: string, zone: string, seconds = false): string =>
  moment(at, language, zone, { ...DATE, ...CLOCK, ...(seconds && { second: "2-digit" }) });

export const dayOf = (at: Date, language: string, zone: string): string => moment(at, language, zone, DATE);
