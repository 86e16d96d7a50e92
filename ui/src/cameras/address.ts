// Splits credentials off a pasted address, so that the operator sees where they went before saving. The engine
// splits again when it saves and has the last word; the rules and the test vectors are its own (`domain::source`).

/** An address without credentials, and what it held. */
export type Split = { address: string; user: string | null; password: string | null };

/** How much a text looks like the host of a camera: not at all, a word, a name with a dot, an IP address. */
type Plausible = 0 | 1 | 2 | 3;

const SECRET_KEYS =
  "password passwd passwort pass pwd psw pswd loginpas userpwd token access_token auth_token authtoken auth apikey api_key secret sid session sessionid signature sig authkey key".split(
    " ",
  );
const USER_KEYS = "user username usr login loginuse account userid".split(" ");

/** The parts of `text`, or `null` when it holds no credentials. Passwords may hold `@ : / % # ?` as they are. */
export function splitAddress(text: string): Split | null {
  const match = /^\s*((?:rtsps?|https?):\/\/)(.*?)\s*$/is.exec(text);
  if (!match) return null;
  const [, scheme = "", rest = ""] = match;
  const end = userinfoEnd(rest);
  const after = rest.slice(end === null ? 0 : end + 1);
  if (plausible(upToPath(after)) === 0) return null;
  const split: Split = { address: "", user: null, password: null };
  if (end !== null) takeCredentials(rest.slice(0, end), split);
  split.address = scheme + liftSecrets(after, split);
  return split.address === scheme + rest ? null : split;
}

/** Where the "@" that ends the user-info of `rest` stands. See `authority::userinfo_len`. */
function userinfoEnd(rest: string): number | null {
  const authority = upToPath(rest).length;
  const last = rest.slice(0, authority).lastIndexOf("@");
  const standard = last < 0 ? null : last;
  const found = plausible(upToPath(rest.slice(standard === null ? 0 : standard + 1)));
  if (found >= 2) return standard;
  const later = (least: Plausible): number | null => {
    for (let at = rest.indexOf("@", authority); at >= 0; at = rest.indexOf("@", at + 1)) {
      if (plausible(upToPath(rest.slice(at + 1))) >= least) return at;
    }
    return null;
  };
  if (found === 0) return later(2) ?? later(1) ?? standard;
  return later(standard === null ? 3 : 2) ?? standard;
}

function plausible(authority: string): Plausible {
  const match = /^(\[[^\]]*\]|.*?)(?::([^:]*))?$/s.exec(authority);
  const [, host = "", port] = match ?? [];
  if (port !== undefined && !(/^\d+$/.test(port) && Number(port) > 0 && Number(port) < 65_536)) return 0;
  if (host.startsWith("[")) return /^\[[0-9a-f:.]*:[0-9a-f:.]*(%[a-z0-9]+)?\]$/i.test(host) ? 3 : 0;
  if (isIpv4(host) || host.toLowerCase() === "localhost") return 3;
  const labels = host.replace(/\.+$/, "").split(".");
  const fine = labels.every((label) => /^[\p{L}\p{N}_][\p{L}\p{N}_-]{0,62}$/u.test(label));
  if (!fine || host.length > 253 || /^\d*$/.test(host.split(".").at(-1) ?? "")) return 0;
  return host.includes(".") ? 2 : 1;
}

function isIpv4(host: string): boolean {
  const parts = host.split(".");
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
}

function upToPath(text: string): string {
  return /^[^/?#]*/.exec(text)![0];
}

function takeCredentials(userinfo: string, split: Split): void {
  const colon = userinfo.indexOf(":");
  split.user = decoded(colon < 0 ? userinfo : userinfo.slice(0, colon)) || null;
  split.password = colon < 0 ? null : decoded(userinfo.slice(colon + 1)) || null;
}

/** Puts marks in the place of credentials in the query, as some makers want them there. */
function liftSecrets(text: string, split: Split): string {
  const pattern = /([a-z0-9_-]+?)=((?:(?![&;?#/]|_[a-z]+=).)+)/gis;
  const found = [...text.matchAll(pattern)].map((one) => ({ key: keyOf(one[1]!), one, value: one[2]! }));
  if (!found.some(({ key }) => key === "password")) return text;
  return text.replace(pattern, (whole, name: string, value: string) => {
    const key = keyOf(name);
    if (key === null || value === `{${key}}`) return whole;
    split[key] ??= decoded(value);
    return split[key] === decoded(value) ? `${name}={${key}}` : whole;
  });
}

function keyOf(name: string): "user" | "password" | null {
  const words = [name.toLowerCase(), name.toLowerCase().split("_").at(-1)!];
  if (words.some((word) => USER_KEYS.includes(word))) return "user";
  return words.some((word) => SECRET_KEYS.includes(word)) ? "password" : null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // "100%" is a password too.
  }
}
