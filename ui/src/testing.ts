// What every component test needs before it starts.
export {};
