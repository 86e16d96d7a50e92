// The words about makers' addresses.

export const makers = {
  label: "Maker",
  none: "I have the address",
  generic: "Another maker",
  help: "Fills the addresses in. The path can differ by model: Test shows whether it is right.",
  host: "Its IP address or name",
  channel: "Channel",
  noSub: "This maker’s smaller stream is set up in the camera; type its address if there is one.",
};
