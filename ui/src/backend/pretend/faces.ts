// Drawn faces for people who do not exist: a portrait, what a camera saw of it, and where. Never photographs.

import { paint, type Scene } from "./pictures";

/** How a face is shown: enrolled, cut out of a frame, or from another day. */
export type Sight = "photo" | "crop" | "other";

const SKINS = [
  [28, 52, 76],
  [26, 46, 68],
  [24, 42, 58],
  [22, 40, 48],
  [20, 38, 38],
] as const;
const HAIRS = ["hsl(24 30% 18%)", "hsl(26 40% 28%)", "hsl(35 48% 46%)", "hsl(16 45% 34%)", "hsl(220 12% 14%)"];

/** An SVG portrait as a data address. The same `face` always looks the same; twins share one. */
export function portrait(face: number, sight: Sight): string {
  return `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 160" width="320" height="320">${drawn(face, sight)}</svg>`,
  )}`;
}

/** The frame in which it was seen, with a box around the face. */
export function frame(face: number, scene: Scene, clock: string): string {
  const behind = paint(scene, face % 40, clock);
  const inside = decodeURIComponent(behind.slice("data:image/svg+xml,".length)).replace("</svg>", "");
  const x = 130 + ((face * 37) % 210);
  return `data:image/svg+xml,${encodeURIComponent(
    `${inside}<g transform="translate(${x} 150) scale(1.2)">${body(face)}${head(face, 0)}</g>
<rect x="${x + 46}" y="184" width="101" height="118" rx="3" fill="none" stroke="hsl(48 96% 60%)" stroke-width="3"/></svg>`,
  )}`;
}

function drawn(face: number, sight: Sight): string {
  const grounds = { photo: "hsl(210 18% 86%)", crop: "hsl(36 12% 58%)", other: "hsl(150 12% 64%)" };
  const turn = { photo: 0, crop: (face % 9) - 4, other: 5 - (face % 7) }[sight];
  const dim = sight === "crop" ? `<rect width="160" height="160" fill="hsl(220 30% 12% / .2)"/>` : "";
  const soft = sight === "crop" ? `<filter id="b"><feGaussianBlur stdDeviation="1.1"/></filter>` : "";
  return `${soft}<rect width="160" height="160" fill="${grounds[sight]}"/><g ${soft ? `filter="url(#b)"` : ""}>
<path d="M0 110h160v50H0z" fill="hsl(0 0% 0% / ${sight === "photo" ? 0 : 0.08})"/>${body(face)}${head(face, turn)}</g>${dim}`;
}

function body(face: number): string {
  const hue = (face * 67) % 360;
  return `<path d="M18 168c0-34 24-52 62-52s62 18 62 52v40H18z" fill="hsl(${hue} 28% 42%)"/>
<path d="M62 118l18 20 18-20" fill="none" stroke="hsl(${hue} 30% 32%)" stroke-width="5"/>`;
}

function head(face: number, turn: number): string {
  const [hue, saturation, light] = SKINS[(face * 7) % SKINS.length]!;
  const skin = `hsl(${hue} ${saturation}% ${light}%)`;
  const shade = `hsl(${hue} ${saturation}% ${light - 12}%)`;
  const hair = HAIRS[(face * 5 + 2) % HAIRS.length]!;
  const wide = 30 + (face % 5);
  const long = 38 + ((face * 3) % 5);
  const mouth = 5 + ((face * 11) % 5);
  const cut = (face * 13) % 4;
  return `<g transform="rotate(${turn} 80 90)">
${cut === 1 ? `<path d="M${80 - wide - 6} 72c-6 40 2 64 8 70h${2 * wide - 4}c6-6 14-30 8-70z" fill="${hair}"/>` : ""}
${cut === 3 ? `<path d="M80 22c-34 0-44 26-44 56 0 34 10 58 20 66h48c10-8 20-32 20-66 0-30-10-56-44-56z" fill="hsl(${(face * 91) % 360} 24% 48%)"/>` : ""}
<rect x="69" y="100" width="22" height="28" rx="9" fill="${shade}"/>
<ellipse cx="80" cy="78" rx="${wide}" ry="${long}" fill="${skin}"/>
${cut === 3 ? "" : `<circle cx="${80 - wide}" cy="80" r="6" fill="${skin}"/><circle cx="${80 + wide}" cy="80" r="6" fill="${skin}"/>`}
${cut === 3 ? `<path d="M${80 - wide - 5} 96c-2-50 16-62 35-62s37 12 35 62c-4-34-10-44-35-44s-31 10-35 44z" fill="hsl(${(face * 91) % 360} 24% 48%)"/>` : `<path d="M${80 - wide - 3} 74c0-30 12-42 33-42s33 12 33 42c-4-12-8-18-${cut === 2 ? 16 : 33}-${cut === 2 ? 20 : 16}s-${cut === 2 ? 44 : 29} 4-33 16z" fill="${hair}"/>`}
<ellipse cx="68" cy="80" rx="3.6" ry="4" fill="hsl(220 24% 16%)"/><ellipse cx="92" cy="80" rx="3.6" ry="4" fill="hsl(220 24% 16%)"/>
<path d="M61 71q7-4 13 0M86 71q7-4 13 0" stroke="${hair}" stroke-width="2.6" fill="none" stroke-linecap="round"/>
<path d="M80 82l-3 10h6" stroke="${shade}" stroke-width="2.4" fill="none" stroke-linecap="round"/>
<path d="M${80 - mouth - 3} 101q${mouth + 3} ${mouth} ${2 * mouth + 6} 0" stroke="hsl(${hue - 14} 44% ${light - 26}%)" stroke-width="3" fill="none" stroke-linecap="round"/>
${face % 6 === 2 ? `<g fill="none" stroke="hsl(220 16% 22%)" stroke-width="2"><circle cx="68" cy="80" r="9"/><circle cx="92" cy="80" r="9"/><path d="M77 79q3-2 6 0"/></g>` : ""}</g>`;
}
