/** Payload on the "control" topic: a session, key or user changed; forget what was looked up. */
export const ACCESS_CHANGED = "access";
