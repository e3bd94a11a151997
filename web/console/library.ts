// Canned replies, resource cards and colleagues: fetched once a shift, searched here.

import { signal } from "@preact/signals";
import { get } from "../staff/http";
import { desk } from "../staff/session";

export interface Reply {
  id: string;
  language: string;
  title: string;
  text: string;
  shortcut?: string;
}
export interface Resource {
  id: string;
  language: string;
  title: string;
  text: string;
  topic?: string;
  url?: string;
  phone?: string;
}
export interface Colleague {
  id: string;
  name: string;
  role: string;
  languages: string[];
  skills: string[];
  status: string;
  free?: number;
}
export interface Colleagues {
  colleagues: Colleague[];
  languages: string[];
  skills: string[];
}

export const replies = signal<readonly Reply[]>([]);
export const resources = signal<readonly Resource[]>([]);

/** What cannot be had stays empty: a chat never waits for it. */
export async function loadLibrary(): Promise<void> {
  const [said, cards] = await Promise.all([
    get<{ replies: Reply[] }>(`/api/staff/replies?desk=${desk.value}`).catch(() => null),
    get<{ resources: Resource[] }>(`/api/staff/resources?desk=${desk.value}`).catch(() => null),
  ]);
  replies.value = said?.replies ?? replies.value;
  resources.value = cards?.resources ?? resources.value;
}

/** Fresh each time it is asked for: who is on duty changes. */
export const colleagues = (): Promise<Colleagues> => get(`/api/staff/desks/${desk.value}/colleagues`);
