// How common makers' cameras write their addresses. Paths differ by model and firmware; a test of the camera shows it.

/** A maker: the paths of the main stream and of the smaller one, behind `rtsp://host/`. */
export type Maker = {
  key: string;
  /** As the maker writes it; the generic one is named in `words`. */
  name: string | null;
  /** Whether recorders and cameras with several lenses number what they show in the path. */
  hasChannels: boolean;
  main: (channel: number) => string;
  /** `null` where the number of the smaller stream is set up in the camera itself. */
  sub: ((channel: number) => string) | null;
};

/** What is filled in. */
export type Addresses = { address: string; sub_address: string | null };

const two = (channel: number): string => String(channel).padStart(2, "0");

/** By name, the generic one last. */
export const MAKERS: readonly Maker[] = [
  {
    key: "axis",
    name: "Axis",
    hasChannels: true,
    main: (channel) => `axis-media/media.amp?camera=${channel}`,
    sub: (channel) => `axis-media/media.amp?camera=${channel}&resolution=640x360`,
  },
  { key: "bosch", name: "Bosch", hasChannels: false, main: () => "?inst=1", sub: () => "?inst=2" },
  {
    key: "dahua",
    name: "Dahua",
    hasChannels: true,
    main: (channel) => `cam/realmonitor?channel=${channel}&subtype=0`,
    sub: (channel) => `cam/realmonitor?channel=${channel}&subtype=1`,
  },
  { key: "hanwha", name: "Hanwha (Wisenet)", hasChannels: false, main: () => "profile2/media.smp", sub: null },
  {
    key: "hikvision",
    name: "Hikvision",
    hasChannels: true,
    main: (channel) => `Streaming/Channels/${channel}01`,
    sub: (channel) => `Streaming/Channels/${channel}02`,
  },
  {
    key: "reolink",
    name: "Reolink",
    hasChannels: true,
    main: (channel) => `h264Preview_${two(channel)}_main`,
    sub: (channel) => `h264Preview_${two(channel)}_sub`,
  },
  { key: "tplink", name: "TP-Link Tapo, VIGI", hasChannels: false, main: () => "stream1", sub: () => "stream2" },
  {
    key: "uniview",
    name: "Uniview",
    hasChannels: true,
    main: (channel) => `unicast/c${channel}/s0/live`,
    sub: (channel) => `unicast/c${channel}/s1/live`,
  },
  { key: "generic", name: null, hasChannels: false, main: () => "", sub: null },
];

/** The highest number of a channel that recorders have. */
export const MOST_CHANNELS = 256;

/** The addresses of a maker's camera; `null` while there is no host. An IPv6 address gets its brackets. */
export function addressesOf(maker: Maker, host: string, channel: number): Addresses | null {
  const typed = host.trim();
  if (typed === "") return null;
  const named = /^[0-9a-f:.]*:[0-9a-f.]*:[0-9a-f:.]*$/i.test(typed) ? `[${typed}]` : typed;
  const whole = (path: string): string => `rtsp://${named}/${path}`;
  return { address: whole(maker.main(channel)), sub_address: maker.sub && whole(maker.sub(channel)) };
}

/** The host, with its port, of an address that is there; empty where it has none. */
export function hostOf(address: string): string {
  return /^(?:rtsps?|https?):\/\/([^/?#@]+)(?:[/?#]|$)/i.exec(address.trim())?.[1] ?? "";
}
