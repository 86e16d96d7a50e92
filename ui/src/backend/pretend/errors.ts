// Errors as the engine words them (`domain::last_error`), for the pretend engine.

import type { ErrorView } from "../../wire/ErrorView";

export type Trouble = "auth" | "stalled" | "unreachable" | "notFound";

/** The error of a camera called `known`, or of one without a name. */
export function errorOf(trouble: Trouble, known: string | null, at_ms: number): ErrorView {
  const name = known ?? "The camera";
  switch (trouble) {
    case "auth":
      return {
        code: "auth_failed",
        word: "Password refused",
        sentence: `${name} refuses the user name or password.`,
        cure: "Type the user name and password again. It is not tried again until then, because cameras lock themselves after too many wrong passwords.",
        evidence: "method DESCRIBE failed: 401 Unauthorized",
        at_ms,
      };
    case "stalled":
      return {
        code: "stalled",
        word: "No picture",
        sentence: `${name} is connected and sends no picture.`,
        cure: "It is started anew by itself. If this returns, restart the camera or try the other transport (tcp, udp).",
        evidence: "no frame for 10 s",
        at_ms,
      };
    case "unreachable":
      return {
        code: "unreachable",
        word: "Unreachable",
        sentence: `There is no way to ${known ?? "the camera"}.`,
        cure: "Check the camera's power and network cable, and that this computer is on the same network.",
        evidence: "Connection to tcp://10.20.0.50:554 failed: No route to host",
        at_ms,
      };
    case "notFound":
      return {
        code: "not_found_on_camera",
        word: "No such stream",
        sentence: `${name} answers, and has no stream at this address.`,
        cure: "Check what stands after the host in the address; the camera's handbook names it.",
        evidence: "method DESCRIBE failed: 404 Not Found",
        at_ms,
      };
  }
}
