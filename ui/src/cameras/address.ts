// Splits credentials off a pasted address, so that the operator sees where they went before saving. The engine
// splits again when it saves; this is for the eye. Pure.

/** An address without credentials, and what it held. */
export type Split = { address: string; user: string; password: string | null };

/**
 * The parts of `text`, or `null` when it holds no credentials. Takes the last "@" that can end them, because
 * people paste passwords with "@", "/" and "#" in them as they are.
 */
export function splitAddress(text: string): Split | null {
  const match = /^\s*([a-z][a-z0-9+.-]*:\/\/)(.*)$/is.exec(text);
  if (!match) return null;
  const [, scheme = "", rest = ""] = match;
  for (let at = rest.lastIndexOf("@"); at > 0; at = rest.lastIndexOf("@", at - 1)) {
    const credentials = rest.slice(0, at);
    const host = rest.slice(at + 1).trim();
    if (looksLikeHost(host) && looksLikeCredentials(credentials)) {
      const colon = credentials.indexOf(":");
      const user = colon < 0 ? credentials : credentials.slice(0, colon);
      const password = colon < 0 ? null : decoded(credentials.slice(colon + 1));
      return { address: scheme + host, user: decoded(user), password };
    }
  }
  return null;
}

/** "cam.example:554/ch1", "[fe80::1]/x", "10.0.0.5". */
function looksLikeHost(text: string): boolean {
  return /^(\[[0-9a-f:.%]+\]|[^\s/?#@:[\]]+)(:\d+)?([/?#].*)?$/i.test(text);
}

/** Not the beginning of a path ("host/a" or "host:554/a" before an "@" in the path). */
function looksLikeCredentials(text: string): boolean {
  const [user = "", ...rest] = text.split(":");
  if (/[/?#]/.test(user)) return false;
  return !/^\d+\//.test(rest.join(":"));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // "100%" is a password too.
  }
}
