// What happened to nobody in particular before the window was opened: one event of most kinds, oldest first, in the
// engine's own words, which a test of the window reads in other languages.

/** Kind, who did it, and what is told. */
export const happened: readonly (readonly [kind: string, actor: string, sentence: string])[] = [
  ["clock", "engine", "This machine's clock went forward by 9 h 2 min: it was set, or the machine slept."],
  ["ffmpeg", "engine", "ffmpeg is there now; cameras may run."],
  ["camera", "window", "A list of cameras was imported: 12 added, 3 changed."],
  ["profile", "window", "The profile Night was changed."],
  ["site", "window", "The settings were changed."],
  ["exception", "window", "The exception Winter holidays (2026-12-21 to 2027-01-06) was added."],
  ["person", "window", "Person 24 is active again."],
  ["consent", "window", "The consent of person 24 was withdrawn; 3 photos and 3 templates went."],
  ["attendance", "window", "2026-11-20 was signed off."],
  ["unknown", "engine", "Unknown faces are not kept any more. Its time was over; 4 unknown faces lie in the tray."],
  ["clip", "engine", "A clip of 8 s was kept: a face in doubt."],
  ["backup", "engine", "A backup was made (daily, 1.2 MB): /srv/backups/bellwatch-2026-11-23.backup."],
  ["recognition", "engine", "All photos are learnt by the chosen model pack."],
  ["pre_bell", "engine", "11 of 12 ready for Period 1: Gate 2 refuses the user name or password."],
  ["bell", "engine", "Period 1 has begun, until 08:45."],
  ["error", "engine", "5 cameras failed together (No answer): Stage, Workshop, Roof and 2 more."],
  ["hwaccel", "engine", "Workshop: decodes in software, since the ffmpeg of this computer offers no VAAPI."],
  ["budget", "engine", "Yard ran at 0.5 to 2 of 4 fps from 08:01 to 08:06: the budget of 8 fps was used up."],
  ["enforcer", "tray", "tray stopped all cameras (11 were running)."],
  ["enforcer", "tray", "All cameras may run again."],
];
