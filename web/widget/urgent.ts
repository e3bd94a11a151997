// Topics for which the numbers to call stand open.
const URGENT = new Set<string>(["danger_now", "suicide", "self_harm"]);

export const isUrgent = (topic: string): boolean => URGENT.has(topic);
