// The script a host page includes: a button, and on a click the chat in an iframe of our own origin.
export {};
