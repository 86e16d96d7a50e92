// The words of cameras that are found by themselves.

import { isolated } from "./isolate";

const one = (count: number, single: string, many: string) => `${count} ${count === 1 ? single : many}`;
const cameras = (count: number) => one(count, "camera", "cameras");

/** "3 hours", for how far a clock is off. */
function span(seconds: number): string {
  const minutes = Math.floor(Math.abs(seconds) / 60);
  if (minutes < 120) return one(minutes, "minute", "minutes");
  return minutes < 2880 ? `${Math.floor(minutes / 60)} hours` : `${Math.floor(minutes / 1440)} days`;
}

export const discovery = {
  open: "Find cameras…",
  title: "Find cameras",
  text: "Bellwatch asks who is there in each network of this computer. Cameras that speak ONVIF answer. Nothing is added before you say so.",
  start: "Search",
  searching: (scan: number, scans: number) => `Searching, round ${scan} of ${scans}…`,
  stop: "Stop",
  again: "Search again",
  found: (count: number) => (count === 0 ? "No camera has answered yet." : `${cameras(count)} answered.`),
  leftOut: (count: number) => `There was no room for ${one(count, "further answer", "further answers")}.`,
  noneTitle: "No camera answered",
  noneNetworks: (count: number) =>
    `${one(count, "network", "networks")} of this computer ${count === 1 ? "was" : "were"} searched. What it may be:`,
  cures: [
    "The cameras are in another network: routers do not pass the question on. Connect this computer to theirs.",
    "ONVIF is switched off in the cameras, as many makers deliver them. Switch it on in their settings.",
    "A firewall on this computer keeps the answers away. Let UDP from port 3702 in.",
  ],
  byHand: "A camera without ONVIF is added by its address, or many by a list.",
  list: "Cameras that answered",
  columns: { name: "Camera", host: "Address", state: "What" },
  all: "Choose all that are new",
  choose: (name: string) => `Choose ${name}`,
  unnamed: "No name",
  isNew: "New",
  isThere: (name: string) => `Is there as ${isolated(name)}`,
  cannotBeAsked: "Names another address",
  login: "For all that are chosen",
  loginText:
    "Leave both empty where the cameras want none. A camera that refuses is asked once, so that it does not lock itself.",
  user: "User name",
  password: "Password",
  userOf: (name: string) => `User name of ${isolated(name)}`,
  passwordOf: (name: string) => `Password of ${isolated(name)}`,
  ask: (count: number) => (count === 0 ? "Choose cameras" : `Ask ${cameras(count)}`),
  asking: "Asking the cameras…",
  answered: (good: number, bad: number) =>
    [good ? `${one(good, "stream", "streams")} found` : "", bad ? `${cameras(bad)} did not tell` : ""]
      .filter(Boolean)
      .join(" · ") || "No camera was asked",
  nameOf: (host: string) => `Name of the camera at ${host}`,
  size: (width: number, height: number) => (width > 0 && height > 0 ? `${width} × ${height}` : "size not told"),
  main: "Main",
  sub: "Sub-stream",
  noSub: "no sub-stream",
  askOne: "Ask again",
  back: "Back to the list",
  add: (count: number) => (count === 0 ? "Nothing to add" : `Add ${cameras(count)}`),
  added: (count: number) => `${cameras(count)} ${count === 1 ? "was" : "were"} added.`,
  noneAdded: "Nothing was added. Change what is named below, or leave it out.",
  trouble: {
    no_address:
      "It names no address that it answers from. Look at its network settings, and switch plain HTTP on for ONVIF.",
    no_answer:
      "It does not answer the question for its streams. A firewall may stand between. Look at its settings, then ask again.",
    refused:
      "It refuses this user name and password. Many cameras keep users of their own for ONVIF, in their settings.",
    no_media: "It offers no video over ONVIF. Add it by its address.",
    unreadable: "What it answers cannot be read. Add it by its address.",
  },
  clock: (seconds: number) =>
    `It refuses this user name and password, and its clock is ${span(seconds)} ${seconds < 0 ? "slow" : "fast"}, which may be why. Set its clock, then ask again.`,
};
