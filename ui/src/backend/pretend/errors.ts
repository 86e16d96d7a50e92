// Errors as the engine words them, for the pretend engine.

import type { ErrorView } from "../../wire/ErrorView";

type Words = Omit<ErrorView, "at_ms">;

export const ERRORS = {
  auth: {
    code: "auth_failed",
    word: "Wrong password",
    sentence: "The camera refuses this user name or password.",
    cure: "Edit the camera and type its password again. It is not tried again by itself, so that the camera does not lock you out.",
    evidence: "method DESCRIBE failed: 401 Unauthorized",
  },
  stalled: {
    code: "stalled",
    word: "No picture",
    sentence: "The camera is connected and sends no picture.",
    cure: "Restart the camera. If it comes back often, lower its bit rate or check its cable.",
    evidence: "no frame for 10 s",
  },
  unreachable: {
    code: "unreachable",
    word: "Not reachable",
    sentence: "There is no way to 10.20.0.47.",
    cure: "Check the camera’s power and network cable, and that this machine is on the cameras’ network.",
    evidence: "Connection to tcp://10.20.0.47:554 failed: No route to host",
  },
  notFound: {
    code: "not_found_on_camera",
    word: "Wrong path",
    sentence: "The camera has no stream at this address.",
    cure: "Look up the stream’s path in the camera’s manual and edit its address.",
    evidence: "method DESCRIBE failed: 404 Not Found",
  },
} satisfies Record<string, Words>;

export type Trouble = keyof typeof ERRORS;
